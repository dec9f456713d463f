"""What people type stays text: no template calculates it, and no page takes it for markup."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from prodworthy.api import (
    Account,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Step,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import stored
from prodworthy.rules.templates import fill, fill_path, fill_text
from security.declared import auth_of, declared, demand_several

_PARAMETERS = ("q", "name", "lang", "message", "template", "redirect")


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that was stored, and where it is shown.

    Attributes:
        sent: the answer to storing it.
        shown: where its owner and others see it, by the title of the view.
    """

    sent: Exchange
    shown: Mapping[str, StepRun]


@dataclass(frozen=True, slots=True)
class TypedValues:
    """Values in an account's profile, as people type them and as nobody should.

    Attributes:
        canary: what is looked for.
        usual: an ordinary one: the control.
        odd: the others, by kind.
    """

    canary: stored.Canary
    usual: Typed
    odd: Mapping[str, Typed]


@observation(phase=Phase.WRITING, deadline=90.0, requests=24, needs={"accounts"})
async def typed_values(http: Http, target: Target, three_accounts: tuple[Account, Account, Account]) -> TypedValues:
    """Markup and templates in the profile of a test account, as it and another account see them."""
    update = declared(auth_of(target).update, "auth.update", "change one's own account")
    names = stored.texts(update.body)
    if not names:
        raise NotApplicable("[auth.update] sends no text: there is no place to type")
    owner, viewer, _ = three_accounts
    demand_several(owner, viewer)
    canary = stored.Canary(f"pw{secrets.token_hex(3)}")

    async def put(value: str | None) -> Typed:
        body: dict[str, Any] = fill(update.body, owner.values)
        body.update(dict.fromkeys(names, value) if value is not None else {})
        headers = {**owner.headers, **{name: fill_text(text, owner.values) for name, text in update.headers.items()}}
        path = fill_path(update.path, owner.values)
        sent = await http.send(update.method, path, headers=headers, json=body)
        return Typed(sent, await _views(http, target, owner, viewer) if sent.ok else {})

    usual = await put(None)
    kinds = {"markup": canary.markup, **canary.templates}
    odd = {kind: await put(value) for kind, value in kinds.items()}
    await take(http, update, owner.values, credential=owner.headers)
    return TypedValues(canary, usual, odd)


@observation(requests=2)
async def templates_in_addresses(
    http: Http, landing_hops: list[Exchange], unknown_path: Exchange
) -> dict[str, tuple[Exchange, Exchange]]:
    """Answers as usual, each with the one to the same request with a template in its address."""
    template = stored.Canary(f"pw{secrets.token_hex(3)}").templates["braces"]
    first = landing_hops[-1].url.partition("#")[0]
    query = "&".join(f"{name}={quote(template)}" for name in _PARAMETERS)
    odd = await asyncio.gather(
        http.get(f"{first}{'&' if '?' in first else '?'}{query}"), http.get(f"{unknown_path.url}{quote(template)}")
    )
    return {
        "parameters of the first page": (landing_hops[-1], odd[0]),
        "an unknown path": (unknown_path, odd[1]),
    }


@check(
    "security.template_injection",
    "What people type is not calculated by a template",
    severity=Severity.BLOCKER,
    reference="ASVS v5.0.0-1.3.7; CWE-1336; WSTG-INPV-18",
    remedy="Hand what people typed to templates as values; never make a template out of it.",
    covers=["INJ-04"],
    needs={"accounts"},
    opt_in=True,
    creates="two test accounts",
)
def test_template_injection(typed_values: TypedValues, parts: Parts) -> None:
    """Whoever can have a product calculated in a name can have the server run what they like."""
    for kind in typed_values.canary.templates:
        _judge_views(typed_values, kind, parts)


@check(
    "security.template_reflected",
    "What stands in an address is not calculated by a template",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-1.3.7; CWE-1336; WSTG-INPV-18",
    remedy="Hand parts of the address to templates as values; never make a template out of them.",
    covers=["INJ-04"],
    opt_in=True,
)
def test_template_reflected(templates_in_addresses: Mapping[str, tuple[Exchange, Exchange]], parts: Parts) -> None:
    """A link is enough then to run code on the server, and it takes no account."""
    canary = stored.Canary("")
    for name, (usual, odd) in templates_in_addresses.items():
        with parts.part(name):
            stored.judge_evaluated(odd, canary, usual).raise_if_any()


@check(
    "security.stored_markup",
    "What people type is shown to others as text, not as markup",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-1.2.1; CWE-79; WSTG-INPV-02",
    remedy="Escape what people typed where a page is made of it, and send data as JSON with its own media type.",
    covers=["INJ-06"],
    needs={"accounts"},
    opt_in=True,
    creates="two test accounts",
)
def test_stored_markup(typed_values: TypedValues, parts: Parts) -> None:
    """A script in a name acts as everybody who looks at the profile, the staff among them."""
    _judge_views(typed_values, "markup", parts)


def _judge_views(values: TypedValues, kind: str, parts: Parts) -> None:
    if not values.usual.sent.ok:
        raise Unmeasured(f"the control failed: an ordinary change: {values.usual.sent.describe()}")
    typed = values.odd[kind]
    if not typed.sent.ok:
        with parts.part(f"{kind} in the profile"):
            if typed.sent.status >= 500 or typed.sent.status == 429:  # noqa: PLR2004 - RFC 9110, RFC 6585
                raise Unmeasured(f"it could not be stored: {typed.sent.describe()}")
        return  # refused: nobody sees it
    for title, view in typed.shown.items():
        with parts.part(f"{kind} in {title}"):
            shown = view.exchange
            if shown is None or values.canary.mark not in shown.text:
                raise NotApplicable("it is not shown there (as observed)")
            if kind != "markup":
                usual = values.usual.shown.get(title)
                before = usual.exchange if usual is not None else None
                stored.judge_evaluated(shown, values.canary, before).raise_if_any()
            elif stored.is_markup(shown, values.canary):
                found(f"an element that was typed stands in the page ({shown.media_type})", "text").raise_if_any()


async def _views(http: Http, target: Target, owner: Account, viewer: Account) -> dict[str, StepRun]:
    """Return what its owner sees of the profile, and what another account sees of it."""
    auth = auth_of(target)
    shown: dict[str, tuple[Step, dict[str, Any], Account]] = {}
    if auth.profile is not None:
        shown["one's own account"] = (auth.profile, dict(owner.values), owner)
    values = {**viewer.values, **{f"partner_{name}": value for name, value in owner.values.items()}}
    shown |= {page.title: (page, values, viewer) for page in auth.views.pages}
    answers = await asyncio.gather(
        *(take(http, page, given, credential=who.headers) for page, given, who in shown.values())
    )
    return dict(zip(shown, answers, strict=True))
