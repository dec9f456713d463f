"""Targets: the models of a target file, and how one is read."""

from prodworthy.target.access import AgeGate, Auth, LeapPolicy, ZonePolicy
from prodworthy.target.ledger import Attestation, Promise, Waiver
from prodworthy.target.models import Capability, Contract, Gate, Health, Limits, Reach, Target, Web
from prodworthy.target.steps import Expectation, Journey, Step

__all__ = [
    "AgeGate",
    "Attestation",
    "Auth",
    "Capability",
    "Contract",
    "Expectation",
    "Gate",
    "Health",
    "Journey",
    "LeapPolicy",
    "Limits",
    "Promise",
    "Reach",
    "Step",
    "Target",
    "Waiver",
    "Web",
    "ZonePolicy",
]
