import os

import pytest

from prodworthy.probes.overload import overload


@pytest.mark.parametrize(("load", "busy"), [(0.2, False), (7.9, False), (8.1, True), (40.0, True)])
def test_four_waiting_processes_a_core_are_too_many(load: float, busy: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a column of the table
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert bool(overload()) is busy


def test_a_system_that_does_not_tell_is_not_overloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "getloadavg", raising=False)
    assert overload() == ""
