"""Asking again: a failure that a second look does not confirm is shown as flaky, not hidden and not believed."""

from __future__ import annotations

import time
from collections.abc import Generator

import pytest

from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.outcome import Outcome
from prodworthy.plugin import collecting
from prodworthy.plugin.active import Active
from prodworthy.plugin.keys import ITEM, PARTS
from prodworthy.plugin.observation import Phase

_WORTH_ASKING = {Outcome.FAILED, Outcome.BLOCKED}


class Retrying:
    """After all checks have run, asks those that failed once more, all at once, after a pause.

    Only checks that read are asked again: to write twice is not the same as to write once.

    Args:
        active: the run.
    """

    def __init__(self, active: Active) -> None:
        self._active = active

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Run the checks, then some of them again."""
        result = yield
        again = [item for item in session.items if self._worth_asking(item)]
        gate = self._active.setting.target.gate
        if not again or not gate.retries or session.shouldfail or session.shouldstop or self._active.interrupted:
            return result
        if self._active.observing.gated() is not None:
            return result
        for _ in range(gate.retries):
            self._pause(gate.retry_pause_s)
            observing = self._active.observing
            observing.renew(name for item in again for name in collecting.observations_used(item, observing.known))
            for item in again:
                item.stash[ITEM].again()
                if PARTS in item.stash:
                    del item.stash[PARTS]
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            again = [item for item in again if self._worth_asking(item)]
        return result

    def _worth_asking(self, item: pytest.Item) -> bool:
        own = item.stash.get(ITEM, None)
        if own is None or own.judgement is None or own.judgement.outcome not in _WORTH_ASKING:
            return False
        observing = self._active.observing
        used = collecting.observations_used(item, observing.known)
        return (
            own.check.footprint is Footprint.READS
            and "arrival" not in used
            and all(observing.phase(name) <= Phase.READING for name in used)
        )

    def _pause(self, seconds: float) -> None:
        give_up_at = time.monotonic() + min(seconds, self._active.remaining())
        while time.monotonic() < give_up_at:
            time.sleep(0.05)
