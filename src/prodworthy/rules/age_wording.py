"""How somebody is refused: a refusal that says how to get in next time, or tells back what was sent."""

from __future__ import annotations

import re

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_ADVICE = re.compile(
    r"come back (when|on|in)|try (again )?with (another|a different|an older) date"
    r"|change your (date|birth|year)|(enter|use) (another|a different|an older) (date|year)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
_VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d+", re.IGNORECASE)


def judge_teaching(text: str, years: int) -> Findings:
    """Judge whether a refusal tells the age that lets people in, or what to enter instead (FTC, COPPA FAQ H.3)."""
    age = (
        rf"(?:age|aged|least|over|under|below|than|must be|minimum\w*)\W{{1,6}}(?:\w+\W{{1,3}}){{0,2}}{years}\b"
        rf"|\b{years}\s*(?:\+|years?\b|or (?:older|over)|and (?:older|over)|jahre\b|ans\b|años\b|anni\b)"
    )
    for pattern in (re.compile(age, re.IGNORECASE), _ADVICE):
        if match := pattern.search(text):
            return found(f"the refusal says {match[0]!r}", "a neutral sentence, without the limit or advice")
    return Findings()


def judge_echo(answer: Exchange, told: dict[str, str]) -> Findings:
    """Judge whether a refusal writes back what it was told, by what that is, such as `e-mail address`."""
    whole = answer.text + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers)
    back = sorted(what for what, value in told.items() if value and value in whole)
    return (
        found(f"the refusal holds the {' and the '.join(back)}", "neither in body nor fields") if back else Findings()
    )


def has_token(text: str) -> bool:
    """Whether a text holds a token in the form of a JWT (RFC 7519)."""
    return bool(_TOKEN.search(text))


def gist(answer: Exchange) -> tuple[int, str, str]:
    """Return what an answer says, without what differs with each request: identifiers, times, numbers."""
    return answer.status, answer.media_type, _VARYING.sub("#", answer.text)
