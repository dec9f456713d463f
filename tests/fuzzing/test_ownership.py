"""What one account made, tried as another one: defects are found, and ways of keeping others out are none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from prodworthy.probes.conformance import fuzz_api
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.probes.http import Http
from prodworthy.rules.openapi import Document
from prodworthy.target import Contract, Gate, Reach, Target
from tests.fuzzing.conformance_server import serving
from tests.fuzzing.owned_server import PUBLIC_KEY, Things
from tests.fuzzing.test_conformance import SEED, Tokens, broken, of

LONG_S = 30.0


def try_out(things: Things, stop: Callable[[Tried], bool], *, budget_s: float = LONG_S, **declared: Any) -> Conformance:
    async def run(url: str) -> Conformance:
        removals = [path for path in things.described["paths"] if path.endswith("}")]
        target = Target(
            name="things",
            base_url=url,
            contract=Contract(budget_s=budget_s, seed=SEED, irreversible=removals, **declared),
            gate=Gate(requests_per_second=100_000),
            reach=Reach(headers={"apikey": PUBLIC_KEY}),
        )
        http = Http(target, user_agent="test", run_id="test")
        try:
            document = Document(things.described, f"{url}/openapi.json")
            return await fuzz_api(http, target, document, writes=True, credential=Tokens(), stop=stop)
        finally:
            await http.close()

    with serving(things.app) as url:
        return asyncio.run(run(url))


def never(_: Tried) -> bool:
    return False


def test_ways_of_keeping_others_out_and_sharing_are_no_defects() -> None:
    """404, 403, answers without effect as of row-level security, and what everyone may edit by declaration.

    And a public key that goes with every request is no credential: what takes the key alone is for everyone.
    """
    kinds, methods = ("hidden", "forbidden", "filtered"), ("GET", "PUT", "DELETE")
    for budget_s in (3.0, 15.0, 60.0):  # more of it where the machine is busy
        things = Things([*kinds, "open"])
        shared = ["PUT /open/{id}", "DELETE /open/{id}"]
        result = try_out(things, never, budget_s=budget_s, shared=shared, private=["/hidden/{id}", "/filtered/{id}"])
        kept = [of(result, f"{method} /{kind}/{{id}}").others for kind in kinds for method in methods]
        if all(one.held for one in kept) and things.shelves_found:
            break
    assert broken(result) == set()
    for others in kept:
        assert others.makers
        assert others.held > 0, "others were kept out, and the owner was not"
        assert others.control is not None
        assert others.control.ok
    assert of(result, "GET /open/{id}").others.read > 0, "told, and no finding: it is not declared to be private"
    assert of(result, "PUT /open/{id}").others.held == 0
    assert not of(result, "GET /shelves/{id}").others.makers

    assert things.keyless == 0, "the key goes with every request, also with those without a credential"
    assert of(result, "GET /shelves").auth_tried == 0
    assert of(result, "GET /hidden").auth_tried > 0
    assert of(result, "GET /shelves/{id}").valid > 0, "asked for by what the list answered"
    assert result.followed["GET /shelves", "GET /shelves/{id}"] > 0


def test_what_others_get_at_is_found() -> None:
    """A change counts without any declaration, being shown where it is declared to be private."""
    things = Things(["forbidden"], ["foreign-put", "foreign-delete", "foreign-get"])
    expected = {
        ("GET /forbidden/{id}", "foreign_read", 200),
        ("PUT /forbidden/{id}", "foreign_change", 200),
        ("DELETE /forbidden/{id}", "foreign_change", 204),
    }
    seen: set[tuple[str, str, int]] = set()

    def all_are(tried: Tried) -> bool:
        seen.update(
            (tried.operation.label, cause.rule, cause.status)
            for cause, one in tried.deviations.items()
            if one.confirmed
        )
        return seen >= expected

    result = try_out(things, all_are, private=["/forbidden/{id}"])
    assert broken(result) == expected
    (deviation,) = of(result, "DELETE /forbidden/{id}").deviations.values()
    assert deviation.count == 4, "seen, and shown again three times with something new"
    assert deviation.exchange is not None
    assert "POST /forbidden" in deviation.finding.seen
