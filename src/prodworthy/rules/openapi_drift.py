"""Drift: what is used of an API and not in its document."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.openapi import Operation

_MOST_TEXTS = 500
_OF_AN_API = 0.25


def undocumented(operations: Sequence[Operation], requests: Iterable[str]) -> Findings:
    """Judge whether each request that clients make is one of the documents' operations.

    Only requests that lie where the document's operations lie are judged: a page beside an API is not part of it. A few
    operations in the root, such as a health document, do not make an API of everything there.

    Args:
        operations: those of the documents.
        requests: `METHOD /path`, a path with values or with names in braces.
    """
    counts = Counter(_root(operation.route) for operation in operations)
    roots = {root for root, number in counts.items() if root or number >= _OF_AN_API * counts.total()}
    used = [request.split(" ", 1) for request in dict.fromkeys(requests)]
    return each(
        found("in use", "an operation of the document", where=f"{method} {path}"[:160])
        for method, path in ((method, urlsplit(target).path) for method, target in used)
        if _root(path) in roots and not _documented(operations, method, path)
    )


def unknown_to(operations: Sequence[Operation], scripts: Iterable[str]) -> Findings:
    """Judge whether each route of the API that a page's scripts name is one of the document's.

    Only texts that begin with the path below which all operations lie are taken for routes. What is put together from
    pieces is known in part: a text that ends where a name begins stands for every route that goes on from there.

    Args:
        operations: those of the documents.
        scripts: pages and scripts, as they are sent.
    """
    root = _common(operation.route for operation in operations)
    if not root.strip("/"):
        return Findings()
    texts = re.compile(
        rf"""([\"'`])({re.escape(root)}(?:[\w/.~-]|\$\{{[^}}]{{1,80}}\}})*)(?:[?#][^\"'`]{{0,200}})?\1"""
    )
    named = dict.fromkeys(match[2] for script in scripts for match in texts.finditer(script))
    return each(
        found("named by a page's script", "an operation of the document", where=path[:160])
        for path in islice(named, _MOST_TEXTS)
        if not _known(operations, re.sub(r"\$\{[^}]*\}", "x", path))
    )


def _known(operations: Sequence[Operation], path: str) -> bool:
    stem = path.rstrip("/")
    return any(
        operation.matches(path) or operation.matches(stem) or operation.route.startswith(f"{stem}/")
        for operation in operations
    )


def _common(routes: Iterable[str]) -> str:
    """Return the path that all routes begin with, up to a slash."""
    return posixpath.commonprefix(list(routes)).rpartition("/")[0] + "/"


def _documented(operations: Sequence[Operation], method: str, path: str) -> bool:
    return any(operation.method == method and operation.matches(path) for operation in operations)


def _root(path: str) -> str:
    """Return the first segment of a path, below which an API lies as a rule; of a path in the root, the root."""
    first, _, rest = path.lstrip("/").partition("/")
    return first if rest else ""
