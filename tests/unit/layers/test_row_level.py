"""Row-level security: an empty list is how it refuses, and a key that every client has lets nobody in."""

from __future__ import annotations

import pytest

from prodworthy.facts.controls import Refusal
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, NotApplicable, Outcome, Unmeasured
from prodworthy.rules.openapi import Document
from prodworthy.target import Target
from security import operations
from security import test_access as access
from tests.unit.layers.told import answer, outcomes

ROWS, NONE = answer(body=[{"id": 1}]), answer(body=[])
DOCUMENT = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "basePath": "/rest/v1",
    "securityDefinitions": {
        "key": {"type": "apiKey", "in": "header", "name": "apikey"},
        "JWT": {"type": "apiKey", "in": "header", "name": "Authorization"},
    },
    "paths": {
        "/artists": {"get": {"security": [{"key": []}], "responses": {}}},
        "/purchases": {"get": {"security": [{"key": [], "JWT": []}], "responses": {}}},
    },
}


def target_of(**headers: str) -> Target:
    return Target.model_validate({"name": "t", "base_url": "https://a.example", "reach": {"headers": headers}})


def tried(attempt: Exchange, owner: Exchange) -> operations.Answers:
    operation = operations.Protected("GET", "/rest/v1/purchases", "GET /purchases", harmless=True)
    return operations.Answers(operation, owner, {"no credential": attempt})


def protected(stranger: Exchange, owner: Exchange) -> Outcome:
    answers = {"/rest/v1/profiles": access.RouteAnswers(stranger, (answer(404),), {}, owner)}
    (outcome,) = outcomes(lambda parts: access.test_protected_routes(answers, parts, Refusal())).values()
    return outcome


@pytest.mark.parametrize(
    ("stranger", "owner", "outcome"),
    [
        (NONE, ROWS, Outcome.PASSED),
        (ROWS, ROWS, Outcome.FAILED),
        (NONE, NONE, Outcome.UNMEASURED),
        (answer(401), ROWS, Outcome.PASSED),
    ],
)
def test_a_declared_route_shows_its_rows_to_who_may(stranger: Exchange, owner: Exchange, outcome: Outcome) -> None:
    assert protected(stranger, owner) is outcome


def test_an_empty_list_tells_a_reading_run_nothing() -> None:
    seen = {"/rest/v1/profiles": access.RouteAnswers(NONE, (answer(404),), {})}
    told = outcomes(lambda parts: access.test_strangers_refused(seen, parts, Refusal()))
    assert list(told.values()) == [Outcome.NOT_APPLICABLE]


def test_a_documented_operation_is_judged_by_its_rows() -> None:
    operations.judge(Refusal(), tried(NONE, ROWS), ROWS, "no credential")
    with pytest.raises(CheckFailed):
        operations.judge(Refusal(), tried(ROWS, ROWS), ROWS, "no credential")
    with pytest.raises(NotApplicable, match="its owner sees nothing there either"):
        operations.judge(Refusal(), tried(NONE, NONE), ROWS, "no credential")
    with pytest.raises(Unmeasured):
        operations.judge(Refusal(), tried(NONE, answer(401)), ROWS, "no credential")


def test_a_key_that_every_client_has_protects_nothing() -> None:
    document = Document(DOCUMENT, "https://a.example/rest/v1/")
    known = operations.protected_operations(target_of(apikey="sb_publishable_x"), document)
    assert [one.route for one in known] == ["/rest/v1/purchases"]
    known = operations.protected_operations(target_of(), document)
    assert [one.route for one in known] == ["/rest/v1/artists", "/rest/v1/purchases"]
