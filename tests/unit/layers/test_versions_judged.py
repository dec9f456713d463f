"""Other versions of a guarded route: what counts as the same route left open."""

from __future__ import annotations

import pytest

from prodworthy.facts.controls import Refusal
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Outcome
from security import test_old_versions as old
from tests.unit.layers.told import answer, outcomes

OWN = answer(body={"id": 7, "email": "a@b.example"})
GONE, ASKED = answer(404), answer(401)


@pytest.mark.parametrize(
    ("owner", "stranger", "other", "nowhere", "outcome"),
    [
        (OWN, ASKED, OWN, GONE, Outcome.FAILED),
        (OWN, ASKED, GONE, GONE, Outcome.PASSED),
        (OWN, ASKED, ASKED, GONE, Outcome.PASSED),
        (OWN, ASKED, answer(body="<p>the app"), answer(body="<p>the app"), Outcome.PASSED),
        (OWN, ASKED, answer(body={"errors": ["who are you"]}), GONE, Outcome.PASSED),
        (OWN, ASKED, OWN, OWN, Outcome.NOT_APPLICABLE),
        (OWN, OWN, OWN, GONE, Outcome.NOT_APPLICABLE),
        (answer(403), ASKED, GONE, GONE, Outcome.NOT_APPLICABLE),
        (answer(body=[]), ASKED, answer(body=[]), GONE, Outcome.NOT_APPLICABLE),
        (answer(500), ASKED, GONE, GONE, Outcome.UNMEASURED),
        (OWN, ASKED, answer(429), GONE, Outcome.UNMEASURED),
    ],
)
def test_an_old_version(
    owner: Exchange, stranger: Exchange, other: Exchange, nowhere: Exchange, outcome: Outcome
) -> None:
    seen = {"/api/me": old.Versions(owner, stranger, {"v0": other}, {"v0": nowhere})}
    assert outcomes(lambda parts: old.test_old_versions(seen, parts, Refusal())) == {"/api/me in v0": outcome}
