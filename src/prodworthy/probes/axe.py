"""axe-core in a page that is open anyway: which rules of accessibility it breaks."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from prodworthy.facts.outcome import Unmeasured
from prodworthy.rules.accessibility import BEYOND, LAW, Violation

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Page

_PATIENCE_S = 20.0
_LONGEST = 160
# Documents in frames are other pages; and styles are not fetched again, as that would be a request of ours.
_RUN = """async ({tags, longest}) => {
  const short = (text) => String(text).slice(0, longest);
  const result = await axe.run(document, {
    runOnly: tags, resultTypes: ['violations', 'incomplete'], preload: false, iframes: false,
  });
  const told = (sure) => (one) => ({
    rule: short(one.id), help: short(one.help), impact: short(one.impact), tags: one.tags.slice(0, 30).map(short),
    places: one.nodes.slice(0, 3).map((node) => short(node.target.join(' '))),
    count: one.nodes.length, sure,
  });
  return [...result.violations.slice(0, 40).map(told(true)), ...result.incomplete.slice(0, 40).map(told(false))];
}"""


async def violations(page: Page) -> tuple[Violation, ...]:
    """Return which rules a page breaks, as it is at this moment, and where only a person can decide.

    Raises:
        Unmeasured: the engine did not come to an end, or could not run.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - see the import at the top

    try:
        async with asyncio.timeout(_PATIENCE_S):
            await page.evaluate(_engine())
            seen: list[dict[str, Any]] = await page.evaluate(_RUN, {"tags": [*LAW, *BEYOND], "longest": _LONGEST})
    except TimeoutError as error:
        raise Unmeasured(f"axe-core did not look through the page within {_PATIENCE_S:g} s") from error
    except Error as error:
        raise Unmeasured(f"axe-core does not run in the page: {str(error)[:_LONGEST]}") from error
    return tuple(
        Violation(
            rule=str(one["rule"]),
            help=str(one["help"]),
            impact=str(one["impact"]),
            tags=tuple(map(str, one["tags"])),
            places=tuple(map(str, one["places"])),
            count=int(one["count"]),
            sure=bool(one["sure"]),
        )
        for one in seen
    )


@cache
def _engine() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
