"""What clients send: exact types, and no property that is not known."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from demo.kernel import age
from demo.kernel.wire import EMAIL, LINE

Line = Annotated[str, Field(min_length=1, max_length=80, pattern=LINE)]
Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]
Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Given(BaseModel):
    """The base of what clients send."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Metadata(Given):
    """What someone says of themselves at sign-up."""

    birth_date: Annotated[str, Field(pattern=age.pattern())]
    name: Line = "Fan"


class SignUp(Given):
    """A sign-up."""

    email: Email
    password: Annotated[str, Field(min_length=12, max_length=128)]
    data: Metadata


class PasswordGrant(Given):
    """A login."""

    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=128)]


class RefreshGrant(Given):
    """A request for new tokens."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=128)]


class NewName(Given):
    """What may be changed of what was said at sign-up: the birth date may not."""

    name: Line


class UserChange(Given):
    """A change of one's account."""

    data: NewName


class NewPurchase(Given):
    """A purchase to write down; whose it is, the token says."""

    item: Line
    amount: Amount
    artist_id: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    bought_on: Day = ""
    user_id: str = ""


class PurchaseChange(Given):
    """A change of a purchase; what is left out stays."""

    item: Line = ""
    amount: Amount = 0.0


class ProfileChange(Given):
    """A change of what someone has set; what is left out stays."""

    display_name: Line = ""
    monthly_budget: Amount = 0.0


class Receipt(Given):
    """The receipt of a store for what was bought in the app."""

    receipt: Annotated[str, Field(max_length=200)]


class Scan(Given):
    """The text of a till receipt."""

    text: Annotated[str, Field(max_length=2000)]


class Invalidation(Given):
    """What is to be forgotten by the caches."""

    pattern: Annotated[str, Field(max_length=200)]
    action: Annotated[str, Field(pattern="^invalidate$")] = "invalidate"
