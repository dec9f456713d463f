"""Bounds that are not kept by one answer of the target: over recorded runs, and over its own metrics."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from prodworthy.facts.durations import seconds
from prodworthy.target.model import Model
from prodworthy.target.urls import BaseUrl


class Measure(StrEnum):
    """What is looked at over the runs of a window."""

    UPTIME = "uptime"
    SUCCESS = "success"
    CHECK_RATE = "check-rate"
    P50 = "p50"
    P95 = "p95"
    P99 = "p99"

    @property
    def share(self) -> float | None:
        """The share of runs that a percentile is about; None for a rate."""
        return {"p50": 0.50, "p95": 0.95, "p99": 0.99}.get(self.value)


_OF = {
    Measure.SUCCESS: "the name of a measured proportion, such as success_rate",
    Measure.CHECK_RATE: "the id of a check, such as smoke.journeys",
}


def _a_duration(text: str) -> str:
    seconds(text)
    return text


class HistoryBound(Model):
    """A bound that recorded runs of the same target at the same place have to keep, this run among them.

    Attributes:
        measure: `uptime`: the share of runs to which the target answered; `success`: a proportion that runs measure,
            with the samples of all of them; `check-rate`: the share of runs in which a check passed, of those in which
            it passed or failed; `p50`, `p95`, `p99`: what that share of the runs' own figures keep.
        of: what is measured: the name of a measurement, as in the report's table, or of `check-rate` a check's id.
        window: how far back it goes, such as `7d`.
        at_least: the least share, of a rate; in (0, 1).
        at_most: the largest value, of a percentile, in the measurement's own unit.
    """

    measure: Measure
    of: str = ""
    window: Annotated[str, AfterValidator(_a_duration)]
    at_least: Annotated[float, Field(gt=0, lt=1)] | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        is_rate = self.measure.share is None
        given, missing = ("at_least", "at_most") if is_rate else ("at_most", "at_least")
        if getattr(self, given) is None or getattr(self, missing) is not None:
            raise ValueError(f"{self.measure} takes {given}, and no {missing}")
        if (self.measure is Measure.UPTIME) == bool(self.of):
            wanted = _OF.get(self.measure, "the name of a measurement, such as latency_p95")
            raise ValueError(
                "uptime is of nothing: leave `of` out" if self.of else f"{self.measure} takes of: {wanted}"
            )
        return self

    @property
    def window_s(self) -> float:
        """The length of the window in seconds."""
        return seconds(self.window)

    @property
    def share(self) -> float:
        """The share of samples that has to keep it."""
        return self.measure.share or self.at_least or 0.0

    def describe(self) -> str:
        """Return it in words."""
        of = f" of {self.of}" if self.of else ""
        bound = f"at least {self.at_least * 100:.6g} %" if self.at_least is not None else f"at most {self.at_most:g}"
        return f"{self.measure}{of} over {self.window}: {bound}"


class MetricGate(Model):
    """A bound on what the target's own monitoring tells: a PromQL query, and what its answer has to keep.

    Attributes:
        name: short name, used in reports.
        promql: asked as of now; every series of its answer has to keep the bound.
        at_least: the least value.
        at_most: the largest.
        above: what it has to be larger than.
        below: what it has to be smaller than.
        unit: of the value, for the report.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    promql: Annotated[str, Field(min_length=1, max_length=4000)]
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    unit: str = ""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if len(self._given) != 1:
            raise ValueError(f"metric {self.name} needs one of at_least, at_most, above, below, and has {self._given}")
        return self

    @property
    def _given(self) -> list[str]:
        return [name for name in ("at_least", "at_most", "above", "below") if getattr(self, name) is not None]

    def keeps(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    @property
    def wants_more(self) -> bool:
        """Whether larger values are better."""
        return self.at_least is not None or self.above is not None

    @property
    def required(self) -> str:
        """The bound in words."""
        name = self._given[0]
        return f"{name.replace('_', ' ')} {getattr(self, name):g}{f' {self.unit}' if self.unit else ''}"


class Monitoring(Model):
    """The target's own monitoring.

    Attributes:
        prometheus: URL of a server that answers PromQL (Prometheus, Thanos, Mimir, VictoriaMetrics), as this machine
            reaches it, with the path below which `/api/v1/query` is.
        token: sent to it as a bearer token; from the environment.
        stale_s: seconds after which a sample says nothing of now.
    """

    prometheus: Annotated[BaseUrl, Field(min_length=1)]
    token: str = Field(default="", repr=False)
    stale_s: Annotated[float, Field(gt=0)] = 180.0
