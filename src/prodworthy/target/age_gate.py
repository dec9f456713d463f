"""The age gate, as declared: who is old enough, by whose calendar, and every way at which it is asked."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from prodworthy.target.model import Model
from prodworthy.target.steps import Expectation, Step

Path = Annotated[str, Field(pattern=r"^/\S*$")]
Place = Annotated[str, Field(pattern=r"^(/|https://)\S*$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ZonePolicy(StrEnum):
    """In which zone's date a birthday begins."""

    UTC = "utc"
    USER_ZONE = "user-zone"
    MOST_CONSERVATIVE = "most-conservative"


class LeapPolicy(StrEnum):
    """When a person born on 29 February comes of age in a common year."""

    MARCH_1 = "mar-1"
    FEBRUARY_28 = "feb-28"


class AgeMethod(StrEnum):
    """How the age is made sure of: what people say, an estimate, another service that knows, or a document."""

    SELF_DECLARED = "self-declared"
    ESTIMATION = "estimation"
    PROVIDER = "provider"
    DOCUMENT = "document"


class RetryPolicy(StrEnum):
    """What becomes of somebody who was refused and gives an adult's date with the same address at once."""

    ALLOWED = "allowed"
    REFUSED = "refused"


class Way(Model):
    """A further way to register, beside [auth.register].

    Attributes:
        id: short name, used in reports.
        steps: requests with `{email}`, `{password}`, `{name}` and `{birth_date}`; the last one makes the account, or
            completes it, and is accepted if it is answered as it expects.
        date_format: how the date is written here, in `strftime` codes, where that differs from the gate's.
        refused: what a refusal is; by default every answer below 500 that is not an acceptance.
        undo: requests that remove what came of it, with what the steps saved; by default [auth.delete] does.
    """

    id: Name
    steps: tuple[Step, ...] = Field(min_length=1)
    date_format: str = ""
    refused: Expectation | None = None
    undo: tuple[Step, ...] = ()


class Edit(Model):
    """A way to change one's account that might take a date of birth with it.

    Attributes:
        id: short name, used in reports.
        control: a harmless change by the same way, which is accepted.
        change: sets the date of birth to `{birth_date}`; expects what an acceptance would be.
    """

    id: Name
    control: Step
    change: Step


class Question(Model):
    """The page that asks, as people find it.

    Attributes:
        path: where it is.
        fields: the accessible names of its fields, in order: year, month and day in the order of the page, or one date.
        submit: the accessible name of its button.
        date_format: how the date is typed where there is one field, in `strftime` codes.
    """

    path: Path
    fields: tuple[str, ...] = Field(default=(), max_length=3)
    submit: str = ""
    date_format: str = "%Y-%m-%d"


class Gated(Model):
    """What only those who are old enough may see.

    Attributes:
        pages: paths of pages; a guest is answered with the question, with another page, or with a refusal.
        api: paths of the API that give what the pages show.
        media: addresses of pictures and films.
        markers: texts that stand in what is kept back, and nowhere else.
        cache_host: the host of a cache before the target, as `https://cdn.example.com`, that is asked as well.
        explicit: whether it is sexually explicit, so that filters have to be told.
    """

    pages: tuple[Path, ...] = ()
    api: tuple[Path, ...] = ()
    media: tuple[Place, ...] = ()
    markers: tuple[Annotated[str, Field(min_length=4)], ...] = ()
    cache_host: Annotated[str, Field(pattern=r"^(https://[^\s/]+)?$")] = ""
    explicit: bool = False

    @property
    def places(self) -> dict[str, str]:
        """Every declared place with its kind."""
        kinds = {"page": self.pages, "API": self.api, "media": self.media}
        return {place: kind for kind, places in kinds.items() for place in places}


class GateAttestation(Model):
    """A person's word for something that a regulator may want to be shown, and that no run can find out.

    Attributes:
        request: id of what is asked for in the report, such as `AGE-S03`.
        by: who attests.
        on: the day of the attestation.
        expires: the last day on which it holds.
        evidence: where the evidence is (a link or a document's name).
    """

    request: Annotated[str, Field(pattern=r"^AGE-[A-Z]\d\d$")]
    by: str = Field(min_length=2)
    on: dt.date
    expires: dt.date
    evidence: str = Field(min_length=4)

    def valid_on(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return self.on <= day <= self.expires


class AgeGate(Model):
    """Who is old enough, and where it is asked.

    Attributes:
        minimum_age: in years, attained at 00:00 of the birthday.
        field: dotted path of the date of birth in the registration's body.
        date_format: how the date is written there, in `strftime` codes.
        zone: which zone's date decides; None where the product declares no policy.
        leap: when a 29 February person comes of age.
        method: how the age is made sure of.
        retry: what becomes of who was refused and tries again with an adult's date; None where that is not decided.
        refused_status: status codes that count as a refusal.
        extra: fields to add to every registration of the gate's checks.
        ways: further ways to register.
        edits: further ways to change an account, beside [auth.update].
        question: the page that asks.
        gated: what is kept back.
        attestations: what people vouch for of it.
    """

    minimum_age: Annotated[int, Field(ge=13, le=25)] = 18
    field: str = "dateOfBirth"
    date_format: str = "%Y-%m-%d"
    zone: ZonePolicy | None = None
    leap: LeapPolicy = LeapPolicy.MARCH_1
    method: AgeMethod = AgeMethod.SELF_DECLARED
    retry: RetryPolicy | None = None
    refused_status: tuple[int, ...] = (400, 403, 409, 422, 451)
    extra: dict[str, Any] = Field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    edits: tuple[Edit, ...] = ()
    question: Question | None = None
    gated: Gated = Gated()
    attestations: tuple[GateAttestation, ...] = ()
