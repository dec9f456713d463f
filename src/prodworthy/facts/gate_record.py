"""The part of the run record that tells who was let in at the age gate, by which way, and what is left to people."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from prodworthy.facts.record_text import Text

Answered = Literal["accepted", "refused", "failed", "not proven"]


class GateCell(BaseModel):
    """One case at one way in."""

    model_config = ConfigDict(extra="forbid")

    answer: Answered
    right: bool | None = Field(default=None, description="null where it is not proven")
    why: Text = Field(default="", description="why it is not proven, or what was seen in place of what is right")
    check: str = Field(default="", description="the check that it comes from")


class GateRow(BaseModel):
    """One way in."""

    model_config = ConfigDict(extra="forbid")

    way: Text
    cells: list[GateCell] = Field(description="one for each case")


class EvidenceRequest(BaseModel):
    """What no run can find out, and somebody has to show."""

    model_config = ConfigDict(extra="forbid")

    id: str
    asks: Text
    attested: Text = Field(default="", description="by whom, until when, and where the evidence is; empty: by nobody")
    beside: list[str] = Field(default=[], description="ids of checks that saw something of it")


class GateRecord(BaseModel):
    """The age gate, as declared and as found."""

    model_config = ConfigDict(extra="forbid")

    minimum_age: int
    zone: str = Field(default="", description="by whose date a birthday begins; empty where it is not declared")
    leap: str
    method: str
    cases: list[Text] = Field(description="what was tried at each way in")
    rows: list[GateRow] = []
    unproven: list[Text] = Field(default=[], description="what remains unproven, with its reason")
    requests: list[EvidenceRequest] = []
