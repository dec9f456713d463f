"""Promised response times of single operations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.target.access import Path
from prodworthy.target.model import Model

Share = Annotated[float, Field(gt=0, lt=1)]


class ResponseTime(Model):
    """A time within which a read is answered, as a signed-in account sends it: one after the other, while all is quiet.

    Attributes:
        id: short name, used in reports.
        title: a sentence that is true when it is kept.
        path: what is read, with `{user_id}` and other values of the account in it.
        within_ms: the bound, from the request to the last byte, in milliseconds.
        share: the share of reads that has to keep it: 0.95 for a p95, 0.99 for a p99.
        success_rate: the share of reads that has to succeed; None: a failed read only counts as a slow one.
        samples: how many are timed; by default as many as prove both although one misses: 93 for a p95, 473 for a p99,
            947 for a success rate of 99.5 %.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    path: Path
    within_ms: Annotated[float, Field(gt=0)]
    share: Share = 0.95
    success_rate: Share | None = None
    samples: Annotated[int, Field(ge=1, le=5000)] | None = None
