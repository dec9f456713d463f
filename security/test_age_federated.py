"""Signing in with another provider: its tokens are genuine, and who comes by it is asked for age."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    REFUSED,
    CheckFailed,
    Control,
    Exchange,
    Federated,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    gate_of,
    minors_now,
    observation,
    take,
)
from prodworthy.rules import forged_tokens, tokens
from prodworthy.rules.age_values import ADULT
from prodworthy.rules.templates import fill_text
from security.declared import auth_of

_SERVER_ERROR = 500
_TOO_MANY_REQUESTS = 429
_HOUR = 3600
_NO_TOKEN = "a genuine identity token is not declared: declare id_token in [auth.federated], from the environment"  # noqa: S105 - says that there is none


@dataclass(frozen=True, slots=True)
class FederatedTries:
    """Signing in with another provider's identity token.

    Attributes:
        genuine: with a genuine one; None where none is declared.
        forged: with others, by kind.
    """

    genuine: StepRun | None
    forged: Mapping[str, StepRun]


@dataclass(frozen=True, slots=True)
class FederatedGate:
    """Somebody who came with another provider's token, which tells no date of birth.

    Attributes:
        before: what needs a credential, before the date is given.
        minor: the answer to a minor's date.
        after_minor: what needs a credential, after that.
        adult: the same, for somebody who gave an adult's date: the control.
    """

    before: Exchange
    minor: StepRun | None
    after_minor: Exchange
    adult: Exchange


@observation(phase=Phase.WRITING, deadline=60.0, requests=5, needs={"accounts"})
async def federated_tries(http: Http, target: Target, run: Run) -> dict[str, FederatedTries]:
    """Identity tokens of other providers, genuine and forged."""
    tries = {}
    for name, provider in _providers(target).items():
        genuine = None
        forged = _forgeries(provider, run)
        answers = {kind: await _sign_in(http, provider, text, run) for kind, text in forged.items()}
        if provider.id_token:
            genuine = await _sign_in(http, provider, provider.id_token, run)
        for tried in (*answers.values(), genuine):
            await _leave(http, target, tried)
        tries[name] = FederatedTries(genuine, answers)
    return tries


@observation(phase=Phase.WRITING, deadline=60.0, requests=40, needs={"age_gate"})
async def federated_gate(
    http: Http, target: Target, run: Run, federated_tries: dict[str, FederatedTries]
) -> dict[str, FederatedGate]:
    """Somebody comes with another provider's token, and gives a date of birth afterwards."""
    gate, seen = gate_of(target), {}
    for name, provider in _providers(target).items():
        genuine = federated_tries[name].genuine
        if provider.birth_date is None or genuine is None or genuine.findings or genuine.exchange is None:
            continue
        minor = minors_now(gate, genuine.exchange)[0].born.strftime(gate.date_format)
        first = await _sign_in(http, provider, provider.id_token, run)
        before = await _read(http, target, first)
        given = await take(http, provider.birth_date, {"birth_date": minor}, credential=_fields(target, first))
        after = await _read(http, target, first)
        await _leave(http, target, first)
        second = await _sign_in(http, provider, provider.id_token, run)
        date = ADULT.strftime(gate.date_format)
        await take(http, provider.birth_date, {"birth_date": date}, credential=_fields(target, second))
        adult = await _read(http, target, second)
        await _leave(http, target, second)
        seen[name] = FederatedGate(before, given, after, adult)
    return seen


@check(
    "security.federated_forged",
    "Forged identity tokens of other providers sign nobody in",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="OpenID Connect Core 1.0 section 3.1.3.7; ASVS v5.0.0-9.1.1, 10.5.1; CWE-347",
    remedy="Verify identity tokens with the provider's keys; demand its issuer and your own client as the audience.",
    covers=["JWT-05", "JWT-08"],
    needs={"accounts"},
    refusal=True,
    creates="test accounts, if the check fails",
)
def test_federated_forged(federated_tries: Mapping[str, FederatedTries], parts: Parts, refusal: Refusal) -> None:
    """A token that is read and not verified makes everybody whoever they say they are."""
    for name, tries in federated_tries.items():
        for kind, tried in tries.forged.items():
            with parts.part(f"{name}: {kind}"):
                if tried.exchange is None:
                    raise Unmeasured("it was not answered")
                if not tried.findings:
                    raise CheckFailed(found(f"{kind} was accepted with {tried.exchange.status}", "401"))
                if tries.genuine is None:
                    raise Unmeasured(f"refused; what is accepted is not known: {_NO_TOKEN}")
                control = _accepted("the genuine token signs in", tries.genuine)
                if tried.exchange.ok:
                    refusal.require(control)  # refused in the body, as the declared step sees it
                    continue
                refusal.judge(tried.exchange, control, what=kind)


@check(
    "security.federated_age",
    "Who comes by another provider is asked for age before anything else",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-P01; ASVS v5.0.0-6.3.4; CWE-602",
    remedy="Keep accounts without a date of birth out of everything but the question for it, on the server.",
    covers=["AGE-P01"],
    needs={"age_gate"},
    refusal=True,
    creates="the account of the declared token, removed again",
)
def test_federated_age(
    federated_gate: Mapping[str, FederatedGate], target: Target, parts: Parts, refusal: Refusal
) -> None:
    """Providers tell no date of birth: whoever is not asked afterwards is not asked at all."""
    if not federated_gate:
        raise NotApplicable(f"{_NO_TOKEN}; and birth_date beside it")
    refused = {*REFUSED, *gate_of(target).refused_status, 302, 303, 307}
    for name, seen in federated_gate.items():
        control = Control.accepted("who gave an adult's date of birth gets in", seen.adult)
        with parts.part(f"{name}: before a date of birth is given"):
            refusal.judge(seen.before, control, what="the use without a date of birth", refused=refused)
        with parts.part(f"{name}: a minor's date of birth"):
            if seen.minor is None or seen.minor.exchange is None:
                raise Unmeasured("it was not answered")
            refusal.judge(seen.minor.exchange, control, what="a minor's date of birth", refused=refused)
        with parts.part(f"{name}: after a minor's date of birth"):
            refusal.judge(seen.after_minor, control, what="the use after it", refused=refused)


def _providers(target: Target) -> Mapping[str, Federated]:
    providers = auth_of(target).federated
    if not providers:
        raise NotApplicable("no sign-in with another provider is declared: declare [auth.federated.NAME]")
    return providers


def _accepted(title: str, tried: StepRun) -> Control:
    seen = tried.findings.describe() or (tried.exchange.describe() if tried.exchange else "no answer")
    return Control(title, held=not tried.findings, seen=seen, exchange=tried.exchange)


def _forgeries(provider: Federated, run: Run) -> dict[str, str]:
    """Return identity tokens that the provider did not issue, of an address that receives no mail."""
    now = int(run.started.timestamp())
    claims = {
        "iss": provider.issuer,
        "aud": provider.audience,
        "sub": f"prodworthy-{run.id}",
        "email": f"pw-{run.id}-forged@prodworthy.invalid",
        "email_verified": True,
        "name": "Prodworthy Check",
        "iat": now,
        "exp": now + _HOUR,
    }
    key = forged_tokens.OwnKey()
    made = key.sign(tokens.Token("", {"typ": "JWT"}, claims))
    token = tokens.parse(made)
    forged = {"a token signed with another key": made}
    if token is not None:
        forged["a token with its own key in the header"] = key.sign(token, jwk=key.public)
        forged["a token without a signature"] = tokens.unsigned(token)["alg none"]
    return forged


async def _sign_in(http: Http, provider: Federated, id_token: str, run: Run) -> StepRun:
    tried = await take(http, provider.sign_in, {"id_token": id_token, "run": run.id}, credential={})
    for value in map(str, tried.saved.values()):
        run.redactor.learn(value)
    return tried


def _fields(target: Target, signed_in: StepRun) -> dict[str, str]:
    values: dict[str, Any] = dict(signed_in.saved)
    if "token" not in values:
        raise Unmeasured("signing in with another provider saves no token: save it in sign_in")
    return {name: fill_text(text, values) for name, text in auth_of(target).credential.items()}


async def _read(http: Http, target: Target, signed_in: StepRun) -> Exchange:
    """Return the answer of the first protected path that lets them in, or of one that does not.

    Their own data does not count: it may well be shown to them while the date is asked for.
    """
    auth = auth_of(target)
    paths = [path for path in auth.protected if auth.profile is None or path != auth.profile.path]
    if not paths:
        raise Unmeasured("no read that needs a credential is declared: declare [auth] protected")
    answers = await asyncio.gather(*(http.get(path, headers=_fields(target, signed_in)) for path in paths))
    return next((answer for answer in answers if answer.ok), answers[0])


async def _leave(http: Http, target: Target, signed_in: StepRun | None) -> None:
    """Remove the account that came of it, where there is one."""
    delete = auth_of(target).delete
    if signed_in is not None and delete is not None and "token" in signed_in.saved:
        await take(http, delete, dict(signed_in.saved), credential=_fields(target, signed_in))
