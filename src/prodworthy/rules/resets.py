"""Asking for a new password: whether the answer holds what should only be in the mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, each, found

_SECRETS = re.compile(
    r"(?i)^(?:reset|recovery|temporary|temp|new|verification|one_?time|confirmation)?_?-?"
    r"(?:token|code|otp|pin|password|link|url|secret)$"
)
_RANDOM = re.compile(r"[A-Za-z0-9_.-]{16,}")
_CONSTANT = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)+")
_LEAST = 4
_MOST = 200


def judge_told(known: Exchange, again: Exchange, unknown: Exchange) -> Findings:
    """Judge whether the answer tells what resets the password (CWE-640).

    That is what stands there for accounts that exist only, and is new with each request or looks random: a token may be
    the same while it is valid. A token of the form itself stands there for everyone.

    Args:
        known: the answer for an account that exists.
        again: the next answer for it.
        unknown: the answer for an address that nobody has.
    """
    required = "an answer that says where to look, and no more"
    one, two, other = (dict(_values(answer)) for answer in (known, again, unknown))

    def judge(path: str, value: str) -> Findings:
        if path in other:
            return Findings()
        if two.get(path, "") not in {"", value}:
            return found(f"{path} is in the answer, and new each time", required)
        if _looks_random(value):
            return found(f"{path} is in the answer, and looks random, where the account exists", required)
        return Findings()

    return each(judge(path, value) for path, value in one.items())


def _values(answer: Exchange) -> Iterator[tuple[str, str]]:
    """Yield what may be a secret in the answer: members of its JSON by name, and parameters of where it leads."""
    yield from _members(answer.json())
    address = answer.headers.get("location")
    if len(address) < _MOST * 10:
        for name, value in parse_qsl(urlsplit(address).query)[:_MOST]:
            if _is_secret(name, value):
                yield f"{name} in Location", value


def _members(document: object, path: str = "", depth: int = 5) -> Iterator[tuple[str, str]]:
    if isinstance(document, Mapping) and depth:
        for name, value in list(document.items())[:_MOST]:
            below = f"{path}.{name}"[-120:].lstrip(".")
            if isinstance(value, str | int) and not isinstance(value, bool) and _is_secret(str(name), str(value)):
                yield below, str(value)
            yield from _members(value, below, depth - 1)


def _looks_random(value: str) -> bool:
    address = urlsplit(value)
    within = f"{address.path}?{address.query}#{address.fragment}" if address.scheme and address.netloc else value
    return any(
        re.search(r"\d", run) and re.search(r"[A-Za-z]", run) and not _CONSTANT.fullmatch(run)
        for run in _RANDOM.findall(within)
    )


def _is_secret(name: str, value: str) -> bool:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return len(value) >= _LEAST and " " not in value and bool(_SECRETS.match(plain))
