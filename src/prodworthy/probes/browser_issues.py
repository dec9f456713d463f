"""What the browser itself says went wrong with a page: mixed content, and reads across origins that it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prodworthy.facts.page import InsecureLoad

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Page

_MOST = 200  # a page in a loop must not fill the memory
_LONGEST = 500
_RESOLUTIONS = {
    "MixedContentBlocked": "blocked",
    "MixedContentAutomaticallyUpgraded": "upgraded",
    "MixedContentWarning": "let through",
}


@dataclass  # without slots: Playwright hangs its wrappers of our handlers onto the instance
class Issues:
    """The issues of one page, as the browser's developer tools would list them.

    Attributes:
        refusals: why the browser kept an answer from a script of another origin, by the answer's address.
    """

    refusals: dict[str, str] = field(default_factory=dict)
    _insecure: dict[InsecureLoad, str] = field(default_factory=dict)

    @classmethod
    async def watch(cls, page: Page) -> Issues:
        """Return the issues of a page, from now on."""
        issues = cls()
        session = await page.context.new_cdp_session(page)
        session.on("Audits.issueAdded", issues._add)
        await session.send("Audits.enable")
        return issues

    def insecure_of(self, origin: str) -> tuple[InsecureLoad, ...]:
        """Return what documents of that origin asked for over plain HTTP, each once."""
        return tuple(load for load, document in self._insecure.items() if f"{document}/".startswith(f"{origin}/"))

    def _add(self, event: dict[str, Any]) -> None:
        details = event["issue"].get("details", {})
        if (mixed := details.get("mixedContentIssueDetails")) and len(self._insecure) < _MOST:
            resolution = _RESOLUTIONS.get(mixed.get("resolutionStatus"), "let through")
            load = InsecureLoad(
                str(mixed.get("insecureURL"))[:_LONGEST], str(mixed.get("resourceType", "")), resolution
            )
            self._insecure.setdefault(load, str(mixed.get("mainResourceURL", "")))
        if (cors := details.get("corsIssueDetails")) and not cors.get("isWarning") and len(self.refusals) < _MOST:
            url, why = cors.get("request", {}).get("url"), cors.get("corsErrorStatus", {}).get("corsError")
            self.refusals[str(url)] = str(why)
