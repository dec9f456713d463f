"""What is put in comes out again, from either database."""

import datetime as dt

import pytest
from sqlalchemy import Column, Connection, Integer, inspect, select, text

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import RunReport
from prodworthy.history.opening import Database, HistoryError, NoHistoryError
from prodworthy.history.place import Place
from prodworthy.history.rows import EntryRow
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from prodworthy.history.tables import attempts, metadata, schema_version
from prodworthy.history.translating import earlier_of, rows_of
from tests.history.samples import BASE, NOON, check, run

SHOP = Subject.of("shop", BASE)


def fill(history: History, *reports: RunReport) -> None:
    for report in reports:
        assert history.add(rows_of(report, f"folder-{report.run.id}"))


def test_a_run_comes_out_as_it_was_put_in(history: History) -> None:
    fill(history, run(0, {"smoke.a": "PASSED", "smoke.b": "FAILED"}, verdict="NO-GO", version="1.4\x00é"))
    stored = history.runs()[0]
    assert (stored.run_id, stored.subject, stored.started) == ("run0", SHOP, NOON)
    assert (stored.verdict, stored.version, stored.duration_s) == ("NO-GO", "1.4\ufffdé", 9.0)
    assert stored.counts == {"FAILED": 1, "PASSED": 1}
    assert stored.folder == "folder-run0"
    assert stored.answered is True


def test_a_run_is_put_in_once(history: History) -> None:
    report = run(0, {"smoke.a": "PASSED"}, measurements={"p95": (3.0, "ms", 10)})
    assert history.add(rows_of(report))
    assert not history.add(rows_of(report))
    assert len(history.runs()) == 1


def test_runs_are_shown_newest_first_and_narrowed(history: History) -> None:
    fill(history, run(2, {}), run(0, {}), run(1, {}, target="other"))
    assert [one.run_id for one in history.runs()] == ["run2", "run1", "run0"]
    assert [one.run_id for one in history.runs(limit=1)] == ["run2"]
    assert [one.run_id for one in history.runs(target="shop")] == ["run2", "run0"]
    assert [one.run_id for one in history.runs(since=NOON + dt.timedelta(hours=1))] == ["run2", "run1"]


def test_a_check_over_time(history: History) -> None:
    outcomes = ["PASSED", "FAILED", "FAILED", "PASSED", "PASSED"]
    fill(history, *(run(number, {"smoke.a": outcome}, version=f"v{number}") for number, outcome in enumerate(outcomes)))
    (found,) = history.check("smoke.a", limit=2)
    assert found.title == "The title of smoke.a"
    assert found.subject == SHOP
    assert found.counts == {Outcome.PASSED: 3, Outcome.FAILED: 2}
    assert found.changed == NOON + dt.timedelta(hours=3)
    assert found.changed_from is Outcome.FAILED
    assert [(one.run_id, one.version, one.outcome) for one in found.latest] == [
        ("run4", "v4", Outcome.PASSED),
        ("run3", "v3", Outcome.PASSED),
    ]


def test_a_check_that_never_changed(history: History) -> None:
    fill(history, run(0, {"smoke.a": "PASSED"}), run(1, {"smoke.a": "PASSED"}))
    (found,) = history.check("smoke.a")
    assert (found.changed, found.changed_from) == (None, None)


def test_a_flaky_check_is_marked_and_every_attempt_is_kept(history: History, place: Place) -> None:
    report = run(0, {})
    report.checks = [check("smoke.a", "PASSED", flaky=True)]
    fill(history, report)
    (found,) = history.check("smoke.a")
    assert found.flaky == 1
    assert (found.latest[0].flaky, found.latest[0].attempts) == (True, 2)
    with Database(place).reading() as connection:
        kept = connection.execute(select(attempts.c.number, attempts.c.outcome).order_by(attempts.c.number)).all()
    assert [tuple(row) for row in kept] == [(1, "FAILED"), (2, "PASSED")]


def test_a_check_has_a_history_for_each_place(history: History) -> None:
    staging = run(1, {"smoke.a": "FAILED"}, base_url="https://staging.example")
    fill(history, run(0, {"smoke.a": "PASSED"}), staging)
    assert [one.subject.place for one in history.check("smoke.a")] == [BASE, "https://staging.example"]


def test_a_title_that_was_reworded_is_the_new_one(history: History) -> None:
    fill(history, run(0, {"smoke.a": "PASSED"}))
    reworded = run(1, {"smoke.a": "PASSED"})
    reworded.checks[0].title = "A better title"
    fill(history, reworded)
    assert history.check("smoke.a")[0].title == "A better title"


def test_the_run_before_is_one_of_the_same_kind(history: History) -> None:
    fill(
        history,
        run(0, {"a.x": "PASSED"}),
        run(1, {"a.x": "PASSED"}, selection="layers smoke only"),
        run(2, {"a.x": "PASSED"}, base_url="https://staging.example"),
        run(3, {"a.x": "PASSED"}, interrupted="Ctrl-C"),
        run(9, {"a.x": "PASSED"}),
    )
    found = earlier_of(history.earlier(SHOP, before=NOON + dt.timedelta(hours=4)))
    assert found is not None
    assert found.run.id == "run0"
    assert found.outcomes == {"a.x": Outcome.PASSED}
    assert history.earlier(SHOP, before=NOON) is None
    assert history.earlier(SHOP, phase="launch") is None


def test_a_failure_dates_from_the_first_run_since_it_last_passed(history: History) -> None:
    outcomes = ["FAILED", "PASSED", "FAILED", "BLOCKED", "FAILED", "UNMEASURED"]
    fill(history, *(run(number, {"a.x": outcome, "a.y": "PASSED"}) for number, outcome in enumerate(outcomes)))
    found = earlier_of(history.earlier(SHOP, before=NOON + dt.timedelta(days=1)))
    assert found is not None
    assert found.failing_since == {"a.x": (NOON + dt.timedelta(hours=2)).isoformat(timespec="seconds")}


def test_a_failure_that_was_always_there_dates_from_the_first_run(history: History) -> None:
    fill(history, *(run(number, {"a.x": "FAILED"}) for number in range(3)))
    found = earlier_of(history.earlier(SHOP, before=NOON + dt.timedelta(days=1)))
    assert found is not None
    assert found.failing_since == {"a.x": NOON.isoformat(timespec="seconds")}


def test_uptime_counts_runs_and_not_what_nobody_knows(history: History) -> None:
    answers = [True, False, False, None, True, False]
    fill(history, *(run(number, {}, answered=answered) for number, answered in enumerate(answers)))
    (window,) = history.windows()
    assert (window.uptime.good, window.uptime.samples, window.unknown) == (2, 5, 1)
    assert window.uptime.at_least == pytest.approx(0.0764, abs=1e-4)  # Clopper-Pearson, one-sided, 95 %
    hour = dt.timedelta(hours=1)
    assert [(one.began - NOON, one.ended and one.ended - NOON, one.runs) for one in window.outages] == [
        (hour, 4 * hour, 2),
        (5 * hour, None, 1),
    ]


def test_a_window_begins_where_it_is_said_to(history: History) -> None:
    fill(history, *(run(number, {}, answered=number > 1) for number in range(5)))
    (window,) = history.windows(since=NOON + dt.timedelta(hours=2))
    assert (window.uptime.good, window.uptime.samples, window.outages) == (3, 3, ())
    assert history.windows(since=NOON + dt.timedelta(days=1)) == []


def test_rates_are_pooled_and_not_averaged(history: History) -> None:
    fill(
        history,
        run(0, {}, measurements={"success_rate": (0.5, "1", 2)}),
        run(1, {}, measurements={"success_rate": (1.0, "1", 998)}),
    )
    (window,) = history.windows()
    (rate,) = window.rates
    assert (rate.name, rate.good, rate.samples, rate.runs) == ("success_rate", 999, 1000, 2)
    assert rate.at_least == pytest.approx(0.99527, abs=1e-5)


def test_percentiles_say_when_the_runs_are_too_few(history: History) -> None:
    fill(history, *(run(number, {}, measurements={"login": (float(number), "s", None)}) for number in range(60)))
    (window,) = history.windows()
    (found,) = window.distributions
    median, p95, p99 = found.percentiles
    assert (found.runs, found.minimum, found.maximum) == (60, 0.0, 59.0)
    assert (median.value, p95.value, p99.value) == (29.0, 56.0, 59.0)
    assert median.at_most == 36.0
    assert p95.at_most == 59.0  # of 60 samples, none may lie above the bound
    assert (p99.at_most, p99.needs) == (None, 299)


def test_values_that_are_no_numbers_are_left_out(history: History) -> None:
    fill(history, run(0, {}, measurements={"p95": (float("nan"), "ms", 5), "p50": (1.0, "ms", 5)}))
    assert [one.name for one in history.windows()[0].distributions] == ["p50"]


def test_what_a_run_leaves_is_known_until_it_is_settled(history: History) -> None:
    removal = {"method": "DELETE", "path": "/users/7"}
    entries: list[EntryRow] = [
        {"kind": "account", "name": "pw-1@example.com", "removal": removal},
        {"kind": "post", "name": "hello", "removal": {}},
    ]
    first, second = history.leave(SHOP, "run0", entries)
    history.leave(Subject("shop", "https://staging.example"), "run0", [{"kind": "account", "name": "x", "removal": {}}])
    found = history.leftovers(SHOP)
    assert [(one.no, one.kind, one.name) for one in found] == [
        (first, "account", "pw-1@example.com"),
        (second, "post", "hello"),
    ]
    assert found[0].removal == removal
    history.settled([first])
    assert [one.no for one in history.leftovers(SHOP)] == [second]


def test_what_is_open_when_its_run_is_put_in_is_known_to_have_stayed(history: History) -> None:
    ended = run(0, {})
    entry: EntryRow = {"kind": "account", "name": "x", "removal": {}}
    history.leave(Subject.of(ended.run.target, ended.run.base_url), ended.run.id, [entry])
    subject = Subject.of(ended.run.target, ended.run.base_url)
    assert [one.ended for one in history.leftovers(subject)] == [False]
    history.add(rows_of(ended))
    assert [one.ended for one in history.leftovers(subject)] == [False]  # another run, before it, of the same id
    ended.run.started = ended.run.finished = "2999-01-01T00:00:00+00:00"
    history.add(rows_of(ended))
    assert [one.ended for one in history.leftovers(subject)] == [True]


def test_before_the_first_run_there_is_nothing_and_asking_makes_nothing(history: History, place: Place) -> None:
    assert history.earlier(SHOP) is None
    assert history.leftovers(SHOP) == []
    with pytest.raises(NoHistoryError, match="a run makes it"):
        history.runs()
    assert place.path is None or not place.path.exists()


def test_an_unknown_check_is_an_error(history: History) -> None:
    fill(history, run(0, {"smoke.a": "PASSED"}))
    with pytest.raises(KeyError):
        history.check("smoke.b")
    assert history.checks() == ["smoke.a"]


def test_the_schema_is_brought_forward_step_by_step(place: Place) -> None:
    fill(History(place), run(0, {}))

    def second(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE runs ADD COLUMN region TEXT"))

    def third(connection: Connection) -> None:
        connection.execute(text("UPDATE runs SET region = 'eu'"))

    newer = Database(place, migrations={3: second, 4: third}, version=4)
    with newer.reading() as connection:
        assert connection.execute(text("SELECT region FROM runs")).scalar() == "eu"
        assert connection.execute(select(schema_version.c.version)).scalar() == 4
    with pytest.raises(HistoryError, match=r"written by a newer prodworthy \(schema 4, this one knows 2\): upgrade"):
        History(place).runs()


def test_a_step_that_breaks_off_changes_nothing(place: Place) -> None:
    fill(History(place), run(0, {}))

    def broken(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE runs ADD COLUMN region TEXT"))
        connection.execute(text("UPDATE no_such_table SET x = 1"))

    with pytest.raises(HistoryError), Database(place, migrations={3: broken}, version=3).writing():
        pass
    with Database(place).reading() as connection:
        assert "region" not in {column["name"] for column in inspect(connection).get_columns("runs")}
        assert connection.execute(select(schema_version.c.version)).scalar() == 2


def test_the_tables_are_those_of_the_version_that_is_stamped() -> None:
    """Who changes a table adds a version and its migration, and then this list."""
    columns = sum(len(table.columns) for table in metadata.tables.values())
    assert (sorted(metadata.tables), columns) == (
        [
            "attempts", "checks", "documents", "leftovers", "measurements", "outcomes", "runs", "schema_version",
            "series", "targets",
        ],
        67,
    )  # fmt: skip
    assert isinstance(schema_version.c.version, Column)
    assert isinstance(schema_version.c.version.type, Integer)
