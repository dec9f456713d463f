"""Sessions, tokens and who may see what."""

import pytest

from .conftest import PASSWORD, Demo

_PROTECTED = ["/api/auth/profile", "/api/users/profile", "/api/matching/balloons", "/api/chat/conversations"]


@pytest.mark.parametrize("path", _PROTECTED)
def test_protected_routes(demo: Demo, path: str) -> None:
    refused = demo.client.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    garbage = {"Authorization": "Bearer a.b.c"}
    assert demo.client.get(path, headers=garbage).status_code == 401
    assert demo.client.get(path, headers=demo.person().auth).status_code == 200
    demo.plant("token-garbage-accepted")
    assert demo.client.get(path, headers=garbage).status_code == 200
    assert demo.client.get(path).status_code == 401
    demo.plant("protected-open")
    assert demo.client.get(path).status_code == 200


def test_login(demo: Demo) -> None:
    someone = demo.person()
    good = {"email": someone.email.upper(), "password": PASSWORD}
    assert demo.client.post("/api/auth/login", json=good).status_code == 200
    wrong = demo.client.post("/api/auth/login", json=good | {"password": PASSWORD.upper()})
    nobody = demo.client.post("/api/auth/login", json=good | {"email": "nobody@mail.example"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    seeded = {"email": "alice@balloond.example", "password": "balloons-rise-at-dawn-4417"}
    assert demo.client.post("/api/auth/login", json=seeded).status_code == 200


def test_an_address_has_one_account(demo: Demo) -> None:
    someone = demo.person()
    assert demo.sign_up(email=someone.email.upper()).status_code == 409


@pytest.mark.parametrize("password", ["short", "123456789012345", "x" * 129])
def test_weak_passwords(demo: Demo, password: str) -> None:
    assert demo.sign_up(password=password).status_code == 400


def test_refresh_tokens_rotate_and_reuse_ends_the_session(demo: Demo) -> None:
    someone = demo.person()
    first = demo.client.post("/api/auth/refresh", json={"refreshToken": someone.refresh_token})
    assert first.status_code == 200
    pair = first.json()
    assert pair["refreshToken"] != someone.refresh_token
    auth = {"Authorization": f"Bearer {pair['token']}"}
    assert demo.client.get("/api/auth/profile", headers=auth).status_code == 200
    assert demo.client.post("/api/auth/refresh", json={"refreshToken": someone.refresh_token}).status_code == 401
    assert demo.client.post("/api/auth/refresh", json={"refreshToken": pair["refreshToken"]}).status_code == 401
    assert demo.client.get("/api/auth/profile", headers=auth).status_code == 401


def test_logout_ends_the_session(demo: Demo) -> None:
    someone = demo.person()
    assert demo.client.post("/api/auth/logout", headers=someone.auth).status_code == 204
    assert demo.client.get("/api/auth/profile", headers=someone.auth).status_code == 401
    assert demo.client.post("/api/auth/refresh", json={"refreshToken": someone.refresh_token}).status_code == 401


def test_deletion_removes_everything(demo: Demo) -> None:
    before = demo.state()
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    demo.client.post(f"/api/chat/conversations/{chat}/messages", headers=one.auth, json={"text": "Hello"})
    for person in (one, two):
        assert demo.client.delete("/api/users/me", headers=person.auth).status_code == 204
        assert demo.client.get("/api/auth/profile", headers=person.auth).status_code == 401
    assert demo.state() == before
    assert demo.sign_up(email=one.email).status_code == 201


def test_repeated_wrong_logins_are_limited(demo: Demo) -> None:
    someone = demo.person()
    wrong = {"email": someone.email, "password": "not-the-password"}
    answers = [demo.client.post("/api/auth/login", json=wrong) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].headers["ratelimit-remaining"] == "0"
    other = {"email": demo.person().email, "password": PASSWORD}
    assert demo.client.post("/api/auth/login", json=other).status_code == 200


def test_rate_limits_are_told(demo: Demo) -> None:
    left = [int(demo.client.get("/api/docs-json").headers["ratelimit-remaining"]) for _ in range(2)]
    assert left[1] == left[0] - 1
    assert "ratelimit-limit" not in demo.client.get("/api/health").headers


def test_conversations_are_private(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    path = f"/api/chat/conversations/{demo.match(one, two)}/messages"
    assert demo.client.post(path, headers=one.auth, json={"text": "between us"}).status_code == 201
    assert "between us" in demo.client.get(path, headers=two.auth).text
    assert demo.client.get(path, headers=stranger.auth).status_code == 404
    assert demo.client.post(path, headers=stranger.auth, json={"text": "hi"}).status_code == 404


def test_others_see_an_age_and_a_coarse_distance(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    for person, latitude in ((one, 52.5), (two, 52.501)):
        place = {"latitude": latitude, "longitude": 13.4}
        assert demo.client.put("/api/users/location", headers=person.auth, json=place).status_code == 204
    seen = demo.client.get(f"/api/users/{two.id}", headers=one.auth).json()
    assert set(seen) == {"id", "name", "age", "bio"}
    near = demo.client.get("/api/users/nearby", headers=one.auth).json()["users"]
    assert next(user for user in near if user["id"] == two.id)["distanceKm"] == 5


def test_ten_pops_a_day(demo: Demo) -> None:
    someone = demo.person()
    balloons = demo.client.get("/api/matching/balloons", headers=someone.auth).json()["balloons"]
    assert len(balloons) > 10
    assert set(balloons[0]) == {"id", "color"}
    answers = [
        demo.client.post(
            "/api/matching/pop", headers=someone.auth, json={"balloonId": balloon["id"], "decision": "reveal"}
        )
        for balloon in balloons[:11]
    ]
    assert [answer.status_code for answer in answers] == [200] * 10 + [403]
    assert answers[-1].json()["message"] == ["FREE_POPS_EXHAUSTED"]
    again = {"balloonId": balloons[0]["id"], "decision": "like"}
    answer = demo.client.post("/api/matching/pop", headers=someone.auth, json=again)
    assert answer.json()["matched"] is True
    allocation = demo.client.get("/api/matching/allocation", headers=someone.auth).json()
    assert allocation == {"limit": 10, "used": 10, "remaining": 0, "premium": False}


@pytest.mark.parametrize(("fault", "taken_along"), [("", False), ("session-fixed", True)])
def test_signing_in_takes_no_session_along(demo: Demo, fault: str, *, taken_along: bool) -> None:
    someone = demo.person()
    demo.plant(*filter(None, [fault]))
    fixed = {"Cookie": "__Host-session=somebody-elses-choice"}
    entered = demo.client.post("/web/login", json={"email": someone.email, "password": PASSWORD}, headers=fixed)
    demo.client.cookies.clear()
    assert entered.status_code == 200
    assert (demo.client.get("/api/auth/profile", headers=fixed).status_code == 200) is taken_along


def test_nobody_needs_an_old_version(demo: Demo) -> None:
    someone = demo.person()
    assert demo.client.get("/api/v0/users/profile").status_code == 404
    demo.plant("old-version-open")
    assert demo.client.get("/api/v0/users/profile").status_code == 200
    assert demo.client.get("/api/users/profile").status_code == 401
    entered = demo.client.post("/web/login", json={"email": someone.email, "password": PASSWORD})
    assert "XSRF-TOKEN" not in entered.cookies
    demo.plant("request-token-idle")
    entered = demo.client.post("/web/login", json={"email": someone.email, "password": PASSWORD})
    assert "XSRF-TOKEN" in entered.cookies
    demo.client.cookies.clear()
