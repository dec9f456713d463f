"""Journeys: values handed on, expectations, the deadline, and a cleanup that nothing prevents."""

from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.journeys import run_journey
from prodworthy.target import Journey, Target
from tests.unit.probes.stub import Answer, StubHttp

TARGET = Target(name="t", base_url="https://a.example")
PURCHASE = Journey.model_validate(
    {
        "id": "purchase",
        "title": "A purchase can be tracked",
        "deadline_s": 3,
        "steps": [
            {"request": "POST /login", "json": {"email": "{email}"}, "save": {"token": "token"}},
            {
                "request": "POST /purchases",
                "name": "track a purchase",
                "headers": {"Authorization": "Bearer {token}"},
                "json": {"amount": 5, "note": "run {run}"},
                "expect": {"status": [201], "json": {"amount": 5, "id": "*"}},
                "save": {"purchase": "id"},
            },
            {"request": "GET /purchases/{purchase}", "expect": {"contains": "amount", "json": {"id": "{purchase}"}}},
        ],
        "cleanup": [{"request": "DELETE /purchases/{purchase}", "expect": {"status": 204}}],
    }
)
VALUES = {"email": "a@b.invalid", "run": "r1"}


def shop(**overrides: Answer) -> Any:
    answers: dict[str, Answer] = {
        "POST /login": (200, {"token": "t0ken"}),
        "POST /purchases": (201, {"amount": 5, "id": "p/1"}),
        "GET /purchases/p%2F1": (200, {"amount": 5, "id": "p/1"}),
        "DELETE /purchases/p%2F1": (204, ""),
    }
    answers.update({key.replace("_", " /", 1): value for key, value in overrides.items()})

    def answer(method: str, path: str, _body: Any, _headers: Headers) -> Answer:
        return answers[f"{method} {path}"]

    return answer


async def test_a_journey_that_works() -> None:
    http = StubHttp(TARGET, shop())
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert not done.findings
    assert done.failed is None
    assert http.paths() == ["POST /login", "POST /purchases", "GET /purchases/p%2F1", "DELETE /purchases/p%2F1"]
    assert http.asked[1].headers.get("authorization") == "Bearer t0ken"
    assert b'"note": "run r1"' in http.asked[1].body
    assert done.duration == pytest.approx(0.03)


async def test_the_step_that_fails_is_named_and_what_was_made_is_removed() -> None:
    answers = shop(**{"GET_purchases/p%2F1": (500, {"message": "pool exhausted"})})
    http = StubHttp(TARGET, answers)
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert done.failed is not None
    assert done.failed.title == "GET /purchases/{purchase}"
    assert "answered 500" in done.findings.describe()
    assert "pool exhausted" in done.findings.describe()
    assert http.paths()[-1] == "DELETE /purchases/p%2F1"


async def test_nothing_is_undone_that_was_not_done() -> None:
    http = StubHttp(TARGET, shop(POST_login=(401, {"message": "no"})))
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert http.paths() == ["POST /login"]
    assert done.cleanup == ()


async def test_a_cleanup_that_fails_is_a_finding_and_a_leftover() -> None:
    http = StubHttp(TARGET, shop(**{"DELETE_purchases/p%2F1": (403, "")}))
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert done.failed is None
    assert "answered 403" in done.findings.describe()
    assert done.left[0].startswith("journey purchase: DELETE /purchases/{purchase}")


async def test_a_wrong_value_and_a_missing_one() -> None:
    http = StubHttp(TARGET, shop(POST_purchases=(201, {"amount": "5"})))
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert {finding.seen for finding in done.findings} == {'amount is "5"', "nothing stands at 'id' of the answer"}


async def test_the_deadline_is_for_all_steps_together() -> None:
    http = StubHttp(TARGET, shop(), took_s=1.7)
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert done.failed is not None
    assert done.failed.title == "track a purchase"
    assert "time ran out" in done.findings.describe()


async def test_a_step_without_an_answer_fails_and_the_cleanup_still_runs() -> None:
    def answer(method: str, path: str, body: Any, headers: Headers) -> Answer:
        if path == "/purchases/p%2F1" and method == "GET":
            raise TargetFailed("reset", "a.example closed the connection before it had answered")
        known: Answer = shop()(method, path, body, headers)
        return known

    http = StubHttp(TARGET, answer)
    done = await run_journey(http.as_http(), PURCHASE, VALUES)
    assert "closed the connection" in done.findings.describe()
    assert http.paths()[-1] == "DELETE /purchases/p%2F1"


async def test_no_network_of_our_own_is_no_failure_of_the_target() -> None:
    def answer(*_: Any) -> Answer:
        raise TargetFailed("network", "this machine has no route")

    with pytest.raises(TargetFailed, match="no route"):
        await run_journey(StubHttp(TARGET, answer).as_http(), PURCHASE, VALUES)


async def test_a_credential_is_sent_unless_the_step_has_its_own() -> None:
    journey = Journey.model_validate(
        {
            "id": "j",
            "title": "t",
            "steps": [
                {"request": "GET /mine"},
                {"request": "GET /other", "headers": {"authorization": "Bearer other"}},
                {"request": "GET /anonymous", "headers": {"Authorization": ""}},
            ],
        }
    )
    http = StubHttp(TARGET, lambda *_: (200, {}))
    await run_journey(http.as_http(), journey, {}, credential={"Authorization": "Bearer mine"})
    assert [request.headers.get_list("authorization") for request in http.asked] == [
        ["Bearer mine"],
        ["Bearer other"],
        [],
    ]
