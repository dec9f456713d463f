"""What the observations of a run work with: clients, accounts, and the loop they live on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

from prodworthy import __version__
from prodworthy.facts.outcome import Inconclusive
from prodworthy.history.subject import Subject
from prodworthy.plugin.aliveness import Aliveness
from prodworthy.plugin.arrival import Arrival
from prodworthy.plugin.bookkeeping import Bookkeeping
from prodworthy.plugin.kept import Kept
from prodworthy.plugin.leftovers import Leftovers
from prodworthy.plugin.observation import Observation
from prodworthy.plugin.observing import Observing
from prodworthy.plugin.setting import Setting
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.conformance_generator import Generator
from prodworthy.probes.creations import Creations
from prodworthy.probes.http import Http
from prodworthy.probes.raw import Raw
from prodworthy.probes.removing import Remover

_CLEAN_UP_S = 30.0


class Resources:
    """Made once a run, when it is known where the target is.

    Args:
        setting: the run's circumstances.
        known: all declared observations.
    """

    def __init__(self, setting: Setting, known: Mapping[str, Observation]) -> None:
        run, target = setting.run, setting.target
        self.http = Http(target, user_agent=f"prodworthy/{__version__} (production smoke checks)", run_id=run.id)
        self._ledger: Bookkeeping | None = None
        self._inherited: Leftovers | None = None
        subject = Subject.of(target.name, target.base_url)
        if setting.recording is not None:
            alive = Aliveness.of_this_run(run.started, setting.deadline_s)
            common = {"run": alive.as_values(), "origin": target.origin, "embedded": run.embedded}
            self._ledger = Bookkeeping(setting.recording, subject, run.id, common)
            self._inherited = Leftovers(setting.recording, subject, Remover(self.http, target, run))
        self.creations = Creations(self._ledger, run.credentials.fingerprint)
        self.accounts = Accounts(self.http, target, run, self.creations)
        self._generator = Generator()
        given = {
            "http": self.http,
            "raw": Raw(self.http),
            "accounts": self.accounts,
            "generator": self._generator,
            "target": target,
            "limits": target.limits,
            "run": run,
            "kept": Kept(setting.recording, subject, run.id),
        }
        self.observing = Observing(known, given, target, ("arrival", _obstacle))

    def start(self, names: Collection[str]) -> None:
        """Start the observations and, beside them, the removal of what earlier runs left."""
        self.observing.start(names, self._inherited.remove if self._inherited is not None else None)

    def clean_up(self) -> list[str]:
        """Remove what the run made on the target, and close the connections.

        Returns:
            What could not be removed, in words.
        """
        with suppress(TimeoutError):  # what is not undone stays in the ledger
            self.observing.call(self.observing.undone(), _CLEAN_UP_S)
        try:
            leftovers: list[str] = self.observing.call(self.accounts.remove_all(), _CLEAN_UP_S)
        except TimeoutError:
            late = f"its removal was not done within {_CLEAN_UP_S:g} s"
            leftovers = [f"{name}: {late}" for name in self.creations.standing()]
        if self._inherited is not None:
            with suppress(TimeoutError):  # the next run goes on with it
                self.observing.call(self.observing.whats_beside(), _CLEAN_UP_S)
            leftovers += self._inherited.left
        self.observing.call(self._generator.close(), _CLEAN_UP_S)
        self.observing.call(self.http.close(), _CLEAN_UP_S)
        return leftovers

    @property
    def notes(self) -> list[str]:
        """What is to be told of the way to the target, of what this run made and of what earlier ones left."""
        notes = [*self.http.way.detours, *(self._inherited.notes if self._inherited is not None else [])]
        if self._ledger is not None and self._ledger.problem:
            notes.append(f"what this run made is not in the ledger, for a next run to remove: {self._ledger.problem}")
        return notes


def _obstacle(arrival: object) -> Inconclusive | None:
    return arrival.obstacle() if isinstance(arrival, Arrival) else None
