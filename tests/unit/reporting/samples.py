"""Run records as real runs make them, and one as hostile as a target can make it."""

import struct
import zlib
from pathlib import Path
from typing import Any

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import (
    Attempt,
    CheckRecord,
    Evidence,
    FindingRecord,
    Measurement,
    Part,
    PromiseRecord,
    RunInfo,
    RunReport,
    Table,
)
from tests.unit.reporting.sample_checks import BASE, SCREENSHOT, check, exchange, failures, unknowns
from tests.unit.reporting.sample_promises import hostile_promises, promises

HOSTILE = (
    "<script>document.title='owned';alert(1)</script><img src=x onerror=\"fetch('https://evil.test')\">"
    "' onmouseover='alert(2)\" autofocus onfocus=\"alert(3) --> ]]> </style></title></textarea>"
    "{{ 7*7 }} {% raw %} \x1b[31mred\x1b]0;owned\x07 \x00\x08\r \x9b31m \u202egnp.exe\u202c \u2066\u200b\ufeff"
    " Z" + "\u0301" * 60 + " \ufffe javascript:alert(4) `|[x](javascript:alert(5)) @everyone &amp;lt; " + "A" * 20_000
)

_PASSING: list[tuple[str, str, Severity]] = [
    ("smoke.reachable", "The deployment answers", Severity.BLOCKER),
    ("smoke.health", "The health endpoint says that it is well", Severity.BLOCKER),
    ("smoke.health_honest", "The health endpoint names each dependency's state", Severity.MAJOR),
    ("smoke.readiness", "The readiness endpoint says that traffic may come", Severity.BLOCKER),
    ("smoke.version", "The version that was released is the one that answers", Severity.BLOCKER),
    ("smoke.unknown_path", "A path that does not exist answers 404", Severity.MAJOR),
    ("smoke.compression", "Text is sent compressed", Severity.MINOR),
    ("smoke.journey.signup", "A new visitor can sign up and sign in within five seconds", Severity.BLOCKER),
    ("smoke.journey.match", "Two people who pop each other's balloon can talk", Severity.BLOCKER),
    ("smoke.realtime", "A message reaches the other person over Socket.IO", Severity.MAJOR),
    ("smoke.cdn_cache", "Static files are cached for long, and marked so", Severity.MINOR),
    ("contract.document", "The OpenAPI document is there and valid", Severity.MAJOR),
    ("contract.operations", "Every documented operation answers as documented", Severity.MAJOR),
    ("contract.errors", "Errors have the documented shape", Severity.MINOR),
    ("contract.graphql", "GraphQL answers what its schema says", Severity.MAJOR),
    ("security.https", "Plain HTTP is sent to HTTPS before anything else", Severity.BLOCKER),
    ("security.tls_versions", "Only TLS 1.2 and 1.3 are spoken", Severity.BLOCKER),
    ("security.certificate", "The certificate is valid, and for at least 21 more days", Severity.BLOCKER),
    ("security.csp", "A content security policy keeps foreign scripts out", Severity.MAJOR),
    ("security.nosniff", "Browsers are told not to guess content types", Severity.MINOR),
    ("security.framing", "No other site can frame the pages", Severity.MAJOR),
    ("security.cors", "Only declared origins may read answers", Severity.BLOCKER),
    ("security.unsigned_token", "A token without a signature is refused", Severity.BLOCKER),
    ("security.expired_token", "An expired token is refused", Severity.BLOCKER),
    ("security.foreign_rows", "Nobody can read another person's messages", Severity.BLOCKER),
    ("security.password_hash", "No answer has a password or its hash in it", Severity.BLOCKER),
    ("security.rate_limit", "Repeated sign-in attempts are throttled", Severity.MAJOR),
    ("security.exposed_files", "No file that must stay private is served", Severity.BLOCKER),
    ("security.sql_injection", "Quotes in input change no query", Severity.BLOCKER),
    ("security.privacy_policy", "A privacy policy is published and reachable", Severity.MAJOR),
    ("security.data_export", "People can take their data with them", Severity.MAJOR),
    ("e2e.landing", "The landing page is complete, without errors in its console", Severity.MAJOR),
    ("e2e.paywall", "The eleventh pop opens the paywall, with three prices", Severity.MAJOR),
    ("e2e.error_recovery", "The page offers to try again when the network fails", Severity.MINOR),
    ("e2e.phone", "The page is usable on a phone", Severity.MAJOR),
]


def passing() -> list[CheckRecord]:
    checks = [check(check_id, title, severity=severity) for check_id, title, severity in _PASSING]
    for one in checks:
        one.evidence.append(exchange("GET", f"/{one.id.replace('.', '/')}", 200, 38.4))
    unsigned = next(one for one in checks if one.id == "security.unsigned_token")
    unsigned.evidence.insert(
        0,
        Evidence(
            kind="control",
            title="the token itself opens the profile",
            held=True,
            text=f"GET {BASE}/api/auth/profile -> 200 in 31 ms",
            curl=f"curl --include --header 'Authorization: [redacted]' {BASE}/api/auth/profile",
        ),
    )
    exposed = next(one for one in checks if one.id == "security.exposed_files")
    exposed.parts = [Part(name=name, outcome=Outcome.PASSED) for name in (".env", ".git/config", "backup.sql")]
    return [
        *checks,
        check(
            "smoke.pwa",
            "The web app can be installed",
            Outcome.NOT_APPLICABLE,
            severity=Severity.INFO,
            summary="no manifest is linked from the landing page (observed)",
        ),
    ]


def run_info(**more: Any) -> RunInfo:
    facts: dict[str, Any] = {
        "id": "7f3kq2",
        "started": "2025-11-20T21:54:12+00:00",
        "finished": "2025-11-20T21:54:37+00:00",
        "duration_s": 24.8,
        "target": "balloond",
        "title": "Balloon'd",
        "base_url": BASE,
        "phase": "soft-launch",
        "version": "2.4.1+8f0c3d9",
        "allowed": Footprint.WRITES,
        "requests": 412,
        "seed": 1,
        "prodworthy": "0.1.0",
    }
    return RunInfo(**(facts | more))


def go() -> RunReport:
    checks = passing()
    return RunReport(
        run=run_info(),
        verdict="GO",
        exit_code=0,
        reasons=[f"{len(checks) - 1} checks passed, and nothing of severity major or above failed"],
        checks=checks,
        promises=[
            PromiseRecord(
                id="BAL-15", text="HTTPS everywhere", answer="kept", checks=["security.https"], reason="1 of 1"
            ),
        ],
        measurements=[Measurement(name="sign-in p95", value=183.0, unit="ms", samples=200)],
    )


def no_go() -> RunReport:
    checks = passing()
    flaky = next(one for one in checks if one.id == "smoke.realtime")
    flaky.flaky = True
    flaky.attempts = [
        Attempt(outcome=Outcome.FAILED, summary="not within 5 s", started="2025-11-20T21:54:20+00:00", duration_s=5.0),
        Attempt(outcome=Outcome.PASSED, started="2025-11-20T21:54:26+00:00", duration_s=0.4),
    ]
    checks += [*failures(), *unknowns()]
    return RunReport(
        run=run_info(),
        verdict="NO-GO",
        exit_code=1,
        reasons=[
            f"{one.title}: failed ({one.id}, {one.severity})"
            for one in checks
            if one.outcome is Outcome.FAILED and one.severity.at_least(Severity.MAJOR)
        ],
        notes=["the waiver of security.referrer by P. Ionescu expired on 2025-10-31: its failure counts again"],
        checks=checks,
        promises=promises(),
        measurements=[
            Measurement(name="sign-in p50", value=61.2, unit="ms", samples=200),
            Measurement(name="sign-in p99", value=1204.0, unit="ms", samples=200),
            Measurement(name="match queue p95", value=148.6, unit="ms", samples=60),
            Measurement(name="image saved by optimising", value=63.0, unit="%"),
        ],
        leftovers=["account pw-7f3kq2-3@example.org: DELETE /api/users/me answered 500"],
    )


def incomplete() -> RunReport:
    reason = (
        "https://api.balloond.example does not resolve, and neither does anything else: this machine has no network"
    )
    checks = [
        one.model_copy(update={"outcome": Outcome.BLOCKED, "summary": reason, "evidence": [], "parts": []})
        for one in passing()
    ]
    return RunReport(
        run=run_info(
            selection="layers smoke only, -k health", version="", requests=3, interrupted="the deadline of 60 s passed"
        ),
        verdict="INCOMPLETE",
        exit_code=10,
        reasons=[reason, "no check passed"],
        checks=checks,
    )


def hostile() -> RunReport:
    """Every text of the record is hostile; where the model wants one of a few values, each is there once."""
    finding = FindingRecord(seen=HOSTILE, required=HOSTILE, where=HOSTILE)
    advice = FindingRecord(seen=HOSTILE, required="", where=HOSTILE, advisory=True)
    evidence = [
        Evidence(kind="exchange", title=HOSTILE, text=HOSTILE, curl=HOSTILE, status=200, elapsed_ms=1.0),
        Evidence(kind="file", title=HOSTILE, path=HOSTILE, media_type="image/png"),
        Evidence(kind="file", title=HOSTILE, path="../../../../etc/passwd", media_type="image/png"),
        Evidence(kind="file", title=HOSTILE, path="evidence/not-a-picture.png", media_type="image/svg+xml"),
        Evidence(kind="log", title=HOSTILE, text=HOSTILE),
        Evidence(kind="control", title=HOSTILE, text=HOSTILE, curl=HOSTILE, held=False),
    ]
    checks = [
        check(
            f"{layer}.{outcome.value}{HOSTILE}",
            HOSTILE,
            outcome,
            layer=layer,
            severity=severity,
            summary=HOSTILE,
            why=HOSTILE,
            remedy=HOSTILE,
            reference=f"RFC 9110 {HOSTILE} https://example.org/{HOSTILE}",
            covers=[HOSTILE],
            source=HOSTILE,
            findings=[finding.model_copy(update={"seen": f"{HOSTILE}{n}"}) for n in range(60)],
            parts=[Part(name=HOSTILE, outcome=part, summary=HOSTILE, findings=[advice]) for part in Outcome],
            tables=[Table(title=HOSTILE, columns=[HOSTILE] * 3, rows=[[HOSTILE] * 3] * 3)],
            evidence=evidence,
            waiver={"reason": HOSTILE, "owner": HOSTILE, "expires": HOSTILE} if outcome is Outcome.WAIVED else None,
        )
        for layer, outcome, severity in zip(
            ["smoke", "security", "e2e", "contract", HOSTILE, "smoke", "smoke"],
            Outcome,
            [*Severity, *Severity],
            strict=False,
        )
    ]
    return RunReport(
        run=run_info(
            id=HOSTILE, target=HOSTILE, title=HOSTILE, base_url=HOSTILE, version=HOSTILE, phase=HOSTILE,
            selection=HOSTILE, started=HOSTILE, interrupted=HOSTILE, prodworthy=HOSTILE,
        ),
        verdict="NO-GO",
        exit_code=1,
        reasons=[HOSTILE] * 12,
        notes=[HOSTILE],
        checks=checks,
        promises=hostile_promises(HOSTILE, checks[0].id),
        measurements=[Measurement(name=HOSTILE, value=1e300, unit=HOSTILE, samples=3)],
        leftovers=[HOSTILE],
    )  # fmt: skip


def with_files(report: RunReport, folder: Path) -> RunReport:
    """Put the files that a sample names into the folder."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / SCREENSHOT).write_bytes(picture())
    (folder / "evidence" / "not-a-picture.png").write_text("<svg onload='alert(1)'/>")
    return report


def picture(width: int = 750, height: int = 420) -> bytes:
    """Return a PNG that looks, from afar, like a form whose button is stuck."""

    def colour(x: int, y: int) -> bytes:
        if y < 56:
            return b"\xf2\x6b\x5e"
        if 220 < x < 530 and any(top < y < top + 40 for top in (110, 170, 230)):
            edge = x in {221, 529} or any(y in {top + 1, top + 39} for top in (110, 170, 230))
            return b"\xc4\xc4\xcc" if edge else b"\xff\xff\xff"
        if 220 < x < 530 and 310 < y < 356:
            return b"\xf7\xb9\xb3"
        return b"\xf6\xf6\xf9"

    rows = b"".join(b"\0" + b"".join(colour(x, y) for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
