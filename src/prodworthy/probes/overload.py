"""Whether the machine that runs the suite can be trusted with a stopwatch."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import BrowserContext

_USUALLY_S = 0.1
_TOO_SLOW_S = 3.0
_GIVE_UP_S = 10.0


async def overload(context: BrowserContext) -> str:
    """Return how slow the browser itself is at this moment, in words; empty where it is quick enough.

    It is asked for an empty page, which needs nothing of the target.
    """
    began = time.monotonic()
    try:
        async with asyncio.timeout(_GIVE_UP_S):
            page = await context.new_page()
            await page.evaluate("() => document.title")
            await page.close()
    except TimeoutError:
        pass
    took = time.monotonic() - began
    if took < _TOO_SLOW_S:
        return ""
    return f"this machine is overloaded: an empty page took {took:.1f} s in place of {_USUALLY_S:g} s"
