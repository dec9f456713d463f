"""Ids of errors: there, and each its own."""

from __future__ import annotations

import pytest

from prodworthy.rules import error_ids


@pytest.mark.parametrize("ids", [["a1b2c3", "d4e5f6"], [10001, 10002], ["é-µ-1", "é-µ-2"]])
def test_each_its_own(ids: list[object]) -> None:
    assert not error_ids.judge(ids)


@pytest.mark.parametrize("ids", [[None, None], ["", "abcd"], ["abcd", {}], ["1", "2"]])
def test_none(ids: list[object]) -> None:
    assert error_ids.judge(ids)[0].required == "an id for the log"


def test_the_same_twice() -> None:
    assert "twice" in error_ids.judge(["abcd", "abcd"])[0].seen
