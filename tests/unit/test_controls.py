from __future__ import annotations

import pytest

from prodworthy.facts.controls import Control, Refusal
from prodworthy.facts.exchange import Exchange, Request
from prodworthy.facts.outcome import CheckFailed, Unmeasured

HELD = Control("an adult registers", held=True, seen="201")
FAILED = Control("an adult registers", held=False, seen="500")


def answered(status: int) -> Exchange:
    return Exchange(Request("POST", "https://a.example/signup"), status)


def test_a_refusal_with_its_control_passes_and_is_recorded() -> None:
    recorded: list[Control] = []
    Refusal(recorded.append).judge(answered(403), HELD, what="a minor's registration")
    assert recorded == [HELD]


def test_an_accepted_attempt_fails_whatever_the_control_did() -> None:
    for control in (HELD, FAILED):
        with pytest.raises(CheckFailed, match="was accepted with 201"):
            Refusal().judge(answered(201), control, what="a minor's registration")


def test_a_refusal_without_its_control_proves_nothing() -> None:
    with pytest.raises(Unmeasured, match="an adult registers"):
        Refusal().judge(answered(403), FAILED, what="a minor's registration")


def test_a_server_error_is_no_refusal() -> None:
    with pytest.raises(CheckFailed, match="500"):
        Refusal().judge(answered(500), HELD, what="a registration with null")


def test_a_throttled_attempt_is_not_judged() -> None:
    with pytest.raises(Unmeasured, match="429"):
        Refusal().judge(answered(429), HELD, what="a registration")


def test_a_redirect_refuses_only_where_it_is_declared_to() -> None:
    with pytest.raises(CheckFailed):
        Refusal().judge(answered(302), HELD, what="a page")
    Refusal().judge(answered(302), HELD, what="a page", refused={302})


def test_a_control_is_an_exchange_with_an_accepted_status() -> None:
    assert Control.accepted("the owner reads", answered(200)).held
    assert not Control.accepted("the owner reads", answered(404)).held


def test_too_many_requests_refuse_only_where_that_is_asked_for() -> None:
    with pytest.raises(Unmeasured, match="throttled"):
        Refusal().judge(answered(429), HELD, what="a sixth scan")
    recorded: list[Control] = []
    Refusal(recorded.append).judge(answered(429), HELD, what="a sixth scan", refused={402, 429})
    assert recorded == [HELD]
