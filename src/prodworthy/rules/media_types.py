"""Whether an answer is declared as what it is."""

from __future__ import annotations

import re

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_EARLY = 1024
"""Bytes within which a document may declare its encoding itself (HTML Standard, prescan)."""
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html\b)", re.IGNORECASE)


def judge(answer: Exchange) -> Findings:
    """Judge an answer's Content-Type against its body (RFC 9110 section 8.3); an empty body needs none."""
    if not answer.body.strip():
        return Findings()
    if not answer.media_type:
        return found("no Content-Type", "the body's media type")
    page = _PAGE.match(answer.text[:200]) is not None
    document = answer.json() if answer.text[:1] in {"{", "["} else None
    if document is not None and answer.is_html:
        return found(f"JSON declared as {answer.media_type}", "application/json")
    if page and (answer.is_json or answer.media_type in {"text/plain", "text/javascript", "text/css"}):
        return found(f"a page declared as {answer.media_type}", "text/html")
    return Findings() if "charset=" in answer.headers.get("content-type").lower() else _judge_unsaid(answer)


def _judge_unsaid(answer: Exchange) -> Findings:
    """Judge an answer whose Content-Type does not say how its text is encoded."""
    byte_order_mark = answer.body.startswith(b"\xef\xbb\xbf")
    if answer.is_html and not byte_order_mark and not _META.search(answer.body[:_EARLY]):
        return found("no charset in Content-Type, and none at the top of the page", "charset=utf-8")
    if answer.media_type == "text/plain" and not answer.body.isascii():
        return found("text beyond ASCII without a charset in Content-Type", "charset=utf-8")
    return Findings()
