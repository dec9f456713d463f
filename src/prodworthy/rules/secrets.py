"""Keys that must stay private, found in what is served to everyone."""

from __future__ import annotations

import re

from prodworthy.facts.outcome import Findings, found
from prodworthy.target.secrets import role_of

_KEYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a Stripe secret key", re.compile(r"\b(?:sk|rk)_live_[0-9a-zA-Z]{16,}\b")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,})\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\s|\\[rn])*[A-Za-z0-9+/=]{40}")),
    (
        "a database address with a password",
        re.compile(
            r"\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp)://[^\s:/@'\"<>{}$]{1,100}:"
            r"(?!(?:pass(?:word)?|secret|\*+|x+)@)[^\s@/'\"<>{}$]{1,200}@(?!localhost\b|127\.|[\w.-]*example\b)"
        ),
    ),
    ("a SendGrid key", re.compile(r"\bSG\.[\w-]{22}\.[\w-]{43}\b")),
    ("an OpenAI key", re.compile(r"\bsk-(?:proj-)?[A-Za-z0-9]{32,}\b")),
    ("a Supabase secret key", re.compile(r"\bsb_secret_[0-9A-Za-z_-]{16,}")),
)
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{10,300}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10}")
_PRIVILEGED = frozenset({"service_role", "supabase_admin", "admin", "root"})
_SHOWN = 8


def judge(text: str) -> Findings:
    """Judge a script, page or answer that anyone can fetch. Keys made to be published (`pk_live_…`, anon) are fine."""
    findings = Findings()
    for what, pattern in _KEYS:
        if (match := pattern.search(text)) is not None:
            findings += found(f"{what}, beginning {match[0][:_SHOWN]}…", "no private key in what is public")
    for match in _JWT.finditer(text):
        if (role := role_of(match[0])) in _PRIVILEGED:
            findings += found(f"a token with the role {role}", "no privileged token in what is public")
            break
    return findings
