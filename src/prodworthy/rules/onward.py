"""Links that lead on: whether the address that they were given takes a browser to another site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_ELSEWHERE = "prodworthy.invalid"
FOREIGN: Mapping[str, str] = {
    "an address": f"https://{_ELSEWHERE}/",
    "an address without its scheme": f"//{_ELSEWHERE}/",
    "a backslash": f"/\\{_ELSEWHERE}/",
    "one slash after the scheme": f"https:/{_ELSEWHERE}/",
    "its own name before an @": f"https://localhost@{_ELSEWHERE}/",
    "a tab between the slashes": f"/\t/{_ELSEWHERE}/",
    "a script": "javascript:alert(1)//prodworthy",
}
"""Addresses of another site, as browsers read them, by kind. The host cannot exist (RFC 6761 section 6.4)."""

_AUTHORITY = 2  # slashes before a host
_REFRESH = re.compile(r"""(?i)<meta[^>]+http-equiv=["']?refresh[^>]+url=([^"'>\s]{1,500})""")


def judge(answer: Exchange, host: str) -> Findings:
    """Judge whether an answer takes a browser to another site, or has it run a script (CWE-601).

    Args:
        answer: to a request that was given one of `FOREIGN`.
        host: the target's own.
    """
    goals = [answer.headers.get("location")] if answer.is_redirect else []
    if answer.is_html:
        goals += _REFRESH.findall(answer.text[:100_000])
    for goal in goals:
        if _leaves(goal, answer.url, host):
            return found(f"leads to {goal[:100]!r}", "a page of the site, or a refusal")
    return Findings()


def _leaves(goal: str, base: str, host: str) -> bool:
    """Whether a browser that is sent there leaves the site for the other one: it reads as the URL standard says."""
    read = re.sub(r"[\t\r\n]", "", goal.strip()).replace("\\", "/")
    if re.match(r"(?i)(?:javascript|data|vbscript):", read):
        return True
    match = re.match(r"(?i)(https?):(/*)(.*)", read)
    if match and len(match[2]) < _AUTHORITY and match[1].lower() == urlsplit(base).scheme:
        return False  # a path below the base
    absolute = f"{match[1]}://{match[3]}" if match else read
    try:
        reached = urlsplit(urljoin(base, absolute)).hostname or ""
    except ValueError:
        return False
    return reached != host and (reached == _ELSEWHERE or reached.endswith(f".{_ELSEWHERE}"))
