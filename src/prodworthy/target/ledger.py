"""What is promised, what is accepted, and what a person has vouched for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from prodworthy.target.bounds import HistoryBound, MetricGate
from prodworthy.target.model import Model


class Promise(Model):
    """A row of the product's ledger and what answers it. It is kept only if everything that answers it holds.

    Attributes:
        id: such as `BAL-01`.
        text: the promise, in a sentence.
        checks: ids of the checks that answer it; `ID#PART` for one part of a check alone, as the report names it.
        history: bounds that the recorded runs have to keep.
        metrics: bounds that the target's own metrics have to keep: parts of `smoke.metric_gates`.
        attestation: whether a person has to vouch for it as well.
        unproven: why nothing here answers it; then it is shown as not proven with this reason.
        required: whether a broken or unproven promise blocks the release by itself.
        phases: the launch phases in which it is asked; empty for every run.
    """

    id: str
    text: str
    checks: tuple[Annotated[str, Field(pattern=r"^[^#]+(#.+)?$")], ...] = ()
    history: tuple[HistoryBound, ...] = ()
    metrics: tuple[MetricGate, ...] = ()
    attestation: bool = False
    unproven: str = ""
    required: bool = False
    phases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if not (self.checks or self.history or self.metrics or self.attestation or self.unproven):
            raise ValueError(
                f"promise {self.id} names nothing that answers it: "
                "give checks, history, metrics, attestation or unproven"
            )
        return self

    def asked_in(self, phase: str) -> bool:
        """Whether a run of that phase asks it; an empty text is a run without one."""
        return not self.phases or phase in self.phases


def check_and_part(named: str) -> tuple[str, str]:
    """Return the check and the part of what a promise names; an empty part is the whole check."""
    check_id, _, part = named.partition("#")
    return check_id, part


class Waiver(Model):
    """An accepted failure.

    Attributes:
        check: id of the check.
        finding: how the one finding that is accepted begins, as the report writes it: `GET /items: answered 206`;
            empty: whatever the check finds is accepted.
        reason: why it is accepted.
        owner: who answers for it.
        expires: the last day on which it holds, in UTC.
    """

    check: str
    finding: str = Field(default="", pattern=r"^(.{8,})?$")
    reason: str = Field(min_length=8)
    owner: str = Field(min_length=2)
    expires: dt.date

    def valid_on(self, day: dt.date) -> bool:
        """Whether it still holds on that day."""
        return day <= self.expires

    def accepts(self, finding: str) -> bool:
        """Whether it accepts a finding, told as place and what was seen there."""
        return " ".join(finding.split()).startswith(self.finding)


class Attestation(Model):
    """A person's word for a promise that only a person can answer.

    Attributes:
        promise: id of the promise.
        by: who attests.
        on: the day of the attestation.
        expires: the last day on which it holds.
        evidence: where the evidence is (a link or a document's name).
    """

    promise: str
    by: str = Field(min_length=2)
    on: dt.date
    expires: dt.date
    evidence: str = Field(min_length=4)

    def valid_on(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return self.on <= day <= self.expires
