"""Finding the health document, and not taking something else for it."""

from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.probes.health import find_health, find_ready
from prodworthy.target import Health, Target
from tests.unit.probes.stub import Answer, StubHttp

OK = {"status": "ok"}


def served(found: dict[str, Answer], otherwise: Answer = (404, {"message": "Not Found"})) -> Any:
    def answer(_method: str, path: str, _body: Any, _headers: Headers) -> Answer:
        return found.get(path, otherwise)

    return answer


def target(**health: Any) -> Target:
    return Target(name="t", base_url="https://a.example", health=Health(**health))


async def test_a_declared_document_is_returned_whatever_it_answers() -> None:
    http = StubHttp(target(live="/up/now"), served({"/up/now": (500, "broken")}))
    document = await find_health(http.as_http(), http.target)
    assert document is not None
    assert (document.path, document.declared, document.exchange.status) == ("/up/now", True, 500)
    assert http.paths() == ["GET /up/now"]


async def test_a_document_at_a_usual_place_is_found() -> None:
    http = StubHttp(
        target(), served({"/api/health": (200, OK), "/readyz": (200, "ok", {"Content-Type": "text/plain"})})
    )
    live = await find_health(http.as_http(), http.target)
    ready = await find_ready(http.as_http(), http.target)
    assert live is not None
    assert (live.path, live.declared) == ("/api/health", False)
    assert ready is not None
    assert ready.path == "/readyz"


async def test_an_ill_document_is_found_too() -> None:
    http = StubHttp(target(), served({"/health": (503, {"status": "degraded", "checks": {"db": "down"}})}))
    document = await find_health(http.as_http(), http.target)
    assert document is not None
    assert document.exchange.status == 503


@pytest.mark.parametrize(
    "otherwise",
    [
        (404, {"status": 404, "error": "Not Found"}),
        (200, "<!doctype html><div id=app></div>", {"Content-Type": "text/html"}),
        (401, {"message": "Unauthorized"}),
        (200, {"title": "Welcome"}),
        (200, ""),
        (500, {"status": 500, "error": "Internal Server Error"}),
        (302, "", {"Location": "/login"}),
    ],
)
async def test_nothing_is_found_where_there_is_none(otherwise: Answer) -> None:
    http = StubHttp(target(), served({}, otherwise))
    assert await find_health(http.as_http(), http.target) is None
