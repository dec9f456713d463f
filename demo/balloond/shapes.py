"""What is sent to clients. Names are as clients know them."""

from datetime import date
from typing import Literal

from demo.kernel import age
from demo.kernel.accounts import User
from demo.kernel.wire import CamelCase, Moment


class Self(CamelCase):
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


class Person(CamelCase):
    """Someone as others see them."""

    id: str
    name: str
    age: int
    bio: str


class Neighbour(Person):
    """Someone nearby; the distance is in steps of five kilometres."""

    distance_km: int


class Neighbours(CamelCase):
    """Who is nearby."""

    users: list[Neighbour]


class Tokens(CamelCase):
    """A pair of tokens."""

    token: str
    refresh_token: str
    expires_in: int


class SignedIn(Tokens):
    """Someone with their tokens."""

    user: Self


class Balloon(CamelCase):
    """A balloon; who is in it shows when it is popped."""

    id: str
    color: str


class Balloons(CamelCase):
    """The balloons in the sky."""

    balloons: list[Balloon]


class Popped(CamelCase):
    """What was in a balloon, and whether it is a match."""

    user: Person
    matched: bool
    match_id: str | None
    chat_id: str | None
    remaining_pops: int | None


class PopShape(CamelCase):
    """A pop, seen from either side."""

    user: Person
    liked: bool | None
    created_at: Moment


class Pops(CamelCase):
    """Some pops."""

    pops: list[PopShape]


class Allocation(CamelCase):
    """How many pops are left today; without limit for subscribers."""

    limit: int | None
    used: int
    remaining: int | None
    premium: bool


class MatchShape(CamelCase):
    """A match."""

    id: str
    chat_id: str
    user: Person
    created_at: Moment


class Matches(CamelCase):
    """Someone's matches."""

    matches: list[MatchShape]


class MessageShape(CamelCase):
    """A message."""

    id: str
    chat_id: str
    sender_id: str
    text: str
    kind: Literal["text", "voice"]
    created_at: Moment
    read_at: Moment | None


class Messages(CamelCase):
    """The messages of a conversation, oldest first."""

    messages: list[MessageShape]


class Conversation(CamelCase):
    """A conversation."""

    chat_id: str
    user: Person
    last_message: MessageShape | None
    unread: int


class Conversations(CamelCase):
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
