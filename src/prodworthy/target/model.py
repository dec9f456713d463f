"""Frozen base of every model of a target file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A part of a target file: immutable, and without room for a misspelt key."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
