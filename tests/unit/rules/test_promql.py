from __future__ import annotations

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import Findings, Unmeasured
from prodworthy.rules import promql
from prodworthy.target import MetricGate

NOW = 1_800_000_000.0


def exchange(body: object, status: int = 200) -> Exchange:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(Request("GET", "http://p/api/v1/query", Headers([]), b""), status, Headers([]), text)


def told(kind: str, result: Any, **more: Any) -> promql.Answer:
    return promql.read(exchange({"status": "success", "data": {"resultType": kind, "result": result}, **more}))


def vector(*values: str, **more: Any) -> promql.Answer:
    series = [{"metric": {"__name__": "m", "n": str(n)}, "value": [NOW, value]} for n, value in enumerate(values)]
    return told("vector", series, **more)


def judged(answer: promql.Answer, sampled: promql.Answer | None = None, **bound: float) -> Findings:
    gate = MetricGate.model_validate({"name": "g", "promql": "m", **(bound or {"at_least": 0.8})})
    return promql.judge(gate, answer, sampled, now=NOW + 1, stale_s=180)


def test_every_series_has_to_keep_the_bound_and_the_worst_is_named() -> None:
    assert not judged(vector("0.8", "0.9"))
    (finding,) = judged(vector("0.9", "0.5", "0.7"))
    assert (finding.seen, finding.required, finding.where) == ('0.5 of m{n="1"} (2 of 3 series)', "at least 0.8", "g")
    (finding,) = judged(vector("3", "9", "7"), below=5)
    assert finding.seen == '9 of m{n="1"} (2 of 3 series)'


@pytest.mark.parametrize(
    ("bound", "value", "holds"),
    [
        ({"at_least": 1}, "1", True),
        ({"above": 1}, "1", False),
        ({"at_most": 1}, "1", True),
        ({"below": 1}, "1", False),
        ({"below": 1}, "-3e2", True),
        ({"at_most": 0}, "0", True),
    ],
)
def test_bounds_include_their_edge_or_not_as_their_words_say(
    bound: dict[str, float], value: str, *, holds: bool
) -> None:
    assert bool(judged(told("scalar", [NOW, value]), **bound)) is not holds


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf"])
def test_what_is_no_number_proves_nothing_but_excuses_nothing(value: str) -> None:
    with pytest.raises(Unmeasured, match="no number"):
        judged(vector("0.9", value))
    assert judged(vector("0.1", value))


def test_an_empty_answer_proves_nothing() -> None:
    with pytest.raises(Unmeasured, match="nothing"):
        judged(vector())


def test_old_samples_prove_nothing_either_way() -> None:
    for value in ("0.9", "0.1"):
        with pytest.raises(Unmeasured, match="200 s old"):
            judged(vector(value), vector(str(NOW - 200)))
        with pytest.raises(Unmeasured, match="3601 s old"):  # an answer out of a cache, or a clock that is wrong
            judged(told("scalar", [NOW - 3600, value]))
    assert not judged(vector("0.9"), vector(str(NOW - 15)))


def test_a_partial_answer_refutes_but_does_not_prove() -> None:
    partial = {"warnings": ["1 of 2 stores did not answer"]}
    with pytest.raises(Unmeasured, match="may not be complete: 1 of 2 stores"):
        judged(vector("0.9", **partial))
    assert judged(vector("0.1", **partial))
    assert not judged(vector("0.9", warnings=["PromQL info: metric might not be a counter"]))


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<html>", 200, "200 and is no Prometheus"),
        (b"<html>", 401, "401 and asks who is there"),
        (
            {"status": "error", "errorType": "bad_data", "error": "parse error: x"},
            400,
            "refuses the query: parse error",
        ),
        ({"status": "success"}, 200, "cannot be read"),
        ({"status": "success", "data": {"resultType": "vector", "result": [{"metric": 3}]}}, 200, "cannot be read"),
        ({"status": "success", "data": {"resultType": "matrix", "result": []}}, 200, "answers with a matrix"),
        ([1], 200, "is no Prometheus"),
    ],
)
def test_what_is_no_answer_says_why(body: object, status: int, reason: str) -> None:
    with pytest.raises(Unmeasured, match=reason):
        promql.read(exchange(body, status))


def test_labels_are_bounded() -> None:
    series = [{"metric": {"n": "x" * 5000}, "value": [NOW, "0"]}]
    (finding,) = judged(told("vector", series))
    assert len(finding.seen) < 300
