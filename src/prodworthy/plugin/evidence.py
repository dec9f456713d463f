"""What a check shows: evidence, parts, and the controls of refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from prodworthy.facts.controls import Control
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Finding, Findings, Inconclusive, Outcome, TargetFailed, Unmeasured
from prodworthy.facts.record import Evidence as EvidenceRecord
from prodworthy.facts.record import FindingRecord, Measurement, Part, Table
from prodworthy.facts.redaction import Redactor
from prodworthy.reporting.telling import parts_alike

_MOST_EXCHANGES = 8
_LONGEST_LOG = 20_000
_MOST_NAMED = 3


class Evidence:
    """Collects what one check wants shown. Checks get it as the fixture `evidence`.

    Everything is redacted as it comes in.

    Args:
        redactor: knows what must not be written down.
        folder: the run's folder, for files.
        check_id: names the files.
    """

    def __init__(self, redactor: Redactor, folder: Path, check_id: str) -> None:
        self._redactor = redactor
        self._folder = folder
        self._check_id = check_id
        self._exchanges: set[int] = set()
        self.records: list[EvidenceRecord] = []
        self.tables: list[Table] = []
        self.measurements: list[Measurement] = []
        self.controls: list[Control] = []

    def fresh(self) -> Evidence:
        """Return an empty one for another try of the same check."""
        return Evidence(self._redactor, self._folder, self._check_id)

    def exchange(self, exchange: Exchange, title: str = "") -> None:
        """Show an exchange: what was asked and answered, and a curl line that asks again."""
        if id(exchange) in self._exchanges or len(self._exchanges) >= _MOST_EXCHANGES:
            return
        self._exchanges.add(id(exchange))
        redact = self._redactor
        fields = "\n".join(f"{name}: {redact.header(name, value)}" for name, value in exchange.headers)
        self.records.append(
            EvidenceRecord(
                kind="exchange",
                title=title or redact.text(f"{exchange.request.method} {redact.url(exchange.url)}"),
                text=f"{exchange.http_version} {exchange.status} {redact.text(exchange.reason)}\n{fields}"[
                    :_LONGEST_LOG
                ],
                curl=exchange.curl(redact),
                status=exchange.status,
                elapsed_ms=round(exchange.elapsed * 1000, 1),
            )
        )

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Show figures."""
        cells = [[self._redactor.text(str(cell)) for cell in row] for row in rows]
        self.tables.append(Table(title=title, columns=list(columns), rows=cells))

    def log(self, title: str, lines: Iterable[str]) -> None:
        """Show lines of text, such as a browser's console."""
        text = self._redactor.text("\n".join(lines))[:_LONGEST_LOG]
        self.records.append(EvidenceRecord(kind="log", title=title, text=text))

    def file(self, name: str, data: bytes, media_type: str, title: str) -> None:
        """Keep a file, such as a screenshot, in the run's folder."""
        safe = re.sub(r"[^a-z0-9.]+", "-", f"{self._check_id}-{name}".lower()).strip("-.")
        place = self._folder / "evidence"
        place.mkdir(exist_ok=True)
        (place / safe).write_bytes(data)
        self.records.append(EvidenceRecord(kind="file", title=title, path=f"evidence/{safe}", media_type=media_type))

    def measure(self, name: str, value: float, unit: str, samples: int | None = None) -> None:
        """Keep a figure of the run, with its sample size where it is a statistic."""
        self.measurements.append(Measurement(name=name, value=value, unit=unit, samples=samples))

    def control(self, control: Control) -> None:
        """Keep what became of a positive control."""
        self.controls.append(control)
        self.records.append(
            EvidenceRecord(
                kind="control",
                title=self._redactor.text(control.title),
                text=self._redactor.text(control.seen),
                held=control.held,
                curl=control.exchange.curl(self._redactor) if control.exchange else "",
            )
        )

    def gather(self, values: Iterable[object]) -> None:
        """Show the exchanges found among a check's fixture values, as far as there is room."""
        for value in values:
            for name, exchange in exchanges_in(value):
                asked = self._redactor.text(f"{exchange.request.method} {self._redactor.url(exchange.url)}")
                named = f"{self._redactor.text(name)}: " if name and name not in asked else ""
                self.exchange(exchange, f"{named}{asked}")

    def finding(self, finding: Finding) -> FindingRecord:
        """Return a finding fit to be written down."""
        redact = self._redactor.text
        return FindingRecord(
            seen=redact(finding.seen), required=finding.required, where=redact(finding.where), advisory=finding.advisory
        )


def exchanges_in(value: object, name: str = "", depth: int = 3) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchanges in a value (itself, its items or fields, a few levels deep), each with its key if any."""
    if isinstance(value, Exchange):
        yield name, value
    elif depth == 0 or isinstance(value, str | bytes):
        return
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from exchanges_in(item, key if isinstance(key, str) else name, depth - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from exchanges_in(item, name, depth - 1)
    elif hasattr(value, "__dataclass_fields__"):
        for field_name in value.__dataclass_fields__:
            yield from exchanges_in(getattr(value, field_name, None), name, depth - 1)


@dataclass(slots=True)
class Parts:
    """The parts of a multi-part check. Checks get it as the fixture `parts`; its worst part is the check's outcome."""

    redactor: Redactor
    used: bool = False
    parts: list[Part] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Judge one part: a failure or an unknown inside is kept, and the check goes on with the next part."""
        self.used = True
        found = Findings()
        try:
            yield
        except CheckFailed as failure:
            outcome, found = Outcome.FAILED, failure.findings
            summary = str(failure)
        except AssertionError as failure:
            outcome, summary = Outcome.FAILED, str(failure)
            found = Findings([Finding(summary, "")])
        except TargetFailed as failure:
            outcome, summary = Outcome.BLOCKED, failure.sentence
        except Inconclusive as answer:
            outcome, summary = answer.outcome, answer.reason
        else:
            outcome, summary = Outcome.PASSED, ""
        redact = self.redactor.text
        self.findings += Findings(one.at(_place(name, one.where)) for one in found)
        records = [
            FindingRecord(seen=redact(f.seen), required=f.required, where=redact(f.where), advisory=f.advisory)
            for f in found
        ]
        self.parts.append(Part(name=redact(name), outcome=outcome, summary=redact(summary), findings=records))

    def conclude(self) -> None:
        """End the check with the outcome of its worst part.

        Raises:
            CheckFailed: if a part failed.
            Inconclusive: if no part failed, but not all passed, or there was no part at all.
        """
        worst = Outcome.worst(part.outcome for part in self.parts)
        if worst is Outcome.PASSED:
            return
        if worst is Outcome.FAILED:
            raise CheckFailed(self.findings)
        if not self.parts:
            raise Unmeasured("there was nothing to look at")
        told = parts_alike(part for part in self.parts if part.outcome is worst)
        answer = Inconclusive("; ".join(f"{one.place(_MOST_NAMED)}: {one.first.summary}" for one in told))
        answer.outcome = worst
        raise answer


def _place(part: str, where: str) -> str:
    """Return where a finding of a part is: what a part is about need not be all that is known of the place."""
    return f"{part}: {where}" if where and where not in part else part
