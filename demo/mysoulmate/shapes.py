"""What is sent to clients. Names are as clients know them."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from demo.kernel.accounts import User


def _in_utc(stored: Any) -> Any:
    return stored.replace(tzinfo=UTC) if isinstance(stored, datetime) else stored


Moment = Annotated[datetime, BeforeValidator(_in_utc)]
"""A moment as it is stored, in UTC; on the wire it says so."""


class Wire(BaseModel):
    """The base of what is sent to clients."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Self(Wire):
    """Someone as they see themselves."""

    id: str
    email: str
    name: str
    bio: str
    birth_date: date | None
    role: str
    created_at: Moment


class Said(Wire):
    """A sentence for people, in their language."""

    message: str


class Tokens(Wire):
    """A pair of tokens."""

    token: str
    refresh_token: str


class SignedIn(Tokens):
    """Someone with their tokens."""

    message: str
    user: Self


class Companion(Wire):
    """A companion."""

    id: str
    name: str
    mood: str


class Companions(Wire):
    """The companions there are."""

    companions: list[Companion]


class Line(Wire):
    """Something that was said."""

    id: str
    author: Literal["me", "companion"]
    text: str
    created_at: Moment


class Talk(Wire):
    """What was said, oldest first."""

    messages: list[Line]


class Price(Wire):
    """A price, and how it is written in the language of the answer."""

    amount: float
    currency: str
    formatted: str


class Product(Wire):
    """Something to buy."""

    id: str
    name: str
    category: str
    price: Price


class Products(Wire):
    """Things to buy."""

    products: list[Product]


class Categories(Wire):
    """The kinds of things to buy."""

    categories: list[str]


class Occurred(Wire):
    """An event as it was taken."""

    event: str
    properties: dict[str, Any]
    at: Moment


class OwnEvents(Wire):
    """Someone's own events."""

    user_id: str
    events: list[Occurred]


class Accepted(Wire):
    """That something was taken."""

    accepted: int


class Dashboard(Wire):
    """The figures of all together."""

    total_events: int
    active_users: int
    top_events: dict[str, int]


class Funnel(Wire):
    """How many people reached each step."""

    steps: dict[str, int]


class Export(Wire):
    """Everything that is stored of someone."""

    profile: Self
    messages: list[Line]
    events: list[Occurred]


class Setup(Wire):
    """What an authenticator needs."""

    secret: str
    otpauth_url: str


class Factor(Wire):
    """Whether a second factor is asked for."""

    enabled: bool


def own(user: User) -> Self:
    """Show someone to themselves."""
    return Self(
        id=user.id, email=user.email, name=user.name, bio=user.bio, birth_date=user.date_of_birth, role=user.role,
        created_at=user.created_at,
    )  # fmt: skip
