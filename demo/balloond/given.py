"""What clients send: exact types, and no property that is not known."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from demo.kernel import age
from demo.kernel.wire import EMAIL, IDENTIFIER, LINE

Email = Annotated[str, Field(max_length=254, pattern=EMAIL, examples=["sam@balloond.example"])]
Line = Annotated[str, Field(min_length=1, max_length=50, pattern=LINE, examples=["Sam"])]
Id = Annotated[str, Field(pattern=IDENTIFIER)]
DateOfBirth = Annotated[
    str, Field(pattern=age.pattern(), json_schema_extra={"format": "date"}, examples=["1990-01-31"])
]
Password = Annotated[str, Field(min_length=15, max_length=128, examples=["correct-horse-battery"])]


class Given(BaseModel):
    """The base of what clients send: exact types, and nothing that is not known."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=False, validate_by_name=False, validate_by_alias=True,
        extra="forbid", strict=True,
    )  # fmt: skip


class SignUp(Given):
    """A sign-up."""

    email: Email
    password: Password
    name: Line
    date_of_birth: DateOfBirth


class Login(Given):
    """A login."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=128)]


class Refresh(Given):
    """A request for new tokens."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=128)]


class ProfileChange(Given):
    """What may be changed of a profile; what is left out stays."""

    name: Line | None = None
    bio: Annotated[str, Field(max_length=500)] | None = None


class Operation(Given):
    """One operation of a patch (RFC 6902), on what a profile has."""

    op: Literal["add", "replace"]
    path: Literal["/name", "/bio", "/dateOfBirth"]
    value: Annotated[str, Field(min_length=1, max_length=500)]


class Location(Given):
    """Where someone is."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PopRequest(Given):
    """Which balloon is popped, and what its popper thinks of the person in it."""

    balloon_id: Id
    decision: Literal["like", "pass", "reveal"] = "like"


class Text(Given):
    """A message to send."""

    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
