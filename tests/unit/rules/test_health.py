"""Health documents of many manners, well and ill."""

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.health import State, judge, meaning, read


def answer(body: Any, status: int = 200, media_type: str = "application/json") -> Exchange:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Exchange(Request("GET", "https://a.example/health"), status, Headers({"Content-Type": media_type}), content)


WELL: dict[str, Any] = {
    "bare": {"status": "ok"},
    "upper case": {"status": "UP"},
    "words": {"status": "All Systems", "ok": True},
    "terminus": {"status": "ok", "info": {"db": {"status": "up"}}, "error": {}, "details": {"db": {"status": "up"}}},
    "actuator": {"status": "UP", "components": {"diskSpace": {"status": "UP", "details": {"exists": True}}}},
    "actuator with an unknown part": {"status": "UP", "components": {"discovery": {"status": "UNKNOWN"}}},
    "ietf": {"status": "pass", "checks": {"db:responseTime": [{"status": "pass", "observedValue": 20}]}},
    "microprofile": {"status": "UP", "checks": [{"name": "db", "status": "UP", "data": {}}]},
    "aspnet": {"status": "Healthy", "entries": {"sql": {"status": "Healthy", "duration": "00:00:00.01"}}},
    "django": {"DatabaseBackend": "working", "CacheBackend": "working"},
    "booleans": {"status": "healthy", "services": {"mongodb": True, "redis": True}},
    "dojo": {"status": "ok", "checks": {"database": "ok", "redis": "connected"}},
    "flat": {"database": "connected", "redis": "up"},
    "wrapped": {"data": {"status": "ok"}},
    "jsend": {"status": "success", "data": {"database": "up"}},
    "message": {"message": "OK"},
    "number": {"status": 200, "uptime": 12.5},
    "boolean": {"ok": True},
    "no errors": {"status": "ok", "error": None, "errors": []},
    "app facts": {"status": "ok", "info": {"debug": False, "name": "api"}, "maintenance": False},
    "disabled part": {"status": "ok", "checks": {"smtp": "disabled"}},
    "version": {"status": "ok", "version": "1.2", "checks": {"build": "abc"}},
}


@pytest.mark.parametrize("body", WELL.values(), ids=[name.replace(" ", "-") for name in WELL])
def test_healthy_manners(body: Any) -> None:
    assert not judge(answer(body)), judge(answer(body)).describe()
    reading = read(answer(body))
    assert reading is not None
    assert reading.speaks


ILL: dict[str, tuple[Any, str]] = {
    "degraded": ({"status": "degraded"}, "degraded"),
    "terminus": (
        {"status": "ok", "info": {}, "error": {"redis": {"status": "down"}}, "details": {"redis": {"status": "down"}}},
        "redis",
    ),
    "failure without a status": ({"status": "OK", "failures": {"queue": "no route"}}, "queue"),
    "actuator": ({"status": "UP", "components": {"db": {"status": "OUT_OF_SERVICE"}}}, "db"),
    "composite": ({"status": "UP", "components": {"dbs": {"components": {"second": {"status": "DOWN"}}}}}, "second"),
    "ietf": (
        {"status": "pass", "checks": {"db:connections": [{"status": "pass"}, {"status": "fail"}]}},
        "db:connections",
    ),
    "aspnet": ({"status": "Healthy", "entries": {"sql": {"status": "Unhealthy"}}}, "sql"),
    "list": ({"status": "UP", "checks": [{"name": "cart", "status": "DOWN"}]}, "cart"),
    "django": ({"DatabaseBackend": "unavailable: refused", "CacheBackend": "working"}, "DatabaseBackend"),
    "boolean": ({"status": "ok", "services": {"mongodb": False}}, "mongodb"),
    "flat": ({"status": "ok", "redis": "disconnected"}, "redis"),
    "wrapped": ({"status": "success", "data": {"database": "down"}}, "database"),
    "not ok": ({"ok": False}, "False"),
    "number": ({"status": 503}, "503"),
    "plain word": ("DOWN", "DOWN"),
}


@pytest.mark.parametrize(("body", "names"), ILL.values(), ids=[name.replace(" ", "-") for name in ILL])
def test_a_200_that_says_ill_is_ill_and_names_what(body: Any, names: str) -> None:
    findings = judge(answer(body, media_type="text/plain" if isinstance(body, str) else "application/json"))
    assert findings
    assert not findings.advisory
    assert names in findings.describe()


def test_a_status_of_its_own_fails_whatever_the_body_says() -> None:
    assert "status 503" in judge(answer({"status": "ok"}, status=503)).describe()


def test_a_warning_is_advisory() -> None:
    findings = judge(answer({"status": "warn", "checks": {"cpu": [{"status": "warn"}]}}))
    assert findings.advisory


@pytest.mark.parametrize("text", ["OK", "ok\n", "Healthy", "pong", "alive."])
def test_plain_text(text: str) -> None:
    assert not judge(answer(text, media_type="text/plain"))


def test_an_empty_answer_is_a_sign_of_life() -> None:
    assert not judge(answer("", status=204, media_type=""))


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("<!doctype html><title>App</title>", "text/html"),
        ("<!doctype html><title>App</title>", "application/json"),
        ("x" * 300, "text/plain"),
        ([1, 2], "application/json"),
    ],
)
def test_what_is_no_health_document(body: Any, media_type: str) -> None:
    exchange = answer(body, media_type=media_type)
    assert read(exchange) is None
    assert "not a health document" in judge(exchange).describe()


def test_a_document_that_says_nothing_is_read_as_such() -> None:
    reading = read(answer({"name": "api", "uptime": 3.5}))
    assert reading is not None
    assert not reading.speaks


def test_the_target_may_declare_its_own_words() -> None:
    body = {"status": "Tout va bien"}
    assert meaning("Tout va bien") is State.UNREADABLE
    assert meaning("tout va bien", ("Tout va bien",)) is State.WELL
    assert not judge(answer(body), ("Tout va bien",))


def test_a_declared_optional_dependency_may_be_down() -> None:
    body = {"status": "degraded", "services": {"mongodb": True, "cloudinary": False}}
    assert "cloudinary" in judge(answer(body)).describe()
    assert not judge(answer(body), optional=("cloudinary",))
    assert judge(answer({**body, "services": {"mongodb": False, "cloudinary": False}}), optional=("cloudinary",))


def test_depth_is_bounded() -> None:
    body: dict[str, Any] = {"status": "down"}
    for _ in range(200):
        body = {"status": "ok", "components": {"inner": body}}
    assert not judge(answer(body))
