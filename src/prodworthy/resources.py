"""What the observations of a run work with: clients, accounts, and the loop they live on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prodworthy import __version__
from prodworthy.arrival import Arrival
from prodworthy.observation import Observation
from prodworthy.observing import Observing
from prodworthy.outcome import Inconclusive
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.http import Http
from prodworthy.probes.raw import Raw
from prodworthy.setting import Setting

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
        self.accounts = Accounts(self.http, target, run)
        given = {
            "http": self.http,
            "raw": Raw(self.http),
            "accounts": self.accounts,
            "target": target,
            "limits": target.limits,
            "run": run,
        }
        self.observing = Observing(known, given, target, ("arrival", _obstacle))

    def start(self, names: Collection[str]) -> None:
        """Start the observations."""
        self.observing.start(names)

    def clean_up(self) -> list[str]:
        """Remove what the run made on the target, and close the connections.

        Returns:
            What could not be removed, in words.
        """
        try:
            leftovers: list[str] = self.observing.call(self.accounts.remove_all(), _CLEAN_UP_S)
        except TimeoutError:
            leftovers = [f"the removal of test accounts was not done within {_CLEAN_UP_S:g} s"]
        self.observing.call(self.http.close(), _CLEAN_UP_S)
        return leftovers


def _obstacle(arrival: object) -> Inconclusive | None:
    return arrival.obstacle() if isinstance(arrival, Arrival) else None
