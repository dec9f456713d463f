"""What clients send: exact types, and no property that is not known."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from demo.kernel.wire import EMAIL, IDENTIFIER, LINE

Email = Annotated[str, Field(max_length=254, pattern=EMAIL, examples=["sam@grover.example"])]
Password = Annotated[str, Field(min_length=15, max_length=128, examples=["correct-horse-battery"])]
Line = Annotated[str, Field(min_length=1, max_length=80, pattern=LINE, examples=["Sam"])]
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
Id = Annotated[str, Field(pattern=IDENTIFIER)]
PathId = Annotated[str, Path(pattern=IDENTIFIER)]
Amount = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}\.[0-9]{2}$", examples=["10.00"])]
"""Money, written with its cents, so that nothing is lost on the way."""


class Given(BaseModel):
    """The base of what clients send."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SignUp(Given):
    """A registration at the identity page."""

    email: Email
    password: Password
    name: Line


class Login(Given):
    """A login at the identity page."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=128)]


class ProfileChange(Given):
    """What may be changed of a profile; what is left out stays."""

    name: Line | None = None
    bio: Annotated[str, Field(max_length=500)] | None = None


class Words(Given):
    """A comment or a message."""

    text: Text


class Reaction(Given):
    """What someone thinks of a post or a message."""

    reaction: Literal["like", "love", "laugh", "wow", "sad"]


class Poll(Given):
    """A question with its answers."""

    text: Text
    options: Annotated[list[Line], Field(min_length=2, max_length=6)]


class Vote(Given):
    """Which answer of a poll is chosen, counted from 0."""

    option: Annotated[int, Field(ge=0, le=5)]


class NewGroup(Given):
    """A group to be made, with those who are in it besides its maker."""

    name: Line
    member_ids: Annotated[list[Id], Field(max_length=200)] = []


class NewMember(Given):
    """Who is to be in a group."""

    user_id: Id


class Tip(Given):
    """A tip."""

    amount: Amount


class NewOffer(Given):
    """A tier or a product to be sold."""

    name: Line
    price: Amount


class Order(Given):
    """What is bought."""

    product_id: Id


class Subscribe(Given):
    """Which tier is subscribed to."""

    tier_id: Id


class TakeOut(Given):
    """How much is paid out."""

    amount: Amount


class StreamAccess(Given):
    """Which stream one wants to be in: one's own as its host, or another's as its audience."""

    channel: Id
    role: Literal["host", "audience"] = "audience"


class NewStream(Given):
    """A stream to be started."""

    title: Line
