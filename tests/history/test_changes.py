from prodworthy.facts.changes import Earlier, compare
from prodworthy.facts.record import RunReport
from tests.history.samples import NOON, run


def kinds(report: RunReport, *before: RunReport) -> dict[str, str]:
    """Return kind by check, after runs of which each was compared with the one before it."""
    earlier = None
    for one in before:
        one.changes = compare(one, earlier)
        earlier = Earlier.of(one)
    return {change.check: change.kind for change in compare(report, earlier).checks}


def test_a_first_run_says_so() -> None:
    changes = compare(run(1, {"smoke.a": "FAILED"}), None)
    assert changes.previous is None
    assert not changes.checks


def test_each_way_in_which_a_check_can_change() -> None:
    before = run(
        0, {"a.new": "PASSED", "a.old": "FAILED", "a.mended": "FAILED", "a.lost": "PASSED", "a.same": "PASSED"}
    )
    now = run(
        1, {"a.new": "FAILED", "a.old": "FAILED", "a.mended": "PASSED", "a.lost": "UNMEASURED", "a.same": "PASSED"}
    )
    assert kinds(now, before) == {
        "a.new": "newly failed",
        "a.old": "still failing",
        "a.mended": "mended",
        "a.lost": "no longer known",
    }


def test_what_matters_most_stands_first() -> None:
    before = run(0, {"a.1": "FAILED", "a.2": "FAILED", "a.3": "PASSED"})
    now = run(1, {"a.1": "FAILED", "a.2": "PASSED", "a.3": "FAILED"})
    assert [change.kind for change in compare(now, Earlier.of(before)).checks] == [
        "newly failed",
        "mended",
        "still failing",
    ]


def test_the_run_before_is_named() -> None:
    changes = compare(run(1, {}), Earlier.of(run(0, {}, verdict="NO-GO", version="1.2")))
    assert changes.previous is not None
    assert (changes.previous.id, changes.previous.verdict, changes.previous.version) == ("run0", "NO-GO", "1.2")


def test_a_failure_is_dated_from_its_first_run() -> None:
    reports = [run(number, {"a.x": outcome}) for number, outcome in enumerate(["PASSED", "FAILED", "FAILED", "FAILED"])]
    earlier = None
    for one in reports:
        one.changes = compare(one, earlier)
        earlier = Earlier.of(one)
    assert reports[-1].changes is not None
    assert reports[-1].changes.checks[0].since == reports[1].run.started


def test_a_run_that_could_not_tell_does_not_make_an_old_failure_new() -> None:
    failed, blocked = run(0, {"a.x": "FAILED"}), run(1, {"a.x": "BLOCKED"})
    assert kinds(run(2, {"a.x": "FAILED"}), failed, blocked) == {"a.x": "still failing"}
    assert kinds(run(2, {"a.x": "PASSED"}), failed, blocked) == {"a.x": "mended"}


def test_not_knowing_is_told_once() -> None:
    assert kinds(run(2, {"a.x": "BLOCKED"}), run(0, {"a.x": "PASSED"}), run(1, {"a.x": "BLOCKED"})) == {}
    assert kinds(run(2, {"a.x": "BLOCKED"}), run(0, {"a.x": "FAILED"}), run(1, {"a.x": "BLOCKED"})) == {}


def test_not_knowing_is_never_mended() -> None:
    for outcome in ("UNMEASURED", "BLOCKED", "WITHHELD", "NOT_APPLICABLE"):
        assert kinds(run(1, {"a.x": outcome}), run(0, {"a.x": "FAILED"})) == {"a.x": "no longer known"}


def test_waivers() -> None:
    assert kinds(run(1, {"a.x": "WAIVED"}), run(0, {"a.x": "FAILED"})) == {"a.x": "still failing"}
    assert kinds(run(1, {"a.x": "FAILED"}), run(0, {"a.x": "WAIVED"})) == {"a.x": "newly failed"}
    assert kinds(run(1, {"a.x": "PASSED"}), run(0, {"a.x": "WAIVED"})) == {"a.x": "mended"}
    assert kinds(run(1, {"a.x": "WAIVED"}), run(0, {"a.x": "WAIVED"})) == {}


def test_a_new_check_counts_only_if_it_fails_and_a_missing_one_not_at_all() -> None:
    before = run(0, {"a.gone": "FAILED"})
    assert kinds(run(1, {"a.fine": "PASSED", "a.bad": "FAILED"}), before) == {"a.bad": "newly failed"}


def test_a_new_failure_dates_from_this_run() -> None:
    change = compare(run(1, {"a.x": "FAILED"}), Earlier.of(run(0, {"a.x": "PASSED"}))).checks[0]
    assert change.since > NOON.isoformat()
    assert change.before == "PASSED"
