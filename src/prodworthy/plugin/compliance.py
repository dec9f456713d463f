"""From what the checks of the age gate came to, to the matrix of ways in and cases, and what is left to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prodworthy.facts.gate_record import Answered, EvidenceRequest, GateCell, GateRecord, GateRow
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Part
from prodworthy.target import AgeGate, Target

_MOST_UNPROVEN = 40


@dataclass(frozen=True, slots=True)
class _Case:
    """A case, and where its answer is found.

    Attributes:
        title: what it is called.
        checks: ids of the checks that answer it for the declared registration.
        parts: beginnings of the names of parts that answer it for a further way.
        federated: the same for signing in with another provider.
        pages: the checks that answer it for the pages.
        admits: whether a right gate admits it.
    """

    title: str
    checks: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    admits: bool = False


_CASES = (
    _Case("adults", ("security.age_adults_admitted",), ("adult",), (), ("e2e.age_gate_adult_enters",), admits=True),
    _Case(
        "minors",
        ("security.age_minors_refused", "security.age_boundary_everywhere"),
        ("minor-everywhere", "age-"),
        ("a minor's", "after a minor's"),
        ("e2e.age_gate_minor_refused", "e2e.signup_minor_refused"),
    ),
    _Case("a day too young", ("security.age_boundary_tomorrow",), ("tomorrow",)),
    _Case("no date", ("security.age_missing",), ("missing",), ("before a date",)),
    _Case("null or a list", ("security.age_null",), ("null", "array")),
    _Case("claims to be adult", ("security.age_client_flags",), ("claims",)),
    _Case("an adult's date after a refusal", (), (), (), ("e2e.age_gate_back_button",)),
)
_WAYS, _FEDERATED = "security.age_other_ways", "security.federated_age"
_GATE_CHECKS = ("security.age_", "e2e.age_", _FEDERATED, "e2e.signup_minor_refused")

_REQUESTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("AGE-B19", "Markets in which people come of age later than the declared age, and what is done there.", ()),
    ("AGE-P08", "How accounts that staff make or import are judged by age.", ()),
    (
        "AGE-D09",
        (
            "That the server keeps nothing of refused minors: a record of retention, a sample of logs, a look into the "
            "database."
        ),
        ("security.age_minors_refused", "security.age_refused_again", "security.age_no_session"),
    ),
    ("AGE-D10", "Where a provider or a document proves the age: what is sent, kept and deleted, by whom and when.", ()),
    ("AGE-F04", "That refusals are counted, and that neither counters nor logs hold dates of birth or addresses.", ()),
    ("AGE-T04", "The rating in each app store, and that it fits the minimum age.", ()),
    ("AGE-S02", "The assessment under data protection law (GDPR articles 5, 25 and 35) for the data of the gate.", ()),
    (
        "AGE-S03",
        "The children's access assessment under the UK Online Safety Act, if there are users in the United Kingdom.",
        ("security.age_minors_refused", "security.age_gated"),
    ),
    (
        "AGE-S04",
        "Whether pornographic content can be met, of one's own or of users, and what is shown before the gate.",
        ("security.age_gated", "security.age_raw_pages"),
    ),
    ("AGE-S05", "The decision whether people under 18 are likely to use the service (ICO Children's code).", ()),
    ("AGE-S06", "The self-assessment by the Commission's guidelines on article 28 of the Digital Services Act.", ()),
    ("AGE-S07", "What the App Store's review guidelines ask of services with users' content, shown one by one.", ()),
    ("AGE-S08", "The store's switch that keeps minors off the app (Restrict Minor Access on Google Play).", ()),
    ("AGE-S09", "How signals of age from app stores are handled, where a state's law asks for that.", ()),
    ("AGE-S10", "The share of sexual material, and the states served, with a lawyer's memo on their laws.", ()),
    ("AGE-S11", "A certificate or a practice statement of the method, such as by ISO/IEC 27566-1.", ()),
)


def gate_record(target: Target, checks: Sequence[CheckRecord], today: dt.date) -> GateRecord | None:
    """Return what the run found out of the target's age gate; None where none is declared."""
    gate = target.age_gate
    if gate is None:
        return None
    by_id = {check.id: check for check in checks}
    rows = [GateRow(way="registration", cells=[_of_checks(by_id, case, case.checks) for case in _CASES])]
    rows += [_row(by_id, way.id, _WAYS, lambda case: case.parts) for way in gate.ways]
    providers = target.auth.federated if target.auth else {}
    rows += [_row(by_id, name, _FEDERATED, lambda case: case.federated) for name in providers]
    if any(check_id in by_id for case in _CASES for check_id in case.pages):
        rows.append(GateRow(way="the pages", cells=[_of_checks(by_id, case, case.pages) for case in _CASES]))
    return GateRecord(
        minimum_age=gate.minimum_age,
        zone=gate.zone or "",
        leap=gate.leap,
        method=gate.method,
        cases=[case.title for case in _CASES],
        rows=rows,
        unproven=list(_unproven(checks))[:_MOST_UNPROVEN],
        requests=[
            EvidenceRequest(
                id=id_, asks=asks, attested=_attested(gate, id_, today), beside=[b for b in beside if b in by_id]
            )
            for id_, asks, beside in _REQUESTS
        ],
    )


def _row(
    by_id: Mapping[str, CheckRecord], way: str, check_id: str, begins: Callable[[_Case], tuple[str, ...]]
) -> GateRow:
    check = by_id.get(check_id)
    cells = []
    for case in _CASES:
        wanted = begins(case)
        parts = (
            [
                part
                for part in (check.parts if check else [])
                if part.name.startswith(f"{way}: ") and part.name.removeprefix(f"{way}: ").startswith(wanted)
            ]
            if wanted
            else []
        )
        if parts:
            cells.append(_worst([(part.outcome, _said(part), check_id) for part in parts], case))
        elif not wanted or (check is not None and check.outcome is Outcome.PASSED):
            cells.append(GateCell(answer="not proven", why="not tried at this way"))
        else:
            cells.append(
                GateCell(answer="not proven", why=check.summary if check else "not part of this run", check=check_id)
            )
    return GateRow(way=way, cells=cells)


def _of_checks(by_id: Mapping[str, CheckRecord], case: _Case, ids: Sequence[str]) -> GateCell:
    if not ids:
        return GateCell(answer="not proven", why="not tried at this way")
    found = [(by_id[one].outcome, _said(by_id[one]), one) for one in ids if one in by_id]
    if not found:
        return GateCell(answer="not proven", why="not part of this run", check=ids[0])
    return _worst(found, case)


def _worst(found: Iterable[tuple[Outcome, str, str]], case: _Case) -> GateCell:
    """Return the worst of several answers to one case."""
    found = list(found)
    for outcome, said, check in found:
        if outcome in {Outcome.FAILED, Outcome.WAIVED}:
            let_in = "accepted" in said or "got an account" in said or "got in" in said
            wrong: Answered = "refused" if case.admits else "accepted" if let_in else "failed"
            return GateCell(answer=wrong, right=False, why=said, check=check)
    for outcome, said, check in found:
        if outcome is not Outcome.PASSED:
            return GateCell(answer="not proven", why=said or outcome.value, check=check)
    return GateCell(answer="accepted" if case.admits else "refused", right=True, check=found[0][2])


def _said(of: CheckRecord | Part) -> str:
    seen = [finding.seen for finding in of.findings]
    return (of.summary or "; ".join(seen))[:600]


def _unproven(checks: Iterable[CheckRecord]) -> Iterable[str]:
    for check in checks:
        if check.id.startswith(_GATE_CHECKS) and check.outcome in {
            Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.WITHHELD,
        }:  # fmt: skip
            yield f"{check.title} ({check.id}): {check.summary or check.outcome.value}"[:600]


def _attested(gate: AgeGate, request: str, today: dt.date) -> str:
    valid = [one for one in gate.attestations if one.request == request and one.valid_on(today)]
    return f"{valid[-1].by}, until {valid[-1].expires}: {valid[-1].evidence}" if valid else ""
