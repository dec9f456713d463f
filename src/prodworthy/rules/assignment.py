"""Mass assignment: fields that nobody may set for themselves, and how it is seen that one was taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prodworthy.facts.outcome import Findings, found

PRIVILEGES: Mapping[str, Any] = {
    "role": "admin",
    "roles": ["admin"],
    "isAdmin": True,
    "admin": True,
    "is_staff": True,
    "premium": True,
    "isPremium": True,
    "plan": "premium",
    "verified": True,
    "isVerified": True,
    "emailVerified": True,
    "email_verified": True,
    "ageVerified": True,
    "credits": 987_654,
    "balance": 987_654,
    "permissions": ["*"],
    "price": 0.0123,
    "discount": 98.7,
    "id": "00000000-0000-4000-8000-000000987654",
    "ownerId": "00000000-0000-4000-8000-000000987654",
    "createdAt": "2001-02-03T04:05:06Z",
}
"""What applications commonly decide about an account themselves, with values that nobody has by chance."""

AT_REGISTRATION = ("role", "isAdmin", "premium", "isPremium", "emailVerified", "credits")
"""Those that are tried at a registration, each of which may make an account."""


def judge_assignment(name: str, before: object, after: object) -> Findings:
    """Judge whether an account has a privilege that its owner asked for.

    Args:
        name: the field that was sent, with its value of `PRIVILEGES`.
        before: the account as read without it, or that of another one.
        after: the account as read afterwards.
    """
    earlier = dict(_fields(before))
    for path, value in _fields(after):
        if _same_field(path, name) and value == PRIVILEGES[name] and earlier.get(path) != value:
            return found(f"{name} was sent, and {path} is now {value!r}", "a value that only the server decides")
    return Findings()


def _fields(document: object, path: str = "", depth: int = 5) -> Iterator[tuple[str, object]]:
    if not isinstance(document, Mapping) or depth == 0:
        return
    for name, value in document.items():
        below = f"{path}.{name}"[-120:].lstrip(".")
        yield below, value
        yield from _fields(value, below, depth - 1)


def _same_field(path: str, name: str) -> bool:
    return _plain(path.rpartition(".")[2]) == _plain(name)


def _plain(name: str) -> str:
    """Return a name without its case, underscores and leading `is`: `is_premium`, `isPremium` and `premium` are one."""
    return re.sub(r"[^a-z]", "", name.lower()).removeprefix("is")
