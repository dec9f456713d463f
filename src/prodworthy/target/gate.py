"""What blocks a release of a target, and what a run may do to it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.target.model import Model


class Gate(Model):
    """What blocks a release, and what a run may do.

    Attributes:
        threshold: failures of this severity or above make the verdict NO-GO.
        required_layers: layers that must have run; by default those with a declared capability.
        allow: the heaviest footprint that this target accepts (the command line has to allow it as well).
        allow_opt_in: whether anomalous but reading input is accepted outside the demo.
        accepted_withheld: checks whose being withheld does not make a run INCOMPLETE; `*` for all.
        hosts: further hosts that belong to the target, to which its credentials may travel.
        requests_per_second: upper bound of the request rate.
        concurrency: upper bound of requests under way at once.
        retries: how often a failed check that only reads is asked again; passed then, it is marked as flaky.
        retry_pause_s: seconds before it is.
        flaky_blocks: whether a check that passed only when asked again counts as failed.
        samples_block: whether too few samples for a percentile or a rate make a run INCOMPLETE.
    """

    threshold: Severity = Severity.MAJOR
    required_layers: tuple[str, ...] = ()
    allow: Footprint = Footprint.READS
    allow_opt_in: bool = False
    accepted_withheld: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    requests_per_second: Annotated[float, Field(gt=0)] = 20.0
    concurrency: Annotated[int, Field(ge=1, le=200)] = 20
    retries: Annotated[int, Field(ge=0, le=5)] = 1
    retry_pause_s: Annotated[float, Field(ge=0)] = 2.0
    flaky_blocks: bool = False
    samples_block: bool = False
