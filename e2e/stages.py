"""What people do together in several browsers, stage by stage, and what came of each stage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from prodworthy.api import Blocked, CheckFailed, Evidence, Visitor


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a flow.

    Attributes:
        name: what it is called in reports.
        take: goes through it.
        after: the stage that it builds on, if it builds on one.
    """

    name: str
    take: Callable[[], Awaitable[None]]
    after: str = ""


class Stages:
    """The stages of a flow.

    Args:
        people: those whose browsers tell what happened where a stage fails.
    """

    def __init__(self, *people: Visitor) -> None:
        self._people = people
        self._tried: dict[str, CheckFailed | None] = {}
        self._blocked_by: dict[str, str] = {}

    @property
    def failed(self) -> str:
        """The first stage that failed, and why; empty where none did."""
        return next((f"the {name} failed: {why}" for name, why in self._tried.items() if why), "")

    async def go_through(self, *stages: Stage) -> None:
        """Try one after the other, but for those that build on one that failed."""
        for stage in stages:
            before = stage.after if self._tried.get(stage.after) else self._blocked_by.get(stage.after, "")
            if before:
                self._blocked_by[stage.name] = before
                continue
            self._tried[stage.name] = None
            try:
                await stage.take()
            except CheckFailed as failure:
                self._tried[stage.name] = failure

    def judge(self, name: str, evidence: Evidence) -> None:
        """Pass if a stage succeeded.

        Raises:
            CheckFailed: it failed.
            Blocked: one that it builds on failed.
        """
        if name in self._blocked_by:
            before = self._blocked_by[name]
            raise Blocked(f"the {before} before it failed: {self._tried[before]}")
        failure = self._tried[name]
        if failure is not None:
            for one in self._people:
                evidence.log(f"What happened to {one.name}", one.log())
            raise failure

    def demand_all(self) -> None:
        """Go on only if none failed.

        Raises:
            Blocked: one did.
        """
        if self.failed:
            raise Blocked(self.failed)
