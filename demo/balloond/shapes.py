"""What is sent to clients. Names are as clients know them."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from demo.kernel import age
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
    date_of_birth: date | None
    age: int | None
    premium: bool
    role: str
    created_at: Moment


class Person(Wire):
    """Someone as others see them."""

    id: str
    name: str
    age: int
    bio: str


class Neighbour(Person):
    """Someone nearby; the distance is in steps of five kilometres."""

    distance_km: int


class Neighbours(Wire):
    """Who is nearby."""

    users: list[Neighbour]


class Tokens(Wire):
    """A pair of tokens."""

    token: str
    refresh_token: str
    expires_in: int


class SignedIn(Tokens):
    """Someone with their tokens."""

    user: Self


class Balloon(Wire):
    """A balloon; who is in it shows when it is popped."""

    id: str
    color: str


class Balloons(Wire):
    """The balloons in the sky."""

    balloons: list[Balloon]


class Popped(Wire):
    """What was in a balloon, and whether it is a match."""

    user: Person
    matched: bool
    match_id: str | None
    chat_id: str | None
    remaining_pops: int | None


class PopShape(Wire):
    """A pop, seen from either side."""

    user: Person
    liked: bool | None
    created_at: Moment


class Pops(Wire):
    """Some pops."""

    pops: list[PopShape]


class Allocation(Wire):
    """How many pops are left today; without limit for subscribers."""

    limit: int | None
    used: int
    remaining: int | None
    premium: bool


class MatchShape(Wire):
    """A match."""

    id: str
    chat_id: str
    user: Person
    created_at: Moment


class Matches(Wire):
    """Someone's matches."""

    matches: list[MatchShape]


class MessageShape(Wire):
    """A message."""

    id: str
    chat_id: str
    sender_id: str
    text: str
    kind: Literal["text", "voice"]
    created_at: Moment
    read_at: Moment | None


class Messages(Wire):
    """The messages of a conversation, oldest first."""

    messages: list[MessageShape]


class Conversation(Wire):
    """A conversation."""

    chat_id: str
    user: Person
    last_message: MessageShape | None
    unread: int


class Conversations(Wire):
    """Someone's conversations."""

    conversations: list[Conversation]


def own(user: User) -> Self:
    """Show someone to themselves."""
    born = user.date_of_birth
    return Self(
        id=user.id, email=user.email, name=user.name, bio=user.bio, date_of_birth=born,
        age=None if born is None else age.age(born), premium=user.premium, role=user.role, created_at=user.created_at,
    )  # fmt: skip


def person(user: User) -> Person:
    """Show someone to others: the age, never the date of birth."""
    born = user.date_of_birth
    return Person(id=user.id, name=user.name, age=age.MAJORITY if born is None else age.age(born), bio=user.bio)
