"""What a product promises beyond its interfaces, as data: refusals, experiments, delivery, metrics."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.steps import Status, Step
from prodworthy.target.urls import BaseUrl

Weights = dict[str, Annotated[float, Field(gt=0)]]
REFUSALS = (400, 401, 402, 403, 404, 409, 410, 422, 451)


class PromisedRefusal(Model):
    """A rule of the product: something that has to be refused, beside the same thing done rightly.

    Its steps are those of a journey with an account of its own.

    Attributes:
        id: short name, used in reports.
        title: a sentence that is true when it is refused.
        partner: whether it needs a second account; its values are `{partner_token}`, `{partner_user_id}` and so on.
        setup: requests that have to work before either is tried.
        control: the request that has to succeed; without it a refusal proves nothing.
        between: requests that have to work after the control and before the attempt.
        attempt: the request that has to be refused. Called `refused` in the file.
        control_last: whether the attempt comes before the control.
        prohibited: what stands for `{prohibited}` in the attempt, one after the other: each has to be refused.
        permitted: what stands for `{permitted}` in the control, one after the other: each has to be accepted.
        status: the status codes that refuse it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    partner: bool = False
    setup: tuple[Step, ...] = ()
    control: Step
    between: tuple[Step, ...] = ()
    attempt: Step = Field(alias="refused")
    control_last: bool = False
    prohibited: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()
    status: tuple[Status, ...] = REFUSALS

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if self.control == self.attempt and not (self.between or self.control_last):
            raise ValueError(f"refusal {self.id}: control and refused are the same request with nothing in between")
        return self


class Experiments(Model):
    """A/B tests.

    Attributes:
        assignment: path that tells a visitor's variants, with `{visitor}` where the visitor's random UUID stands.
        variants: dotted path in its JSON to the variants by name of the test.
        weights: by name of the test, the weight of each variant.
        visitors: how many visitors are asked about.
    """

    assignment: Path
    variants: str = "variants"
    weights: dict[str, Weights] = Field(min_length=1)
    visitors: Annotated[int, Field(ge=50, le=5000)] = 400


class Upload(Model):
    """How a picture is uploaded, and where it is delivered.

    Attributes:
        path: where it is posted as a form, signed in.
        field: the name of the file in that form.
        url: dotted path in the JSON answer to the address from which it is delivered.
        most_mb: the promised limit: a file of one megabyte (1,048,576 bytes) more is refused; None: none is promised.
        timed_mb: the size of the picture whose upload is timed.
        within_s: how long that may take, its processing included; None: it is not timed.
    """

    path: Path
    field: str = "file"
    url: str = "url"
    most_mb: Annotated[float, Field(gt=0, le=500)] | None = None
    timed_mb: Annotated[float, Field(gt=0, le=100)] = 10.0
    within_s: Annotated[float, Field(gt=0, le=600)] | None = None


class Delivery(Model):
    """Static files and media as they reach people.

    Attributes:
        url: of the delivery network, where static files are asked for in place of the target's own host. It is told no
            credentials, unless its host stands in [gate] hosts.
        cdn: whether a delivery network stands in front of static files, so that they have to come out of its caches.
        buckets: paths and addresses of storage whose contents must not be listed.
        compression: whether text has to be compressed.
        cached_reads: paths of the API whose second answer has to come out of a cache and to say so, as a signed-in
            account reads them.
        within_ms: milliseconds that 95 % of the answers have to keep, seen from the run; None: none are promised.
        media: how a picture is uploaded.
        smaller_by: the share of bytes that delivery has to save of an uploaded PNG with the grain of a photograph. A
            camera's JPEG of it saves 0.65 to 0.75 already; 60 % less than that are 0.9.
    """

    url: BaseUrl = ""
    cdn: bool = False
    buckets: tuple[Annotated[str, Field(pattern=r"^(/|https?://)\S*$")], ...] = ()
    compression: bool = True
    cached_reads: tuple[Path, ...] = ()
    within_ms: Annotated[float, Field(gt=0)] | None = None
    media: Upload | None = None
    smaller_by: Annotated[float, Field(gt=0, lt=1)] = 0.8


class Metrics(Model):
    """What monitoring reads, in the text format of Prometheus.

    Attributes:
        url: where it is served; it has to be reachable from where the run is made.
        families: by name of a metric family that has to be there, its type.
        moving: a counter that rises when the target answers requests.
    """

    url: str
    families: dict[str, str] = Field(default_factory=dict)
    moving: str = "http_requests_total"
