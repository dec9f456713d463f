"""What a sample of timed reads proves of the promised figures."""

from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Unmeasured
from prodworthy.probes.latency import Sample
from smoke.timing import Claim, prove, require_answers
from tests.unit.layers.told import answer

OK = answer(body={})


def sample(count: int, *, slow: int = 0, failed: int = 0, example: Exchange = OK) -> Sample:
    latencies = (2.0,) * (count - slow - failed) + (700.0,) * slow
    return Sample("/me", 500.0, 0.99, latencies, ("status 500",) * failed, 10, "", example)


def judge(timed: Sample, success_rate: float = 0.995) -> None:
    prove(timed, Claim(0.99, timed.misses, "within 500 ms"), Claim(success_rate, len(timed.failures), "answered"))


def test_as_many_as_it_takes_prove_a_p99_and_a_success_rate() -> None:
    judge(sample(598))
    judge(sample(598, slow=1))


@pytest.mark.parametrize(
    ("timed", "told"),
    [
        (sample(598, slow=13), "99 % of reads of /me within 500 ms"),
        (sample(598, failed=8), "99.5 % of reads of /me answered"),
    ],
)
def test_what_refutes_one_of_the_figures_is_told(timed: Sample, told: str) -> None:
    with pytest.raises(CheckFailed, match=told):
        judge(timed)


def test_a_refuted_figure_fails_though_another_one_is_open() -> None:
    with pytest.raises(CheckFailed, match="within 500 ms"):
        judge(sample(4, slow=4))


def test_too_few_prove_nothing() -> None:
    with pytest.raises(Unmeasured, match=r"too few samples .* without a miss it takes 598"):
        judge(sample(400))


def test_a_refusal_is_quick_and_no_answer() -> None:
    require_answers(sample(10))
    with pytest.raises(CheckFailed, match="answered 401"):
        require_answers(sample(10, example=answer(401)))
