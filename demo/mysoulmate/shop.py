"""Products, categories, gifts, subscriptions, and the events of the payment service."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Path, Request

from demo.kernel.errors import ApiError
from demo.kernel.identity import Running
from demo.mysoulmate import formats, languages
from demo.mysoulmate.given import Given, Line
from demo.mysoulmate.manners import MANNERS
from demo.mysoulmate.shapes import Accepted, Categories, Price, Product, Products

router = APIRouter()

_PRODUCTS = (
    ("rose", "Rose", "gifts", 2.5),
    ("lantern", "Lanterne", "gifts", 12.0),
    ("monthly", "MySoulmate+", "subscriptions", 9.99),
    ("yearly", "MySoulmate+ 12", "subscriptions", 89.9),
    ("voice", "Voix", "extras", 4.99),
)
_SIGNATURE = "x-signature"


class PaymentEvent(Given):
    """An event of the payment service."""

    event: Line
    payment: Line


@router.get("/products", tags=["products"])
async def products() -> Products:
    """List what can be bought."""
    return Products(products=[_product(*one) for one in _PRODUCTS])


@router.get("/products/{product_id}", tags=["products"], responses=MANNERS.answers(404))
async def product(product_id: Annotated[str, Path(max_length=40)]) -> Product:
    """Show something that can be bought."""
    found = next((one for one in _PRODUCTS if one[0] == product_id), None)
    if found is None:
        raise ApiError(404)
    return _product(*found)


@router.get("/categories", tags=["products"])
async def categories() -> Categories:
    """List the kinds of things that can be bought."""
    return Categories(categories=sorted({category for _, _, category, _ in _PRODUCTS}))


@router.get("/gifts", tags=["products"])
async def gifts() -> Products:
    """List what can be given to a companion."""
    return Products(products=[_product(*one) for one in _PRODUCTS if one[2] == "gifts"])


@router.get("/subscriptions", tags=["subscriptions"])
async def plans() -> Products:
    """List the plans."""
    return Products(products=[_product(*one) for one in _PRODUCTS if one[2] == "subscriptions"])


@router.post("/payments/webhook", tags=["subscriptions"], responses=MANNERS.answers(400, 401))
async def paid(request: Request, deployment: Running, _form: PaymentEvent) -> Accepted:
    """Take an event of the payment service, which signs it."""
    expected = hmac.new(deployment.secret, await request.body(), "sha256").hexdigest()
    if not hmac.compare_digest(request.headers.get(_SIGNATURE, "").encode(), expected.encode()):
        raise ApiError(401)
    deployment.figures.count("revenue_cents_total")
    return Accepted(accepted=1)


def _product(product_id: str, name: str, category: str, euros: float) -> Product:
    written = formats.money(languages.current(), euros)
    return Product(
        id=product_id, name=name, category=category, price=Price(amount=euros, currency="EUR", formatted=written)
    )
