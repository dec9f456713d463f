"""What came of each test item, and how the items of a check become its record."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prodworthy.facts.catalogue import Check
from prodworthy.facts.outcome import Finding, Outcome
from prodworthy.facts.record import Attempt, CheckRecord, Part
from prodworthy.facts.record import Evidence as EvidenceRecord
from prodworthy.plugin.evidence import Evidence
from prodworthy.plugin.judging import Judgement
from prodworthy.target import Waiver

_NOT_REACHED = Judgement(Outcome.UNMEASURED, "the run ended before its turn")


@dataclass(frozen=True, slots=True)
class Try:
    """A try of an item that another one followed."""

    judgement: Judgement
    started: float
    duration_s: float
    evidence: list[EvidenceRecord]


@dataclass(slots=True)
class Item:
    """One test item of a check: what came of it and what it recorded."""

    check: Check
    name: str
    evidence: Evidence
    parts: list[Part] = field(default_factory=list)
    judgement: Judgement | None = None
    started: float = field(default_factory=time.time)
    duration_s: float = 0.0
    earlier: list[Try] = field(default_factory=list)

    def again(self) -> None:
        """Begin another try; what the last one found is kept."""
        if self.judgement is not None:
            self.earlier.append(Try(self.judgement, self.started, self.duration_s, self.evidence.records))
        self.evidence = self.evidence.fresh()
        self.judgement = None
        self.parts = []


def record_of(items: Sequence[Item], redact: Callable[[str], str], waivers: Sequence[Waiver] = ()) -> CheckRecord:
    """Return the record of a check from its items: the worst of them is its outcome.

    Args:
        items: at least one, all of one check.
        redact: returns a text without secrets.
        waivers: what accepts the check's failure, or findings of it, today.
    """
    check = items[0].check
    judged = [item.judgement or _NOT_REACHED for item in items]
    outcome = Outcome.worst(judgement.outcome for judgement in judged)
    telling = [judgement for judgement in judged if judgement.outcome is outcome]
    findings = [finding for judgement in judged for finding in judgement.findings]
    advisory = outcome is Outcome.FAILED and all(judgement.findings.advisory for judgement in telling)
    accepted = _accepting(waivers, items, findings) if outcome is Outcome.FAILED else []
    summary = redact("\n".join(dict.fromkeys(judgement.summary for judgement in telling if judgement.summary)))
    duration_s = round(max(item.duration_s for item in items), 3)
    attempts = [_attempt(one.judgement, one.started, one.duration_s, redact) for item in items for one in item.earlier]
    flaky = outcome is Outcome.PASSED and bool(attempts)
    if flaky:
        summary = f"passed when asked again; at first: {attempts[0].summary}"
    return CheckRecord(
        id=check.id,
        title=check.title,
        layer=check.layer,
        severity=check.severity.one_step_lower() if advisory else check.severity,
        declared_severity=check.severity,
        footprint=check.footprint,
        outcome=Outcome.WAIVED if accepted else outcome,
        flaky=flaky,
        summary=summary,
        why=check.why,
        remedy=check.remedy,
        reference=check.reference,
        covers=list(check.covers),
        source=_short_source(check.source),
        duration_s=duration_s,
        findings=[items[0].evidence.finding(finding) for finding in findings],
        attempts=[
            *attempts,
            Attempt(outcome=outcome, summary=summary, started=_clock(items[0].started), duration_s=duration_s),
        ],
        parts=_parts(items, judged, redact),
        tables=[table for item in items for table in item.evidence.tables],
        evidence=[one for item in items for one in _evidence(item, flaky=flaky)],
        waiver={
            "reason": " ".join(dict.fromkeys(one.reason for one in accepted)),
            "owner": ", ".join(dict.fromkeys(one.owner for one in accepted)),
            "expires": min(one.expires for one in accepted).isoformat(),
        }
        if accepted
        else None,
    )


def _accepting(waivers: Sequence[Waiver], items: Sequence[Item], findings: Sequence[Finding]) -> list[Waiver]:
    """Return the waivers that together accept all that was found; none where something is left, or is not known."""
    whole = [waiver for waiver in waivers if not waiver.finding]
    if whole:
        return whole[:1]
    unknown = {Outcome.UNMEASURED, Outcome.BLOCKED}
    if not findings or any(part.outcome in unknown for item in items for part in item.parts):
        return []
    told = [f"{finding.where}: {finding.seen}" if finding.where else finding.seen for finding in findings]
    accepting = [next((waiver for waiver in waivers if waiver.accepts(one)), None) for one in told]
    return [] if None in accepting else list(dict.fromkeys(waiver for waiver in accepting if waiver is not None))


def _attempt(judgement: Judgement, started: float, duration_s: float, redact: Callable[[str], str]) -> Attempt:
    return Attempt(
        outcome=judgement.outcome,
        summary=redact(judgement.summary),
        started=_clock(started),
        duration_s=round(duration_s, 3),
    )


def _parts(items: Sequence[Item], judged: Sequence[Judgement], redact: Callable[[str], str]) -> list[Part]:
    parts = [part for item in items for part in item.parts]
    if parts or len(items) == 1:
        return parts
    return [
        Part(name=item.name, outcome=judgement.outcome, summary=redact(judgement.summary))
        for item, judgement in zip(items, judged, strict=True)
    ]


def _evidence(item: Item, *, flaky: bool) -> list[EvidenceRecord]:
    """Return what an item shows; of a flaky one also what it showed when it failed."""
    at_first = [
        one.model_copy(update={"title": f"at first: {one.title}"})
        for earlier in item.earlier
        if flaky
        for one in earlier.evidence
    ]
    return [*at_first, *item.evidence.records]


def _clock(epoch_s: float) -> str:
    return dt.datetime.fromtimestamp(epoch_s, dt.UTC).isoformat(timespec="milliseconds")


def _short_source(source: str) -> str:
    """Return a check's file and line from its layer's folder on: the rest is the machine's own business."""
    path, _, line = source.rpartition(":")
    return f"{'/'.join(Path(path).parts[-2:])}:{line}"
