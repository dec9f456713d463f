"""What reaches people over real-time connections besides messages, as declared."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from prodworthy.target.model import Model
from prodworthy.target.realtime import Emission
from prodworthy.target.steps import Step


class LiveEvent(Model):
    """An event that reaches the partner of [realtime] when something happens.

    Attributes:
        event: its name.
        on: the request that causes it; its words in braces are values of the account, of its partner and of the setup,
            what earlier events saved, and `{text}`, a text of its own.
        emit: the event that a client sends to cause it, in place of a request.
        back: whether the partner causes it and the account gets it.
        content: by dotted path into what comes with it, the value that it must have; `"*"`: any. Called `data` in the
            file.
    """

    event: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.:-]*$")]
    on: Step | None = None
    emit: Emission | None = None
    back: bool = False
    content: dict[str, Any] = Field(default_factory=dict, alias="data")

    @model_validator(mode="after")
    def _caused(self) -> Self:
        if (self.on is None) == (self.emit is None):
            raise ValueError(f"event {self.event}: give either on, a request, or emit, an event that a client sends")
        return self
