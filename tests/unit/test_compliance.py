"""From the checks of the age gate to the matrix of ways in and cases, and what is left to people."""

import datetime as dt

import pytest

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, FindingRecord, Part
from prodworthy.plugin.compliance import gate_record
from prodworthy.reporting.statutes import METHODS, statutes
from prodworthy.target import Target

TODAY = dt.date(2026, 11, 21)
STEP = {"request": "POST /old"}


def target(**gate: object) -> Target:
    ways = [{"id": "old", "steps": [STEP]}]
    return Target.model_validate({"name": "x", "base_url": "https://x.example", "age_gate": {"ways": ways, **gate}})


def check(
    check_id: str, outcome: Outcome = Outcome.PASSED, summary: str = "", parts: tuple[Part, ...] = ()
) -> CheckRecord:
    return CheckRecord(
        id=check_id, title=check_id, layer="security", severity=Severity.BLOCKER, declared_severity=Severity.BLOCKER,
        footprint=Footprint.WRITES, outcome=outcome, summary=summary, parts=list(parts),
    )  # fmt: skip


def cells(target_: Target, *checks: CheckRecord) -> dict[tuple[str, str], tuple[str, bool | None]]:
    record = gate_record(target_, checks, TODAY)
    assert record is not None
    return {
        (row.way, case): (cell.answer, cell.right)
        for row in record.rows
        for case, cell in zip(record.cases, row.cells, strict=True)
    }


def test_a_target_without_a_gate_has_no_matrix() -> None:
    assert gate_record(Target(name="x", base_url="https://x.example"), [], TODAY) is None


def test_what_did_not_run_is_not_proven() -> None:
    assert set(cells(target()).values()) == {("not proven", None)}


def test_refused_and_accepted_as_they_should_be() -> None:
    seen = cells(target(), check("security.age_adults_admitted"), check("security.age_missing"))
    assert seen["registration", "adults"] == ("accepted", True)
    assert seen["registration", "no date"] == ("refused", True)


def test_one_check_of_two_that_is_not_proven_leaves_the_case_unproven() -> None:
    withheld = check("security.age_boundary_everywhere", Outcome.WITHHELD, "writes are not allowed")
    record = gate_record(target(), [check("security.age_minors_refused"), withheld], TODAY)
    assert record is not None
    assert record.rows[0].cells[1].answer == "not proven"
    assert record.rows[0].cells[1].why == "writes are not allowed"
    assert record.unproven == [
        "security.age_boundary_everywhere (security.age_boundary_everywhere): writes are not allowed"
    ]


@pytest.mark.parametrize(
    ("seen", "answer"), [("a minor was accepted", "accepted"), ("a minor is answered with 500", "failed")]
)
def test_a_way_that_lets_minors_in(seen: str, answer: str) -> None:
    bad = Part(name="old: age-17", outcome=Outcome.FAILED, findings=[FindingRecord(seen=seen, required="a refusal")])
    good = [Part(name=f"old: {name}", outcome=Outcome.PASSED) for name in ("adult", "missing", "null", "array")]
    other = Part(name="older: claims", outcome=Outcome.FAILED)
    rows = cells(target(), check("security.age_other_ways", Outcome.FAILED, seen, (*good, bad, other)))
    assert rows["old", "minors"] == (answer, False)
    assert rows["old", "no date"] == ("refused", True)
    assert rows["old", "null or a list"] == ("refused", True)
    assert rows["old", "adults"] == ("accepted", True)
    assert rows["old", "claims to be adult"] == ("not proven", None)


def test_what_people_vouch_for_holds_until_its_day() -> None:
    given = {"request": "AGE-S03", "by": "Legal", "on": "2026-01-01", "evidence": "memo 7"}
    for expires, attested in (("2026-12-31", "Legal, until 2026-12-31: memo 7"), ("2026-11-20", "")):
        record = gate_record(target(attestations=[{**given, "expires": expires}]), [], TODAY)
        assert record is not None
        assert [one.attested for one in record.requests if one.id == "AGE-S03"] == [attested]


def test_self_declaration_is_not_said_to_be_enough_for_content_for_adults() -> None:
    by_name = {law.name: law.stands for law in statutes("self-declared")}
    assert by_name["United Kingdom: Online Safety Act 2023"] == "cannot"
    assert by_name["European Union: Digital Services Act article 28"] == "cannot"
    assert any("Texas HB 1181" in name and stands == "cannot" for name, stands in by_name.items())
    assert statutes("unheard of") == statutes("self-declared")


@pytest.mark.parametrize("method", METHODS)
def test_every_law_says_something_of_every_method(method: str) -> None:
    for law in statutes(method):
        assert law.stands in {"can", "cannot", "depends"}
        assert law.words
