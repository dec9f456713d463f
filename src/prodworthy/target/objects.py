"""What belongs to one account, and what others may see of it, as declared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.target.model import Model
from prodworthy.target.steps import Step


class PrivateObject(Model):
    """Something that belongs to one account: a conversation, a photo, an order.

    Its steps are sent with the credential of whoever tries them: `read`, `change` and `delete` must not name that
    header field themselves; those that create it may, to act as the partner. They use the owner's
    values (`{token}`, `{user_id}`, …) and, where there is a partner, `{partner_token}`, `{partner_user_id}` and so on.

    Attributes:
        id: short name, used in reports.
        partner: whether it takes a second account to make one.
        create: makes one; saves its identifiers.
        read: shows it to its owner; expects something in the answer that only this object holds.
        change: what nobody but its owner may do to it.
        delete: removes it.
        media: name of the saved value with the address from which its picture is delivered; empty where it has none.
        export: a word in braces, or a text, of it that an export of its owner's data has to hold; empty for none.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    partner: bool = False
    create: tuple[Step, ...] = Field(min_length=1)
    read: Step
    change: tuple[Step, ...] = ()
    delete: Step | None = None
    media: str = ""
    export: str = ""


class Views(Model):
    """Where one account is shown to another.

    Attributes:
        locate: tells where the signed-in account is, by `{latitude}` and `{longitude}`.
        pages: what the others see; steps with the viewer's values, and the shown account's as `{partner_user_id}`, ….
    """

    locate: Step | None = None
    pages: tuple[Step, ...] = ()
