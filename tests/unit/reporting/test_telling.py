from prodworthy.outcome import Outcome
from prodworthy.record import CheckRecord, Evidence, FindingRecord
from prodworthy.reporting.telling import curl_line, telling
from tests.unit.reporting import samples


def failed(finding: FindingRecord, *evidence: Evidence) -> CheckRecord:
    return samples.check("security.one", "One", Outcome.FAILED, findings=[finding], evidence=list(evidence))


def asked(path: str, *, origin: str = "") -> Evidence:
    header = f"--header 'Origin: {origin}' " if origin else ""
    return samples.exchange("GET", path, 200, 1.0, curl=f"curl {header}{samples.BASE}{path}")


def test_the_request_to_where_the_finding_is_comes_first_and_the_controls_last() -> None:
    control = Evidence(kind="control", title="a path beside it is 404", held=True, curl=asked("/.env-x7").curl)
    check = failed(
        FindingRecord(where="/.env", seen="served with 200", required="404"),
        control,
        asked("/.env-x7"),
        asked("/.env.bak"),
        asked("/.env"),
    )
    assert [item.curl.rpartition("/")[2] for item in telling(check)] == [".env", ".env.bak", ".env-x7"]
    assert curl_line(check) == asked("/.env").curl


def test_the_request_with_what_was_seen_in_it_comes_first() -> None:
    check = failed(
        FindingRecord(where="suffix", seen="https://app.example.evil.invalid may read answers", required="no trust"),
        asked("/", origin="https://app.example"),
        asked("/", origin="https://app.example.evil.invalid"),
    )
    assert "evil.invalid" in curl_line(check)


def test_without_a_clue_the_order_stays() -> None:
    check = failed(FindingRecord(where="page", seen="max-age=1", required="more"), asked("/a"), asked("/b"))
    assert [item.title for item in telling(check)] == [asked("/a").title, asked("/b").title]


def test_a_check_without_requests_has_no_line() -> None:
    assert curl_line(samples.check("e2e.one", "One", Outcome.FAILED)) == ""
