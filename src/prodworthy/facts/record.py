"""The run record: what `run.json` holds, and what every other output is made from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.contract_record import ContractRecord
from prodworthy.facts.gate_record import GateRecord
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record_text import Text

SCHEMA_VERSION: Literal[1] = 1
Verdict = Literal["GO", "NO-GO", "INCOMPLETE"]


class Record(BaseModel):
    """A part of the record."""

    model_config = ConfigDict(extra="forbid")


class FindingRecord(Record):
    """One thing that is not as it should be; see `outcome.Finding`."""

    seen: Text
    required: Text
    where: Text = ""
    advisory: bool = False


class Evidence(Record):
    """Something that shows what was seen.

    `exchange` evidence has `curl`, `status` and `elapsed_ms`; `file` evidence (a screenshot, a log) has `path` (below
    the run's folder) and `media_type`; `log` evidence has its lines in `text`.
    """

    kind: Literal["exchange", "file", "log", "control"]
    title: Text
    text: Text = ""
    curl: Text = ""
    status: int | None = None
    elapsed_ms: float | None = None
    path: str = ""
    media_type: str = ""
    held: bool | None = Field(default=None, description="of a control: whether it succeeded")


class Table(Record):
    """Figures that a check wants shown."""

    title: Text
    columns: list[Text]
    rows: list[list[Text]]


class Part(Record):
    """One part of a multi-part check."""

    name: Text
    outcome: Outcome
    summary: Text = ""
    findings: list[FindingRecord] = []


class Attempt(Record):
    """One try of a check; a retry adds another."""

    outcome: Outcome
    summary: Text = ""
    started: str
    duration_s: float


class CheckRecord(Record):
    """One check of the run. `severity` is the effective one: lower than declared where all findings are advisory."""

    id: str
    title: Text
    layer: str
    severity: Severity
    declared_severity: Severity
    footprint: Footprint
    outcome: Outcome
    flaky: bool = False
    summary: Text = ""
    why: Text = ""
    remedy: Text = ""
    reference: Text = ""
    covers: list[str] = []
    source: str = ""
    duration_s: float = 0.0
    findings: list[FindingRecord] = []
    attempts: list[Attempt] = []
    parts: list[Part] = []
    tables: list[Table] = []
    evidence: list[Evidence] = []
    waiver: dict[str, str] | None = None


class AnswerRecord(Record):
    """One of the things that answer a promise, and what it says.

    `check` is the check that it comes from, so that a report can point to it, and `link` an attestation's evidence.
    """

    kind: Literal["check", "history", "metric", "attestation", "reason"]
    name: Text
    answer: Literal["kept", "broken", "not proven"]
    said: Text = ""
    needed: Text = Field(default="", description="what would prove it; empty for what is answered")
    check: str = ""
    link: Text = ""


class PromiseRecord(Record):
    """A promise of the product and its answer."""

    id: str
    text: Text
    answer: Literal["kept", "broken", "not proven", "not asked"]
    checks: list[str] = []
    reason: Text = ""
    required: bool = False
    answers: list[AnswerRecord] = []


class Measurement(Record):
    """A figure of the run, with its sample size where it is a statistic."""

    name: str
    value: float
    unit: str
    samples: int | None = None


class RunInfo(Record):
    """Which run this is."""

    id: str
    started: str
    finished: str = ""
    duration_s: float = 0.0
    target: str
    title: Text = ""
    base_url: Text = ""
    phase: str = ""
    version: Text = Field(default="", description="the target's own version, where it tells")
    selection: Text = Field(default="", description="how the run was narrowed; empty for a whole one")
    allowed: Footprint = Footprint.READS
    threshold: Severity = Field(default=Severity.MAJOR, description="failures of this severity and above block")
    requests: int = 0
    seed: int | None = None
    prodworthy: str
    interrupted: Text = Field(default="", description="why the run ended early; empty for a finished one")
    answered: bool | None = Field(
        default=None, description="whether the target answered, and with no server error; null where that is not known"
    )


class PreviousRun(Record):
    """The run that this one is compared with."""

    id: str
    started: str
    verdict: Verdict
    version: Text = ""


class Change(Record):
    """A check that came to something else than before, or that still fails."""

    check: str
    title: Text
    kind: Literal["newly failed", "still failing", "mended", "no longer known"]
    before: Outcome | None = Field(default=None, description="what it last came to; null for a check that is new")
    now: Outcome
    since: str = Field(default="", description="of a failure, also of a mended one: the start of the first such run")


class Changes(Record):
    """What is different since the previous finished run of the same target, phase and selection."""

    previous: PreviousRun | None = Field(default=None, description="null: there was none, this is the first")
    checks: list[Change] = []


class RunReport(Record):
    """A whole run."""

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, alias="schema")
    run: RunInfo
    verdict: Verdict
    exit_code: int
    reasons: list[Text] = []
    notes: list[Text] = Field(default=[], description="things told that do not bear on the verdict")
    checks: list[CheckRecord] = []
    promises: list[PromiseRecord] = []
    measurements: list[Measurement] = []
    contract: ContractRecord | None = Field(default=None, description="null where no API document was tried")
    age_gate: GateRecord | None = Field(default=None, description="null where no age gate is declared")
    leftovers: list[Text] = Field(default=[], description="what the run created and could not remove")
    changes: Changes | None = Field(default=None, description="null where the history could not be asked")

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    def to_json(self) -> str:
        """Return the record as the text of `run.json`."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> RunReport:
        """Read a record.

        Raises:
            pydantic.ValidationError: if the text is no run record of this schema version.
        """
        return cls.model_validate_json(text)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of `run.json`."""
        schema = cls.model_json_schema(by_alias=True, mode="serialization")
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        return schema
