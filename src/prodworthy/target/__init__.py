"""Targets: the models of a target file, and how one is read."""

from prodworthy.target.access import AgeGate, Auth, LeapPolicy, ZonePolicy
from prodworthy.target.ledger import Attestation, Promise, Waiver
from prodworthy.target.models import FLOW, Capability, Contract, Gate, Health, Limits, Target
from prodworthy.target.product import Delivery, Experiments, Metrics, PromisedRefusal, Upload
from prodworthy.target.reach import Reach
from prodworthy.target.realtime import Emission, Realtime, Reception
from prodworthy.target.safeguards import Federated, Fetch, Hook, PrivateField, Sessions, Way
from prodworthy.target.steps import Expectation, Journey, Step
from prodworthy.target.web import Web

__all__ = [
    "FLOW",
    "AgeGate",
    "Attestation",
    "Auth",
    "Capability",
    "Contract",
    "Delivery",
    "Emission",
    "Expectation",
    "Experiments",
    "Federated",
    "Fetch",
    "Gate",
    "Health",
    "Hook",
    "Journey",
    "LeapPolicy",
    "Limits",
    "Metrics",
    "PrivateField",
    "Promise",
    "PromisedRefusal",
    "Reach",
    "Realtime",
    "Reception",
    "Sessions",
    "Step",
    "Target",
    "Upload",
    "Waiver",
    "Way",
    "Web",
    "ZonePolicy",
]
