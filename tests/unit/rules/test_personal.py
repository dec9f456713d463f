"""What an account tells others of somebody."""

from typing import Any

import pytest

from prodworthy.rules.personal import Somebody, distance_km, judge_excess, judge_location

PLACE, WALK = (-47.12456, -126.65432), (-47.15346, -126.65432)
BOB = Somebody({"e-mail address": "bob@example.org"}, "me@example.org", PLACE, WALK)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"id": "7", "name": "Bob", "age": 35, "bio": "hi"}, 0),
        ({"users": [{"id": "7", "birthday": None, "phone": ""}]}, 0),
        ({"me": {"email": "me@example.org", "dateOfBirth": "1990-01-01"}, "user": {"name": "Bob"}}, 0),
        ({"phone": True, "ip": False}, 0),
        ([], 0),
        (None, 0),
        ({"contact": "bob@example.org"}, 1),
        ({"about": "write to bob@example.org"}, 1),
        ({"users": [{"mail": "eve@example.org"}, {"mail": "sam@example.org"}]}, 1),
        ({"user": {"password_hash": "$argon2id$"}}, 1),
        ({"date_of_birth": "1990-01-01"}, 1),
        ({"fcmToken": "x", "lastIp": "192.0.2.1"}, 2),
    ],
)
def test_excess(document: Any, told: int) -> None:
    assert len(judge_excess(document, BOB)) == told


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"distanceKm": 5}, 0),
        ({"distanceKm": 3}, 0),
        ({"latitude": -47.12, "longitude": -126.65}, 0),
        ({"lat": -47.1, "lng": -126.7}, 0),
        ({"distance": True, "score": 3.2135}, 0),
        ({"latitude": -47.12456, "longitude": -126.65432}, 2),
        ({"at": [{"coordinates": [-126.65432, -47.12456]}]}, 1),
        ({"latitude": "-47.12456"}, 1),
        ({"distance_km": 3.2135}, 1),
        ({"distance": 3213}, 1),
    ],
)
def test_location(document: Any, told: int) -> None:
    assert len(judge_location(document, BOB)) == told


def test_distance_is_on_a_sphere() -> None:
    assert distance_km(PLACE, WALK) == pytest.approx(3.2135, abs=0.001)
    assert distance_km((0, 0), (0, 180)) == pytest.approx(20015, abs=1)
    assert distance_km(PLACE, PLACE) == 0


def test_deep_documents_are_read_without_recursion() -> None:
    document: Any = "bob@example.org"
    for _ in range(5000):
        document = {"a": document}
    assert judge_excess(document, BOB)
