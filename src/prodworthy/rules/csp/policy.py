"""Policies as browsers read them: parsing, fallback, and what a source list matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

Kind = Literal["script", "script attribute", "style", "style attribute"]

FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "script-src": ("default-src",),
    "script-src-elem": ("script-src", "default-src"),
    "script-src-attr": ("script-src", "default-src"),
    "style-src": ("default-src",),
    "style-src-elem": ("style-src", "default-src"),
    "style-src-attr": ("style-src", "default-src"),
    "worker-src": ("child-src", "script-src", "default-src"),
    "frame-src": ("child-src", "default-src"),
    "child-src": ("default-src",),
    "connect-src": ("default-src",),
    "font-src": ("default-src",),
    "img-src": ("default-src",),
    "manifest-src": ("default-src",),
    "media-src": ("default-src",),
    "object-src": ("default-src",),
}
"""Which directives stand in for a missing one, in order (CSP3 section 6.8.3). All others have no fallback."""

NOT_IN_META = frozenset({"frame-ancestors", "report-uri", "report-to", "sandbox"})
"""Directives without effect in a `<meta>` element (CSP3 section 3.3)."""

_BLANKS = re.compile(r"[\t\n\f\r ]+")
_NONCE = re.compile(r"'nonce-[A-Za-z0-9+/_-]+={0,2}'", re.IGNORECASE)
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}'", re.IGNORECASE)
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>\d{1,5}|\*))?(?P<path>/[^?#]*)?",
    re.IGNORECASE,
)
_UPGRADES = {"http": {"http", "https"}, "ws": {"ws", "wss", "http", "https"}, "wss": {"wss", "https"}}
_NETWORK = frozenset({"http", "https", "ws", "wss"})
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Policy:
    """One serialized policy.

    Attributes:
        text: as sent.
        directives: values by lower-case name; of a name that comes twice, the first (CSP3 section 2.2.1).
        ignored: directives that came again and are ignored, as (name, values).
        from_meta: whether it stood in the document instead of the header section.
    """

    text: str
    directives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[tuple[str, tuple[str, ...]], ...] = ()
    from_meta: bool = False

    def effective(self, directive: str) -> tuple[str, ...] | None:
        """Return the source list in force for a directive, fallbacks included; None where nothing restricts it."""
        for name in (directive, *FALLBACKS.get(directive, ())):
            if name in self.directives:
                return self.directives[name]
        return None

    def allows_inline(self, directive: str, kind: Kind) -> bool:
        """Whether every inline script or style of that kind runs (CSP3 section 6.7.3.2)."""
        sources = self.effective(directive)
        if sources is None:
            return True
        words = {source.lower() for source in sources}
        if "'unsafe-inline'" not in words or has_nonce(sources) or has_hash(sources):
            return False
        return not ("'strict-dynamic'" in words and kind in {"script", "script attribute"})

    def allows_keyword(self, directive: str, keyword: str) -> bool:
        """Whether the list in force for the directive carries the keyword, or nothing restricts it."""
        sources = self.effective(directive)
        return sources is None or keyword in {source.lower() for source in sources}

    def allows_url(self, directive: str, url: str, page: str) -> bool:
        """Whether the list in force for the directive matches a URL, for a page of that URL.

        A script list with 'strict-dynamic' ignores hosts and schemes, so it matches no URL.
        """
        sources = self.effective(directive)
        if sources is None:
            return True
        if directive.startswith("script-src") and "'strict-dynamic'" in {source.lower() for source in sources}:
            return False
        return any(matches(source, url, page) for source in sources)


def parse(text: str, *, from_meta: bool = False) -> Policy:
    """Read one serialized policy; nothing in it is an error to a browser."""
    kept: dict[str, tuple[str, ...]] = {}
    ignored: list[tuple[str, tuple[str, ...]]] = []
    for part in text.split(";"):
        words = _BLANKS.sub(" ", part).strip(" ").split(" ")
        if not words[0]:
            continue
        name, values = words[0].lower(), tuple(words[1:])
        if from_meta and name in NOT_IN_META:
            continue
        if name in kept:
            ignored.append((name, values))
        else:
            kept[name] = values
    return Policy(text.strip(), kept, tuple(ignored), from_meta)


def read(values: Iterable[str]) -> tuple[Policy, ...]:
    """Read header fields of one name: commas separate policies, also inside one field; empty policies are dropped."""
    policies = (parse(text) for value in values for text in value.split(","))
    return tuple(policy for policy in policies if policy.directives)


def effective_set(values: Iterable[str], meta_values: Iterable[str] = ()) -> tuple[Policy, ...]:
    """Return all policies that a browser enforces for a document together.

    Args:
        values: the Content-Security-Policy fields.
        meta_values: the contents of `<meta http-equiv=content-security-policy>`, each one policy whatever its commas.
    """
    in_document = (parse(value, from_meta=True) for value in meta_values)
    return read(values) + tuple(policy for policy in in_document if policy.directives)


def allowed_by_all(policies: Sequence[Policy], directive: str, url: str, page: str) -> bool:
    """Whether a set of policies, all enforced together, lets that URL load."""
    return all(policy.allows_url(directive, url, page) for policy in policies)


def has_nonce(sources: Iterable[str]) -> bool:
    """Whether the list has a nonce."""
    return any(_NONCE.fullmatch(source) for source in sources)


def has_hash(sources: Iterable[str]) -> bool:
    """Whether the list has a hash."""
    return any(_HASH.fullmatch(source) for source in sources)


def nonces(sources: Iterable[str]) -> list[str]:
    """Return the values of the nonces in a list."""
    return [source[len("'nonce-") : -1] for source in sources if _NONCE.fullmatch(source)]


def host_of(source: str) -> tuple[str, str]:
    """Return scheme and host of a host source, in lower case; two empty strings for any other source."""
    match = _HOST.fullmatch(source)
    if match is None or source.startswith("'"):
        return "", ""
    return (match["scheme"] or "").lower(), match["host"].lower()


def matches(source: str, url: str, page: str) -> bool:
    """Whether a source expression matches a URL, for a page of that URL (CSP3 section 6.7.2.8).

    Keywords but 'self' match no URL. Paths are not compared: a redirect escapes them anyway.
    """
    there, here = urlsplit(url), urlsplit(page)
    scheme = there.scheme.lower()
    if source == "*":
        return scheme in _NETWORK or scheme == here.scheme
    if source.lower() == "'self'":
        same_place = there.hostname == here.hostname and _port(there) == _port(here)
        return scheme in _upgraded(here.scheme) and same_place
    if (only_scheme := _SCHEME.fullmatch(source)) is not None:
        return scheme in _upgraded(only_scheme["scheme"].lower())
    match = _HOST.fullmatch(source)
    if match is None or there.hostname is None:
        return False
    wanted_scheme = (match["scheme"] or here.scheme).lower()
    return (
        scheme in _upgraded(wanted_scheme)
        and _host_matches(match["host"].lower(), there.hostname)
        and _port_matches(match["port"], there)
    )


def _upgraded(scheme: str) -> set[str]:
    return _UPGRADES.get(scheme, {scheme})


def _host_matches(pattern: str, host: str) -> bool:
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern


def _port_matches(wanted: str | None, there: SplitResult) -> bool:
    if wanted == "*":
        return True
    default = _DEFAULT_PORTS.get(there.scheme.lower())
    if wanted is None:
        return _port(there) == default
    return _port(there) == int(wanted) or (wanted == "80" and _port(there) == default)


def _port(url: SplitResult) -> int | None:
    return url.port or _DEFAULT_PORTS.get(url.scheme.lower())
