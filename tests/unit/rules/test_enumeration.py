"""Refusals that tell apart what they must not."""

import pytest

from prodworthy.facts.exchange import Exchange, Request
from prodworthy.rules.enumeration import judge_alike

NAMES = ["bob@example.org", "no1@example.org", "no2@example.org"]


def answer(status: int, body: str) -> Exchange:
    return Exchange(Request("POST", "https://x.example/login"), status, body=body.encode())


@pytest.mark.parametrize(
    ("known", "unknown", "told"),
    [
        (["wrong"] * 2, ["wrong"] * 2, False),
        (["wrong, 9 tries left", "wrong, 8 tries left"], ["wrong, 9 tries left"] * 2, False),
        (["no login for bob@example.org"] * 2, ["no login for no1@example.org", "no login for no2@example.org"], False),
        (
            ['{"id":"9f1c2b7e4d5a6b7c8d9e"}', '{"id":"1f1c2b7e4d5a6b7c8d9e"}'],
            ['{"id":"2f1c2b7e4d5a6b7c8d9e"}'] * 2,
            False,
        ),
        (["a tip", "another tip"], ["a tip", "a third tip"], False),
        (["wrong password"] * 2, ["no such account"] * 2, True),
    ],
)
def test_texts(known: list[str], unknown: list[str], *, told: bool) -> None:
    findings = judge_alike([answer(401, one) for one in known], [answer(401, one) for one in unknown], NAMES)
    assert bool(findings) is told


def test_statuses() -> None:
    assert judge_alike([answer(401, "")] * 2, [answer(404, "")] * 2, NAMES)
    assert not judge_alike([answer(401, ""), answer(429, "")], [answer(401, ""), answer(401, "")], NAMES)
