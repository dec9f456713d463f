from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Evidence, FindingRecord, Part
from prodworthy.reporting.telling import alike, curl_line, parts_alike, telling
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


def test_a_query_does_not_hide_where_a_request_went() -> None:
    check = failed(
        FindingRecord(where="text files: /static/app.css", seen="as they are", required="gzip"),
        asked("/static/favicon.ico?v=50afa725"),
        asked("/static/app.css?v=0e8a7fbd"),
    )
    assert "app.css" in curl_line(check)


def test_an_answer_of_a_class_is_found_by_its_name() -> None:
    static = asked("/assets/index.js").model_copy(update={"title": "static file: GET https://x/assets/index.js"})
    check = failed(FindingRecord(where="static file", seen="no HSTS", required="one"), asked("/"), static)
    assert curl_line(check) == static.curl


def undocumented(where: str, required: str = "one of the documented: 200, 422") -> FindingRecord:
    return FindingRecord(where=where, seen="answered 404", required=required, advisory=True)


def test_what_was_seen_in_many_places_is_told_once() -> None:
    many = [undocumented(f"GET /api/{name}/{{id}}") for name in ("flows", "runs", "runs", "pools", "logs")]
    [other, group] = alike([*many, undocumented("GET /api/logs", "one of: 200"), FindingRecord(seen="?", required="")])
    assert (group.count, group.place(2)) == (6, "GET /api/flows/{id}, GET /api/runs/{id} and 3 more")
    assert group.first.required == "one of the documented: 200, 422 (elsewhere others)"
    assert (other.count, other.place(2)) == (1, "")


def test_what_is_required_in_one_place_is_told_before_what_is_recommended_in_others() -> None:
    page = FindingRecord(where="page", seen="no policy", required="one")
    [group] = alike([page.model_copy(update={"where": "unknown path", "advisory": True}), page])
    assert (group.first.advisory, group.place(3)) == (False, "unknown path, page")


def test_places_of_one_part_name_it_once() -> None:
    [group] = alike([undocumented(f"the document: GET /{name}") for name in "abc"])
    assert group.place(2) == "the document: GET /a, GET /b and 1 more"


def test_parts_that_say_the_same_are_one() -> None:
    parts = [Part(name=name, outcome=Outcome.UNMEASURED, summary="too few samples") for name in ("GET /a", "GET /b")]
    groups = parts_alike([*parts, Part(name="GET /c", outcome=Outcome.FAILED, findings=[undocumented("")])])
    assert [(group.first.name, group.count) for group in groups] == [("GET /c", 1), ("GET /a", 2)]
