"""What a check may use: the public names, in one place."""

from prodworthy.arrival import Arrival
from prodworthy.catalogue import Check, Footprint, Severity, check
from prodworthy.controls import REFUSED, Control, Refusal
from prodworthy.evidence import Evidence, Parts
from prodworthy.exchange import Exchange, Headers, Request
from prodworthy.observing import Phase, observation
from prodworthy.outcome import (
    Blocked,
    CheckFailed,
    Finding,
    Findings,
    NotApplicable,
    TargetFailed,
    Unmeasured,
    each,
    found,
    unmeasured,
)
from prodworthy.probes.accounts import Account, Accounts, Registration
from prodworthy.probes.http import Http
from prodworthy.probes.raw import Raw
from prodworthy.running import Run
from prodworthy.target import Capability, Limits, Target

__all__ = [
    "REFUSED",
    "Account",
    "Accounts",
    "Arrival",
    "Blocked",
    "Capability",
    "Check",
    "CheckFailed",
    "Control",
    "Evidence",
    "Exchange",
    "Finding",
    "Findings",
    "Footprint",
    "Headers",
    "Http",
    "Limits",
    "NotApplicable",
    "Parts",
    "Phase",
    "Raw",
    "Refusal",
    "Registration",
    "Request",
    "Run",
    "Severity",
    "Target",
    "TargetFailed",
    "Unmeasured",
    "check",
    "each",
    "found",
    "observation",
    "unmeasured",
]
