"""A/B tests: are visitors assigned to variants as declared?"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Evidence,
    Exchange,
    Experiments,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    observation,
)
from prodworthy.rules import experiments
from prodworthy.rules.templates import NOTHING, fill_path, lookup

_LOADS = 20


@dataclass(frozen=True, slots=True)
class Assignments:
    """What visitors were assigned to.

    Attributes:
        declared: the tests.
        same: the answers to one visitor, one after the other.
        many: the answers to one visitor each.
    """

    declared: Experiments
    same: tuple[Exchange, ...]
    many: tuple[Exchange, ...]


@observation(
    phase=Phase.READING,
    deadline=180.0,
    requests=lambda target: target.experiments.visitors + _LOADS if target.experiments else 0,
)
async def variants_assigned(http: Http, target: Target) -> Assignments:
    """The variants of one visitor many times, and of many visitors."""
    declared = target.experiments
    if declared is None:
        raise NotApplicable("the target declares no A/B tests: declare [experiments]")

    async def ask(visitor: str) -> Exchange:
        return await http.get(fill_path(declared.assignment, {"visitor": visitor}))

    one = str(uuid.uuid4())
    same = [await ask(one) for _ in range(_LOADS)]
    many = await asyncio.gather(*(ask(str(uuid.uuid4())) for _ in range(declared.visitors)))
    return Assignments(declared, tuple(same), tuple(many))


@check(
    "smoke.variants_sticky",
    "A visitor keeps the variant of every A/B test",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-AB-01; the [experiments] declaration of the target file",
    remedy="Derive the variant from the visitor's identifier, or store it; keep caches from sharing one's answer.",
    covers=["OPS-AB-01"],
)
def test_variants_sticky(variants_assigned: Assignments, parts: Parts) -> None:
    """People who see another price or another flow at each visit are lost to the test, and notice."""
    documents = [_document(answer) for answer in variants_assigned.same]
    for name in variants_assigned.declared.weights:
        with parts.part(name):
            experiments.judge_sticky([_variant(variants_assigned, one, name) for one in documents]).raise_if_any()


@check(
    "smoke.variants_weighted",
    "Variants are drawn as weighted",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OPS-AB-02; exact binomial bounds of all variants together at 99.9999 % confidence",
    remedy="Draw by the declared weights, from a hash of the whole identifier; correct the declaration if it is old.",
    covers=["OPS-AB-02"],
)
def test_variants_weighted(variants_assigned: Assignments, parts: Parts, evidence: Evidence) -> None:
    """A test whose groups are not as planned says nothing, and a rollout to 20 % that reaches everyone is none."""
    documents = [_document(answer) for answer in variants_assigned.many]
    rows = []
    for name, weights in variants_assigned.declared.weights.items():
        counts = Counter(_variant(variants_assigned, one, name) or "none" for one in documents)
        rows += [[name, variant, f"{weight:g}", counts[variant], len(documents)] for variant, weight in weights.items()]
        with parts.part(name):
            experiments.judge_weights(counts, weights).raise_if_any()
    evidence.table("Variants of visitors", ["test", "variant", "weight", "drawn", "of"], rows)


def _document(answer: Exchange) -> Any:
    if not answer.ok:
        if answer.status >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
            found(f"answered {answer.status}", "the visitor's variants", where=answer.request.url).raise_if_any()
        raise Unmeasured(f"the variants of a visitor could not be read: {answer.describe()}")
    return answer.json()


def _variant(assigned: Assignments, document: Any, name: str) -> str | None:
    """Return the variant of a test; the test's name may hold dots, so it is looked up as a key."""
    variants = lookup(document, assigned.declared.variants)
    value = variants.get(name, NOTHING) if isinstance(variants, dict) else NOTHING
    return None if value is NOTHING or value is None else str(value)
