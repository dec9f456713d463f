"""Fixtures that checks use beside the observations."""

from __future__ import annotations

import pytest

from prodworthy.facts.controls import Refusal
from prodworthy.facts.running import Run
from prodworthy.plugin.arrival import arrival
from prodworthy.plugin.evidence import Evidence, Parts
from prodworthy.plugin.items import Item
from prodworthy.plugin.keys import ACTIVE, ITEM, PARTS
from prodworthy.plugin.observing import Observing
from prodworthy.target import Limits, Target

__all__ = ["arrival", "evidence", "limits", "observing", "parts", "refusal", "run", "target"]


@pytest.fixture(scope="session")
def observing(request: pytest.FixtureRequest) -> Observing:
    """The observations of this run."""
    return request.config.stash[ACTIVE].observing


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """Which run this is."""
    return request.config.stash[ACTIVE].setting.run


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Target:
    """The deployment under check, as declared."""
    return request.config.stash[ACTIVE].setting.target


@pytest.fixture(scope="session")
def limits(target: Target) -> Limits:
    """The bounds that checks judge by."""
    return target.limits


@pytest.fixture
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """What this check wants shown."""
    item: Item = request.node.stash[ITEM]
    return item.evidence


@pytest.fixture
def parts(request: pytest.FixtureRequest) -> Parts:
    """The parts of this check."""
    own = Parts(request.config.stash[ACTIVE].setting.run.redactor)
    request.node.stash[PARTS] = own
    return own


@pytest.fixture
def refusal(evidence: Evidence) -> Refusal:
    """Judges refusals, each with its control."""
    return Refusal(evidence.control)
