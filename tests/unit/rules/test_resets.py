"""Asking for a new password: what gives it away, and what only looks like it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prodworthy.exchange import Exchange, Headers, Request
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
    "body",
    [
        {"code": "RESET_SENT"},
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
