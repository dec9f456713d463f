"""The people and posts that are there from the start; nobody of them but the staff can log in."""

from demo.grover.tables import Badge, Follow, Post
from demo.kernel.accounts import User, hash_password_now
from demo.kernel.database import Database

STAFF = "staff@grover.example"
"""Who may do what only the staff does."""

_NAMES = ("Noor", "Elio", "Wren", "Ilse", "Tariq", "Mina", "Ossian", "Paloma", "Ravi", "Sunniva")
_PEOPLE = 60
_POSTS = (
    "Planted two hundred saplings by the canal today.",
    "The bakery on the corner does rye on Thursdays now.",
    "Finished the mural. Photographs when the paint is dry.",
    "Who else is reading the long report on peatlands?",
    "A heron in the middle of the city, entirely unimpressed.",
    "New song, first take, no regrets.",
)


def fill(database: Database, password: str) -> None:
    """Put the seed into an empty database, with the password of the staff."""
    with database.writing() as db:
        db.add(User(email=STAFF, name="Staff", password=hash_password_now(password), role="admin"))
        people = [
            User(
                email=f"person{number:02}@grover.example", name=_NAMES[number % len(_NAMES)], password=None, seeded=True
            )
            for number in range(_PEOPLE)
        ]
        db.add_all(people)
        db.flush()
        db.add(Badge(user_id=people[0].id))
        db.add(Follow(by_id=people[1].id, of_id=people[0].id))
        db.add_all(Post(author_id=people[n].id, kind="text", text=text) for n, text in enumerate(_POSTS))
