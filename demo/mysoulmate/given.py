"""What clients send: exact types; what is not known is passed over, as Express services do."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from demo.kernel import age
from demo.kernel.wire import EMAIL, LINE

Email = Annotated[str, Field(max_length=254, pattern=EMAIL, examples=["sam@mysoulmate.example"])]
Line = Annotated[str, Field(min_length=1, max_length=80, pattern=LINE, examples=["Sam"])]
Password = Annotated[str, Field(min_length=15, max_length=128, examples=["correct-horse-battery"])]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["123456"])]
BirthDate = Annotated[str, Field(pattern=age.pattern(), json_schema_extra={"format": "date"}, examples=["1990-01-31"])]


class Given(BaseModel):
    """The base of what clients send."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, strict=True)


class SignUp(Given):
    """A registration."""

    name: Line
    email: Email
    password: Password


class Login(Given):
    """A login; the code where two-factor authentication is on."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=128)]
    code: Code | None = None


class Refresh(Given):
    """A request for new tokens."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=128)]


class Forgotten(Given):
    """A request for a new password."""

    email: Email


class Reset(Given):
    """A new password."""

    token: Annotated[str, Field(min_length=1, max_length=128)]
    password: Password


class ProfileChange(Given):
    """What may be changed of oneself; what is left out stays."""

    name: Line | None = None
    bio: Annotated[str, Field(max_length=500)] | None = None


class Born(Given):
    """A date of birth."""

    birth_date: BirthDate


class Text(Given):
    """A message to a companion."""

    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]


class Occurrence(Given):
    """An event, with properties that name nobody."""

    event: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$", examples=["page_view"])]
    properties: Annotated[dict[str, str | int | bool], Field(max_length=10, default_factory=dict)]


class Traits(Given):
    """What is known of who is signed in, for groups of people: nothing that names them."""

    properties: Annotated[dict[str, str | int | bool], Field(max_length=10)]


class Confirmation(Given):
    """The code of an authenticator."""

    code: Code


class Device(Given):
    """Where notifications are sent."""

    token: Annotated[str, Field(min_length=16, max_length=255, pattern=r"^[A-Za-z0-9:_-]+$")]
    platform: Literal["ios", "android", "web"]
