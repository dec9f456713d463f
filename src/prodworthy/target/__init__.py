"""Targets: the models of a target file, and how one is read."""

from prodworthy.target.access import Auth
from prodworthy.target.age_gate import (
    AgeGate,
    AgeMethod,
    Edit,
    Gated,
    LeapPolicy,
    Question,
    RetryPolicy,
    Way,
    ZonePolicy,
)
from prodworthy.target.bounds import HistoryBound, Measure, MetricGate, Monitoring
from prodworthy.target.contract import Contract
from prodworthy.target.exports import Export
from prodworthy.target.gate import Gate
from prodworthy.target.ledger import Attestation, Promise, Waiver, check_and_part
from prodworthy.target.live_events import LiveEvent
from prodworthy.target.localisation import Localisation
from prodworthy.target.models import FLOW, Capability, Health, Limits, Target
from prodworthy.target.privacy import Consent, NamedControl, Privacy
from prodworthy.target.product import Delivery, Experiments, Metrics, PromisedRefusal, Upload
from prodworthy.target.reach import Reach
from prodworthy.target.realtime import Emission, Realtime, Reception
from prodworthy.target.response_times import ResponseTime
from prodworthy.target.safeguards import Federated, Fetch, Hook, PrivateField, Sessions
from prodworthy.target.steps import Expectation, Journey, Step
from prodworthy.target.tracking import ErrorTracking
from prodworthy.target.web import Web

__all__ = [
    "FLOW",
    "AgeGate",
    "AgeMethod",
    "Attestation",
    "Auth",
    "Capability",
    "Consent",
    "Contract",
    "Delivery",
    "Edit",
    "Emission",
    "ErrorTracking",
    "Expectation",
    "Experiments",
    "Export",
    "Federated",
    "Fetch",
    "Gate",
    "Gated",
    "Health",
    "HistoryBound",
    "Hook",
    "Journey",
    "LeapPolicy",
    "Limits",
    "LiveEvent",
    "Localisation",
    "Measure",
    "MetricGate",
    "Metrics",
    "Monitoring",
    "NamedControl",
    "Privacy",
    "PrivateField",
    "Promise",
    "PromisedRefusal",
    "Question",
    "Reach",
    "Realtime",
    "Reception",
    "ResponseTime",
    "RetryPolicy",
    "Sessions",
    "Step",
    "Target",
    "Upload",
    "Waiver",
    "Way",
    "Web",
    "ZonePolicy",
    "check_and_part",
]
