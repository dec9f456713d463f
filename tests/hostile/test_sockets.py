"""What comes over a WebSocket is as hostile as what comes over HTTP: it is bounded, inert, and judged rightly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType

from tests.hostile.sockets import DECLARED, Attack, SocketServer, Wire
from tests.hostile.test_hostile import MARKUP, MOST_MEMORY_MB, judge
from tests.runs import Ran

NARROWED = ("smoke", "security", "-k", "realtime or reachable", "--allow=writes")
_MEGABYTE = 2**20


async def invalid_utf_8(wire: Wire, _: dict[str, Any]) -> None:
    await wire.frame(b'42["message",{"text":"\xff\xfe\xc3\x28"}]')


async def enormous(wire: Wire, _: dict[str, Any]) -> None:
    await wire.frame(b'42["message",{"text":"' + b"A" * (16 * _MEGABYTE) + b'"}]')


async def many_and_large(wire: Wire, _: dict[str, Any]) -> None:
    for _number in range(40):
        await wire.event("message", {"text": "A" * (_MEGABYTE - 100)})


async def deep(wire: Wire, _: dict[str, Any]) -> None:
    await wire.frame(b'42["message",' + b"[" * 200_000 + b"]" * 200_000 + b"]")


async def no_packets(wire: Wire, _: dict[str, Any]) -> None:
    for data in (b"", b"9", b"4", b"49", b"42", b"42{}", b"42[]", b"42[{}]", b"4299999999999999999999[", b"\x00"):
        await wire.frame(data)
    await wire.frame(b"\x04\xff\xfe", WSMsgType.BINARY)
    await wire.frame(b'4599999999999-["message",{"_placeholder":true,"num":7}]')


async def markup(wire: Wire, content: dict[str, Any]) -> None:
    await wire.event(MARKUP, {MARKUP: MARKUP})
    await wire.event("message", {**content, "from": MARKUP})


async def nothing(_: Wire, __: dict[str, Any]) -> None:
    return


def judged(server: SocketServer, folder: Path) -> Ran:
    ran = judge(server, folder, DECLARED, NARROWED)  # type: ignore[arg-type]  # all that it needs of a server is its URL
    assert ran.outcome("smoke.reachable") == "PASSED"
    return ran


@pytest.mark.parametrize("attack", [invalid_utf_8, enormous, many_and_large, deep, no_packets])
def test_a_frame_that_nobody_can_use_is_the_targets_failure(attack: Attack, tmp_path: Path) -> None:
    with SocketServer(attack) as server:
        ran = judged(server, tmp_path)
    assert server.messages
    assert ran.code == 1
    assert ran.outcome("smoke.realtime_delivers") in {"FAILED", "BLOCKED"}
    assert ran.peak_memory_mb < MOST_MEMORY_MB


def test_events_between_the_messages_do_no_harm(tmp_path: Path) -> None:
    async def noise(wire: Wire, content: dict[str, Any]) -> None:
        await no_harm(wire)
        await wire.event("typing", content)

    async def no_harm(wire: Wire) -> None:
        for number in range(50):
            await wire.event("message", {"text": f"noise {number}"})
            await wire.event("message", [number, None, {"text": 7}])

    with SocketServer(noise, delivers=True) as server:
        ran = judged(server, tmp_path)
    assert ran.outcome("smoke.realtime_delivers") == "PASSED"


def test_markup_in_events_is_inert(tmp_path: Path) -> None:
    with SocketServer(markup) as server:
        ran = judged(server, tmp_path)
    assert ran.outcome("security.realtime_sender") != "PASSED"
    _demand_inert(ran, tmp_path)


def test_markup_in_a_refusal_is_inert(tmp_path: Path) -> None:
    refusal = b'44{"message":"' + MARKUP.replace('"', "'").encode() + b'"}'
    with SocketServer(nothing, refusal=refusal) as server:
        ran = judged(server, tmp_path)
    assert ran.outcome("smoke.realtime_connects") == "FAILED"
    _demand_inert(ran, tmp_path)


def _demand_inert(ran: Ran, folder: Path) -> None:
    assert ran.folder is not None
    for path in folder.rglob("*"):
        if path.suffix in {".html", ".md"}:
            text = path.read_text(encoding="utf-8")
            assert MARKUP not in text, path
            assert "<script>document" not in text, path
            assert "<img src=x" not in text or path.suffix == ".md", path
