"""Money: tips, subscriptions, the marketplace, and what creators take out. Of everything 15 % stay with the house."""

from decimal import ROUND_HALF_UP, Decimal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.grover import notices
from demo.grover.given import NewOffer, Order, PathId, Subscribe, TakeOut, Tip
from demo.grover.manners import MANNERS
from demo.grover.shapes import money
from demo.grover.tables import Offer, Payment, Payout
from demo.grover.users import demand
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import Moment

router = APIRouter(prefix="/api")

_SHARE, _WRONG_SHARE = Decimal("0.15"), Decimal("0.10")
_TIER, _PRODUCT = "tier", "product"


class Receipt(BaseModel):
    """A payment: what was paid, what the house keeps, and what the creator gets."""

    id: str
    kind: str
    payee_id: str
    amount: str
    platform_fee: str
    net: str
    created_at: Moment


class Receipts(BaseModel):
    """Some payments, newest first."""

    orders: list[Receipt]


class OfferShape(BaseModel):
    """Something that is sold."""

    id: str
    seller_id: str
    name: str
    price: str


class Tiers(BaseModel):
    """The tiers of a creator's subscriptions."""

    tiers: list[OfferShape]


class Products(BaseModel):
    """What is sold on the marketplace."""

    products: list[OfferShape]


class Earnings(BaseModel):
    """What a creator has earned, and what of it can be taken out."""

    gross: str
    platform_fee: str
    net: str
    paid_out: str
    balance: str


class PayoutShape(BaseModel):
    """Money that was taken out."""

    id: str
    amount: str
    balance: str


@router.post("/users/{user_id}/tip", status_code=201, tags=["users"], responses=MANNERS.answers(400, 404))
async def tip(deployment: Running, who: Who, user_id: PathId, form: Tip) -> Receipt:
    """Give someone a tip."""
    with deployment.database.writing() as db:
        demand(db, user_id)
        return _pay(deployment, db, who.user_id, user_id, "tip", user_id, _cents(form.amount))


@router.get("/creators/{user_id}/subscription-tiers", tags=["creators"], responses=MANNERS.answers(404))
async def tiers(deployment: Running, _who: Who, user_id: PathId) -> Tiers:
    """List the tiers of a creator."""
    with deployment.database.reading() as db:
        demand(db, user_id)
        return Tiers(tiers=_offers(db, _TIER, user_id))


@router.post("/creators/subscription-tiers", status_code=201, tags=["creators"])
async def add_tier(deployment: Running, who: Who, form: NewOffer) -> OfferShape:
    """Offer a tier of subscriptions."""
    return _offer(deployment, who.user_id, _TIER, form)


@router.post("/subscriptions", status_code=201, tags=["creators"], responses=MANNERS.answers(400, 404))
async def subscribe(deployment: Running, who: Who, form: Subscribe) -> Receipt:
    """Subscribe to a tier, for a month."""
    return _buy(deployment, who.user_id, _TIER, form.tier_id)


@router.get("/products", tags=["products"])
async def products(deployment: Running, _who: Who) -> Products:
    """List what is sold."""
    with deployment.database.reading() as db:
        return Products(products=_offers(db, _PRODUCT))


@router.post("/products", status_code=201, tags=["products"])
async def add_product(deployment: Running, who: Who, form: NewOffer) -> OfferShape:
    """Sell something."""
    return _offer(deployment, who.user_id, _PRODUCT, form)


@router.post("/orders", status_code=201, tags=["orders"], responses=MANNERS.answers(400, 404))
async def order(deployment: Running, who: Who, form: Order) -> Receipt:
    """Buy something."""
    return _buy(deployment, who.user_id, _PRODUCT, form.product_id)


@router.get("/orders", tags=["orders"])
async def orders(deployment: Running, who: Who) -> Receipts:
    """List what one has bought."""
    with deployment.database.reading() as db:
        wanted = select(Payment).where(Payment.payer_id == who.user_id, Payment.kind == _PRODUCT)
        return Receipts(orders=[_receipt(one) for one in db.scalars(wanted.order_by(Payment.created_at.desc())).all()])


@router.get("/earnings", tags=["creators"])
async def earnings(deployment: Running, who: Who) -> Earnings:
    """Show what one has earned."""
    with deployment.database.reading() as db:
        gross, fee, out = _sums(db, who.user_id)
    return Earnings(
        gross=money(gross), platform_fee=money(fee), net=money(gross - fee), paid_out=money(out),
        balance=money(gross - fee - out),
    )  # fmt: skip


@router.post("/payouts", status_code=201, tags=["creators"], responses=MANNERS.answers(409))
async def take_out(deployment: Running, who: Who, form: TakeOut) -> PayoutShape:
    """Take out what one has earned."""
    wanted = _cents(form.amount)
    with deployment.database.writing() as db:
        gross, fee, out = _sums(db, who.user_id)
        balance = gross - fee - out
        if wanted > balance and not deployment.faults.planted("grover-payout-unlimited"):
            raise ApiError(409, "There is not as much to take out")
        made = Payout(user_id=who.user_id, amount=wanted)
        db.add(made)
        db.flush()
        return PayoutShape(id=made.id, amount=money(wanted), balance=money(balance - wanted))


def payments_to(db: Session, user_id: str) -> list[Payment]:
    """List what someone was paid."""
    return list(db.scalars(select(Payment).where(Payment.payee_id == user_id).order_by(Payment.created_at)).all())


def _pay(  # noqa: PLR0913, PLR0917 - a payment has so many sides
    deployment: Deployment, db: Session, payer_id: str, payee_id: str, kind: str, of_id: str, cents: int
) -> Receipt:
    if payer_id == payee_id:
        raise ApiError(400, "You cannot pay yourself")
    share = _WRONG_SHARE if deployment.faults.planted("grover-fee-wrong") else _SHARE
    fee = int((cents * share).quantize(Decimal(1), ROUND_HALF_UP))
    made = Payment(payer_id=payer_id, payee_id=payee_id, kind=kind, of_id=of_id, amount=cents, fee=fee)
    db.add(made)
    db.flush()
    notices.tell(deployment, db, payee_id, payer_id, "payment")
    deployment.figures.count("payments_total")
    return _receipt(made)


def _buy(deployment: Deployment, payer_id: str, kind: str, offer_id: str) -> Receipt:
    with deployment.database.writing() as db:
        offer = db.get(Offer, offer_id)
        if offer is None or offer.kind != kind:
            raise ApiError(404, f"There is no such {kind}")
        return _pay(deployment, db, payer_id, offer.seller_id, kind, offer.id, offer.price)


def _offer(deployment: Deployment, seller_id: str, kind: str, form: NewOffer) -> OfferShape:
    with deployment.database.writing() as db:
        made = Offer(seller_id=seller_id, kind=kind, name=form.name, price=_cents(form.price))
        db.add(made)
        db.flush()
        return _offer_shape(made)


def _offers(db: Session, kind: str, seller_id: str | None = None) -> list[OfferShape]:
    wanted = select(Offer).where(Offer.kind == kind)
    wanted = wanted if seller_id is None else wanted.where(Offer.seller_id == seller_id)
    return [_offer_shape(one) for one in db.scalars(wanted.order_by(Offer.name).limit(50)).all()]


def _offer_shape(stored: Offer) -> OfferShape:
    return OfferShape(id=stored.id, seller_id=stored.seller_id, name=stored.name, price=money(stored.price))


def _receipt(stored: Payment) -> Receipt:
    return Receipt(
        id=stored.id, kind=stored.kind, payee_id=stored.payee_id, amount=money(stored.amount),
        platform_fee=money(stored.fee), net=money(stored.amount - stored.fee), created_at=stored.created_at,
    )  # fmt: skip


def _sums(db: Session, user_id: str) -> tuple[int, int, int]:
    gross, fee = db.execute(
        select(func.sum(Payment.amount), func.sum(Payment.fee)).where(Payment.payee_id == user_id)
    ).one()
    out = db.scalar(select(func.sum(Payout.amount)).where(Payout.user_id == user_id))
    return gross or 0, fee or 0, out or 0


def _cents(amount: str) -> int:
    return int(Decimal(amount) * 100)
