"""Health: does the deployment say that it is well, and is that true of now?"""

from __future__ import annotations

from prodworthy.api import (
    READY_PATHS,
    Exchange,
    Footprint,
    HealthDocument,
    Http,
    NotApplicable,
    Run,
    Severity,
    Target,
    Unmeasured,
    check,
    find_ready,
    found,
    observation,
)
from prodworthy.rules import freshness, health
from prodworthy.rules.version import read_version


@observation(deadline=30.0, requests=lambda target: 1 if target.health.ready else len(READY_PATHS))
async def readiness_document(http: Http, target: Target) -> HealthDocument:
    """Where the target says whether it may be sent traffic: as declared, or found at the usual places."""
    document = await find_ready(http, target)
    if document is None:
        raise NotApplicable("no readiness document found at the usual places: declare [health] ready")
    return document


@observation(requests=lambda target: 1 if target.version.path else 0)
async def version_answer(http: Http, target: Target, landing: Exchange) -> Exchange:
    """The answer that is declared to tell the version."""
    if target.version.path:
        return await http.get(target.version.path)
    if target.version.header:
        return landing
    raise NotApplicable("no place is declared where the version can be read: declare [version] path or header")


@check(
    "smoke.health",
    "The health document says that the service and its dependencies are well",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-HLT-01; draft-inadarei-api-health-check; RFC 9110 section 15.6.4",
    remedy="Bring back the dependency that is named; answer 503 while one that the service cannot do without is down.",
    covers=["OPS-HLT-01"],
)
def test_health(health_document: HealthDocument, health_past_caches: Exchange, target: Target) -> None:
    """A deployment that calls itself degraded is about to fail its users, whatever status code it says that with."""
    # A service that refuses a query it does not know is asked as it is used to being asked.
    asked = health_past_caches if health_past_caches.ok or health_past_caches.status >= 500 else None  # noqa: PLR2004
    exchange = asked or health_document.exchange
    _judge(exchange, health_document, target)


@check(
    "smoke.readiness",
    "The readiness document says that the service can be sent traffic",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-HLT-02; Kubernetes readiness probes",
    remedy="Let readiness ask every dependency that a request needs, and answer 503 while one is down.",
    covers=["OPS-HLT-02"],
)
def test_readiness(readiness_document: HealthDocument, target: Target) -> None:
    """A load balancer believes this document: if it is wrong, users are sent to instances that cannot serve them."""
    _judge(readiness_document.exchange, readiness_document, target)


@check(
    "smoke.health_fresh",
    "The health document is made for every request",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-HLT-01; RFC 9111 sections 5.1 and 5.2.2.5",
    remedy="Send Cache-Control: no-store with health answers and exempt their path from the CDN and every other cache.",
    covers=["OPS-HLT-01"],
)
def test_health_fresh(health_document: HealthDocument, health_past_caches: Exchange, target: Target) -> None:
    """An answer that a cache kept goes on saying that all is well long after the service has died."""
    freshness.judge(health_document.exchange, health_past_caches, target.health.healthy).raise_if_any()


@check(
    "smoke.version",
    "The deployment tells its version, and it is the expected one",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-VER-01",
    remedy="Expose the released version where [version] declares it; if another one answers, look at the rollout.",
    covers=["OPS-VER-01"],
)
def test_version(version_answer: Exchange, target: Target, run: Run) -> None:
    """Without it nobody can tell whether the new release answers, or the old one still does."""
    place = target.version.path or f"the header field {target.version.header}"
    version = read_version(version_answer, target.version)
    expected = run.expect_version or target.version.expected
    if not version:
        found(
            f"{place} tells no version", f"version {expected or 'of the release'}", advisory=not expected
        ).raise_if_any()
    if expected and version != expected:
        found(f"{place} tells version {version}", f"version {expected}").raise_if_any()


def _judge(exchange: Exchange, document: HealthDocument, target: Target) -> None:
    reading = health.read(exchange, target.health.healthy)
    findings = health.judge(exchange, target.health.healthy, target.health.optional)
    findings.at(document.path).raise_if_any()
    if reading is not None and reading.overall and not reading.speaks:
        raise Unmeasured(
            f"{document.path} says {reading.overall!r}: if that means well, declare it under [health] healthy"
        )
