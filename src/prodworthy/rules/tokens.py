"""Access tokens: what a JSON Web Token says, what is wrong with it, and forgeries of it that must not work."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from prodworthy.facts.outcome import Findings, each, found

NOTORIOUS = (
    "secret", "Secret", "SECRET", "secretkey", "secret-key", "secret_key", "supersecret", "super-secret", "topsecret",
    "mysecret", "my-secret", "my_secret", "my-secret-key", "mysecretkey", "your-secret-key", "your_secret_key",
    "your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret", "a-string-secret-at-least-256-bits-long",
    "jwtsecret", "jwt-secret", "jwt_secret", "JWT_SECRET", "jwt_secret_key", "jwtkey", "jwt", "token", "tokensecret",
    "key", "private", "privatekey", "password", "Password1", "passw0rd", "pass", "test", "testing", "test-secret",
    "dev", "development", "dev-secret", "changeme", "change-me", "change_me", "changeit", "default", "example", "admin",
    "root", "s3cr3t", "shhhhh", "shhhhhhared-secret", "keyboard cat", "hello", "foobar", "qwerty", "letmein", "1234",
    "12345", "123456", "12345678", "1234567890", "0", "null", "undefined", "none", "None", "",
    "super-secret-jwt-token-with-at-least-32-characters-long", "this is a secret", "thisisasecret", "not-so-secret",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
)  # fmt: skip
"""Secrets of tutorials, templates and the first page of every word list (RFC 8725 section 3.5)."""

_HASHES = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_LONGEST = 16_384
_PART = re.compile(r"[A-Za-z0-9_-]+")
_E_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
_PERSONAL = frozenset(
    {
        "email", "mail", "phone", "phonenumber", "mobile", "dateofbirth", "birthdate", "birthday", "dob", "birthyear",
        "age", "address", "latitude", "longitude", "lat", "lng", "password", "passwordhash", "ssn", "gender",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A signed JSON Web Token (RFC 7519), read without checking anything.

    Attributes:
        text: as it was given.
        header: the JOSE header.
        claims: the payload.
    """

    text: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def algorithm(self) -> str:
        """What its header says that it is signed with."""
        return str(self.header.get("alg", ""))

    @property
    def lifetime_s(self) -> float | None:
        """Seconds from its issue to its end; None where it has no end or does not tell when it was issued."""
        ends, begins = self.claims.get("exp"), self.claims.get("iat", self.claims.get("nbf"))
        return float(ends) - float(begins) if _is_time(ends) and _is_time(begins) else None


def parse(text: str) -> Token | None:
    """Read a token, or return None for what is no signed JSON Web Token, such as an opaque one."""
    parts = text.split(".")
    if len(parts) != 3 or len(text) > _LONGEST:  # noqa: PLR2004 - RFC 7515 section 3.1
        return None
    header, claims = _decoded(parts[0]), _decoded(parts[1])
    if header is None or claims is None or "alg" not in header:
        return None
    return Token(text, header, claims)


def unsigned(token: Token) -> dict[str, str]:
    """Return the token without a signature and with a header that says so, in each way of writing it, by kind."""
    payload = token.text.split(".")[1]
    forged = {}
    for spelling in ("none", "None", "NONE", "nOnE"):
        header = encoded({**token.header, "alg": spelling})
        forged[f"alg {spelling}"] = f"{header}.{payload}."
        forged[f"alg {spelling}, without the last dot"] = f"{header}.{payload}"
    return forged


def altered(text: str) -> dict[str, str]:
    """Return the token with its signature altered, and other ways to break it, by kind.

    It is a character in the middle that is changed: the last one of base64url may hold nothing but padding bits. Of an
    opaque token the whole is the secret.
    """
    token = parse(text)
    if token is None:
        return {"one character changed": _one_changed(text)} if len(text) > 1 else {}
    header, payload, signature = text.split(".")
    broken = {"signature removed": f"{header}.{payload}."}
    if signature:
        broken = {"one character of the signature changed": f"{header}.{payload}.{_one_changed(signature)}", **broken}
        more = encoded({**token.claims, "role": "admin"})
        broken["claims changed under the same signature"] = f"{header}.{more}.{signature}"
    return broken


def guess_secret(token: Token) -> str | None:
    """Return the notorious secret that the token is signed with, or None. Nothing is sent anywhere.

    Raises:
        ValueError: if it is not signed with a shared secret.
    """
    kind = _HASHES.get(token.algorithm)
    if kind is None:
        raise ValueError(f"{token.algorithm} signs with no shared secret")
    signed, _, signature = token.text.rpartition(".")
    for secret in NOTORIOUS:
        for key in _spellings(secret):
            made = hmac.new(key, signed.encode(), getattr(hashlib, kind)).digest()
            if hmac.compare_digest(base64.urlsafe_b64encode(made).rstrip(b"="), signature.encode()):
                return secret
    return None


def judge_lifetime(token: Token, longest_s: float) -> Findings:
    """Judge how long an access token lasts (RFC 9700 section 2.2; RFC 7519 section 4.1.4).

    Args:
        token: the access token.
        longest_s: seconds that it may last.
    """
    required = f"an access token that ends {longest_s / 60:g} minutes after its issue at the latest"
    if not _is_time(token.claims.get("exp")):
        return found("the token has no claim exp: it never ends", required)
    lifetime = token.lifetime_s
    if lifetime is not None and lifetime > longest_s:
        return found(f"it lasts {lifetime / 60:,.0f} minutes", required)
    return Findings()


def judge_claims(token: Token, known: Mapping[str, str]) -> Findings:
    """Judge whether a token tells personal things to whoever holds or logs it (ASVS v5.0.0-14.2.6).

    Args:
        token: the token.
        known: what is known of its owner, by what it is, such as `e-mail address`.
    """
    required = "claims that name the account by its identifier only"

    def judge(path: str, value: object) -> Findings:
        name = re.sub(r"[^a-z]", "", path.rpartition(".")[2].lower())
        told = next((what for what, known_value in known.items() if known_value and value == known_value), "")
        if told:
            return found(f"claim {path!r} is the owner's {told}", required)
        if name in _PERSONAL and value not in (None, "", [], {}) and not isinstance(value, bool):
            return found(f"claim {path!r} is there", required)
        if isinstance(value, str) and _E_MAIL.fullmatch(value):
            return found(f"claim {path!r} is an e-mail address", required)
        return Findings()

    return each(judge(path, value) for path, value in _leaves(token.claims))


def _leaves(value: object, path: str = "", depth: int = 6) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and depth:
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}"[:120].lstrip("."), depth - 1)
    elif isinstance(value, list) and depth:
        for below in value[:50]:
            yield from _leaves(below, path, depth - 1)
    else:
        yield path, value


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15  # noqa: PLR2004


def _one_changed(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield base64.b64encode(secret.encode())


def encoded(value: Mapping[str, Any]) -> str:
    """Return JSON as a part of a token has it: base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def _decoded(part: str) -> dict[str, Any] | None:
    if not _PART.fullmatch(part):
        return None
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError, binascii.Error):
        return None
    return value if isinstance(value, dict) else None
