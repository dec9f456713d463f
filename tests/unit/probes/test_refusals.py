"""Promised refusals: each thing that is prohibited, beside each that is permitted."""

from __future__ import annotations

from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.refusals import run_refusal
from prodworthy.target import PromisedRefusal, Target
from tests.unit.probes.stub import Answer, StubHttp

TARGET = Target(name="t", base_url="https://a.example")
FILTERED = PromisedRefusal.model_validate(
    {
        "id": "filtered",
        "title": "Prohibited words are refused",
        "setup": [{"request": "POST /rooms", "save": {"room": "id"}}],
        "permitted": ["kite", "skilled"],
        "control": {"request": "POST /rooms/{room}", "json": {"text": "{permitted}"}},
        "prohibited": ["kill", "k1ll"],
        "refused": {"request": "POST /rooms/{room}", "json": {"text": "{prohibited}"}},
    }
)


def chat(*refused: str) -> StubHttp:
    def answer(_method: str, path: str, body: Any, _headers: Headers) -> Answer:
        if path == "/rooms":
            return 200, {"id": "r1"}
        return (403, {}) if body["text"] in refused else (200, {})

    return StubHttp(TARGET, answer)


async def test_each_prohibited_text_is_tried_after_each_permitted_one() -> None:
    http = chat("kill")
    done = await run_refusal(http.as_http(), FILTERED, {}, credential={})
    assert [request.body.decode() for request in http.asked[1:]] == [
        f'{{"text": "{text}"}}' for text in ("kite", "skilled", "kill", "k1ll")
    ]
    assert done.control.held
    assert [attempt.exchange.status for attempt in done.attempts] == [403, 200]
    assert "'k1ll'" in done.attempts[1].what


async def test_what_is_permitted_and_refused_is_a_control_that_failed() -> None:
    with pytest.raises(Unmeasured, match="the control failed"):
        await run_refusal(chat("kill", "k1ll", "skilled").as_http(), FILTERED, {}, credential={})


async def test_the_attempt_comes_first_where_the_control_is_last() -> None:
    http = chat("kill", "k1ll", "kite")
    done = await run_refusal(http.as_http(), FILTERED.model_copy(update={"control_last": True}), {}, credential={})
    assert [attempt.exchange.status for attempt in done.attempts] == [403, 403]
    assert not done.control.held
