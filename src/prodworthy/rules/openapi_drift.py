"""Drift: what is used of an API and not in its document."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from prodworthy.outcome import Findings, each, found
from prodworthy.rules.openapi import Document


def undocumented(document: Document, requests: Iterable[str]) -> Findings:
    """Judge whether each request that clients make is one of the document's operations.

    Only requests that lie where the document's operations lie are judged: a page beside an API is not part of it.

    Args:
        document: the document.
        requests: `METHOD /path`, a path with values or with names in braces.
    """
    roots = {_root(operation.route) for operation in document.operations}
    used = [request.split(" ", 1) for request in dict.fromkeys(requests)]
    return each(
        found("in use", "an operation of the document", where=f"{method} {path}"[:160])
        for method, path in ((method, urlsplit(target).path) for method, target in used)
        if _root(path) in roots and not _documented(document, method, path)
    )


def _documented(document: Document, method: str, path: str) -> bool:
    return any(operation.method == method and operation.matches(path) for operation in document.operations)


def _root(path: str) -> str:
    """Return the first segment of a path, below which an API lies as a rule; of a path in the root, the root."""
    first, _, rest = path.lstrip("/").partition("/")
    return first if rest else ""
