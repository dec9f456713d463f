"""What guards accounts besides a login, as declared: roles, sessions, other ways in, hooks and fetches."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.target.model import Model
from prodworthy.target.steps import Step


class KnownUser(Model):
    """An account that exists already, for targets on which none may be made.

    Attributes:
        email: what it signs in with.
        password: from the environment, as `${NAME}`.
    """

    email: str
    password: str = Field(repr=False)


class Role(Model):
    """What only some accounts may do.

    Attributes:
        routes: paths that only they may read.
        user: one of them, from the environment: shows that the routes are there and are not shut for everyone.
    """

    routes: tuple[Annotated[str, Field(pattern=r"^/\S*$")], ...] = ()
    user: KnownUser | None = None


class Sessions(Model):
    """Where people see, and end, what they are signed in with.

    Attributes:
        show: lists the sessions of the signed-in account.
        items: dotted path to the list in its answer; empty where the answer is the list.
        id: name of the identifier in each entry.
        end: ends the session `{session_id}`.
    """

    show: Step
    items: str = ""
    id: str = "id"
    end: Step


class Federated(Model):
    """Signing in with the identity token of another provider.

    Attributes:
        sign_in: brings `{id_token}`, and opens a session; saves `token`.
        issuer: who issues genuine tokens: their claim `iss`.
        audience: for whom: their claim `aud`.
        id_token: a genuine one, of an account made for tests that tells no date of birth; from the environment.
        birth_date: gives the date of birth afterwards, as `{birth_date}`.
    """

    sign_in: Step
    issuer: str
    audience: str
    id_token: str = Field(default="", repr=False)
    birth_date: Step | None = None


class Hook(Model):
    """Where another service reports events, such as payments.

    Attributes:
        request: an event as that service sends it, of something that does not exist, without a signature.
        signature: the header field that carries the signature.
    """

    request: Step
    signature: str = "X-Signature"


class Fetch(Model):
    """Something that makes the server fetch an address.

    Attributes:
        request: asks for it, with the address as `{url}`.
        public: an address that it may fetch, such as a page of the target's own; the control.
    """

    request: Step
    public: Annotated[str, Field(pattern=r"^https?://\S+$")]


class PrivateField(Model):
    """Something that only its owner may see, and a query that asks for somebody else's.

    Attributes:
        id: short name, used in reports.
        own: shows it to its owner; expects it in the answer.
        other: asks for that of the other account, with its values as `{partner_user_id}`, ….
        secret: what must not be in that answer, such as `{partner_email}`.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    own: Step
    other: Step
    secret: str
