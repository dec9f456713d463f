"""Five A/B tests: a variant is a function of the test and the visitor, so it sticks without being stored."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Query

from demo.kernel.deployment import Deployment
from demo.kernel.identity import MaybeWho, Running
from demo.kernel.wire import IDENTIFIER, CamelCase

router = APIRouter(prefix="/api/experiments", tags=["experiments"])

_TESTS: dict[str, dict[str, int]] = {
    "balloon_reveal": {"pop": 34, "burst": 33, "fade": 33},
    "subscription_timing": {"after_1": 34, "after_3": 33, "after_5": 33},
    "onboarding_flow": {"tutorial": 50, "streamlined": 50},
    "match_algorithm": {"standard": 80, "ai_enhanced": 20},
    "premium_pricing": {"6.99": 34, "9.99": 33, "14.99": 33},
}
"""The tests, with the weight of each variant in percent."""


class Variants(CamelCase):
    """The variant of each test."""

    variants: dict[str, str]


class Definitions(CamelCase):
    """The weights of the variants of each test."""

    experiments: dict[str, dict[str, int]]


def variant(deployment: Deployment, test: str, visitor: str) -> str:
    """Give a visitor's variant."""
    weights = _TESTS[test]
    if deployment.faults.planted("ab-skewed"):
        return next(iter(weights))
    if deployment.faults.planted("ab-not-sticky"):
        visitor = secrets.token_hex(8)
    point = int.from_bytes(hashlib.sha256(f"{test} {visitor}".encode()).digest()[:8]) % sum(weights.values())
    for name, weight in weights.items():
        point -= weight
        if point < 0:
            return name
    raise AssertionError("the point is below the sum of the weights")


@router.get("")
async def variants(
    deployment: Running,
    who: MaybeWho,
    visitor: Annotated[str, Query(pattern=IDENTIFIER)] = "00000000-0000-4000-8000-000000000000",
) -> Variants:
    """Tell the variants of who is signed in, or else of a visitor by the random id that a device keeps."""
    key = visitor if who is None else who.user_id
    return Variants(variants={test: variant(deployment, test, key) for test in _TESTS})


@router.get("/definitions")
async def definitions() -> Definitions:
    """Tell the weights."""
    return Definitions(experiments=_TESTS)
