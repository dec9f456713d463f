"""Files that people can have of their data, as declared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.target.model import Model
from prodworthy.target.steps import Step


class Export(Model):
    """A table that people can have as a file of comma-separated values.

    Its steps are those of a journey with an account of its own.

    Attributes:
        id: short name, used in reports.
        title: a sentence that is true when it works.
        partner: whether it needs a second account; its values are `{partner_token}`, `{partner_user_id}` and so on.
        setup: requests that make what has to be in it.
        request: asks for the file.
        columns: names that its first row has to have.
        rows: rows that have to be in it at least, below the first.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    partner: bool = False
    setup: tuple[Step, ...] = ()
    request: Step
    columns: tuple[str, ...] = ()
    rows: Annotated[int, Field(ge=0)] = 0
