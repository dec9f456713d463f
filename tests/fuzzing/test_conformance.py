"""The conformance engine against a real server: planted defects are found in time, and nothing a target does hurts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from prodworthy.probes.conformance import Credential, fuzz_api
from prodworthy.probes.conformance_generator import Generator
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.probes.http import Http
from prodworthy.probes.openapi import search_openapi
from prodworthy.rules.conformance import ANSWER_RULES
from prodworthy.rules.openapi import Document
from prodworthy.target import Contract, Gate, Target
from tests.fuzzing.conformance_server import Shop, answers, document, parameter, serving

BUDGET_S = 3.0
ENOUGH = 60
SEED = 20


class Tokens:
    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> Mapping[str, str]:
        self.made += 1
        return {"Authorization": f"Bearer good{self.made}"}


def try_out(
    shop: Shop,
    *,
    budget_s: float = BUDGET_S,
    writes: bool = True,
    credential: Credential | None = None,
    stop: Callable[[Tried], bool] | None = None,
    **declared: Any,
) -> Conformance:
    async def run(url: str) -> Conformance:
        target = Target(
            name="shop",
            base_url=url,
            contract=Contract(budget_s=budget_s, seed=SEED, **declared),
            gate=Gate(requests_per_second=100_000),
        )
        http = Http(target, user_agent="test", run_id="test")
        try:
            found = (await search_openapi(http, target)).document or Document(shop.described, f"{url}/openapi.json")
            async with Generator() as generator:
                await generator.loaded()  # which takes longer than the budget on a busy machine
                return await fuzz_api(
                    http, target, found, writes=writes, credential=credential, stop=stop, generator=generator
                )
        finally:
            await http.close()

    with serving(shop.app) as url:
        return asyncio.run(run(url))


def settled(shop: Shop, **options: Any) -> Conformance:
    """Try again with more time where a busy machine left an operation without enough answers."""
    result = try_out(shop, **options)
    for budget_s in (15.0, 60.0):
        if all((one.covered and one.examples >= ENOUGH) or one.trouble for one in result.operations):
            break
        result = try_out(shop, budget_s=budget_s, **options)
    return result


def broken(result: Conformance) -> set[tuple[str, str, int]]:
    return {
        (one.operation.label, cause.rule, cause.status)
        for one in result.operations
        for cause, deviation in one.deviations.items()
        if deviation.confirmed
    }


def of(result: Conformance, label: str) -> Tried:
    return next(one for one in result.operations if one.operation.label == label)


def test_a_service_that_keeps_to_its_document_has_no_deviation() -> None:
    result = settled(Shop(), credential=Tokens())
    assert broken(result) == set()
    assert [one.trouble for one in result.operations] == [""] * 4
    assert result.complete
    assert result.seed == SEED
    assert all(one.measured for one in result.operations)
    added = of(result, "POST /items")
    assert added.accepted is not None
    assert added.accepted.status == 201
    assert added.refused > 0, "invalid data was tried"


def test_too_little_time_proves_nothing() -> None:
    result = try_out(Shop(["server-error"]), budget_s=0.05)
    assert all(one.deviations or one.unproven for one in result.operations)


@pytest.mark.parametrize(
    ("defects", "expected"),
    [
        (
            ["server-error", "undocumented-status", "wrong-type", "accepts-invalid"],
            {
                ("GET /items", "not_a_server_error", 500),
                ("GET /items/{id}", "status_code_conformance", 206),
                ("GET /items/{id}", "response_schema_conformance", 200),
                ("POST /items", "negative_data_rejection", 201),
            },
        ),
        (["garbage"], {("GET /items/{id}", "response_schema_conformance", 200)}),
        (["undocumented-error"], {("GET /items/{id}", "status_code_conformance", 418)}),
    ],
    ids=["together", "garbage", "undocumented-error"],
)
def test_planted_defects_and_no_others_are_found(defects: list[str], expected: set[tuple[str, str, int]]) -> None:
    result = settled(Shop(defects))
    assert broken(result) == expected
    for label, rule, status in expected:
        causes = of(result, label).deviations
        deviation = next(causes[cause] for cause in causes if cause[:2] == (rule, status))
        assert deviation.exchange is not None
        assert deviation.finding.advisory is (defects == ["undocumented-error"]), "a document need not list every error"
        assert len(deviation.exchange.url) < 80, "the smallest request that shows it is kept"


@pytest.mark.parametrize(
    ("defect", "expected"),
    [
        ("auth-ignored", {("GET /me", "ignored_auth", 200)}),
        ("lost", {("GET /items/{id}", "ensure_resource_availability", 404)}),
        ("kept", {("GET /items/{id}", "use_after_free", 200)}),
        ("slow", {("GET /items/{id}", "max_response_time", 200)}),
    ],
)
def test_defects_that_one_answer_alone_does_not_show(defect: str, expected: set[tuple[str, str, int]]) -> None:
    result = try_out(
        Shop([defect]),
        budget_s=30,
        credential=Tokens(),
        irreversible=["/items/{id}"],
        slow_ms=300.0,
        stop=lambda tried: any(one.confirmed for one in tried.deviations.values()),
    )
    assert broken(result) == expected


def test_what_is_not_so_every_time_is_unstable_and_no_failure() -> None:
    result = try_out(Shop(["flaky"]), budget_s=30, stop=lambda tried: any(one.contradicted for one in tried.unstable))
    assert broken(result) == set()
    (unstable,) = of(result, "GET /items").unstable
    assert unstable.cause[:2] == ("not_a_server_error", 500)
    assert unstable.contradicted > 0


def test_the_same_seed_comes_to_the_same() -> None:
    defects = ["server-error", "undocumented-status", "wrong-type", "accepts-invalid"]
    first, second = settled(Shop(defects)), settled(Shop(defects))
    assert first.seed == second.seed
    assert broken(first) == broken(second)


def test_a_run_can_end_with_what_it_looks_for() -> None:
    result = try_out(Shop(["undocumented-status"]), budget_s=20, stop=lambda tried: bool(tried.deviating(ANSWER_RULES)))
    assert broken(result) == {("GET /items/{id}", "status_code_conformance", 206)}
    assert result.spent < 10


def test_a_reading_run_sends_only_safe_methods_and_valid_data() -> None:
    result = settled(Shop(["accepts-invalid", "server-error"]), writes=False)
    assert {one.operation.label for one in result.operations} == {"GET /items", "GET /items/{id}"}
    assert broken(result) == {("GET /items", "not_a_server_error", 500)}
    assert 400 not in of(result, "GET /items").statuses
    assert {(one.label, reason.split(",")[0]) for one, reason in result.skipped} == {
        ("POST /items", "changes the target"),
        ("DELETE /items/{id}", "changes the target"),
        ("GET /me", "needs a credential"),
    }


def test_secured_operations_get_a_credential_and_a_fresh_one_when_it_expires() -> None:
    shop, tokens = Shop(["expires"]), Tokens()
    result = settled(shop, credential=tokens)
    assert of(result, "GET /me").statuses[200] >= 5
    assert broken(result) == set(), "a 401 is no deviation"
    sent = {token for token in shop.asked if token}
    assert "Bearer prodworthy-made-up" in sent, "whether the credential counts is tried"
    assert sent - {"Bearer prodworthy-made-up"} <= {f"Bearer good{number}" for number in range(1, tokens.made + 1)}


def test_what_is_throttled_is_not_measured_and_what_is_excluded_is_left_alone() -> None:
    many = {"parameters": [parameter("q", "query", {"type": "integer"})], "responses": answers({})}
    shop = Shop(described=document(logout={"post": {"responses": answers({})}}, throttled={"get": many}))
    result = settled(shop, exclude=["/items/{id}", "GET /items"], credential=Tokens())
    assert "logout" not in shop.asked
    assert {one.operation.label for one in result.operations} == {"POST /items", "GET /me", "GET /throttled"}
    throttled = of(result, "GET /throttled")
    assert not throttled.measured
    assert "429" in throttled.trouble
    assert throttled.examples == 3


def test_a_target_that_hangs_or_never_ends_does_not_hold_up_the_run() -> None:
    described = document(hang={"get": {"responses": answers({})}}, endless={"get": {"responses": answers({})}})
    result = try_out(Shop(["server-error"], described), budget_s=5)
    assert result.spent < 5 * 1.1
    hanging = of(result, "GET /hang")
    assert not hanging.measured
    assert "did not complete" in hanging.trouble
    assert ("GET /items", "not_a_server_error", 500) in broken(result), "the others are still tried"


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "required": ["x"], "properties": {"x": schema}}
    return schema


@pytest.mark.parametrize(
    "paths",
    [
        {"items": {"get": {"parameters": [parameter("q", "query", {"type": "string", "pattern": "^(a+)+$(b|c)*(("})],
                           "responses": answers({})}}},
        {"items": {"get": {"parameters": [parameter("q", "query", {"type": "string", "pattern": "^((a+)+)+b$",
                                                                   "minLength": 5000})], "responses": answers({})}}},
        {"items": {"get": {"parameters": [parameter("q", "query", {"type": "string", "minLength": 10**12})],
                           "responses": answers({})}}},
        {"items": {"post": {"requestBody": {"content": {"application/json": {"schema": nested(120)}}},
                            "responses": answers({})}}},
        {"items": {"get": {"responses": {"200": {"$ref": "#/paths/~1items/get/responses/200"}}}}},
        {"items": {"get": {"responses": answers({"$ref": "http://127.0.0.1:1/elsewhere.json"})}}},
        {"items": {"get": {"responses": answers({"$ref": "/etc/passwd"})}}},
        {f"r{number}": {"get": {"responses": answers({})}} for number in range(5000)},
    ],
    ids=["broken-pattern", "slow-pattern", "huge-minimum", "deep", "circular", "remote", "file", "5000-operations"],
)  # fmt: skip
def test_a_hostile_document_neither_breaks_the_run_nor_outlasts_its_budget(paths: dict[str, Any]) -> None:
    result = try_out(Shop(described=document(**paths)), budget_s=4)
    assert result.spent < 4 * 1.1
    assert result.operations
    if not result.complete:
        assert result.ended
