"""The people who are there from the start: they like whoever pops their balloon."""

from collections.abc import Mapping
from datetime import date

from demo.kernel.accounts import User, hash_password_now
from demo.kernel.database import Database

TEST_PASSWORD = "balloons-rise-at-dawn-4417"  # noqa: S105 - the documented password of the two test users
"""The password of the two test users; nobody else of the seed can log in."""

SPECIAL = {"admin": "staff@balloond.example", "premium": "generous@balloond.example"}
"""Who may do more than others, by role; their passwords are new with each start."""

_TEST_USERS = (("alice@balloond.example", "Alice"), ("bruno@balloond.example", "Bruno"))
_PEOPLE = (
    ("Maya", date(1994, 3, 14), "Climbs on Sundays, bakes on Mondays.", 52.52, 13.41),
    ("Jonas", date(1990, 7, 2), "Plays the double bass in a very small band.", 52.50, 13.37),
    ("Leïla", date(1998, 11, 23), "Looking for someone to lose at chess with.", 52.54, 13.43),
    ("Mateo", date(1987, 1, 30), "Repairs bicycles and the occasional radio.", 52.48, 13.44),
    ("Ines", date(1992, 5, 9), "Reads maps like novels.", 52.53, 13.35),
    ("Tomasz", date(1985, 9, 17), "Cooks for six, lives alone.", 52.49, 13.47),
    ("Aiko", date(1996, 2, 29), "Has had seven birthdays so far.", 52.56, 13.40),
    ("Samir", date(1991, 12, 12), "Night trains, early swims.", 52.47, 13.33),
    ("Freya", date(1999, 6, 21), "Knows every bird in the park by name.", 52.51, 13.46),
    ("Noah", date(1989, 4, 4), "Builds kites that actually fly.", 52.55, 13.38),
    ("Clara", date(1993, 8, 27), "Will trade a poem for good coffee.", 52.46, 13.42),
    ("Viktor", date(1986, 10, 5), "Collects old lifts and new jokes.", 52.57, 13.45),
    ("Zoë", date(1997, 1, 8), "Teaches maths, dances badly.", 52.45, 13.39),
    ("Emre", date(1995, 3, 3), "Keeps bees on a roof.", 52.58, 13.36),
)


def told() -> list[tuple[str, str]]:
    """Return the names of the people, and what they say of themselves."""
    return [(name, bio) for name, _, bio, _, _ in _PEOPLE]


def fill(database: Database, passwords: Mapping[str, str]) -> None:
    """Put the seed into an empty database, with the passwords of those who may do more than others."""
    password = hash_password_now(TEST_PASSWORD)
    with database.writing() as db:
        for email, name in _TEST_USERS:
            db.add(User(email=email, name=name, password=password, date_of_birth=date(1990, 1, 1), bio="A test user."))
        for role, email in SPECIAL.items():
            db.add(
                User(
                    email=email,
                    name=role.title(),
                    password=hash_password_now(passwords[role]),
                    date_of_birth=date(1980, 1, 1),
                    role="admin" if role == "admin" else "user",
                    premium=role == "premium",
                ),
            )
        for number, (name, born, bio, latitude, longitude) in enumerate(_PEOPLE):
            db.add(
                User(
                    email=f"person{number}@balloond.example",
                    name=name,
                    password=None,
                    date_of_birth=born,
                    bio=bio,
                    latitude=latitude,
                    longitude=longitude,
                    seeded=True,
                ),
            )
