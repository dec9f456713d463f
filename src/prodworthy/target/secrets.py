"""Which values of a target file are secrets, and how they come in from the environment."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from prodworthy.facts.redaction import PLACEHOLDER, Redactor

Location = tuple[str | int, ...]
"""Where a value stands: keys, and positions in arrays."""

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OF_THE_RUN = re.compile(r"\{[a-z_]+\}")  # stands for a value that the run itself makes, such as {token}
_NOT_CREDENTIALS = frozenset(
    {"save", "expect", "promises", "attestations", "waivers", "limits", "gate", "phases", "web"}
)
_PUBLIC = frozenset(
    {"name", "title", "base_url", "capabilities", "gate", "limits", "phases", "cors", "web", "contract"}
)
_PUBLIC_REACH = frozenset({"plain_url", "ca_file", "client_certificate", "client_key", "connect_to", "no_proxy"})
_SHAPES = (
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\."),  # a signed token, RFC 7519
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),  # RFC 7468
    re.compile(r"\b(?:sk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{16,}"),
    re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16})\b"),
    re.compile(r"(?i)^(?:bearer|basic)\s+(?!\S*[{$])[A-Za-z0-9._~+/=-]{8,}$"),
    re.compile(r"(?i)^[a-z][a-z0-9+.-]*://[^/\s@:]+:[^/\s@{}]+@"),  # user and password in a URL
)
_PUBLISHED = re.compile(r"(?:sb_publishable|pk_(?:live|test))_[A-Za-z0-9_-]+")  # keys that their makers let anyone see
_PUBLIC_ROLES = frozenset({"anon"})
_WALL_WORDS = re.compile(r"(?i)(?:^|[-_])(?:bypass|signature|secret|password|auth)(?:$|[-_])")


def strings(data: Any, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every text in the data with its location."""
    if isinstance(data, str):
        yield at, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from strings(value, (*at, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from strings(value, (*at, index))


def is_secret(location: Location, value: str) -> bool:
    """Whether a literal at that place would be a secret, by the name that it stands behind or by its shape."""
    if is_public_key(value):
        return False
    if any(shape.search(value) for shape in _SHAPES):
        return True
    if not value or REFERENCE.search(value) or _OF_THE_RUN.search(value):
        return False
    return _is_secret_name(location)


def is_public_key(value: str) -> bool:
    """Whether a value is a key that every client has: one made to be published, or a token of a role for everyone."""
    return _PUBLISHED.fullmatch(value) is not None or role_of(value) in _PUBLIC_ROLES


def role_of(token: str) -> str:
    """Return the role that a signed token claims (RFC 7519); empty where it claims none, or is no token."""
    parts = token.split(".")
    if len(parts) != len(("header", "claims", "signature")):
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    role = claims.get("role", "") if isinstance(claims, dict) else ""
    return role if isinstance(role, str) else ""


def comes_secret(location: Location) -> bool:
    """Whether a value from the environment at that place is to be treated as a secret: but for public places."""
    if location[:1] == ("reach",):
        return location[1:2] not in [(name,) for name in _PUBLIC_REACH]
    return location[:1] not in [(name,) for name in _PUBLIC]


def _is_secret_name(location: Location) -> bool:
    names = [step for step in location if isinstance(step, str)]
    if not names or set(names) & _NOT_CREDENTIALS:
        return False
    name, redactor = names[-1], Redactor()
    if redactor.header(name, "text") == PLACEHOLDER or PLACEHOLDER in redactor.text(f'"{name}": "text"'):
        return True
    return "headers" in names and bool(_WALL_WORDS.search(name))


def substitute(data: Any, environ: Mapping[str, str]) -> tuple[Any, list[tuple[Location, str]], set[str]]:
    """Replace `${NAME}` in every text by the variable of that name; `$${NAME}` stays as `${NAME}`.

    Returns:
        The data, the place and name of every variable that is not set, and the secret values that were put in.
    """
    missing: list[tuple[Location, str]] = []
    secrets: set[str] = set()

    def fill(value: Any, at: Location) -> Any:
        if isinstance(value, Mapping):
            return {key: fill(below, (*at, key)) for key, below in value.items()}
        if isinstance(value, list):
            return [fill(below, (*at, index)) for index, below in enumerate(value)]
        return filled_text(value, at) if isinstance(value, str) else value

    def filled_text(text: str, at: Location) -> str:
        def put(match: re.Match[str]) -> str:
            if text[: match.start()].endswith("$"):
                return match[0]
            found = environ.get(match[1], "")
            if not found:
                missing.append((at, match[1]))
            elif comes_secret(at):
                secrets.add(found)
            return found

        return REFERENCE.sub(put, text).replace("$${", "${") if "${" in text else text

    return fill(data, ()), missing, secrets
