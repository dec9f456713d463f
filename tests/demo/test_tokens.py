"""Tokens, whole and with each fault."""

import base64
import json
import warnings
from typing import Any

import jwt
import pytest

from .conftest import PASSWORD, Demo


def _status(demo: Demo, token: str, path: str = "/api/auth/profile") -> int:
    return demo.client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def _encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_claims(demo: Demo) -> None:
    claims = _claims(demo.person().token)
    assert claims["exp"] - claims["iat"] == 900
    assert set(claims) == {"iss", "aud", "sub", "sid", "jti", "iat", "exp"}


@pytest.mark.parametrize("name", ["none", "None", "nOnE"])
def test_unsigned(demo: Demo, name: str) -> None:
    token = demo.person().token
    unsigned = f"{_encode({'alg': name, 'typ': 'at+jwt'})}.{token.split('.')[1]}."
    assert _status(demo, unsigned) == 401
    demo.plant("jwt-alg-none")
    assert _status(demo, unsigned) == 200


def test_altered(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    header, _, signature = one.token.split(".")
    altered = f"{header}.{_encode(_claims(one.token) | {'sub': two.id})}.{signature}"
    middle = len(signature) // 2
    flipped = signature[:middle] + ("A" if signature[middle] != "A" else "B") + signature[middle + 1 :]
    spoilt = f"{header}.{one.token.split('.')[1]}.{flipped}"
    assert _status(demo, altered) == 401
    assert _status(demo, spoilt) == 401
    demo.plant("jwt-signature-unchecked")
    assert _status(demo, altered) == 200
    assert _status(demo, spoilt) == 200


@pytest.mark.parametrize(
    ("fault", "kind"), [("jwt-expired-accepted", "expired"), ("jwt-audience-unchecked", "other_audience")]
)
def test_expired_or_foreign(demo: Demo, fault: str, kind: str) -> None:
    made = demo.control.post("/tokens", json={"email": demo.person().email}).json()
    assert _status(demo, made["valid"]) == 200
    assert _status(demo, made[kind]) == 401
    demo.plant(fault)
    assert _status(demo, made[kind]) == 200


def test_weak_secret(demo: Demo) -> None:
    with warnings.catch_warnings(action="ignore"), pytest.raises(jwt.InvalidTokenError):
        jwt.decode(demo.person().token, "secret", algorithms=["HS256"], audience="balloond")
    demo.plant("jwt-weak-secret")
    someone = demo.person()
    with warnings.catch_warnings(action="ignore"):  # of a short key
        assert jwt.decode(someone.token, "secret", algorithms=["HS256"], audience="balloond")["sub"] == someone.id
    assert _status(demo, someone.token) == 200


def test_lifetime_and_content(demo: Demo) -> None:
    demo.plant("jwt-no-expiry")
    assert "exp" not in _claims(demo.person().token)
    assert _status(demo, demo.person().token) == 200
    demo.plant("jwt-long-lived")
    claims = _claims(demo.person().token)
    assert claims["exp"] - claims["iat"] == 30 * 24 * 3600
    demo.plant("jwt-personal-data")
    someone = demo.person()
    assert _claims(someone.token)["email"] == someone.email


def test_in_the_address(demo: Demo) -> None:
    token = demo.person().token
    path = f"/api/auth/profile?access_token={token}"
    assert demo.client.get(path).status_code == 401
    demo.plant("token-in-url")
    assert demo.client.get(path).status_code == 200


def test_reuse_allowed(demo: Demo) -> None:
    demo.plant("refresh-reuse-allowed")
    someone = demo.person()
    for _ in range(3):
        assert demo.client.post("/api/auth/refresh", json={"refreshToken": someone.refresh_token}).status_code == 200


def test_family_survives(demo: Demo) -> None:
    demo.plant("refresh-family-survives")
    old = demo.person().refresh_token
    new = demo.client.post("/api/auth/refresh", json={"refreshToken": old}).json()
    assert demo.client.post("/api/auth/refresh", json={"refreshToken": old}).status_code == 401
    assert _status(demo, new["token"]) == 200
    assert demo.client.post("/api/auth/refresh", json={"refreshToken": new["refreshToken"]}).status_code == 200


def test_logout_does_nothing(demo: Demo) -> None:
    demo.plant("logout-does-nothing")
    someone = demo.person()
    assert demo.client.post("/api/auth/logout", headers=someone.auth).status_code == 204
    assert _status(demo, someone.token) == 200


def test_bola(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    path = f"/api/chat/conversations/{demo.match(one, two)}/messages"
    assert _status(demo, stranger.token, path) == 404
    demo.plant("bola-messages")
    assert _status(demo, stranger.token, path) == 200
    assert demo.client.get(path).status_code == 401


@pytest.mark.parametrize("extra", [{"role": "admin"}, {"premium": True}, {"isPremium": True}], ids=str)
def test_mass_assignment(demo: Demo, extra: dict[str, Any]) -> None:
    someone = demo.person()
    assert demo.client.put("/api/users/profile", headers=someone.auth, json=extra).status_code == 400
    demo.plant("mass-assignment")
    changed = demo.client.put("/api/users/profile", headers=someone.auth, json=extra).json()
    created = demo.sign_up(**extra).json()["user"]
    for name, value in extra.items():
        key = "premium" if name == "isPremium" else name
        assert changed[key] == created[key] == value


def test_a_date_of_birth_that_can_be_changed(demo: Demo) -> None:
    demo.plant("age-editable")
    someone = demo.person()
    changed = demo.client.put("/api/users/profile", headers=someone.auth, json={"dateOfBirth": "2015-01-01"})
    assert changed.json()["dateOfBirth"] == "2015-01-01"


def test_excess_data(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    demo.plant("excess-data")
    seen = demo.client.get(f"/api/users/{two.id}", headers=one.auth).json()
    assert seen["email"] == two.email
    assert seen["dateOfBirth"] == "1990-01-31"


def test_exact_location(demo: Demo) -> None:
    someone = demo.person()
    demo.client.put("/api/users/location", headers=someone.auth, json={"latitude": 52.5, "longitude": 13.4})
    assert "latitude" not in demo.client.get("/api/users/nearby", headers=someone.auth).text
    demo.plant("exact-location")
    assert "latitude" in demo.client.get("/api/users/nearby", headers=someone.auth).text


def test_incomplete_deletion(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    demo.plant("deletion-incomplete")
    assert demo.client.delete("/api/users/me", headers=one.auth).status_code == 204
    assert _status(demo, one.token) == 401
    assert _status(demo, two.token, f"/api/users/{one.id}") == 200


def test_enumeration(demo: Demo) -> None:
    demo.plant("login-enumeration")
    someone = demo.person()
    wrong = demo.client.post("/api/auth/login", json={"email": someone.email, "password": "wrong"})
    nobody = demo.client.post("/api/auth/login", json={"email": "nobody@mail.example", "password": "wrong"})
    assert wrong.json() != nobody.json()


def _wrong_logins(demo: Demo, **headers: str) -> list[int]:
    wrong = {"email": "alice@balloond.example", "password": "wrong"}
    return [demo.client.post("/api/auth/login", json=wrong, headers=headers).status_code for _ in range(11)]


def test_unlimited_logins(demo: Demo) -> None:
    demo.plant("login-unlimited")
    assert set(_wrong_logins(demo)) == {401}


def test_forwarded_addresses(demo: Demo) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert _wrong_logins(demo)[-1] == 429
    assert set(_wrong_logins(demo, **forwarded)) == {429}
    demo.plant("limit-trusts-forwarded")
    assert _wrong_logins(demo, **forwarded)[0] == 401


def test_retry_after(demo: Demo) -> None:
    demo.plant("retry-after-missing")
    assert _wrong_logins(demo)[-1] == 429
    answer = demo.client.post("/api/auth/login", json={"email": "alice@balloond.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert "retry-after" not in answer.headers


def test_bodies(demo: Demo) -> None:
    def ask(content: str, content_type: str = "application/json") -> int:
        return demo.client.post("/api/auth/login", content=content, headers={"Content-Type": content_type}).status_code

    large = json.dumps({"email": "x" * 70_000, "password": "x"})
    twice = '{"email":"a@mail.example","email":"b@mail.example","password":"x"}'
    once = '{"email":"a@mail.example","password":"x"}'
    assert [ask(large), ask(twice), ask(once, "text/plain"), ask(once)] == [413, 400, 415, 401]
    for fault, content, content_type, status in (
        ("body-unlimited", large, "application/json", 400),
        ("duplicate-keys-accepted", twice, "application/json", 401),
        ("content-type-ignored", once, "text/plain", 401),
    ):
        demo.plant(fault)
        assert ask(content, content_type) == status
