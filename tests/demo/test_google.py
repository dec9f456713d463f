"""The other way in, whole and with each fault."""

from typing import Any

import jwt
import pytest

from .conftest import Demo, Person


def _token(demo: Demo, **claims: Any) -> str:
    standing = {"email": "gina@mail.example", "name": "Gina"}
    return str(demo.control.post("/identity-provider", json=standing | claims).json()["idToken"])


def _come(demo: Demo, token: str) -> tuple[int, dict[str, Any]]:
    answer = demo.client.post("/api/auth/google", json={"idToken": token})
    return answer.status_code, answer.json()


def _person(demo: Demo) -> Person:
    status, body = _come(demo, _token(demo))
    assert (status, body["nextStep"]) == (200, "DATE_OF_BIRTH_REQUIRED")
    return Person(body["user"]["id"], body["user"]["email"], body["token"], body["refreshToken"])


def test_the_date_of_birth_comes_first(demo: Demo) -> None:
    someone = _person(demo)
    refused = demo.client.get("/api/matching/balloons", headers=someone.auth)
    assert (refused.status_code, refused.json()["message"]) == (403, ["DATE_OF_BIRTH_REQUIRED"])
    born = {"dateOfBirth": "1990-01-31"}
    assert demo.client.put("/api/auth/date-of-birth", headers=someone.auth, json=born).status_code == 200
    assert demo.client.put("/api/auth/date-of-birth", headers=someone.auth, json=born).status_code == 409
    assert demo.client.get("/api/matching/balloons", headers=someone.auth).status_code == 200
    assert _come(demo, _token(demo))[1]["nextStep"] is None


@pytest.mark.parametrize("born", [None, "adult", "01/02/1990", 0])
def test_it_has_to_be_a_date(demo: Demo, born: Any) -> None:
    someone = _person(demo)
    answer = demo.client.put("/api/auth/date-of-birth", headers=someone.auth, json={"dateOfBirth": born})
    assert answer.status_code == 400


def test_minors_leave_nothing_behind(demo: Demo) -> None:
    before = demo.state()
    someone = _person(demo)
    answer = demo.client.put("/api/auth/date-of-birth", headers=someone.auth, json={"dateOfBirth": "2015-01-01"})
    assert answer.json()["message"] == ["AGE_RESTRICTED"]
    assert _come(demo, _token(demo, birthdate="2015-01-01"))[0] == 403
    assert _come(demo, _token(demo, birthdate="0000-05-01"))[0] == 400
    assert demo.state() == before


def test_the_gate_is_skipped(demo: Demo) -> None:
    demo.plant("google-skips-gate")
    assert demo.client.get("/api/matching/balloons", headers=_person(demo).auth).status_code == 200


def test_forged_tokens(demo: Demo) -> None:
    claims = jwt.decode(_token(demo), options={"verify_signature": False})
    forged = jwt.encode(claims | {"email": "alice@balloond.example"}, "x" * 32, algorithm="HS256")
    assert _come(demo, forged)[0] == 401
    assert _come(demo, _token(demo, aud="another-service"))[0] == 401
    assert _come(demo, _token(demo, exp=1))[0] == 401
    demo.plant("google-signature-unchecked")
    assert _come(demo, forged)[1]["user"]["name"] == "Alice"
