"""Coins: what one has, what it buys, and payments that happen once however often they are sent."""

from typing import Annotated

from fastapi import APIRouter, Header
from sqlalchemy import func, select

from demo.dojopool.given import Purchase, Wallet
from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Balance, Item, Items, Paid, Self, own
from demo.dojopool.tables import Payment, player
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

_ITEMS = {
    "chalk": Item(id="chalk", name="A cube of chalk", coins=5),
    "cue": Item(id="cue", name="A cue of one's own", coins=40),
    "table-light": Item(id="table-light", name="A light above the table", coins=500),
}
_DECLINED = "4000000000000002"
_PACK = 1000
"""Coins that a card buys at once."""

Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{8,64}$")]

router = APIRouter(prefix="/api/v1")


@router.get("/economy/balance", tags=["economy"])
async def balance(deployment: Running, who: Who) -> Balance:
    """Show what one has."""
    with deployment.database.reading() as db:
        made = db.scalar(select(func.count()).select_from(Payment).where(Payment.user_id == who.user_id)) or 0
        return Balance(coins=player(db, who.user_id).coins, payments=made)


@router.put("/economy/wallet", tags=["economy"], responses=MANNERS.answers(409))
async def connect(deployment: Running, who: Who, form: Wallet) -> Self:
    """Connect a wallet."""
    with deployment.database.writing() as db:
        known = player(db, who.user_id)
        if known.wallet not in {None, form.address}:
            raise ApiError(409, "Another wallet is connected")
        known.wallet = form.address
        shown = own(db.get_one(User, who.user_id), known)
    deployment.figures.count("wallets_total")
    return shown


@router.get("/store/items", tags=["store"])
async def items(_who: Who) -> Items:
    """List what can be bought."""
    return Items(items=list(_ITEMS.values()))


@router.post("/store/purchases", tags=["store"], status_code=201, responses=MANNERS.answers(402, 404, 409))
async def buy(deployment: Running, who: Who, form: Purchase, key: Key) -> Paid:
    """Buy something. The same key is the same purchase; coins that are missing are bought with the card."""
    item = _ITEMS.get(form.item_id)
    if item is None:
        raise ApiError(404, "There is no such thing in the store")
    faults = deployment.faults
    with deployment.database.writing() as db:
        known = player(db, who.user_id)
        earlier = db.scalar(select(Payment).where(Payment.user_id == who.user_id, Payment.key == key))
        if earlier is not None and not faults.planted("dojopool-payment-twice"):
            if earlier.item != item.id:
                raise ApiError(409, "The key is that of another purchase")
            return Paid(id=earlier.id, item_id=earlier.item, coins=earlier.coins, balance=known.coins)
        if known.coins < item.coins:
            if form.card in {None, _DECLINED}:
                if faults.planted("dojopool-declined-charges"):
                    known.coins = 0
                    db.commit()
                raise ApiError(402, "The card was declined" if form.card else "There are not enough coins")
            known.coins += _PACK
        known.coins -= item.coins
        payment = Payment(user_id=who.user_id, key=key, item=item.id, coins=item.coins)
        db.add(payment)
        db.flush()
        paid = Paid(id=payment.id, item_id=item.id, coins=item.coins, balance=known.coins)
    deployment.figures.count("payments_total")
    return paid
