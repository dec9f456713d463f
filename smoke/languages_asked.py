"""How languages are asked for, and what is read in the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from prodworthy.api import Exchange, Http, Localisation, NotApplicable, Target, Unmeasured, found
from prodworthy.rules import localisation
from prodworthy.rules.localisation import Wish
from prodworthy.rules.templates import lookup

NEEDS = {"i18n"}
DEADLINE_S = 90.0
_TOO_MANY_REQUESTS = 429


def declared_of(target: Target) -> Localisation:
    """Return what is declared of languages.

    Raises:
        NotApplicable: if nothing is.
    """
    if target.i18n is None:
        raise NotApplicable("no languages are declared: declare [i18n]")
    return target.i18n


def done_of(declared: Localisation) -> list[str]:
    """Return the languages that have to be complete to some share: the default, and those of which it is promised."""
    promised = declared.texts.complete if declared.texts else {}
    return list(dict.fromkeys([declared.default, *promised])) if promised else list(declared.locales)


def asking(declared: Localisation, path: str, wish: Wish) -> tuple[str, dict[str, str]]:
    """Return path and header fields that express a wish."""
    query = "" if wish.query is None else urlencode({declared.query: wish.query})
    fields = {declared.header: wish.header, "Accept-Language": wish.accept}
    return with_query(path, query), {name: value for name, value in fields.items() if value is not None}


def wish_for(declared: Localisation, tag: str) -> Wish:
    """Return the wish for a language by what counts most."""
    if declared.order[:1] == ("query",):
        return Wish(tag, (tag,), query=tag)
    return Wish(tag, (tag,), header=tag) if declared.order[:1] == ("header",) else Wish(tag, (tag,), accept=tag)


def with_query(path: str, query: str) -> str:
    """Return the path with more in its query."""
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{query}"


async def all_of(http: Http, paths: Mapping[Any, str]) -> dict[Any, Exchange]:
    """Return the answers at some paths, by what the paths are called."""
    answers: Iterable[Exchange] = await asyncio.gather(*(http.get(path) for path in paths.values()))
    return dict(zip(paths, answers, strict=True))


def told(answer: Exchange) -> Exchange:
    """Return an answer that says something of languages.

    Raises:
        Unmeasured: if it does not: the client was slowed down, or it is longer than what is read.
    """
    if answer.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
    if answer.truncated:
        raise Unmeasured(f"{answer.request.url} is longer than {len(answer.body)} bytes: raise [limits] body_bytes")
    return answer


def document_of(answer: Exchange, *, ok: bool = True) -> Any:
    """Return the JSON of an answer.

    Raises:
        CheckFailed: if it is a failure, unless that is what was asked for.
        Unmeasured: if it says nothing of languages.
    """
    if ok and not told(answer).ok:
        found(f"answered {answer.status}", "status 200", where=answer.request.url).raise_if_any()
    return answer.json()


def text_of(answer: Exchange, path: str, *, ok: bool = True) -> str:
    """Return the text at a dotted path of an answer.

    Raises:
        CheckFailed: if there is none.
    """
    text = lookup(document_of(answer, ok=ok), path)
    if not isinstance(text, str):
        found(f"nothing stands at {path!r} of the answer", "a text", where=answer.request.url).raise_if_any()
    return str(text)


def texts_of(answer: Exchange, path: str) -> dict[str, str]:
    """Return all texts below a dotted path of an answer, by dotted key."""
    return localisation.leaves(lookup(document_of(answer), path))
