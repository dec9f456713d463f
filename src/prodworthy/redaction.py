"""Secrets leave no trace: the one place that knows what must not be written down."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

PLACEHOLDER = "[redacted]"
_SHORTEST_SECRET = 4  # a shorter value is everywhere in ordinary text, and redacting it would garble every output

_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "apikey",
        "x-auth-token",
        "x-csrf-token",
    }
)
_SECRET_WORD = "pass(?:word|wd|phrase)?|secret|token|api_?key|authorization|session_?id|session|credential|jwt|otp|pin"  # noqa: S105 - a pattern
_SECRET_NAME = rf"(?:[a-z0-9]*[_-])*(?:{_SECRET_WORD})(?:[_-]?(?:token|key|id|hash))?"
_CAMEL_SECRET = r"(?:[a-z][A-Za-z0-9]*)?(?:Password|Token|Secret|ApiKey|SessionId)"  # noqa: S105 - a pattern
_JSON_PAIR = re.compile(rf'("(?:(?i:{_SECRET_NAME})|{_CAMEL_SECRET})"\s*:\s*)"(?:[^"\\]|\\.)*"')
_FORM_PAIR = re.compile(rf"(?i)((?:^|[?&;\s])(?:{_SECRET_NAME}|code|sig|signature)=)[^&;\s'\"]+")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?")
_BEARER = re.compile(r"(?i)\b(bearer|basic|digest)\s+[A-Za-z0-9._~+/=-]{6,}")
_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@:]+:[^/\s@]+@")


class Redactor:
    """Replaces secrets in text by a placeholder.

    Known values (from the environment, or made during the run) are found wherever they stand, also percent-encoded,
    JSON-escaped or in base64; unknown ones by the name they stand behind or by their shape.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Remember a value that must never be written down; values under four characters are left out."""
        if len(secret) < _SHORTEST_SECRET:
            return
        forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
        forms |= _base64_forms(secret)
        with self._lock:
            if secret in self._values:
                return
            self._values |= forms
            self._pattern = None

    def text(self, text: str) -> str:
        """Return the text with every known secret, and everything that looks like one, replaced."""
        text = self._known(text)
        text = _JSON_PAIR.sub(rf'\1"{PLACEHOLDER}"', text)
        text = _FORM_PAIR.sub(rf"\1{PLACEHOLDER}", text)
        text = _JWT.sub(PLACEHOLDER, text)
        text = _BEARER.sub(rf"\1 {PLACEHOLDER}", text)
        return _USERINFO.sub(rf"\1{PLACEHOLDER}@", text)

    def header(self, name: str, value: str) -> str:
        """Return a header field's value fit to be written down: of a cookie, its name and attributes stay."""
        lowered = name.lower()
        if lowered == "set-cookie":
            cookie, separator, attributes = value.partition(";")
            return f"{cookie.partition('=')[0]}={PLACEHOLDER}{separator}{self._known(attributes)}"
        if lowered in _SECRET_HEADERS or re.fullmatch(_SECRET_NAME, lowered):
            return PLACEHOLDER
        return self.text(value)

    def url(self, url: str) -> str:
        """Return the URL without user information and without secrets in its query."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.text(url)
        host = parts.netloc.rpartition("@")[2]
        return self.text(urlunsplit(parts._replace(netloc=host)))

    def _known(self, text: str) -> str:
        with self._lock:
            if self._pattern is None and self._values:
                longest_first = sorted(self._values, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(re.escape, longest_first)))
            pattern = self._pattern
        return pattern.sub(PLACEHOLDER, text) if pattern else text


def _base64_forms(secret: str) -> set[str]:
    """Return the part of a secret's base64 that is the same whatever stands before and after it."""
    forms = set()
    raw = secret.encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        stable = encoded[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        if len(stable) >= 2 * _SHORTEST_SECRET:
            forms |= {stable, stable.replace("+", "-").replace("/", "_")}
    return forms
