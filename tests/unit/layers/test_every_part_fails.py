"""Parts of checks that no planted fault reaches by itself: each is seen to fail."""

from __future__ import annotations

import pytest

from contract import test_graphql as graphql
from prodworthy.facts.controls import Refusal
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Outcome, Unmeasured
from prodworthy.target import Metrics
from security import test_cors_manners as manners
from security import test_policy as policy
from smoke import test_metrics as metrics
from tests.unit.layers.told import answer, outcomes

ONE = {"data": {"__typename": "Query"}}
DECLARED = Metrics(url="https://a.example/metrics")


def scraped(before: str, after: str) -> metrics.Scrapes:
    return metrics.Scrapes(DECLARED, answer(body=before), answer(body=after))


def page(announced: str, used: str) -> Exchange:
    fields = {"Content-Security-Policy": f"script-src 'nonce-{announced}'"}
    return answer(body=f'<script nonce="{used}" src="/a.js"></script>', headers=fields)


@pytest.mark.parametrize(
    ("batch", "outcome"),
    [
        (answer(body=[ONE] * 50), Outcome.FAILED),
        (answer(body=[ONE] * 10), Outcome.PASSED),
        (answer(400, {"message": "Batches are not allowed"}), Outcome.PASSED),
        (answer(429), Outcome.UNMEASURED),
    ],
)
def test_a_batch_of_operations(batch: Exchange, outcome: Outcome) -> None:
    seen = outcomes(lambda parts: graphql.test_limits(answer(body=ONE), answer(400), batch, parts, Refusal()))
    assert seen == {"aliases": Outcome.PASSED, "batch": outcome}


def granting(**fields: str) -> manners.CorsManners:
    friend = answer(headers={"Access-Control-Allow-Origin": "https://app.example", **fields})
    return manners.CorsManners({"": answer(headers=fields), "https://app.example": friend}, {}, {}, answer(204))


def test_grants_that_caches_cannot_tell_apart() -> None:
    told = outcomes(lambda parts: manners.test_cors_wording(granting(Vary="Origin"), parts))
    untold = outcomes(lambda parts: manners.test_cors_wording(granting(), parts))
    assert (told["Vary"], untold["Vary"]) == (Outcome.PASSED, Outcome.FAILED)
    unkept = outcomes(lambda parts: manners.test_cors_wording(granting(**{"Cache-Control": "no-store"}), parts))
    assert unkept["Vary"] is Outcome.PASSED


def test_a_counter_that_stands_still() -> None:
    metrics.test_metrics_move(scraped("http_requests_total 4", "http_requests_total 9"))
    with pytest.raises(CheckFailed, match="4 before and after"):
        metrics.test_metrics_move(scraped("http_requests_total 4", "http_requests_total 4"))
    with pytest.raises(CheckFailed, match="no such counter"):
        metrics.test_metrics_move(scraped("up 1", "up 1"))
    with pytest.raises(Unmeasured, match="another replica"):
        metrics.test_metrics_move(scraped("http_requests_total 9", "http_requests_total 4"))


def test_a_script_with_the_nonce_of_another_answer() -> None:
    first, second = "A" * 22, "B" * 22
    policy.test_nonce([page(first, first), page(second, second)])
    with pytest.raises(CheckFailed, match="1 of 1 scripts"):
        policy.test_nonce([page(first, first), page(second, first)])
