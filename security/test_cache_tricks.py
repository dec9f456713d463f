"""Tricks on caches: a personal answer under a static file's name, and a header field that changes everyone's page."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Control,
    Exchange,
    Findings,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    Target,
    check,
    found,
    observation,
)
from prodworthy.rules.templates import fill, fill_path

_DISGUISES = {
    "a style sheet below it": "/prodworthy-{}.css",
    "a script as its parameter": ";prodworthy-{}.js",
    "a picture behind an encoded slash": "%2fprodworthy-{}.png",
}


@dataclass(frozen=True, slots=True)
class Disguised:
    """A profile, asked for under names of static files.

    Attributes:
        email: the mark by which the account's answer is known.
        own: the profile under its own name.
        nobodys: what someone without a credential gets under each name after the owner has asked for it.
    """

    email: str
    own: Exchange
    nobodys: Mapping[str, Exchange]


@dataclass(frozen=True, slots=True)
class Poisoned:
    """One address that nobody else uses, asked for with a stranger's host in X-Forwarded-Host, and then as usual.

    Attributes:
        host: the stranger's host.
        before: the answer to another address of that kind, asked for as usual.
        after: the answer to a usual request that comes after the odd one.
    """

    host: str
    before: Exchange
    after: Exchange


@observation(phase=Phase.WRITING, deadline=60.0, requests=1 + 2 * len(_DISGUISES), needs={"accounts"})
async def disguised_profile(http: Http, target: Target, accounts: Accounts) -> Disguised:
    """A profile under names that caches take for static files: by its owner, then by nobody."""
    step = target.auth.profile if target.auth else None
    if step is None or step.method != "GET":
        raise NotApplicable("no profile is declared that is read with GET: declare [auth.profile]")
    account = await accounts.adult()
    fields = {**account.headers, **fill(step.headers, account.values)}
    path = fill_path(step.path, account.values)
    token = secrets.token_hex(6)

    async def in_turn(name: str) -> Exchange:
        await http.get(path + name.format(token), headers=fields)
        return await http.get(path + name.format(token))

    own, *nobodys = await asyncio.gather(http.get(path, headers=fields), *map(in_turn, _DISGUISES.values()))
    return Disguised(account.email, own, dict(zip(_DISGUISES, nobodys, strict=True)))


@observation(requests=3)
async def poisoned_page(http: Http, landing_hops: list[Exchange]) -> Poisoned:
    """The first page under an address of our own, so that no visitor can get what a cache might keep of it."""
    page, token = landing_hops[-1].url.partition("#")[0], secrets.token_hex(6)
    joint = "&" if "?" in page else "?"
    host = f"{token}.invalid"
    odd = {"X-Forwarded-Host": host, "X-Forwarded-Scheme": "http"}
    before = await http.get(f"{page}{joint}prodworthy={secrets.token_hex(6)}")
    await http.get(f"{page}{joint}prodworthy={token}", headers=odd)
    return Poisoned(host, before, await http.get(f"{page}{joint}prodworthy={token}"))


@check(
    "security.cache_deception",
    "No name of a static file makes a cache keep a personal answer",
    severity=Severity.MAJOR,
    reference="RFC 9111 section 3; ASVS v5.0.0-14.2.5; CWE-525; CWE-436",
    remedy="Answer unknown paths below a route with 404, and let the cache go by Cache-Control instead of by the name.",
    covers=["HDR-CACHE-04"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="one test account",
)
def test_cache_deception(disguised_profile: Disguised, parts: Parts, refusal: Refusal) -> None:
    """Whoever lures a user to such an address reads that user's data from the cache a moment later."""
    own, email = disguised_profile.own, disguised_profile.email
    control = Control("the owner sees the own profile", own.ok and email in own.text, own.describe(), own)
    for name, answer in disguised_profile.nobodys.items():
        with parts.part(name):
            refusal.require(control)
            if email in answer.text:
                found("someone without a credential gets the profile that its owner asked for", "404").raise_if_any()


@check(
    "security.cache_poisoning",
    "No header field of one visitor changes the page that the next one gets",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 9111 section 4.1; CWE-349; WSTG-INPV-17",
    remedy="Drop X-Forwarded-Host and its like at the edge, and build addresses from a configured host.",
    covers=["HDR-CACHE-08"],
    opt_in=True,
)
def test_cache_poisoning(poisoned_page: Poisoned, parts: Parts) -> None:
    """With one request, an attacker can hand scripts from a host of the attacker's to every visitor."""
    before, after = poisoned_page.before, poisoned_page.after
    with parts.part("host"):
        findings = Findings()
        if poisoned_page.host in after.text:
            findings += found("the next visitor's page names the host", "a page that is the same for everyone")
        for name, value in after.headers:
            if poisoned_page.host in value:
                findings += found(f"the next visitor gets {name} with the host", "header fields without it")
        findings.raise_if_any()
    with parts.part("scheme"):
        if after.is_redirect and not before.is_redirect:
            found(f"the next visitor is redirected to {after.headers.get('location')}", "the page").raise_if_any()
