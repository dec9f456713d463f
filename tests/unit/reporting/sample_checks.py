"""Checks of sample runs: how one is made, and the ones that failed or could not say."""

from typing import Any

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Evidence, FindingRecord, Part, Table

BASE = "https://api.balloond.example"
SCREENSHOT = "evidence/e2e-signup-form-after-submit.png"


def check(check_id: str, title: str, outcome: Outcome = Outcome.PASSED, **more: Any) -> CheckRecord:
    severity = more.pop("severity", Severity.MAJOR)
    facts: dict[str, Any] = {
        "layer": check_id.partition(".")[0],
        "declared_severity": severity,
        "footprint": Footprint.READS,
        "why": "Visitors lose data, time or trust where this does not hold.",
        "remedy": "Make the deployment keep it.",
        "reference": "RFC 9110 section 15.5.5; ASVS v5.0.0-13.4.1",
        "covers": ["AVL-HLT-01"],
        "duration_s": 0.042,
    }
    return CheckRecord(id=check_id, title=title, severity=severity, outcome=outcome, **(facts | more))


def exchange(method: str, path: str, status: int, elapsed_ms: float, **more: Any) -> Evidence:
    request = "" if method == "GET" else f"--request {method} "
    facts = {
        "title": f"{method} {BASE}{path}",
        "curl": f"curl --include {request}--header 'User-Agent: prodworthy/0.1.0 (run 7f3kq2)' {BASE}{path}",
        "text": f"HTTP/1.1 {status}\ncontent-type: application/json\nx-request-id: 0af7651916cd43dd\nserver: nginx",
    }
    return Evidence(kind="exchange", status=status, elapsed_ms=elapsed_ms, **(facts | more))


def failures() -> list[CheckRecord]:
    age = FindingRecord(
        where="born 2007-11-21, 17 years and 364 days old",
        seen="the registration was accepted with 201, and a token was issued",
        required="a refusal (400, 401, 403, 404, 405, 409, 410, 415, 422, 451)",
    )
    omitted = FindingRecord(
        where="no date of birth", seen="the registration was accepted with 201", required="a refusal (400, 403, 422)"
    )
    return [
        check(
            "security.age_gate",
            "Nobody under 18 can register",
            Outcome.FAILED,
            severity=Severity.BLOCKER,
            footprint=Footprint.WRITES,
            summary=f"{age.where}: {age.seen}; required: {age.required}",
            why="A minor on a dating service is a danger to that child, and the end of the service: app stores remove "
            "it, and regulators fine it.",
            remedy="Decide on the server, from the date of birth, at registration, on every way in; count whole years "
            "in the visitor's own calendar day.",
            reference="COPPA 16 CFR 312.5; Ofcom HEAA guidance; CWE-602",
            covers=["AGE-API-01", "AGE-API-04"],
            duration_s=1.31,
            findings=[age, omitted],
            parts=[
                Part(name="17 years and 364 days", outcome=Outcome.FAILED, summary=age.seen, findings=[age]),
                Part(name="no date of birth", outcome=Outcome.FAILED, summary=omitted.seen, findings=[omitted]),
                Part(name="a date in the future", outcome=Outcome.PASSED),
                Part(name="13 years", outcome=Outcome.PASSED),
            ],
            evidence=[
                Evidence(
                    kind="control",
                    title="an adult registers",
                    held=True,
                    text=f"POST {BASE}/api/auth/signup -> 201 in 87 ms",
                ),
                exchange(
                    "POST",
                    "/api/auth/signup",
                    201,
                    91.2,
                    curl="curl --include --request POST --header 'Content-Type: application/json' --data-binary "
                    '\'{"email":"pw-7f3kq2-3@example.org","password":"[redacted]","name":"Test Person",'
                    f'"dateOfBirth":"2007-11-21"}}\' {BASE}/api/auth/signup',
                ),
                exchange("POST", "/api/auth/signup", 201, 88.0),
                exchange("POST", "/api/auth/signup", 400, 12.0),
            ],
        ),
        check(
            "security.hsts",
            "Browsers are told to refuse plain HTTP",
            Outcome.FAILED,
            summary="the landing page: max-age=300; required: max-age of at least 31536000",
            why="Without it, a visitor on hostile Wi-Fi can be moved to plain HTTP unseen.",
            remedy="Send Strict-Transport-Security with a max-age of at least one year on every HTTPS response.",
            reference="RFC 6797 section 6.1; ASVS v5.0.0-3.4.1",
            covers=["HDR-HSTS-01", "HDR-HSTS-04"],
            findings=[
                FindingRecord(
                    where="the landing page",
                    seen="strict-transport-security: max-age=300",
                    required="max-age of at least 31536000 (one year)",
                )
            ],
            evidence=[exchange("GET", "/", 200, 22.9)],
        ),
        check(
            "e2e.signup_form",
            "A visitor can sign up with the form",
            Outcome.FAILED,
            severity=Severity.BLOCKER,
            footprint=Footprint.WRITES,
            summary="after submitting, the page showed neither the onboarding nor an error within 5 s",
            why="Whoever cannot sign up is lost; this form is the only way in on the web.",
            remedy="Look at the failed request below; the button stays disabled after the first answer.",
            duration_s=6.4,
            findings=[
                FindingRecord(seen="the button stayed “Creating account…” for 5 s", required="/onboarding within 5 s"),
            ],
            evidence=[
                Evidence(
                    kind="log",
                    title="Steps",
                    text="0.0 s  open /signup\n0.4 s  fill the form\n0.9 s  press “Create account”\n"
                    "5.9 s  nothing happened",
                ),
                Evidence(
                    kind="file",
                    title="The form, five seconds after it was sent",
                    path=SCREENSHOT,
                    media_type="image/png",
                ),
            ],
        ),
        check(
            "smoke.latency.signin",
            "Signing in is as quick as promised",
            Outcome.FAILED,
            summary="p99 is above 500 ms",
            why="People give up, and try again, which makes it worse.",
            remedy="Look for the slow one in a hundred: a cold pool, a lock, a password hash on the event loop.",
            findings=[
                FindingRecord(
                    seen="p99 between 890 and 1,420 ms (95 % sure, 200 samples)", required="p99 of at most 500 ms"
                )
            ],
            tables=[
                Table(
                    title="Sign-in, one at a time",
                    columns=["quantile", "milliseconds", "at least", "at most"],
                    rows=[["p50", "61", "58", "64"], ["p95", "183", "150", "260"], ["p99", "1,204", "890", "1,420"]],
                )
            ],
            evidence=[exchange("POST", "/api/auth/login", 200, 61.2)],
        ),
        check(
            "security.referrer",
            "Addresses of pages do not leak to other sites",
            Outcome.FAILED,
            severity=Severity.MINOR,
            findings=[
                FindingRecord(seen="no Referrer-Policy", required="strict-origin-when-cross-origin", advisory=True)
            ],
        ),
        check(
            "security.accessibility",
            "The pages can be used with a keyboard and a screen reader",
            Outcome.WAIVED,
            summary="3 of 41 controls have no name",
            findings=[FindingRecord(where="/balloons", seen="3 buttons without a name", required="a name for each")],
            waiver={
                "reason": "The balloon grid is being rebuilt; the list view is named and linked first.",
                "owner": "Ana Petrescu",
                "expires": "2025-12-15",
            },
        ),
    ]


def unknowns() -> list[CheckRecord]:
    blocked = "the target did not answer: GET /graphql timed out after 10 s"
    return [
        check("contract.graphql_depth", "Deeply nested queries are refused", Outcome.BLOCKED, summary=blocked),
        check("contract.introspection", "The schema is not told to strangers", Outcome.BLOCKED, summary=blocked),
        check(
            "security.throttled_reset",
            "Password resets cannot be used to flood a mailbox",
            Outcome.UNMEASURED,
            summary="the control failed, so a refusal would prove nothing: the first reset was answered with 500",
        ),
        *(
            check(
                f"smoke.load.{name}",
                title,
                Outcome.WITHHELD,
                footprint=Footprint.STRESSES,
                summary="it puts load on the target, and this run was not allowed to (--allow stresses)",
            )
            for name, title in {
                "feed": "The feed keeps its speed under 200 readers",
                "uploads": "A thousand uploads at once are taken",
            }.items()
        ),
    ]
