"""What reaches into the service and out of it: hooks, fetches, links that lead on, storage, left-over routes."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    Account,
    CheckFailed,
    Control,
    Exchange,
    Footprint,
    Http,
    Listener,
    NotApplicable,
    Parts,
    Phase,
    Raw,
    Refusal,
    Run,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    is_near,
    observation,
    take,
)
from prodworthy.rules import onward
from prodworthy.rules.templates import fill_path

_REFUSES = frozenset({400, 401, 403, 404, 406, 409, 415, 422})
_INNER = {
    "the metadata of a cloud's machine": "http://169.254.169.254/latest/meta-data/",
    "its own loopback": "http://127.0.0.1/",
    "its own loopback, IPv6": "http://[::1]/",
    "a file": "file:///etc/passwd",
    "a name of the inner network": "http://prodworthy.internal/",
}
_METADATA = re.compile(r"ami-id|instance-id|computeMetadata|root:[^:\n]*:0:0:")


@dataclass(frozen=True, slots=True)
class HookAnswers:
    """What a hook answers to events that nobody signed.

    Attributes:
        attempts: by how they are not signed.
        sibling: of a path beside it that cannot exist.
    """

    attempts: Mapping[str, Exchange]
    sibling: Exchange


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of addresses that the server was asked to fetch.

    Attributes:
        public: of one that it may fetch: the control.
        inner: of others, by what they are.
        hits: how often the suite's own listener was asked; None where it cannot be reached from there.
    """

    public: Exchange
    inner: Mapping[str, Exchange]
    hits: int | None


@observation(phase=Phase.WRITING, deadline=30.0, requests=lambda target: 4 * len(target.hooks))
async def hook_answers(http: Http, target: Target, run: Run) -> dict[str, HookAnswers]:
    """Events of other services, of things that do not exist, without their signature."""
    if not target.hooks:
        raise NotApplicable("no hook of another service is declared: declare [[hooks]]")
    seen = {}
    for hook in target.hooks:
        signatures = {
            "no signature": {},
            "an empty signature": {hook.signature: ""},
            "a signature of nobody": {hook.signature: secrets.token_hex(32)},
            "a timed signature of nobody": {
                hook.signature: f"t={int(run.started.timestamp())},v1={secrets.token_hex(32)}"
            },
        }
        values = {"run": run.id}
        attempts = {}
        for how, fields in signatures.items():
            step = hook.request.model_copy(update={"headers": {**hook.request.headers, **fields}})
            answer = (await take(http, step, values, credential={})).exchange
            if answer is not None:
                attempts[how] = answer
        path = fill_path(hook.request.path, values)
        sibling = await http.send(hook.request.method, f"{path.partition('?')[0]}-{secrets.token_hex(6)}", json={})
        seen[hook.request.title] = HookAnswers(attempts, sibling)
    return seen


@observation(phase=Phase.WRITING, deadline=90.0, requests=lambda target: 8 * len(target.fetches), needs={"accounts"})
async def fetched_addresses(
    http: Http, target: Target, three_accounts: tuple[Account, Account, Account]
) -> dict[str, Fetched]:
    """Addresses of the inner network, handed to whatever makes the server fetch one."""
    if not target.fetches:
        raise NotApplicable("nothing that makes the server fetch an address is declared: declare [[fetches]]")
    account, seen = three_accounts[0], {}
    for fetch in target.fetches:
        async with Listener() as listener:

            async def ask(url: str) -> Exchange:
                step = fetch.request  # noqa: B023 - called within the loop's own round
                tried = await take(http, step, {**account.values, "url": url}, credential=account.headers)
                if tried.exchange is None:
                    raise Unmeasured("it was not sent")
                return tried.exchange

            near = is_near(target.base_url)
            inner = dict(_INNER)
            if near:
                inner["a service beside it"] = f"http://127.0.0.1:{listener.port}/"
                inner["a service beside it, by name"] = f"http://localhost:{listener.port}/"
            public = await ask(fetch.public)
            answers = await asyncio.gather(*map(ask, inner.values()))
            seen[fetch.request.title] = Fetched(
                public, dict(zip(inner, answers, strict=True)), listener.hits if near else None
            )
    return seen


@observation(requests=lambda target: len(onward.FOREIGN) * len(target.web.onward) + 2)
async def onward_answers(raw: Raw, target: Target) -> dict[str, tuple[Exchange, dict[str, Exchange]]]:
    """Where paths lead on to that are given an address: of their own site, and of others."""
    if not target.web.onward:
        raise NotApplicable("no path that leads on to an address is declared: declare [web] onward")
    seen = {}

    async def ask(path: str, url: str) -> Exchange:
        parts = urlsplit(target.url(fill_path(path, {"url": url})))
        return await raw.send(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    for path in target.web.onward:
        own = await ask(path, "/")
        answers = await asyncio.gather(*(ask(path, url) for url in onward.FOREIGN.values()))
        seen[path] = (own, dict(zip(onward.FOREIGN, answers, strict=True)))
    return seen


@check(
    "security.hooks_signed",
    "Events of other services are taken only with their signature",
    severity=Severity.MAJOR,
    reference="CWE-345; ASVS v5.0.0-4.1.5; CWE-347",
    remedy="Verify the signature over the raw body, in constant time, before an event is read.",
    covers=["AZ-17"],
    refusal=True,
    creates="nothing, unless the check fails: events of things that do not exist",
)
def test_hooks_signed(hook_answers: Mapping[str, HookAnswers], parts: Parts, refusal: Refusal) -> None:
    """Whoever can report a payment that never was has everything for nothing."""
    for name, seen in hook_answers.items():
        for how, answer in seen.attempts.items():
            with parts.part(f"{name}: {how}"):
                control = Control(
                    "a path beside it that cannot exist is answered otherwise",
                    held=seen.sibling.status != answer.status,
                    seen=seen.sibling.describe(),
                    exchange=seen.sibling,
                )
                refusal.judge(answer, control, what=f"an event with {how}", refused={400, 401, 403})


@check(
    "security.server_fetches",
    "The server fetches nothing of its own network for anybody",
    severity=Severity.MAJOR,
    reference="OWASP API7:2023; ASVS v5.0.0-1.3.6; CWE-918; WSTG-INPV-19",
    remedy="Fetch by a list of allowed hosts; refuse private, loopback and link-local addresses after name resolution.",
    covers=["INJ-10"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="one test account",
)
def test_server_fetches(fetched_addresses: Mapping[str, Fetched], parts: Parts, refusal: Refusal) -> None:
    """From inside, the server reaches what no firewall lets anybody else reach: keys of the cloud among it."""
    for name, seen in fetched_addresses.items():
        control = Control.accepted("a public address is taken", seen.public)
        for what, answer in seen.inner.items():
            with parts.part(f"{name}: {what}"):
                if _METADATA.search(answer.text):
                    raise CheckFailed(found("its content is in the answer", "a refusal"))
                if answer.ok:
                    refusal.require(control)
                    if seen.hits is not None:
                        continue  # whether it was fetched is seen at the listener
                    raise Unmeasured("taken; whether it is fetched cannot be seen from here: refuse it, or try a demo")
                refusal.judge(answer, control, what=f"the address of {what}", refused=_REFUSES)
        if seen.hits is not None:
            with parts.part(f"{name}: nothing is fetched"):
                refusal.require(control)
                if seen.hits:
                    found(
                        f"the suite's own listener on loopback was asked {seen.hits} times", "no request"
                    ).raise_if_any()


@check(
    "security.onward_redirects",
    "Links that lead on stay on the site",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-3.7.2; CWE-601; WSTG-CLNT-04",
    remedy="Lead on to paths of your own list only; compare the address as browsers read it, backslashes included.",
    covers=["INJ-08"],
    refusal=True,
    opt_in=True,
)
def test_onward_redirects(
    onward_answers: Mapping[str, tuple[Exchange, Mapping[str, Exchange]]],
    target: Target,
    parts: Parts,
    refusal: Refusal,
) -> None:
    """A link to the real site that ends on another is what every letter of a fraudster begins with."""
    for path, (own, answers) in onward_answers.items():
        control = Control.accepted("a path of its own is led on to, or shown", own, range(200, 400))
        for kind, answer in answers.items():
            with parts.part(f"{path}: {kind}"):
                refusal.require(control)
                onward.judge(answer, target.host).raise_if_any()
