from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from prodworthy.probes.phoenix_line import Message, read, refusal
from prodworthy.target import Realtime

TALK: dict[str, Any] = {"send": {"event": "broadcast", "data": {}}, "receive": {"event": "broadcast"}}
MESSAGE = Message("realtime:fans", "broadcast", {"text": "hello"}, "7", "1")


@pytest.mark.parametrize("serializer", ["1.0.0", "2.0.0"])
def test_what_is_written_is_read_again(serializer: str) -> None:
    assert read(MESSAGE.written(serializer)) == MESSAGE


def test_the_two_forms_of_the_serializer() -> None:
    assert json.loads(MESSAGE.written("2.0.0")) == ["1", "7", "realtime:fans", "broadcast", {"text": "hello"}]
    assert json.loads(MESSAGE.written("1.0.0")) == {
        "join_ref": "1", "ref": "7", "topic": "realtime:fans", "event": "broadcast", "payload": {"text": "hello"},
    }  # fmt: skip
    assert json.loads(Message("phoenix", "heartbeat", {}, "2").written("2.0.0"))[0] is None


def test_a_push_of_the_server_has_no_references() -> None:
    assert read('[null, null, "room", "news", {}]') == Message("room", "news", {})
    assert read('{"topic": "room", "event": "news", "payload": null}') == Message("room", "news", None)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[1, 2, 3, 4, 5]", '"text"', "null", '{"topic": 1, "event": "x"}', "[" * 100_000]
)
def test_what_is_no_message(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"status": "ok", "response": {}}, ""),
        ({"status": "error", "response": {"reason": "unauthorized"}}, "unauthorized"),
        ({"status": "error", "response": {"reason": "x" * 900}}, "x" * 200),
        ({"status": "error", "response": {}}, "refused without a reason"),
        ({"status": "error", "response": {"reason": ["odd"]}}, "refused without a reason"),
        ([], "refused without a reason"),
        (None, "refused without a reason"),
    ],
)
def test_what_a_reply_says(payload: Any, reason: str) -> None:
    assert refusal(payload) == reason


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"protocol": "phoenix", "path": "/socket/websocket"}, "declare its topic"),
        ({"protocol": "phoenix", "topic": "room"}, "no usual path"),
        ({"topic": "room"}, 'of protocol = "phoenix"'),
    ],
)
def test_a_declaration_that_does_not_fit_its_protocol(declared: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Realtime.model_validate({**TALK, **declared})


def test_a_token_may_travel_in_the_address() -> None:
    declared = Realtime.model_validate(
        {**TALK, "protocol": "phoenix", "path": "/socket", "topic": "room:{chat_id}", "parameters": {"t": "{token}"}}
    )
    assert declared.handshake("a b") == "/socket?t=a+b&vsn=2.0.0"
    assert declared.handshake() == "/socket?vsn=2.0.0"
    assert Realtime.model_validate(TALK).handshake("x") == "/socket.io/?EIO=4&transport=websocket"
