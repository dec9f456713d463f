"""Health, version, routing, speed and exposure, whole and with each fault."""

import pytest

from .conftest import Demo


def test_health_asks_the_dependencies(demo: Demo) -> None:
    answer = demo.client.get("/api/health")
    body = answer.json()
    assert body["status"] == "ok"
    assert {check["status"] for check in body["checks"].values()} == {"up"}
    assert answer.headers["cache-control"] == "no-store"
    assert demo.client.get("/api/ready").json()["status"] == "ok"
    demo.plant("dependency-down")
    for path in ("/api/health", "/api/ready"):
        answer = demo.client.get(path)
        assert answer.status_code == 503
        assert answer.json()["status"] == "degraded"


def test_degraded_with_200(demo: Demo) -> None:
    demo.plant("health-degraded-200")
    answer = demo.client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert demo.client.get("/api/ready").json()["status"] == "ok"


def test_readiness_that_lies(demo: Demo) -> None:
    demo.plant("ready-lies")
    answer = demo.client.get("/api/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["checks"]["cache"]["status"] == "down"
    assert demo.client.get("/api/health").json()["status"] == "ok"


def test_cached_health(demo: Demo) -> None:
    stamps = {demo.client.get("/api/health", params={"n": n}).json()["timestamp"] for n in range(3)}
    assert len(stamps) == 3
    demo.plant("health-cached")
    answers = [demo.client.get("/api/health", params={"n": n}) for n in range(3)]
    assert len({answer.json()["timestamp"] for answer in answers}) == 1
    assert answers[0].headers["cache-control"] == "public, max-age=600"
    assert int(answers[0].headers["age"]) > 0


@pytest.mark.parametrize(("fault", "version"), [("version-hidden", None), ("version-stale", "0.9.0")])
def test_the_version(demo: Demo, fault: str, version: str | None) -> None:
    assert demo.client.get("/api/health").json()["version"] == demo.facts["version"]
    demo.plant(fault)
    assert demo.client.get("/api/health").json().get("version") == version


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/static/x/y.js"])
def test_unknown_paths(demo: Demo, path: str) -> None:
    answer = demo.client.get(path)
    assert answer.status_code == 404
    expected = "application/json" if path.startswith("/api") else "text/html"
    assert answer.headers["content-type"].startswith(expected)


def test_soft_404(demo: Demo) -> None:
    demo.plant("soft-404")
    for path in ("/nowhere", "/api/nowhere", "/.env"):
        answer = demo.client.get(path)
        assert answer.status_code == 200
        assert answer.text == demo.client.get("/").text
    assert demo.client.get("/api/auth/profile").status_code == 401


def test_slow_reads(demo: Demo) -> None:
    assert demo.client.get("/api/health").elapsed.total_seconds() < 0.5
    demo.plant("slow-api")
    assert demo.client.get("/api/health").elapsed.total_seconds() > 0.65


def test_flaky_reads(demo: Demo) -> None:
    def statuses() -> list[int]:
        return [demo.client.get("/api/health").status_code for _ in range(10)]

    assert set(statuses()) == {200}
    demo.plant("flaky-api")
    assert statuses().count(500) == 2


def test_a_broken_journey(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    demo.plant("journey-broken")
    answer = demo.client.post("/api/matching/pop", headers=one.auth, json={"balloonId": two.id})
    assert answer.status_code == 500
    demo.plant()
    assert demo.match(one, two) is not None


def test_robots_and_security_contact(demo: Demo) -> None:
    assert "Disallow: /api/" in demo.client.get("/robots.txt").text
    answer = demo.client.get("/.well-known/security.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Contact: mailto:" in answer.text
    demo.plant("security-txt-expired")
    assert answer.text != demo.client.get("/.well-known/security.txt").text
    demo.plant("security-txt-missing")
    assert demo.client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("fault", "path", "sign"),
    [
        ("dotenv-exposed", "/.env", "JWT_SECRET="),
        ("git-exposed", "/.git/HEAD", "ref: refs/"),
        ("git-exposed", "/.git/config", "[core]"),
    ],
)
def test_exposed_files(demo: Demo, fault: str, path: str, sign: str) -> None:
    assert demo.client.get(path).status_code == 404
    demo.plant(fault)
    answer = demo.client.get(path)
    assert answer.status_code == 200
    assert sign in answer.text


def test_stack_traces(demo: Demo) -> None:
    def ask(content: str) -> str:
        return demo.client.post("/api/auth/login", content=content, headers={"Content-Type": "application/json"}).text

    for content in ("{", "{}"):
        assert "Traceback" not in ask(content)
    demo.plant("error-stack-trace")
    assert "Traceback" in ask("{")


@pytest.mark.parametrize(("fault", "shown"), [("error-sql", True), ("sql-injection", False)])
def test_sql(demo: Demo, fault: str, shown: bool) -> None:  # noqa: FBT001 - a parameter of the test
    someone = demo.person()
    demo.client.put("/api/users/location", headers=someone.auth, json={"latitude": 52.5, "longitude": 13.4})

    def ask(name: str) -> tuple[int, str]:
        answer = demo.client.get("/api/users/nearby", params={"name": name}, headers=someone.auth)
        return answer.status_code, answer.text

    assert ask("Maya")[1].count('"id"') == 1
    assert ask("'")[0] == 200
    assert ask("x' OR '1'='1")[1].count('"id"') == 0
    demo.plant(fault)
    status, text = ask("'")
    assert status == 500
    assert ("SELECT" in text) is shown
    assert ask("x' OR '%'='")[1].count('"id"') > 1
