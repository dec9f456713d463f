"""What the history keeps of a run: plain values, fit for JSON, which need no library to be read."""

from __future__ import annotations

from typing import Any, TypedDict


class RunRow(TypedDict):
    """The run itself; times are ISO 8601."""

    run_id: str
    started: str
    finished: str
    duration_s: float
    verdict: str
    exit_code: int
    version: str
    phase: str
    selection: str
    allowed: str
    requests: int
    answered: bool | None
    interrupted: str
    prodworthy: str
    folder: str
    counts: dict[str, int]


class CheckRow(TypedDict):
    """What does not change from run to run of a check."""

    check_id: str
    title: str
    layer: str
    severity: str


class OutcomeRow(TypedDict):
    """What came of a check; `summary` is empty for one that passed."""

    check_id: str
    outcome: str
    flaky: bool
    attempts: int
    duration_s: float
    summary: str


class AttemptRow(TypedDict):
    """One try of a check that was tried more than once."""

    check_id: str
    number: int
    outcome: str
    started: str
    duration_s: float
    summary: str


class MeasurementRow(TypedDict):
    """A figure of the run; `number` tells apart those of one name."""

    name: str
    unit: str
    number: int
    value: float
    samples: int | None


class Rows(TypedDict):
    """All that the history keeps of a run."""

    target: str
    place: str
    run: RunRow
    checks: list[CheckRow]
    outcomes: list[OutcomeRow]
    attempts: list[AttemptRow]
    measurements: list[MeasurementRow]


class EntryRow(TypedDict):
    """An entry of the ledger: something that a run is about to make on a target.

    `name` is what it is called there, and `removal` how to remove it; neither holds a secret.
    """

    kind: str
    name: str
    removal: dict[str, Any]


class TallyQuestion(TypedDict):
    """What is to be counted since a time (ISO 8601); see `target.HistoryBound`."""

    measure: str
    of: str
    since: str
    at_most: float | None


class TallyRow(TypedDict):
    """What was counted; see `rules.over_time.Tally`. Times are ISO 8601."""

    good: int
    samples: int
    runs: int
    first: str | None
    began: str | None


class EarlierRows(TypedDict):
    """What has to be known of the run before; see `changes.Earlier`."""

    run_id: str
    started: str
    verdict: str
    version: str
    outcomes: dict[str, str]
    failing_since: dict[str, str]
