"""Asking for a new password: what gives it away, and what only looks like it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.resets import judge_told


def _answer(body: Any, location: str = "") -> Exchange:
    return Exchange(
        request=Request("POST", "https://a.example/forgot", Headers(), b""),
        status=302 if location else 200,
        headers=Headers([("Content-Type", "application/json"), *([("Location", location)] if location else [])]),
        body=json.dumps(body).encode(),
    )


@pytest.mark.parametrize(
    "name",
    ["token", "resetToken", "reset_token", "code", "otp", "newPassword", "temporaryPassword", "resetLink", "pin"],
)
def test_told(name: str) -> None:
    one, two = _answer({"data": {name: "a8f0-111"}}), _answer({"data": {name: "b7e1-222"}})
    assert judge_told(one, two, _answer({"data": {}}))
    assert not judge_told(one, two, _answer({"data": {name: "c6d2-333"}}))  # everyone gets one: the form's own


def test_told_by_where_it_leads() -> None:
    one, two = _answer({}, "/reset?token=11112222"), _answer({}, "/reset?token=33334444")
    assert judge_told(one, two, _answer({}, "/sent"))


@pytest.mark.parametrize(
    "value",
    [
        "8f14e45fceea167a5a36dedd4bea2543",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.q1-_x",
        "https://a.example/reset?token=c9f0f895fb98ab9159f5",
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    ],
)
def test_told_by_a_token_that_stays_while_it_is_valid(value: str) -> None:
    one = _answer({"data": {"resetToken": value, "link": value}})
    assert judge_told(one, one, _answer({"data": {}}))
    assert not judge_told(one, one, one)
    assert judge_told(one, _answer({"message": "It has been sent already"}), _answer({}))


@pytest.mark.parametrize(
    "body",
    [
        {"code": "RESET_SENT"},
        {"code": "PASSWORD_RESET_SENT_V2"},
        {"link": "https://mail1.accounts.a.example/reset-password"},
        {"userId": "6f9619ff-8b86-d011-b42d-00cf4fc964ff"},
        {"message": "A code is on its way"},
        {"requestId": "a1"},
        {"token": None},
        [],
        None,
        "text",
    ],
)
def test_not_told(body: Any) -> None:
    assert not judge_told(_answer(body), _answer(body), _answer({}))
