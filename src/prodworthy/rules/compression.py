"""Compression of text on its way (RFC 9110 section 8.4)."""

from __future__ import annotations

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.caching import varies_by

WORTH_BYTES = 2048
"""From how many bytes on text has to be compressed; usual configurations begin at 256 to 1,400."""

_TEXT = ("text/", "application/json", "application/javascript", "application/manifest+json", "image/svg+xml")


def is_worth_it(answer: Exchange) -> bool:
    """Whether an answer is text that is long enough for compression to matter."""
    return answer.ok and answer.media_type.startswith(_TEXT) and len(answer.body) >= WORTH_BYTES


def judge_compressed(answer: Exchange) -> Findings:
    """Judge an answer to a request that accepts gzip."""
    coding = answer.headers.get("content-encoding").strip().lower()
    if coding in {"", "identity"}:
        return found(f"{len(answer.body)} bytes of {answer.media_type} as they are", "Content-Encoding: gzip")
    if not varies_by(answer.headers, "accept-encoding"):
        return found("no Vary: Accept-Encoding", "caches told that there are several codings", advisory=True)
    return Findings()
