"""The part of the run record that tells what was tried of an API, and what came of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from prodworthy.facts.record_text import Text


class OperationRecord(BaseModel):
    """One documented operation."""

    model_config = ConfigDict(extra="forbid")

    operation: Text
    access: Text = Field(default="", description="who may call it, as documented")
    skipped: Text = Field(default="", description="why it was not tried, or not to the end; empty where it was")
    requests: int = Field(default=0, description="requests that were answered")
    accepted: int = Field(default=0, description="requests with valid data that were accepted")
    invalid: int = Field(default=0, description="requests with invalid data")
    refused: int = Field(default=0, description="those of them that were refused")
    answers: dict[str, int] = Field(default={}, description="how often each status was answered")
    documented: list[Text] = Field(default=[], description="the statuses that the document has")
    parameters: list[Text] = Field(default=[], description="the parameters that the document has")
    sent: list[Text] = Field(default=[], description="those of them that were sent with some value")
    median_ms: float | None = Field(default=None, description="of all its answers")
    p95_ms: float | None = Field(default=None, description="null where there are fewer than 20 answers")
    spent_s: float = Field(default=0.0, description="its part of the time: waiting for its answers")
    findings: list[Text] = Field(default=[], description="confirmed deviations, advisory ones too")
    unstable: list[Text] = Field(default=[], description="what was seen and could not be shown again")


class TimeShare(BaseModel):
    """What a part of the contract's checks took of their time."""

    model_config = ConfigDict(extra="forbid")

    what: Text
    allowed_s: float | None = Field(default=None, description="null where it has no part of its own")
    spent_s: float
    requests: int = Field(default=0, description="requests that were answered")


class ContractRecord(BaseModel):
    """What came of comparing an API with its document."""

    model_config = ConfigDict(extra="forbid")

    title: Text = ""
    version: Text = Field(default="", description="of the OpenAPI specification")
    seed: int
    budget_s: float = Field(description="what the contract's checks may take together")
    spent_s: float = Field(description="of the fuzzing")
    requests: int
    requests_per_second: float
    shares: list[TimeShare] = Field(default=[], description="what got how much of the time, in order")
    operations: list[OperationRecord] = []

    @property
    def reached(self) -> int:
        """How many operations were answered at all."""
        return sum(one.requests > 0 for one in self.operations)

    @property
    def accepted(self) -> int:
        """How many operations accepted valid data."""
        return sum(one.accepted > 0 for one in self.operations)

    @property
    def statuses(self) -> tuple[int, int]:
        """How many of the documented statuses were answered, and how many there are."""
        known = [(one, status) for one in self.operations for status in one.documented]
        return sum(_answered(one, status) for one, status in known), len(known)

    @property
    def parameters(self) -> tuple[int, int]:
        """How many of the documented parameters were sent, and how many there are."""
        return sum(len(one.sent) for one in self.operations), sum(len(one.parameters) for one in self.operations)

    @property
    def left_alone(self) -> list[tuple[str, list[OperationRecord]]]:
        """The operations that were not exercised, by the reason."""
        reasons: dict[str, list[OperationRecord]] = {}
        for one in self.operations:
            if one.skipped:
                reasons.setdefault(one.skipped, []).append(one)
        return list(reasons.items())


def _answered(operation: OperationRecord, documented: str) -> bool:
    wanted = documented.lower()
    if wanted == "default":
        return any(status not in operation.documented for status in operation.answers)
    return any(status == wanted or f"{status[0]}xx" == wanted for status in operation.answers)
