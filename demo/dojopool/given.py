"""What clients send: exact types, and no property that is not known."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from demo.kernel.wire import EMAIL, IDENTIFIER

Email = Annotated[str, Field(max_length=254, pattern=EMAIL, examples=["sam@dojopool.example"])]
Username = Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", examples=["sam"])]
Id = Annotated[str, Field(pattern=IDENTIFIER)]


class Given(BaseModel):
    """The base of what clients send."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SignUp(Given):
    """A registration."""

    email: Email
    username: Username
    password: Annotated[str, Field(min_length=15, max_length=128, examples=["correct-horse-battery"])]


class Login(Given):
    """A login."""

    usernameOrEmail: Annotated[str, Field(min_length=1, max_length=254)]  # noqa: N815 - the name on the wire
    password: Annotated[str, Field(min_length=1, max_length=128)]


class Refresh(Given):
    """A request for new tokens."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=128)]


class Confirmation(Given):
    """What was mailed to an address."""

    code: Annotated[str, Field(min_length=1, max_length=128)]


class ProfileChange(Given):
    """What may be changed of a profile."""

    bio: Annotated[str, Field(max_length=500)]


class Wallet(Given):
    """The address of a wallet."""

    address: Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$", examples=["0x" + "ab" * 20])]


class Purchase(Given):
    """What is bought, and with which card coins are bought if they do not suffice."""

    item_id: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$", examples=["chalk"])]
    card: Annotated[str, Field(pattern=r"^[0-9]{12,19}$")] | None = None


class NewGame(Given):
    """A match against someone, or against the house."""

    opponent_id: Id | None = None


class Shot(Given):
    """A shot: which ball, and what is said with it."""

    ball: Annotated[int, Field(ge=1, le=15)]
    note: Annotated[str, Field(max_length=200)] = ""


class Counted(Given):
    """A step of the way in."""

    name: Literal[
        "welcome", "account_created", "email_verified", "profile_completed", "avatar_created", "wallet_connected",
        "first_transaction", "tutorial_completed", "first_match",
    ]  # fmt: skip


class Telemetry(Given):
    """Some events."""

    events: Annotated[list[Counted], Field(min_length=1, max_length=20)]
