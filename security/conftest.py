"""What the security layer observes of a target: one sample of each class of its responses."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import urlsplit

from prodworthy.api import (
    Account,
    Accounts,
    AgeGate,
    AgeTries,
    Exchange,
    HealthDocument,
    Http,
    NotApplicable,
    Phase,
    Registration,
    Target,
    TargetFailed,
    Unmeasured,
    gate_of,
    observation,
    search_openapi,
    try_births,
    try_values,
)
from prodworthy.rules import age, age_values, markup
from security.age_asked import Gateway
from security.age_refusals import held
from security.operations import (
    MANY,
    Answers,
    OwnToken,
    ask,
    ask_all,
    protected_operations,
    reads_with_owner,
    with_token,
)

_NOT_ALLOWED = 405
_REFUSED = frozenset({401, 403})
_SAMPLED = ("style", "script", "image")


@observation(requests=0)
async def page(landing_hops: list[Exchange]) -> Exchange:
    """The HTML page that a visitor sees first."""
    last = landing_hops[-1]
    if not (last.ok and last.is_html):
        raise NotApplicable(f"no HTML page: {last.describe()} {last.media_type}; declare another landing in [web]")
    return last


@observation(requests=0)
async def html_answers(landing_hops: list[Exchange], response_classes: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """Every sampled answer that a browser shows as a document, error pages included."""
    shown = {name: one for name, one in response_classes.items() if one.is_html and not one.is_redirect}
    if not shown:
        last = landing_hops[-1]
        raise NotApplicable(f"no HTML page: {last.describe()} {last.media_type}; declare another landing in [web]")
    return shown


@observation(needs={"https"})
async def plain_answer(http: Http, target: Target) -> Exchange:
    """What the same host answers over plain HTTP."""
    try:
        return await http.get(target.reach.plain_url or f"http://{target.host}/")
    except TargetFailed as failure:
        raise NotApplicable(f"nothing answers over plain HTTP (as observed): {failure.sentence}") from failure


@observation(requests=6)
async def response_classes(
    http: Http,
    target: Target,
    landing_hops: list[Exchange],
    unknown_path: Exchange,
    health_if_any: HealthDocument | None,
) -> dict[str, Exchange]:
    """One answer of each class that the target has: page, redirect, API, static file, and the refusals."""
    last = landing_hops[-1]
    classes = {"redirect": landing_hops[0]} if landing_hops[0].is_redirect else {}
    if last.ok and last.is_html:
        classes["page"] = last
    elif last.ok:
        classes["API"] = last
    classes["unknown path"] = unknown_path
    wanted: dict[str, tuple[str, str]] = {}
    if health_if_any is not None:
        classes["API"] = health_if_any.exchange
        folder = health_if_any.path.rpartition("/")[0]
        wanted["unknown API path"] = ("GET", f"{folder}/prodworthy-{secrets.token_hex(8)}")
        wanted["method refused"] = ("PATCH", health_if_any.path)
    if target.auth is not None and target.auth.protected:
        wanted["stranger refused"] = ("GET", target.auth.protected[0])
    if static := _static_file(http, target, last):
        wanted["static file"] = ("GET", static)
    answers = await asyncio.gather(*(http.send(method, path) for method, path in wanted.values()))
    for name, answer in zip(wanted, answers, strict=True):
        if name == "method refused" and answer.status != _NOT_ALLOWED:
            continue
        if name == "stranger refused" and answer.status not in _REFUSED:
            continue
        classes[name] = answer
    return classes


def _static_file(http: Http, target: Target, last: Exchange) -> str:
    """Return a file that the page loads from a host of the target, as declared or as found; empty if there is none."""
    if target.web.assets:
        return target.web.assets[0]
    if not last.is_html:
        return ""
    loaded = markup.read(last.text, last.url).resources
    return next(
        (
            one.url
            for use in _SAMPLED
            for one in loaded
            if one.use == use and urlsplit(one.url).scheme in {"http", "https"} and http.owns(one.url)
        ),
        "",
    )


@observation()
async def gateway(http: Http, target: Target) -> Gateway:
    """The page that asks for the age."""
    gate = target.age_gate
    question = gate.question if gate else None
    return Gateway(gate, await http.get(target.page_url(question.path)) if question else None)


@observation(phase=Phase.WRITING, deadline=60.0, needs={"age_gate"})
async def adult_registration(accounts: Accounts, target: Target) -> Registration:
    """An adult registers: the control of every refusal at the age gate."""
    gate = gate_of(target)
    adult = await accounts.register(set=gate.extra)
    if 400 <= adult.exchange.status < 500:  # noqa: PLR2004 - RFC 9110 section 15.5
        missing = await accounts.register(set=gate.extra, omit=[gate.field])
        if missing.exchange.ok:
            raise Unmeasured(
                f"the field {gate.field} is not known: a registration with it is refused with {adult.exchange.status}, "
                "and the same without it is accepted; so a refusal would prove nothing"
            )
    return adult


@observation(phase=Phase.WRITING, deadline=120.0, requests=7, needs={"age_gate"})
async def minors_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Minors of all ages register."""
    return await try_births(accounts, gate_of(target), held(adult_registration), _minors)


@observation(phase=Phase.WRITING, deadline=120.0, requests=21, needs={"age_gate"})
async def no_dates_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Registrations whose date of birth is a text, but no date that anybody was born on."""
    groups = (
        age_values.WORDS, age_values.BLANK, age_values.IMPOSSIBLE, age_values.TWO_DIGIT_YEAR, age_values.MARKUP,
        age_values.future(dt.datetime.now(dt.UTC).date()),
    )  # fmt: skip
    values = dict(chain.from_iterable(group.items() for group in groups))
    return await try_values(accounts, gate_of(target), held(adult_registration), values)


@observation(phase=Phase.WRITING, deadline=30.0, requests=3, needs={"accounts"})
async def own_token(http: Http, target: Target, accounts: Accounts) -> OwnToken:
    """The access token of a fresh test account, and a read that needs it."""
    account = await accounts.adult()
    read = reads_with_owner(target, account)
    if not account.token or not account.headers:
        raise NotApplicable("signing in gives no token (as declared): save one as `token` in [auth.login]")
    if read is None:
        lacking = "no read that needs a credential is declared: declare [auth.profile] or [auth] protected"
        raise Unmeasured(lacking) if target.declares("accounts") else NotApplicable(lacking)
    genuine = await ask(http, target, read, account.headers)
    return OwnToken(account, read, genuine, await ask(http, target, read, {}))


@observation(phase=Phase.WRITING, deadline=60.0, requests=3, needs={"accounts"})
async def three_accounts(accounts: Accounts) -> tuple[Account, Account, Account]:
    """Three test accounts, for whatever leaves credential and password of an account as they are."""
    first, second, third = await asyncio.gather(accounts.adult(), accounts.adult(), accounts.adult())
    return first, second, third


def _minors(gate: AgeGate, dates: age.Dates) -> Iterator[age.Birth]:
    yield from age.minors(gate, dates)
    yield from age.careless_arithmetic(gate, dates)


@observation(phase=Phase.WRITING, deadline=120.0, requests=MANY, needs={"accounts"})
async def strangers_at_operations(http: Http, target: Target, own_token: OwnToken) -> list[Answers]:
    """What each operation that needs a credential answers to none, and to a made-up one.

    Whatever could act on somebody's whole account is left out: a careless server may take strangers for anyone.
    """
    operations = protected_operations(target, (await search_openapi(http, target)).document)
    attempts = {"no credential": {}, "a token that nobody issued": with_token(target, own_token.account, "prodworthy")}
    return await ask_all(http, target, [one for one in operations if one.harmless], own_token.account.headers, attempts)
