"""A target: one deployment under check, and everything that is declared of it."""

from __future__ import annotations

import posixpath
from enum import StrEnum
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from prodworthy.target.access import Auth, Path
from prodworthy.target.age_gate import AgeGate
from prodworthy.target.bounds import MetricGate, Monitoring
from prodworthy.target.contract import Contract
from prodworthy.target.exports import Export
from prodworthy.target.gate import Gate
from prodworthy.target.ledger import Attestation, Promise, Waiver
from prodworthy.target.live_events import LiveEvent
from prodworthy.target.localisation import Localisation
from prodworthy.target.model import Model
from prodworthy.target.privacy import Privacy
from prodworthy.target.product import Delivery, Experiments, Metrics, PromisedRefusal
from prodworthy.target.reach import Reach
from prodworthy.target.realtime import Realtime
from prodworthy.target.response_times import ResponseTime
from prodworthy.target.safeguards import Fetch, Hook
from prodworthy.target.steps import Journey, Seconds
from prodworthy.target.tracking import ErrorTracking
from prodworthy.target.urls import BaseUrl, origin_of
from prodworthy.target.web import Web

Rate = Annotated[float, Field(gt=0, le=1)]


FLOW = "flow:"
"""How what a check needs names the browser flows of a product."""


class Capability(StrEnum):
    """What a target may have; a check names those that it needs."""

    ACCOUNTS = "accounts"
    ADULT_ONLY = "adult_only"
    AGE_GATE = "age_gate"
    GRAPHQL = "graphql"
    HTTPS = "https"
    I18N = "i18n"
    JOURNEYS = "journeys"
    METRICS = "metrics"
    OPENAPI = "openapi"
    PRIVACY = "privacy"
    REALTIME = "realtime"
    WEB = "web"


class Limits(Model):
    """Bounds that checks judge by; times in seconds unless the name says otherwise.

    Attributes:
        request_timeout_s: for one request and its complete answer.
        latency_p95_ms: what 95 % of reads of `latency_path` have to keep, in milliseconds.
        latency_samples: how many reads are timed: 59 can prove a p95, 299 a success rate of 99 %, 598 one of 99.5 %.
        latency_path: the read that is timed; by default the declared health document, or else the landing page.
        success_rate: the share of reads that has to succeed.
        hsts_max_age_s: the least max-age of Strict-Transport-Security.
        certificate_days: days that a certificate has to have left, besides a share of its lifetime.
        body_bytes: how much of a body is read.
        requests_told: whether every operation of the API limits how often it may be asked, and tells so in its answers,
            refusals among them.
    """

    request_timeout_s: Seconds = 10.0
    latency_p95_ms: Annotated[float, Field(gt=0)] = 1000.0
    latency_samples: Annotated[int, Field(ge=1, le=5000)] = 60
    latency_path: Path | Annotated[str, Field(pattern="^$")] = ""
    success_rate: Rate = 0.99
    hsts_max_age_s: Annotated[int, Field(ge=0)] = 31_536_000
    certificate_days: Annotated[float, Field(ge=0)] = 3.0
    body_bytes: Annotated[int, Field(ge=1024)] = 1_048_576
    requests_told: bool = False


class Health(Model):
    """Where the target says how it is.

    Attributes:
        live: path of the health document; empty: looked for at the usual places.
        ready: path of the readiness document; empty: looked for at the usual places.
        healthy: words that a status field may carry when all is well.
        optional: names of dependencies that may be down without the service counting as ill.
    """

    live: Path | Annotated[str, Field(pattern="^$")] = ""
    ready: Path | Annotated[str, Field(pattern="^$")] = ""
    healthy: tuple[str, ...] = (
        "ok",
        "up",
        "healthy",
        "pass",
        "passing",
        "ready",
        "alive",
        "running",
        "green",
        "available",
    )
    optional: tuple[str, ...] = ()


class Version(Model):
    """Where the target says which version it is.

    Attributes:
        path: of a JSON document that tells it; empty: the landing response's header field does.
        json_path: dotted path into that document. Called `json` in the file.
        header: name of a header field that tells it.
        expected: the version that has to answer; empty for any. A run may be told another one.
    """

    path: Path | Annotated[str, Field(pattern="^$")] = ""
    json_path: str = Field(default="version", alias="json")
    header: str = ""
    expected: str = ""


class Cors(Model):
    """Which origins may read responses, and on which path that can be seen.

    Attributes:
        allowed_origins: origins that the target serves by design.
        path: a path whose response carries the target's CORS policy; by default the API's health or the landing page.
    """

    allowed_origins: tuple[str, ...] = ()
    path: Path | Annotated[str, Field(pattern="^$")] = ""


class Target(Model):
    """A deployment under check.

    Attributes:
        name: short name, also the file's: `targets/NAME.toml`.
        title: the product's name as people write it.
        base_url: where it is; paths are relative to it.
        capabilities: what it has; None: nothing is declared, and what can be found out is found out.
        checks: folders of checks and flows of its own, from where this file is; `LAYER.FOLDER.NAME` is the id of each.
        values: further values for the words in braces of steps, such as the key of an operator; `${NAME}` takes one
            from the environment, and what needs one that is not declared is UNMEASURED.
        response_times: within which time single operations answer.
        exports: files that people can have of their data.
        live_events: what reaches people over real-time connections besides messages.
        hooks: where other services report events.
        fetches: what makes the server fetch an address.
        i18n: its languages.
        error_tracking: where errors tell their id.
        monitoring: the metrics server that answers the promises' `metrics`.
        phases: for a launch phase, chosen by `--phase`: overrides of `limits`, and in `promises`, by id, of promises.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str = ""
    base_url: BaseUrl = ""
    capabilities: frozenset[Capability] | None = None
    checks: tuple[str, ...] = ()
    reach: Reach = Reach()
    gate: Gate = Gate()
    limits: Limits = Limits()
    health: Health = Health()
    version: Version = Version()
    auth: Auth | None = None
    age_gate: AgeGate | None = None
    journeys: tuple[Journey, ...] = ()
    contract: Contract = Contract()
    cors: Cors = Cors()
    web: Web = Web()
    privacy: Privacy | None = None
    realtime: Realtime | None = None
    values: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], str] = Field(default_factory=dict, repr=False)
    refusals: tuple[PromisedRefusal, ...] = ()
    experiments: Experiments | None = None
    response_times: tuple[ResponseTime, ...] = ()
    delivery: Delivery = Delivery()
    exports: tuple[Export, ...] = ()
    live_events: tuple[LiveEvent, ...] = ()
    hooks: tuple[Hook, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    i18n: Localisation | None = None
    error_tracking: ErrorTracking | None = None
    metrics: Metrics | None = None
    monitoring: Monitoring | None = None
    promises: tuple[Promise, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    phases: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _unique_ids(self) -> Self:
        for kind, ids in {
            "promise": [p.id for p in self.promises],
            "journey": [j.id for j in self.journeys],
            "refusal": [r.id for r in self.refusals],
            "response time": [r.id for r in self.response_times],
            "export": [e.id for e in self.exports],
            "live event": [e.event for e in self.live_events],
            "metric": [gate.name for p in self.promises for gate in p.metrics],
        }.items():
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{kind} declared twice: {', '.join(twice)}")
        return self

    def metric_gates(self, phase: str) -> tuple[MetricGate, ...]:
        """Return the metrics of the promises that a run of that phase asks; an empty text is a run without one."""
        return tuple(gate for promise in self.promises if promise.asked_in(phase) for gate in promise.metrics)

    @property
    def host(self) -> str:
        """The host name of the base URL."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_https(self) -> bool:
        """Whether the target is reached over TLS."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        return origin_of(self.base_url)

    def url(self, path: str) -> str:
        """Return the absolute URL of a path relative to the base URL; an absolute URL stays as it is."""
        if urlsplit(path).scheme:
            return path
        return f"{self.base_url}/{path.lstrip('/')}" if path not in {"", "/"} else posixpath.join(self.base_url, "")

    def page_url(self, path: str) -> str:
        """Return the absolute URL of a page for people: on the pages' own origin, where one is declared."""
        if urlsplit(path).scheme or not self.web.url:
            return self.url(path)
        return f"{self.web.url.rstrip('/')}/{path.lstrip('/')}"

    @property
    def page_origin(self) -> str:
        """Scheme, host and port of the pages."""
        return origin_of(self.web.url or self.base_url)

    def delivered_url(self, url: str) -> str:
        """Return where a static file is asked for: on the delivery network, if one is declared and the file is ours."""
        absolute = self.page_url(url)
        if not self.delivery.url or origin_of(absolute) not in {self.origin, self.page_origin}:
            return absolute
        return self.delivery.url + absolute.removeprefix(origin_of(absolute))

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that belong to the target, as declared: its own, its pages', its connections', and further ones."""
        urls = [self.base_url, self.reach.plain_url, self.web.url, self.realtime.url if self.realtime else ""]
        return frozenset(host for host in (*(urlsplit(url).hostname for url in urls), *self.gate.hosts) if host)

    def declares(self, capability: str) -> bool | None:
        """Whether the capability is declared: True, False, or None where nothing is declared at all.

        `flow:NAME` is the browser flows of that product.
        """
        if capability.startswith(FLOW):
            return capability.removeprefix(FLOW) in self.web.flows
        if capability == Capability.HTTPS:
            return self.is_https
        if capability == Capability.JOURNEYS:
            return any(not journey.only_reads for journey in self.journeys)
        return None if self.capabilities is None else capability in self.capabilities
