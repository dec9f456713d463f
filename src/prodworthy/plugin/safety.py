"""What a run may do to its target, and what of it is left out."""

from __future__ import annotations

from prodworthy.facts.catalogue import Check, Footprint
from prodworthy.facts.outcome import Inconclusive, NotApplicable, Outcome
from prodworthy.facts.running import Run
from prodworthy.target import FLOW, Target

_DOING = {Footprint.READS: "reading", Footprint.WRITES: "writing", Footprint.STRESSES: "putting load on the target"}


def allowed_footprint(target: Target, asked: Footprint, *, embedded: bool) -> Footprint:
    """Return the heaviest footprint of a run: what both the target file and the command line allow.

    The demo that the run started itself allows everything; a target that merely is on loopback does not, as it may be a
    port-forward to production.
    """
    if embedded:
        return Footprint.STRESSES
    return min((target.gate.allow, asked), key=lambda footprint: footprint.rank)


def left_out(check: Check, target: Target, run: Run) -> Inconclusive | None:
    """Return why a check does not run here, as the outcome that it then has; None if it runs."""
    if missing := _missing_capability(check, target):
        return NotApplicable(missing)
    if reason := _withheld(check, target, run):
        answer = Inconclusive(reason)
        answer.outcome = Outcome.WITHHELD
        return answer
    return None


def _withheld(check: Check, target: Target, run: Run) -> str:
    footprint = check.footprint
    if not footprint.within(run.allowed):
        missing = []
        if not footprint.within(target.gate.allow):
            missing.append(f'gate.allow = "{footprint}" in the target file')
        missing.append(f"--allow {footprint}")
        return f"{_DOING[footprint]} takes {' and '.join(missing)}"
    if check.opt_in and not run.opt_in:
        return "sending anomalous input takes gate.allow_opt_in = true in the target file and --allow opt-in"
    return ""


def _missing_capability(check: Check, target: Target) -> str:
    missing = sorted(need for need in check.needs if target.declares(need) is False)
    if not missing:
        return ""
    if missing == ["https"]:
        return "the target is reached over plain HTTP"
    if missing[0].startswith(FLOW):
        return f"the target file does not name {missing[0].removeprefix(FLOW)} in [web] flows"
    return f"the target declares no {' and no '.join(missing)}"
