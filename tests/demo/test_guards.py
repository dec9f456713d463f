"""Roles, passwords and sessions, whole and with each fault."""

from typing import Any

import pytest

from .conftest import PASSWORD, Demo

_NEW = "another-horse-battery-staple"


def _as(demo: Demo, role: str) -> dict[str, str]:
    user = demo.facts["declares"][f"auth.roles.{role}.user"]
    return {"Authorization": f"Bearer {demo.client.post('/api/auth/login', json=user).json()['token']}"}


@pytest.mark.parametrize(
    ("path", "role", "status", "fault"),
    [
        ("/api/admin/users", "admin", 403, "admin-open"),
        ("/api/admin/reports", "admin", 403, "admin-open"),
        ("/api/subscription/admirers", "premium", 402, "premium-unchecked"),
    ],
)
def test_roles(demo: Demo, path: str, role: str, status: int, fault: str) -> None:
    someone = demo.person()
    assert demo.client.get(path).status_code == 401
    assert demo.client.get(path, headers=someone.auth).status_code == status
    assert demo.client.get(path, headers=_as(demo, role)).status_code == 200
    demo.plant(fault)
    assert demo.client.get(path, headers=someone.auth).status_code == 200


def test_a_claimed_role(demo: Demo) -> None:
    claim = {**demo.person().auth, "X-Role": "admin"}
    assert demo.client.get("/api/admin/users", headers=claim).status_code == 403
    demo.plant("admin-by-header")
    assert demo.client.get("/api/admin/users", headers=claim).status_code == 200


@pytest.mark.parametrize("password", [{"$ne": None}, {"$gt": ""}, True, ["x"]], ids=str)
def test_operators(demo: Demo, password: Any) -> None:
    body = {"email": demo.person().email, "password": password}
    assert demo.client.post("/api/auth/login", json=body).status_code == 400
    demo.plant("nosql-operators")
    expected = 200 if isinstance(password, dict) else 400
    assert demo.client.post("/api/auth/login", json=body).status_code == expected


def test_a_new_password(demo: Demo) -> None:
    someone = demo.person()
    again = demo.client.post("/api/auth/login", json={"email": someone.email, "password": PASSWORD}).json()
    other = {"Authorization": f"Bearer {again['token']}"}

    def change(**body: str) -> int:
        return demo.client.put("/api/auth/password", headers=someone.auth, json=body).status_code

    assert change(newPassword=_NEW) == 400
    assert change(currentPassword="wrong", newPassword=_NEW) == 403
    assert demo.client.get("/api/auth/profile", headers=other).status_code == 200
    assert change(currentPassword=PASSWORD, newPassword=_NEW) == 204
    assert demo.client.get("/api/auth/profile", headers=other).status_code == 401
    assert demo.client.get("/api/auth/profile", headers=someone.auth).status_code == 200
    demo.plant("password-change-unconfirmed")
    assert change(newPassword=PASSWORD) == 204


def test_a_forgotten_password(demo: Demo) -> None:
    def ask(email: str) -> tuple[int, set[str]]:
        answer = demo.client.post("/api/auth/forgot", json={"email": email})
        return answer.status_code, set(answer.json())

    someone = demo.person()
    assert ask(someone.email) == ask("nobody@mail.example") == (202, {"message"})
    demo.plant("reset-told")
    assert ask(someone.email) == (202, {"message", "resetToken"})
    demo.plant("reset-enumeration")
    assert ask("nobody@mail.example")[0] == 404


def test_an_address_is_one_account(demo: Demo) -> None:
    email = demo.person().email
    assert demo.sign_up(email=email.upper()).status_code == 409
    demo.plant("address-case-variants")
    assert demo.sign_up(email=email.upper()).status_code == 201
