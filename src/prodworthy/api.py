"""What a check may use: the public names, in one place."""

from prodworthy.facts.catalogue import Check, Footprint, Severity, check
from prodworthy.facts.contract_record import TimeShare
from prodworthy.facts.controls import REFUSED, Control, Refusal
from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import (
    TOO_FEW_SAMPLES,
    Blocked,
    CheckFailed,
    Finding,
    Findings,
    Inconclusive,
    NotApplicable,
    TargetFailed,
    Unmeasured,
    each,
    found,
    unmeasured,
)
from prodworthy.facts.running import Run
from prodworthy.plugin.arrival import Arrival
from prodworthy.plugin.browsing import Newcomer, Newcomers, Visitors
from prodworthy.plugin.evidence import Evidence, Parts
from prodworthy.plugin.kept import Kept
from prodworthy.plugin.observation import Phase, observation
from prodworthy.probes.account import Account
from prodworthy.probes.accounts import Accounts, Registration
from prodworthy.probes.age_gate import (
    AgeTries,
    dates_of,
    gate_of,
    minor_by_policy,
    minors_now,
    try_ages,
    try_births,
    try_overrides,
    try_values,
    try_written,
)
from prodworthy.probes.age_ways import WayTries, refusal_of, try_way
from prodworthy.probes.attacker import ATTACKER, MARKS, MemberAttack, StrangerAttack, attack_member, attack_stranger
from prodworthy.probes.browser import DESKTOP, PHONE, Browser
from prodworthy.probes.certificate_status import stapled_status, statuses
from prodworthy.probes.certificates import CERTIFICATE_HANDSHAKES, default_certificate, shown_certificates
from prodworthy.probes.conformance import fuzz_api
from prodworthy.probes.conformance_generator import Generator
from prodworthy.probes.conformance_record import contract_record, joined
from prodworthy.probes.conformance_result import Conformance, Deviation, Tried, together
from prodworthy.probes.failures import unless_hung_up
from prodworthy.probes.health import LIVE_PATHS, READY_PATHS, HealthDocument, find_health, find_ready
from prodworthy.probes.http import Http
from prodworthy.probes.injection import InjectedPage, open_injected
from prodworthy.probes.journeys import JourneyRun, run_journey
from prodworthy.probes.latency import Sample, time_reads
from prodworthy.probes.listener import Listener, is_near
from prodworthy.probes.made_up import MadeUpRegistrations
from prodworthy.probes.monitoring import Readings, ask_monitoring
from prodworthy.probes.openapi import OpenApiSearch, search_further, search_openapi
from prodworthy.probes.pace import a_few_at_a_time
from prodworthy.probes.page_reading import Inspection, ReadPage, inspect
from prodworthy.probes.raw import Raw
from prodworthy.probes.realtime import NotAdmitted, connect, declared_realtime, try_to_connect
from prodworthy.probes.refusals import RefusalRun, run_refusal
from prodworthy.probes.site_visit import AGREES, BY_BROWSER, NO_SCRIPTS, REFUSES, SiteVisit, visit_site
from prodworthy.probes.steps import StepRun, answered, take
from prodworthy.probes.talking import Pair, Talk, make_pair, open_pair, talk
from prodworthy.probes.telling import Heard, Listeners, hear
from prodworthy.probes.tls import SCAN_HELLOS, Place, port_of, scan_tls
from prodworthy.probes.tls_attacks import ATTACK_HANDSHAKES, attack_tls
from prodworthy.probes.upgrades import WEBSOCKET_PATHS, websocket_status
from prodworthy.probes.visitor import Visitor
from prodworthy.target import (
    AgeGate,
    Auth,
    Capability,
    Delivery,
    Edit,
    ErrorTracking,
    Experiments,
    Export,
    Federated,
    Fetch,
    Hook,
    Journey,
    Limits,
    Localisation,
    Metrics,
    Privacy,
    PrivateField,
    Question,
    ResponseTime,
    RetryPolicy,
    Sessions,
    Step,
    Target,
    Upload,
    Way,
    ZonePolicy,
)
from prodworthy.target.objects import PrivateObject

__all__ = [
    "AGREES",
    "ATTACKER",
    "ATTACK_HANDSHAKES",
    "BY_BROWSER",
    "CERTIFICATE_HANDSHAKES",
    "DESKTOP",
    "LIVE_PATHS",
    "MARKS",
    "NO_SCRIPTS",
    "PHONE",
    "READY_PATHS",
    "REFUSED",
    "REFUSES",
    "SCAN_HELLOS",
    "TOO_FEW_SAMPLES",
    "WEBSOCKET_PATHS",
    "Account",
    "Accounts",
    "AgeGate",
    "AgeTries",
    "Arrival",
    "Auth",
    "Blocked",
    "Browser",
    "Capability",
    "Check",
    "CheckFailed",
    "Conformance",
    "Control",
    "Delivery",
    "Deviation",
    "Edit",
    "ErrorTracking",
    "Evidence",
    "Exchange",
    "Experiments",
    "Export",
    "Federated",
    "Fetch",
    "Finding",
    "Findings",
    "Footprint",
    "Generator",
    "Headers",
    "HealthDocument",
    "Heard",
    "Hook",
    "Http",
    "Inconclusive",
    "InjectedPage",
    "Inspection",
    "Journey",
    "JourneyRun",
    "Kept",
    "Limits",
    "Listener",
    "Listeners",
    "Localisation",
    "MadeUpRegistrations",
    "MemberAttack",
    "Metrics",
    "Newcomer",
    "Newcomers",
    "NotAdmitted",
    "NotApplicable",
    "OpenApiSearch",
    "Pair",
    "Parts",
    "Phase",
    "Place",
    "Privacy",
    "PrivateField",
    "PrivateObject",
    "Question",
    "Raw",
    "ReadPage",
    "Readings",
    "Refusal",
    "RefusalRun",
    "Registration",
    "Request",
    "ResponseTime",
    "RetryPolicy",
    "Run",
    "Sample",
    "Sessions",
    "Severity",
    "SiteVisit",
    "Step",
    "StepRun",
    "StrangerAttack",
    "Talk",
    "Target",
    "TargetFailed",
    "TimeShare",
    "Tried",
    "Unmeasured",
    "Upload",
    "Visitor",
    "Visitors",
    "Way",
    "WayTries",
    "ZonePolicy",
    "a_few_at_a_time",
    "answered",
    "ask_monitoring",
    "attack_member",
    "attack_stranger",
    "attack_tls",
    "check",
    "connect",
    "contract_record",
    "dates_of",
    "declared_realtime",
    "default_certificate",
    "each",
    "find_health",
    "find_ready",
    "found",
    "fuzz_api",
    "gate_of",
    "hear",
    "inspect",
    "is_near",
    "joined",
    "make_pair",
    "minor_by_policy",
    "minors_now",
    "observation",
    "open_injected",
    "open_pair",
    "port_of",
    "refusal_of",
    "run_journey",
    "run_refusal",
    "scan_tls",
    "search_further",
    "search_openapi",
    "shown_certificates",
    "stapled_status",
    "statuses",
    "take",
    "talk",
    "time_reads",
    "together",
    "try_ages",
    "try_births",
    "try_overrides",
    "try_to_connect",
    "try_values",
    "try_way",
    "try_written",
    "unless_hung_up",
    "unmeasured",
    "visit_site",
    "websocket_status",
]
