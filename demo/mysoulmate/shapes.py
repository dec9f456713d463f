"""What is sent to clients. Names are as clients know them."""

from datetime import date
from typing import Any, Literal

from demo.kernel.accounts import User
from demo.kernel.wire import CamelCase, Moment


class Self(CamelCase):
    """Someone as they see themselves."""

    id: str
    email: str
    name: str
    bio: str
    birth_date: date | None
    role: str
    created_at: Moment


class Said(CamelCase):
    """A sentence for people, in their language."""

    message: str


class Tokens(CamelCase):
    """A pair of tokens."""

    token: str
    refresh_token: str


class SignedIn(Tokens):
    """Someone with their tokens."""

    message: str
    user: Self


class Companion(CamelCase):
    """A companion."""

    id: str
    name: str
    mood: str


class Companions(CamelCase):
    """The companions there are."""

    companions: list[Companion]


class Line(CamelCase):
    """Something that was said."""

    id: str
    author: Literal["me", "companion"]
    text: str
    created_at: Moment


class Talk(CamelCase):
    """What was said, oldest first."""

    messages: list[Line]


class Price(CamelCase):
    """A price, and how it is written in the language of the answer."""

    amount: float
    currency: str
    formatted: str


class Product(CamelCase):
    """Something to buy."""

    id: str
    name: str
    category: str
    price: Price


class Products(CamelCase):
    """Things to buy."""

    products: list[Product]


class Categories(CamelCase):
    """The kinds of things to buy."""

    categories: list[str]


class Occurred(CamelCase):
    """An event as it was taken."""

    event: str
    properties: dict[str, Any]
    at: Moment


class OwnEvents(CamelCase):
    """Someone's own events."""

    user_id: str
    events: list[Occurred]


class Accepted(CamelCase):
    """That something was taken."""

    accepted: int


class Dashboard(CamelCase):
    """The figures of all together."""

    total_events: int
    active_users: int
    top_events: dict[str, int]


class Funnel(CamelCase):
    """How many people reached each step."""

    steps: dict[str, int]


class Export(CamelCase):
    """Everything that is stored of someone."""

    profile: Self
    messages: list[Line]
    events: list[Occurred]


class Setup(CamelCase):
    """What an authenticator needs."""

    secret: str
    otpauth_url: str


class Factor(CamelCase):
    """Whether a second factor is asked for."""

    enabled: bool


def own(user: User) -> Self:
    """Show someone to themselves."""
    return Self(
        id=user.id, email=user.email, name=user.name, bio=user.bio, birth_date=user.date_of_birth, role=user.role,
        created_at=user.created_at,
    )  # fmt: skip
