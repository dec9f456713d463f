"""The suite's own listener: it answers, and it counts."""

from __future__ import annotations

import asyncio
import urllib.request

import pytest

from prodworthy.probes.listener import Listener, is_near


def test_it_answers_and_counts() -> None:
    async def fetch() -> tuple[bytes, int]:
        async with Listener(b"hello") as listener:
            assert listener.hits == 0
            body = await asyncio.to_thread(_read, f"http://127.0.0.1:{listener.port}/any")
            return body, listener.hits

    assert asyncio.run(fetch()) == (b"hello", 1)


@pytest.mark.parametrize(
    ("url", "near"), [("https://localhost:1/", True), ("http://127.0.0.1", True), ("https://a.example", False)]
)
def test_what_is_near(url: str, *, near: bool) -> None:
    assert is_near(url) is near


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own listener
        return bytes(answer.read())
