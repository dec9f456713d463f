from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.emptiness import holds_nothing


def answered(body: str, status: int = 200, kind: str = "application/json") -> Exchange:
    return Exchange(
        Request("GET", "https://a.example/rest/v1/purchases"), status, Headers([("content-type", kind)]), body.encode()
    )


@pytest.mark.parametrize(
    "body", ["[]", '{"items": [], "total": 0, "next": null}', '{"data": {"rows": []}, "more": false}']
)
def test_an_empty_list_holds_nothing(body: str) -> None:
    assert holds_nothing(answered(body))


@pytest.mark.parametrize(
    "body",
    [
        "[{}]",
        "[null]",
        "{}",
        '{"balance": 0}',
        '{"items": [], "total": 3}',
        '{"items": [], "name": "Ada"}',
        "null",
        "no JSON",
        "",
        "[" * 400 + "]" * 400,
    ],
)
def test_anything_else_does_not(body: str) -> None:
    assert not holds_nothing(answered(body))


def test_a_refusal_is_judged_by_its_status_and_a_page_by_what_people_see() -> None:
    assert not holds_nothing(answered("[]", 401))
    assert not holds_nothing(answered("[]", 200, "text/html"))
