"""Whether another run may still be alive."""

import dataclasses
import datetime as dt
import subprocess
import sys

import pytest

from prodworthy.plugin import aliveness
from prodworthy.plugin.aliveness import UNBOUNDED_S, Aliveness

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=9)


def mine(deadline_s: float = 60.0) -> Aliveness:
    return Aliveness.of_this_run(NOON, deadline_s)


@pytest.mark.skipif(not aliveness._machine(), reason="this system does not tell one start of a machine from another")
def test_on_this_machine_the_process_itself_is_asked() -> None:
    assert mine().holds(LATER), "this process is there, however late it is"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        its = dataclasses.replace(mine(), process=other.pid, began=aliveness._began(other.pid))
        assert its.holds(NOON)
        other.kill()
        other.wait()
    assert not its.holds(NOON)


@pytest.mark.skipif(not aliveness._machine(), reason="as above")
def test_a_later_process_of_the_same_number_is_another_one() -> None:
    assert not dataclasses.replace(mine(), began="1").holds(NOON)


def test_elsewhere_a_run_lives_until_its_deadline_and_some_time_for_cleaning_up() -> None:
    elsewhere = dataclasses.replace(mine(), machine="another")
    assert elsewhere.holds(NOON + dt.timedelta(seconds=60))
    assert not elsewhere.holds(NOON + dt.timedelta(seconds=60 + 601))


@pytest.mark.parametrize(("deadline_s", "lives_s"), [(float("inf"), UNBOUNDED_S), (5 * 3600.0, 5 * 3600.0)])
def test_a_run_without_a_deadline_lives_for_a_declared_time(deadline_s: float, lives_s: float) -> None:
    elsewhere = dataclasses.replace(mine(deadline_s), machine="")
    assert elsewhere.holds(NOON + dt.timedelta(seconds=lives_s))
    assert not elsewhere.holds(NOON + dt.timedelta(seconds=lives_s + 601))


def test_it_is_read_as_it_was_written() -> None:
    assert Aliveness.read(mine().as_values()) == mine()


@pytest.mark.parametrize(
    "values",
    [{}, {"until": "soon", "machine": "", "process": 1, "began": ""}, {**mine().as_values(), "process": None}],
    ids=["nothing", "no time", "no number"],
)
def test_what_is_not_to_be_understood_says_nothing(values: dict[str, object]) -> None:
    assert Aliveness.read(values) is None
