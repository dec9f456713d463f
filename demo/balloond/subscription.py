"""The subscription: monthly or yearly, paid by card."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from demo.balloond import experiments
from demo.balloond.given import Given
from demo.balloond.manners import MANNERS
from demo.balloond.tables import Subscription
from demo.kernel.accounts import User, now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import CamelCase, Moment

router = APIRouter(prefix="/api/subscription", tags=["payments"])

_GOOD_CARDS = frozenset({"4242424242424242", "5555555555554444"})
_DAYS = {"monthly": 30, "yearly": 365}
_MONTHS_PAID_IN_A_YEAR = 10


class Payment(Given):
    """A plan and the card that pays it."""

    plan: Literal["monthly", "yearly"]
    card_number: Annotated[str, Field(pattern=r"^[0-9]{16}$", examples=["4242424242424242"])]
    expiry: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])/[0-9]{2}$", examples=["12/31"])]
    cvc: Annotated[str, Field(pattern=r"^[0-9]{3,4}$", examples=["123"])]


class Plan(CamelCase):
    """What can be subscribed to."""

    id: Literal["monthly", "yearly"]
    price: str
    currency: str
    renews: bool


class Plans(CamelCase):
    """All plans."""

    plans: list[Plan]


class Status(CamelCase):
    """Someone's subscription."""

    premium: bool
    plan: str | None
    price: str | None
    renews_at: Moment | None
    cancelled: bool


@router.get("/plans")
async def plans(deployment: Running, who: Who) -> Plans:
    """List the plans, at the price of one's test variant."""
    return Plans(
        plans=[
            Plan(id=plan, price=price, currency="USD", renews=True) for plan, price in _prices(deployment, who.user_id)
        ],
    )


@router.get("")
async def status(deployment: Running, who: Who) -> Status:
    """Show one's subscription."""
    with deployment.database.reading() as db:
        return _status(db.get_one(User, who.user_id), db.get(Subscription, who.user_id))


@router.post("", status_code=201, responses=MANNERS.answers(403, 409))
async def subscribe(deployment: Running, who: Who, payment: Payment) -> Status:
    """Subscribe; a card that is declined buys nothing."""
    declined = payment.card_number not in _GOOD_CARDS
    if declined and not deployment.faults.planted("subscription-unpaid"):
        raise ApiError(403, "CARD_DECLINED")
    with deployment.database.writing() as db:
        if db.get(Subscription, who.user_id) is not None:
            raise ApiError(409, "There is a subscription already")
        user = db.get_one(User, who.user_id)
        user.premium = True
        bought = Subscription(
            user_id=user.id,
            plan=payment.plan,
            price=dict(_prices(deployment, user.id))[payment.plan],
            renews_at=now() + timedelta(days=_DAYS[payment.plan]),
        )
        db.add(bought)
        db.flush()
        db.flush()
        return _status(user, bought)


@router.delete("", status_code=204, responses=MANNERS.answers(404))
async def cancel(deployment: Running, who: Who) -> None:
    """Cancel; what was paid for lasts until it would have been renewed."""
    with deployment.database.writing() as db:
        subscription = db.get(Subscription, who.user_id)
        if subscription is None:
            raise ApiError(404, "There is no subscription")
        subscription.cancelled = True


def _prices(deployment: Deployment, user_id: str) -> list[tuple[Literal["monthly", "yearly"], str]]:
    monthly = experiments.variant(deployment, "premium_pricing", user_id)
    return [("monthly", monthly), ("yearly", f"{float(monthly) * _MONTHS_PAID_IN_A_YEAR:.2f}")]


def _status(user: User, subscription: Subscription | None) -> Status:
    return Status(
        premium=user.premium,
        plan=None if subscription is None else subscription.plan,
        price=None if subscription is None else subscription.price,
        renews_at=None if subscription is None else subscription.renews_at,
        cancelled=subscription is not None and subscription.cancelled,
    )
