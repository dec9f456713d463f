"""How errors can be traced, as declared."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from prodworthy.target.model import Model
from prodworthy.target.steps import Step


class ErrorTracking(Model):
    """Where an error tells the id under which it stands in the log.

    Attributes:
        request: one that is refused.
        id: dotted path to the id in the JSON of the refusal.
        header: name of the header field with it, in place of that.
    """

    request: Step
    id: str = ""
    header: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.id) == bool(self.header):
            raise ValueError("error_tracking takes either id, a dotted path, or header, the name of a header field")
        return self
