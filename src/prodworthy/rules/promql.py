"""Answers of the Prometheus HTTP API to an instant query, and whether a promised bound is kept by them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, Unmeasured, found
from prodworthy.target import MetricGate

_LONGEST_LABELS = 200
_LONGEST_REASON = 300
_REMARK = "PromQL info"  # a remark on the query, told among the warnings by some versions


@dataclass(frozen=True, slots=True)
class Series:
    """One series of an answer; a scalar is one without labels. `at` is the time of its value, in epoch seconds."""

    labels: Mapping[str, str]
    value: float
    at: float

    @property
    def name(self) -> str:
        """The series as PromQL writes it; empty for one without labels."""
        labels = {name: value for name, value in self.labels.items() if name != "__name__"}
        inner = ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in sorted(labels.items()))
        text = f"{self.labels.get('__name__', '')}{f'{{{inner}}}' if inner else ''}"
        return text if len(text) <= _LONGEST_LABELS else f"{text[:_LONGEST_LABELS]}…"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to an instant query.

    Attributes:
        series: one for each of the answer; of a scalar, one.
        is_vector: whether the series are of metrics, which may be old.
        warnings: what the server says of how complete the answer is.
    """

    series: tuple[Series, ...]
    is_vector: bool
    warnings: tuple[str, ...] = ()


def read(exchange: Exchange) -> Answer:
    """Return what an exchange tells.

    Raises:
        Unmeasured: if the server answers no query, not this one, or not with a vector or a scalar.
    """
    try:
        told = json.loads(exchange.body)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "status" not in told:
        what = "asks who is there: declare [monitoring] token" if exchange.status in {401, 403} else "is no Prometheus"
        raise Unmeasured(f"the metrics server answers {exchange.status} and {what}")
    if told["status"] != "success":
        reason = str(told.get("error", "it says no more"))[:_LONGEST_REASON]
        raise Unmeasured(f"the metrics server refuses the query: {reason}")
    try:
        return _answer(told)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise Unmeasured("the metrics server's answer cannot be read") from None


def _answer(told: Mapping[str, Any]) -> Answer:
    data = told["data"]
    kind, result = data["resultType"], data["result"]
    warnings = tuple(str(one)[:_LONGEST_REASON] for one in told.get("warnings") or () if _REMARK not in str(one))
    if kind == "scalar":
        return Answer((Series({}, float(result[1]), float(result[0])),), is_vector=False, warnings=warnings)
    if kind != "vector":
        raise Unmeasured(f"the query answers with a {kind}: bring it down to one value for each series")
    series = tuple(
        Series({str(k): str(v) for k, v in one["metric"].items()}, float(one["value"][1]), float(one["value"][0]))
        for one in result
    )
    return Answer(series, is_vector=True, warnings=warnings)


def judge(gate: MetricGate, answer: Answer, sampled: Answer | None, *, now: float, stale_s: float) -> Findings:
    """Return the finding if a series does not keep the bound; the worst of them is named.

    Args:
        gate: the bound.
        answer: to the gate's query.
        sampled: the answer to `timestamp(query)`: when each series was scraped; None where that cannot be known.
        now: when the server was asked, in epoch seconds.
        stale_s: how old a sample may be.

    Raises:
        Unmeasured: for an empty answer, old samples, values that are no numbers, or an answer that is not complete.
    """
    if not answer.series:
        raise Unmeasured("the query answers with nothing: no such series, or none was scraped lately")
    if (age := _age(answer, sampled, now)) > stale_s:
        raise Unmeasured(f"the oldest sample is {age:.0f} s old, and says nothing of now (stale_s = {stale_s:g})")
    numbers = [one for one in answer.series if math.isfinite(one.value)]
    missing = [one for one in numbers if not gate.keeps(one.value)]
    if missing:
        low = _worst(gate, missing)
        of = f" ({len(missing)} of {len(answer.series)} series)" if len(answer.series) > 1 else ""
        return found(f"{low.value:g}{f' of {low.name}' if low.name else ''}{of}", gate.required, where=gate.name)
    if len(numbers) < len(answer.series):
        strange = next(one for one in answer.series if not math.isfinite(one.value))
        raise Unmeasured(
            f"the query answers {strange.value}{f' for {strange.name}' if strange.name else ''}: no number"
        )
    if answer.warnings:
        raise Unmeasured(f"the answer may not be complete: {answer.warnings[0]}")
    return Findings()


def worst(gate: MetricGate, answer: Answer) -> Series | None:
    """Return the series that is farthest on the wrong side of the bound, or nearest to it; None without numbers."""
    numbers = [one for one in answer.series if math.isfinite(one.value)]
    return _worst(gate, numbers) if numbers else None


def _worst(gate: MetricGate, series: Sequence[Series]) -> Series:
    return (min if gate.wants_more else max)(series, key=lambda one: one.value)


def _age(answer: Answer, sampled: Answer | None, now: float) -> float:
    """Return how old the answer is at least: of a cached one, or by the oldest sample behind it."""
    asked = min(one.at for one in answer.series)
    scraped = [one.at - one.value for one in sampled.series if math.isfinite(one.value)] if sampled else []
    return max(abs(now - asked), max(scraped, default=0.0))
