"""Attempts that are slowed down, and refusals that tell when to come back."""

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.throttling import judge_retry_after, slowed_at


def answer(status: int, body: str = "wrong", elapsed: float = 0.1, **fields: str) -> Exchange:
    headers = Headers({name.replace("_", "-"): value for name, value in fields.items()})
    return Exchange(Request("POST", "https://x.example/login"), status, headers, body.encode(), elapsed=elapsed)


SLOW = answer(401, elapsed=2)


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ([], None),
        ([answer(401)] * 25, None),
        ([answer(403)] * 25, None),
        ([answer(401, "captcha")] * 3, None),
        ([SLOW] * 5, None),
        ([answer(401), SLOW, answer(401), SLOW, SLOW], None),
        ([answer(401), answer(401), answer(429)], 3),
        ([answer(401), answer(423)], 2),
        ([answer(401), answer(403)], 2),
        ([answer(200), answer(200, '{"captcha": true}')], 2),
        ([answer(401), SLOW, SLOW, SLOW], 4),
    ],
)
def test_slowed_at(answers: list[Exchange], number: int | None) -> None:
    assert slowed_at(answers) == number


@pytest.mark.parametrize("value", ["7", "0", "Sat, 21 Nov 2026 06:00:00 GMT"])
def test_a_time_to_come_back(value: str) -> None:
    assert not judge_retry_after(answer(429, retry_after=value))


@pytest.mark.parametrize("value", ["", "soon", "-1", "1.5", "٣"])
def test_no_time_to_come_back(value: str) -> None:
    assert judge_retry_after(answer(429, retry_after=value))
