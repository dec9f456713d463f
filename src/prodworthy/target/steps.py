"""Requests as data: the steps of a journey, and how accounts are made."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from prodworthy.target.model import Model

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Seconds = Annotated[float, Field(gt=0)]
Status = Annotated[int, Field(ge=100, le=599)]


class Moment(Model):
    """When a moment in an answer has to be, such as the end of what lasts for a day.

    Attributes:
        hours: how long after the other moment.
        after: dotted path to the other moment in the same answer; empty: the time of the answer.
        tolerance_s: seconds that it may be off.
    """

    hours: float
    after: str = ""
    tolerance_s: Annotated[float, Field(ge=0)] = 60.0


class Expectation(Model):
    """What a step's response must be.

    Attributes:
        status: the status codes that are right.
        json_values: by dotted path into the JSON body, the value it must have; `"*"`: any, as long as it is there.
        contains: text that the body must contain.
        moments: by dotted path into the JSON body, when the moment there has to be: in ISO 8601 or Unix time.
    """

    status: tuple[Status, ...] = (200,)
    json_values: dict[str, Any] = Field(default_factory=dict, alias="json")
    contains: str = ""
    moments: dict[str, Moment] = Field(default_factory=dict)

    @field_validator("status", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, int) else value


class Step(Model):
    """One request. A word in braces, as in `{email}`, stands for a value of the run, also in what is expected.

    Attributes:
        request: method and path, such as `POST /api/auth/login`.
        name: what a report calls the step; by default the request itself.
        headers: header fields to send.
        body: the JSON body, or None for no body.
        totp: name of a saved value: the secret of an authenticator, in base 32. Its code of now is `{totp}`.
        upload: name of the multipart field in which a small file is sent, in place of a JSON body.
        file: what that is: a picture (PNG), a video (QuickTime) or a sound (WAV).
        form: fields of a form, sent beside the file, or URL-encoded where there is none.
        expect: what the response must be.
        save: names for later steps, each with the dotted path into the JSON body where its value stands.
    """

    request: str
    name: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    totp: str = ""
    upload: str = ""
    file: Literal["picture", "video", "sound"] = "picture"
    form: dict[str, str] = Field(default_factory=dict)
    expect: Expectation = Expectation()
    save: dict[str, str] = Field(default_factory=dict)

    @field_validator("request")
    @classmethod
    def _method_and_path(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]+ /\S*", value) or value.split(" ", 1)[0] not in _METHODS:
            raise ValueError(
                f"must be a method and a path, such as 'GET /api/health' (methods: {', '.join(sorted(_METHODS))})"
            )
        return value

    @property
    def method(self) -> str:
        """The request's method."""
        return self.request.split(" ", 1)[0]

    @property
    def path(self) -> str:
        """The request's path and query."""
        return self.request.split(" ", 1)[1]

    @property
    def title(self) -> str:
        """What a report calls the step."""
        return self.name or self.request


class Journey(Model):
    """A path through the product that a user takes: steps in order, with one deadline for the whole.

    Its steps can use `{email}`, `{password}`, `{name}`, `{username}`, `{birth_date}` and `{run}`: those of its account,
    or new ones. `{minor_birth_date}` is that of somebody who is a few days short of the minimum age.

    Attributes:
        id: short name, used in reports.
        title: a sentence that is true when the journey works.
        deadline_s: seconds for all steps together.
        writes: whether it changes anything on the target.
        account: whether it needs a test account of its own: then `{token}`, `{user_id}` and whatever else the
            registration saves are set, and every step carries the credential unless it names that header field itself.
        partner: whether it needs a second account; its values are `{partner_token}`, `{partner_user_id}` and so on.
        steps: the requests.
        cleanup: requests that undo it; they run whatever became of the steps.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    deadline_s: Seconds = 10.0
    writes: bool = True
    account: bool = False
    partner: bool = False
    steps: tuple[Step, ...] = Field(min_length=1)
    cleanup: tuple[Step, ...] = ()

    @property
    def only_reads(self) -> bool:
        """Whether it leaves the target as it was: it changes nothing and needs no account made for it."""
        return not (self.writes or self.account or self.partner)
