"""What contract.ownership says where nothing was proven: what is wanting, time or another account, or nothing helps."""

from __future__ import annotations

import pytest

from contract.test_ownership import _why_not
from prodworthy.facts.outcome import NotApplicable, Unmeasured
from prodworthy.probes.conformance_result import Conformance, Others, Tried
from prodworthy.rules.openapi import Operation
from prodworthy.target import Target

TARGET = Target(name="notes", base_url="https://notes.example")


def judge(others: Others, *, covered: bool) -> None:
    making = Tried(Operation("POST", "/notes", "/notes"), covered=covered)
    making.statuses[201] = 1
    changing = Tried(Operation("PUT", "/notes/{id}", "/notes/{id}"), others=others)
    result = Conformance((making, changing), skipped=(), seed=1, spent=1.0, complete=True, ended="", budget_s=30.0)
    _why_not([changing], result, TARGET)


def test_made_up_data_that_even_the_owner_cannot_use_are_no_want_of_time() -> None:
    for tries in (0, 12):
        with pytest.raises(NotApplicable, match="declare what accounts own"):
            judge(Others({"POST /notes"}, tries=tries), covered=True)


def test_more_time_may_help_where_not_all_was_tried() -> None:
    with pytest.raises(Unmeasured, match="too few samples"):
        judge(Others({"POST /notes"}), covered=False)


def test_another_account_that_could_not_try_leaves_it_open() -> None:
    with pytest.raises(Unmeasured, match="another account was answered 429"):
        judge(Others({"POST /notes"}, tries=3, hindered="another account was answered 429"), covered=True)


def test_what_all_are_shown_is_nobodys_own() -> None:
    with pytest.raises(NotApplicable, match="nothing declares it to be private"):
        judge(Others({"POST /notes"}, tries=2, read=2), covered=True)
