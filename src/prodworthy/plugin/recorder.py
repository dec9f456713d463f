"""From pytest's events to the run record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prodworthy import __version__
from prodworthy.facts.catalogue import Check
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Measurement, PromiseRecord, RunInfo, RunReport
from prodworthy.facts.running import Run
from prodworthy.facts.verdict import decide
from prodworthy.history.rows import TallyRow
from prodworthy.plugin.arrival import Arrival
from prodworthy.plugin.compliance import gate_record
from prodworthy.plugin.evidence import Evidence
from prodworthy.plugin.items import Item, record_of
from prodworthy.plugin.over_runs import counted
from prodworthy.plugin.promises import Known, answer_promises
from prodworthy.target import HistoryBound, Target, Waiver

STILL_RUNNING = "the run was still under way when this was written"


@dataclass(slots=True)
class Recorder:
    """Collects the items of a run and makes its record.

    Args:
        run: which run it is.
        target: what was judged.
        folder: where its outputs land.
        phase: the launch phase, if one was chosen.
        selection: how the run was narrowed, in words; empty for a whole one.
    """

    run: Run
    target: Target
    folder: Path
    phase: str = ""
    selection: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    arrival: Arrival | None = None
    unanswered: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tallies: dict[HistoryBound, TallyRow] = field(default_factory=dict)
    no_history: str = "the history has not been asked yet"
    requests: int = 0

    def item(self, node_id: str, check: Check, name: str) -> Item:
        """Return the item of that node id; new if there is none."""
        if node_id not in self.items:
            self.items[node_id] = Item(check, name, Evidence(self.run.redactor, self.folder, check.id))
        return self.items[node_id]

    def record_of(self, item: Item) -> CheckRecord:
        """Return the record of one item alone."""
        return self._check([item], self.run.started.date())

    def report(self, *, interrupted: str = "", known: Iterable[str] = ()) -> RunReport:
        """Return the record of the run as it stands.

        Args:
            interrupted: why the run ended early; empty for a finished one.
            known: ids of all checks there are, to tell a promise's misspelt check from one that was not selected.
        """
        today = self.run.started.date()
        grouped: dict[str, list[Item]] = {}
        for item in self.items.values():
            grouped.setdefault(item.check.id, []).append(item)
        checks = [self._check(items, today) for items in grouped.values()]
        measurements = [one for item in self.items.values() for one in item.evidence.measurements]
        promises = self._promises(checks, measurements, frozenset(known))
        down, unknown = self._standing(checks)
        decision = decide(
            checks,
            self.target,
            down=down,
            unknown=unknown,
            interrupted=interrupted,
            narrowed=bool(self.selection),
            broken_promises=[
                f"the promise {promise.id} is {promise.answer}: {promise.text}"
                for promise in promises
                if promise.required and promise.answer not in {"kept", "not asked"}
            ],
        )
        redact = self.run.redactor.text
        return RunReport(
            run=self._info(interrupted),
            verdict=decision.verdict,
            exit_code=decision.exit_code,
            reasons=[redact(reason) for reason in decision.reasons],
            notes=[redact(note) for note in (*self.notes, *self._expired_waivers(today))],
            checks=checks,
            promises=promises,
            measurements=measurements,
            contract=self.run.contract,
            age_gate=gate_record(self.target, checks, today),
            leftovers=[redact(one) for one in self.leftovers],
        )

    def _promises(
        self, checks: list[CheckRecord], measurements: list[Measurement], all_checks: frozenset[str]
    ) -> list[PromiseRecord]:
        now = self.run.started
        answered = self.arrival.answered if self.arrival is not None else None
        known = Known(
            checks=checks,
            now=now,
            all_checks=all_checks,
            tallies=counted(self.tallies, checks, measurements, answered=answered, now=now),
            no_history=self.no_history,
            phase=self.phase,
            redact=self.run.redactor.text,
        )
        return answer_promises(self.target, known)

    def _standing(self, checks: Sequence[CheckRecord]) -> tuple[str, str]:
        """Return why the target is down, and why nothing is known of it; either is empty if it is not so."""
        if self.arrival is not None and self.arrival.outcome is not Outcome.PASSED:
            is_down = self.arrival.outcome is Outcome.FAILED
            return (self.arrival.sentence, "") if is_down else ("", self.arrival.sentence)
        if self.unanswered and not any(check.outcome is Outcome.FAILED for check in checks):
            more = f" (and {len(self.unanswered) - 1} more)" if len(self.unanswered) > 1 else ""
            return f"the target stopped answering: {self.unanswered[0]}{more}", ""
        return "", ""

    def _info(self, interrupted: str) -> RunInfo:
        finished = dt.datetime.now(dt.UTC)
        redact = self.run.redactor
        return RunInfo(
            id=self.run.id,
            started=self.run.started.isoformat(timespec="milliseconds"),
            finished=finished.isoformat(timespec="milliseconds"),
            duration_s=round((finished - self.run.started).total_seconds(), 2),
            target=self.target.name,
            title=self.target.title,
            base_url=redact.url(self.target.base_url),
            phase=self.phase,
            version=redact.text(self.run.version),
            selection=self.selection,
            allowed=self.run.allowed,
            threshold=self.target.gate.threshold,
            requests=self.requests,
            seed=self.run.seed,
            prodworthy=__version__,
            interrupted=interrupted,
            answered=self.arrival.answered if self.arrival is not None else None,
        )

    def _check(self, items: list[Item], today: dt.date) -> CheckRecord:
        return record_of(items, self.run.redactor.text, self._waivers(items[0].check.id, today))

    def _waivers(self, check_id: str, today: dt.date) -> list[Waiver]:
        return [one for one in self.target.waivers if one.check == check_id and one.valid_on(today)]

    def _expired_waivers(self, today: dt.date) -> list[str]:
        return [
            f"the waiver of {one.check} by {one.owner} expired on {one.expires}: its failure counts again"
            for one in self.target.waivers
            if not one.valid_on(today)
        ]
