"""The run: which one it is, what it may do, what it has learnt that must stay secret."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from dataclasses import dataclass, field

from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.contract_record import ContractRecord
from prodworthy.facts.credentials import Credentials
from prodworthy.facts.redaction import Redactor


@dataclass(slots=True)
class Run:
    """One run of the suite. Observations get it as the resource `run`.

    Attributes:
        id: short and unique; part of every name that the run makes on a target.
        started: in UTC.
        allowed: the heaviest footprint that it may have.
        opt_in: whether anomalous but reading input is allowed.
        phase: the launch phase that it is made in; empty for none.
        embedded: whether the target is the demo that this run started itself.
        redactor: learns every secret that the run makes or is given.
        credentials: what its test accounts sign in with.
        wait_ready_s: for how many seconds the target may take until it is ready.
        expect_version: the version that has to answer; empty for any.
        version: the target's own version, once something has found it.
        seed: of generated input, once something has chosen it.
        contract: what was tried of the API, once it was; fit to be written down.
        turns: when the first check of each layer had its turn, on the monotonic clock.
        page_calls: what the scripts of pages have called of the target so far, as `METHOD /path`.
    """

    allowed: Footprint = Footprint.READS
    opt_in: bool = False
    phase: str = ""
    embedded: bool = False
    redactor: Redactor = field(default_factory=Redactor)
    credentials: Credentials = field(default_factory=Credentials)
    wait_ready_s: float = 0.0
    expect_version: str = ""
    version: str = ""
    seed: int | None = None
    contract: ContractRecord | None = None
    turns: dict[str, float] = field(default_factory=dict)
    page_calls: set[str] = field(default_factory=set)
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def left_of(self, layer: str, time_s: float) -> float:
        """Return how much is left of a layer's time, in seconds: none or less, once it is over.

        It runs from the turn of the layer's first check, so what is fetched beside other layers takes nothing of it.
        """
        return time_s - (time.monotonic() - self.turns.get(layer, time.monotonic()))
