"""Row-level security: which rows there are for whom, decided beneath every query."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy import ColumnElement, false, true

from demo.kernel.database import Base
from demo.kernel.deployment import Deployment
from demo.piggybong.callers import Caller
from demo.piggybong.given import NewPurchase, ProfileChange, PurchaseChange
from demo.piggybong.tables import Artist, News, Profile, Purchase

Policy = Callable[[Deployment, Caller], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and what may be done with it.

    Attributes:
        model: of its rows.
        visible: which rows someone sees.
        changeable: which rows someone may change or delete.
        methods: what may be done.
        new: what a new row may hold.
        change: what a change may hold.
        open_to_all: whether everyone sees all of it.
    """

    model: type[Base]
    visible: Policy
    changeable: Policy
    methods: frozenset[str] = frozenset({"GET"})
    new: type[BaseModel] | None = None
    change: type[BaseModel] | None = None
    open_to_all: bool = False


def _everything(deployment: Deployment, caller: Caller) -> ColumnElement[bool]:
    del deployment, caller
    return true()


def _nothing(deployment: Deployment, caller: Caller) -> ColumnElement[bool]:
    del deployment, caller
    return false()


def _own(column: str, owned: type[Base], fault: str) -> Policy:
    def policy(deployment: Deployment, caller: Caller) -> ColumnElement[bool]:
        if caller.role == "service_role" or (caller.user_id and deployment.faults.planted(fault)):
            return true()
        owner: ColumnElement[str] = getattr(owned, column)
        return owner == caller.user_id if caller.user_id else false()

    return policy


TABLES = {
    "artists": Table(Artist, _everything, _nothing, open_to_all=True),
    "news_feed": Table(News, _everything, _nothing, open_to_all=True),
    "profiles": Table(
        Profile,
        _own("id", Profile, "piggybong-profiles-readable"),
        _own("id", Profile, "piggybong-rows-writable"),
        frozenset({"GET", "PATCH"}),
        change=ProfileChange,
    ),
    "purchases": Table(
        Purchase,
        _own("user_id", Purchase, "piggybong-rows-readable"),
        _own("user_id", Purchase, "piggybong-rows-writable"),
        frozenset({"GET", "POST", "PATCH", "DELETE"}),
        NewPurchase,
        PurchaseChange,
    ),
}
"""By the name under which they are served."""
