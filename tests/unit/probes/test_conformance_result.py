"""What came of fuzzing: a deviation counts when it has been shown again, and each cause once."""

from __future__ import annotations

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.probes.conformance_result import REPETITIONS, Cause, Conformance, Tried, together
from prodworthy.rules.openapi import Operation

BODY = "response_schema_conformance"
OPERATION = Operation("GET", "/items", "/items", statuses=("200", "400"))


def answer(status: int = 200, url: str = "https://shop.example/items?limit=100") -> Exchange:
    return Exchange(request=Request("GET", url, Headers([]), b""), status=status, headers=Headers([]), body=b"")


def failure(place: str = "", rule: str = BODY) -> list[tuple[str, str, str]]:
    return [(rule, f"wrong at {place}", place)]


def test_a_deviation_counts_when_repetitions_show_it() -> None:
    tried = Tried(OPERATION)
    wanting = tried.judge(answer(), failure("age"))
    assert tried.deviating({BODY}) == []
    for _ in range(REPETITIONS):
        tried.repeated(wanting, answer(), failure("age"))
    (deviation,) = tried.deviating({BODY})
    assert deviation.cause == Cause(BODY, 200, "age")
    assert tried.judge(answer(), failure("age")) == frozenset(), "it is known now"


def test_what_repetitions_contradict_is_unstable() -> None:
    tried = Tried(OPERATION)
    for _ in range(9):
        wanting = tried.judge(answer(500), failure(rule="not_a_server_error"))
        for _ in range(REPETITIONS):
            if wanting:
                tried.repeated(wanting, answer(200), [])
    assert tried.deviating({"not_a_server_error"}) == []
    (unstable,) = tried.unstable
    assert unstable.count == 9
    assert unstable.attempts == 4, "then it is left at that"


def test_where_repetition_is_refused_other_data_tell() -> None:
    tried = Tried(Operation("POST", "/items", "/items", statuses=("201", "400", "409")))
    for sightings in range(1, 5):
        wanting = tried.judge(answer(201), failure(rule="negative_data_rejection"))
        for _ in range(REPETITIONS if wanting else 0):
            tried.repeated(wanting, answer(409), [])
        assert bool(tried.deviating({"negative_data_rejection"})) is (sightings > REPETITIONS)


def test_each_cause_once_with_the_smallest_request() -> None:
    tried = Tried(OPERATION)
    tried.judge(answer(), [*failure("age"), *failure("name")])
    tried.judge(answer(url="https://shop.example/items"), failure("age"))
    assert {cause.place for cause in tried.deviations} == {"age", "name"}
    smallest = tried.deviations[Cause(BODY, 200, "age")].exchange
    assert smallest is not None
    assert smallest.url == "https://shop.example/items"


def test_causes_without_end_become_one() -> None:
    tried = Tried(OPERATION)
    for number in range(100):
        tried.judge(answer(), failure(f"field{number}"))
    assert len(tried.deviations) == 13


def test_several_documents_together() -> None:
    parts = [
        Conformance((Tried(OPERATION),), (), seed=7, spent=1.0, complete=done, budget_s=2.0) for done in (True, False)
    ]
    whole = together(parts)
    assert (len(whole.operations), whole.seed, whole.spent, whole.complete, whole.budget_s) == (2, 7, 2.0, False, 4.0)
