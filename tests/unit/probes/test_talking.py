from __future__ import annotations

import pytest
from pydantic import ValidationError

from prodworthy.probes.talking import Talk
from prodworthy.target import PromisedRefusal

SENT = (("a", 1.0), ("b", 1.1), ("c", 1.2))


def test_all_in_order_and_once() -> None:
    talk = Talk(SENT, 3, (("a", 1.05), ("b", 1.15), ("c", 1.3)))
    assert not talk.lost
    assert not talk.repeated
    assert talk.in_order
    assert talk.latencies_ms == pytest.approx([50, 50, 100])


def test_what_is_lost_repeated_or_overtaken_is_seen() -> None:
    talk = Talk(SENT, 3, (("c", 1.3), ("a", 1.4), ("a", 1.5)))
    assert talk.lost == ["b"]
    assert talk.repeated == 1
    assert not talk.in_order
    assert talk.latencies_ms == pytest.approx([100, 400])


def test_a_refusal_and_its_control_have_to_differ() -> None:
    same = {"request": "GET /x"}
    with pytest.raises(ValidationError, match="nothing in between"):
        PromisedRefusal.model_validate({"id": "x", "title": "x", "control": same, "refused": same})
    between = [{"request": "PUT /block"}]
    assert PromisedRefusal.model_validate(
        {"id": "x", "title": "x", "control": same, "refused": same, "between": between}
    ).between
