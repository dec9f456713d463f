"""Mass assignment, as seen in the account afterwards."""

from typing import Any

import pytest

from prodworthy.rules.assignment import AT_REGISTRATION, PRIVILEGES, judge_assignment


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("role", {"role": "user"}, {"role": "user"}, False),
        ("role", {}, {}, False),
        ("role", None, "no document", False),
        ("verified", {"verified": True}, {"verified": True}, False),
        ("premium", {"premium": False}, {"premium": 1.5}, False),
        ("role", {"role": "user"}, {"role": "admin"}, True),
        ("isPremium", {"premium": False}, {"premium": True}, True),
        ("isAdmin", {}, {"user": {"is_admin": True}}, True),
        ("credits", {"wallet": {"credits": 0}}, {"wallet": {"credits": 987654}}, True),
        ("roles", {"roles": []}, {"roles": ["admin"]}, True),
    ],
)
def test_a_privilege_is_seen_where_it_was_taken_over(name: str, before: Any, after: Any, *, told: bool) -> None:
    assert bool(judge_assignment(name, before, after)) is told


def test_what_is_tried_at_registration_is_known() -> None:
    assert set(AT_REGISTRATION) <= set(PRIVILEGES)
