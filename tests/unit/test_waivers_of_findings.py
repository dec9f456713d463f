"""A waiver of one finding accepts that one: what comes on top of it fails all the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from prodworthy.facts.catalogue import Check, Severity
from prodworthy.facts.outcome import Finding, Findings, Outcome
from prodworthy.facts.record import Part
from prodworthy.facts.redaction import Redactor
from prodworthy.plugin.evidence import Evidence
from prodworthy.plugin.items import Item, record_of
from prodworthy.plugin.judging import Judgement
from prodworthy.target import Waiver
from prodworthy.target.accepted import waivers_as_toml

KNOWN = Finding("answered 206", "one of the documented: 200", "GET /items")
FURTHER = Finding("wrong type at age: 'x' is no integer", "what the document says", "GET /me")


def waiver(finding: str = "", owner: str = "api team") -> Waiver:
    return Waiver(
        check="contract.conformance",
        finding=finding,
        reason="Range answers are on their way.",
        owner=owner,
        expires=dt.date(2030, 1, 31),
    )


def item(*findings: Finding, parts: tuple[Outcome, ...] = ()) -> Item:
    check = Check("contract.conformance", "It keeps its word", Severity.MAJOR, "Mend it.", "RFC 9110")
    found = Item(check, "test", Evidence(Redactor(), Path(), check.id))
    found.judgement = Judgement(Outcome.FAILED, "it does not", Findings(findings))
    found.parts = [Part(name=str(number), outcome=outcome) for number, outcome in enumerate(parts)]
    return found


@pytest.mark.parametrize(
    ("judged", "waivers", "expected"),
    [
        (item(KNOWN), [], Outcome.FAILED),
        (item(KNOWN), [waiver()], Outcome.WAIVED),
        (item(KNOWN), [waiver("GET /items: answered 206")], Outcome.WAIVED),
        (item(KNOWN), [waiver("GET /items: answered 20")], Outcome.WAIVED),
        (item(KNOWN), [waiver("GET /items: answered 500")], Outcome.FAILED),
        (item(KNOWN, FURTHER), [waiver("GET /items: answered 206")], Outcome.FAILED),
        (item(KNOWN, FURTHER), [waiver("GET /items: answered 206"), waiver("GET /me: wrong type")], Outcome.WAIVED),
        (item(KNOWN, parts=(Outcome.FAILED, Outcome.UNMEASURED)), [waiver("GET /items: answered")], Outcome.FAILED),
    ],
)
def test_what_is_accepted(judged: Item, waivers: list[Waiver], expected: Outcome) -> None:
    assert record_of([judged], str, waivers).outcome is expected


def test_several_waivers_are_told_together() -> None:
    waivers = [waiver("GET /items: answered 206"), waiver("GET /me: wrong", "app team")]
    record = record_of([item(KNOWN, FURTHER)], str, waivers)
    assert record.waiver == {
        "reason": "Range answers are on their way.",
        "owner": "api team, app team",
        "expires": "2030-01-31",
    }


def test_a_waiver_of_a_finding_is_written_as_one() -> None:
    text = waivers_as_toml([waiver("GET /items: answered 206")], ["Accepted."], {})
    assert 'finding = "GET /items: answered 206"' in text
    assert "finding" not in waivers_as_toml([waiver()], ["Accepted."], {})
    with pytest.raises(ValidationError):
        waiver("GET")
