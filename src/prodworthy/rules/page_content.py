"""What a page loads from elsewhere: over which connection, and bound to which content."""

from __future__ import annotations

from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.markup import ACTIVE, Document, Resource

_CHANGING = frozenset(
    {
        "accounts.google.com",
        "appleid.cdn-apple.com",
        "challenges.cloudflare.com",
        "connect.facebook.net",
        "fonts.googleapis.com",
        "js.stripe.com",
        "maps.googleapis.com",
        "use.typekit.net",
        "www.google-analytics.com",
        "www.google.com",
        "www.googletagmanager.com",
        "www.paypal.com",
    }
)
"""Vendors that change their scripts without notice, so that no digest can be given (ASVS v5.0.0-3.6.1)."""
_MOST_NAMED = 3


def judge_mixed(document: Document, url: str) -> Findings:
    """Judge whether an HTTPS page loads, or sends to, plain HTTP; what only shows (pictures, media) is advisory."""
    if not url.startswith("https:"):
        return Findings()
    plain = [one for one in document.resources if urlsplit(one.url).scheme in {"http", "ws"}]
    findings = Findings()
    for active in (True, False):
        some = [one for one in plain if (one.use in ACTIVE) is active]
        if some:
            findings += found(f"over plain HTTP: {_named(some)}", "https: addresses only", advisory=not active)
    return findings


def judge_integrity(document: Document, url: str) -> Findings:
    """Judge whether scripts and styles of other sites are bound to their content by a digest.

    Hosts that share the last two labels with the page's count as its own.
    """
    foreign = [
        one
        for one in document.resources
        if one.use in {"script", "style"} and urlsplit(one.url).scheme in {"http", "https"} and not _own(one.url, url)
    ]
    findings = Findings()
    loose = [one for one in foreign if not one.integrity and urlsplit(one.url).hostname not in _CHANGING]
    if loose:
        findings += found(f"without integrity: {_named(loose)}", "integrity with a SHA-256, -384 or -512 digest")
    blocked = [one for one in foreign if one.integrity and not one.crossorigin]
    if blocked:
        findings += found(
            f"integrity without crossorigin, so it does not load: {_named(blocked)}", "crossorigin beside it"
        )
    return findings


def _own(there: str, here: str) -> bool:
    one, other = urlsplit(there).hostname or "", urlsplit(here).hostname or ""
    return one == other or one.split(".")[-2:] == other.split(".")[-2:]


def _named(resources: list[Resource]) -> str:
    names = [f"{one.use} {one.url[:100]}" for one in resources[:_MOST_NAMED]]
    more = len(resources) - _MOST_NAMED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
