"""Secrets leave no trace: the one place that knows what must not be written down."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

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
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986 section 2.3; no other coding escapes them either
_ESCAPES = {
    "&": ("&amp;",),
    "<": ("&lt;",),
    ">": ("&gt;",),
    '"': ("&quot;", '\\"'),
    "'": ("&apos;", "\\'", "'\"'\"'"),
    "\\": ("\\\\",),
    "/": ("\\/",),
    " ": ("+",),
}
_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@:]+:[^/\s@]+@")


class Redactor:
    """Replaces secrets in text by a placeholder.

    Known values (from the environment, or made during the run) are found wherever they stand, also percent-encoded,
    escaped for JSON, HTML or a shell, or in base64; unknown ones by the name they stand behind or by their shape.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._known_values: set[str] = set()
        # A run learns hundreds of secrets, one after the other, and a pattern of them all would be compiled each time.
        self._by_end: dict[str, set[str]] = {}
        self._shortest = 0
        self._runs = re.compile("(?!)")  # nothing is known, nothing is found
        self._escapable: list[str] = []
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Remember a value that must never be written down; values under four characters are left out."""
        if len(secret) < _SHORTEST_SECRET:
            return
        with self._lock:
            if secret in self._known_values:
                return
            self._known_values.add(secret)
            for form in _base64_forms(secret):
                self._add(form)
            if all(map(_UNRESERVED.fullmatch, secret)):
                self._add(secret)
            else:
                self._escapable.append(secret)
                self._pattern = None

    def text(self, text: str) -> str:
        """Return the text with every known secret, and everything that looks like one, replaced."""
        text = self._known(text)
        # A run writes tens of thousands of short texts, and most have nothing in them that a pattern could begin with.
        if '"' in text:
            text = _JSON_PAIR.sub(rf'\1"{PLACEHOLDER}"', text)
        if "=" in text:
            text = _FORM_PAIR.sub(rf"\1{PLACEHOLDER}", text)
        if "eyJ" in text:
            text = _JWT.sub(PLACEHOLDER, text)
        if _may_name_a_scheme(text):
            text = _BEARER.sub(rf"\1 {PLACEHOLDER}", text)
        if "://" in text and "@" in text:
            text = _USERINFO.sub(rf"\1{PLACEHOLDER}@", text)
        return text

    def header(self, name: str, value: str) -> str:
        """Return a header field's value fit to be written down: of a cookie, its name and attributes stay."""
        lowered = name.lower()
        if lowered == "set-cookie":
            cookie, separator, attributes = value.partition(";")
            return f"{cookie.partition('=')[0]}={PLACEHOLDER}{separator}{self._known(attributes)}"
        if _is_secret_header(lowered):
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

    def _add(self, form: str) -> None:
        self._by_end.setdefault(form[-_SHORTEST_SECRET:], set()).add(form)
        if not self._shortest or len(form) < self._shortest:
            self._shortest = len(form)
            self._runs = re.compile(rf"[A-Za-z0-9._~+/-]{{{self._shortest},}}")  # of all that forms are made of

    def _known(self, text: str) -> str:
        with self._lock:
            if self._pattern is None and self._escapable:
                longest_first = sorted(self._escapable, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(_escaped, longest_first)))
            pattern = self._pattern
            first = self._shortest - _SHORTEST_SECRET
            ends = {
                run[at : at + _SHORTEST_SECRET]
                for run in self._runs.findall(text)
                for at in range(first, len(run) - _SHORTEST_SECRET + 1)
            }
            forms = [form for end in ends & self._by_end.keys() for form in self._by_end[end]]
        if pattern is not None:
            text = pattern.sub(PLACEHOLDER, text)
        for form in sorted(forms, key=len, reverse=True):
            text = text.replace(form, PLACEHOLDER)
        return text


@lru_cache(maxsize=1024)
def _is_secret_header(name: str) -> bool:
    return name in _SECRET_HEADERS or re.fullmatch(_SECRET_NAME, name) is not None


def _may_name_a_scheme(text: str) -> bool:
    """Return whether `_BEARER` can match: letters beyond ASCII may be other cases of those that it names."""
    lowered = text.lower()
    return not text.isascii() or "bearer" in lowered or "basic" in lowered or "digest" in lowered


def _escaped(secret: str) -> str:
    """Return a pattern of a secret in which each character may be escaped as in URLs, JSON, HTML or shell words."""
    return "".join(re.escape(char) if _UNRESERVED.fullmatch(char) else _any_form(char) for char in secret)


def _any_form(char: str) -> str:
    code = ord(char)
    percent = "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
    units = char.encode("utf-16-be", "surrogatepass")
    in_json = "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    forms = [f"(?i:{percent})", f"(?i:{re.escape(in_json)})", f"&#0*{code};", f"&#[xX]0*(?i:{code:x});"]
    forms += [re.escape(form) for form in (*_ESCAPES.get(char, ()), char)]
    return f"(?:{'|'.join(forms)})"


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
