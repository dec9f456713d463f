"""Injection: what people type stays data."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from prodworthy.api import (
    Accounts,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    Unmeasured,
    check,
    observation,
    search_openapi,
    take,
)
from prodworthy.rules import injection

_TIMES = 3
_SOMEWHERE = {"latitude": 52.52, "longitude": 13.41}
_ASKS_WHO = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to values that are true or false if they become part of a query.

    Attributes:
        true: to the true value.
        false: to the false one.
    """

    true: tuple[Exchange, ...]
    false: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Injected:
    """Every search, asked in every form.

    Attributes:
        asked: by search and form.
        words: the words in the values.
    """

    asked: Mapping[str, Mapping[str, Asked]]
    words: tuple[str, ...]


@observation(phase=Phase.WRITING, deadline=120.0, requests=60, needs={"accounts"})
async def injected_searches(http: Http, target: Target, accounts: Accounts) -> Injected:
    """Searches of the documented API with values that are true and false as conditions; those that differ, again."""
    document = (await search_openapi(http, target)).document
    if document is None:
        raise NotApplicable("no OpenAPI document was found that names searches: declare [contract] document")
    searches = injection.searches(document)
    if not searches:
        raise NotApplicable("no reading operation takes a free text in its query (as documented)")
    account = await accounts.adult()
    locate = target.auth.views.locate if target.auth else None
    if locate is not None:  # so that searches by distance have somebody to find: the account itself at least
        await take(http, locate, {**account.values, **_SOMEWHERE}, credential=account.headers)
    words = (f"q{secrets.token_hex(3)}", f"q{secrets.token_hex(3)}")

    async def ask(search: injection.Search, value: str) -> Exchange:
        path = f"{target.origin}{search.route}?{quote(search.parameter)}={quote(value)}"
        return await http.get(path, headers=account.headers)

    async def both(search: injection.Search, pair: tuple[str, str]) -> Asked:
        true, false = await asyncio.gather(*(ask(search, value) for value in pair))
        trues, falses = [true], [false]
        while injection.judge_pair(trues, falses, words) and len(trues) < _TIMES:
            trues.append(await ask(search, pair[0]))
            falses.append(await ask(search, pair[1]))
        return Asked(tuple(trues), tuple(falses))

    forms = injection.pairs(*words)
    asked = {}
    for search in searches:
        answers = await asyncio.gather(*(both(search, pair) for pair in forms.values()))
        asked[search.label] = dict(zip(forms, answers, strict=True))
    return Injected(asked, words)


@check(
    "security.sql_injection",
    "Searches are not part of the query's code",
    severity=Severity.BLOCKER,
    reference="ASVS v5.0.0-1.2.4; CWE-89; WSTG-INPV-05",
    remedy="Pass values to the database as parameters; build no query out of text.",
    covers=["INJ-01"],
    needs={"accounts"},
    opt_in=True,
    creates="one test account",
)
def test_sql_injection(injected_searches: Injected, parts: Parts) -> None:
    """Who can add a condition to a query reads the whole database, one question at a time."""
    for label, forms in injected_searches.asked.items():
        for form, asked in forms.items():
            with parts.part(f"{label}: {form}"):
                answer = asked.true[0]
                if answer.status in _ASKS_WHO:
                    raise NotApplicable(f"answered {answer.status} to a test account (as observed)")
                if answer.status == 429:  # noqa: PLR2004 - RFC 6585 section 4
                    raise Unmeasured("throttled with 429")
                injection.judge_pair(asked.true, asked.false, injected_searches.words).raise_if_any()
