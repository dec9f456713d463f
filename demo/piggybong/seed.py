"""Artists and news that are there from the start."""

from datetime import timedelta

from demo.kernel.accounts import now
from demo.kernel.database import Database
from demo.piggybong.tables import Artist, News

_ARTISTS = (
    ("BTS", "Big Hit Music", 2013),
    ("BLACKPINK", "YG Entertainment", 2016),
    ("TWICE", "JYP Entertainment", 2015),
    ("SEVENTEEN", "Pledis Entertainment", 2015),
    ("IU", "EDAM Entertainment", 2008),
    ("NewJeans", "ADOR", 2022),
    ("Stray Kids", "JYP Entertainment", 2018),
    ("MAMAMOO", "RBW", 2014),
)
_NEWS = (
    (1, "Tickets for the winter tour go on sale on Friday"),
    (4, "A new light stick, and what it costs"),
    (5, "The anniversary album is out"),
    (2, "Pop-up shop opens in three cities"),
    (7, "Fan meeting moves to a larger hall"),
    (3, "Photo cards return by popular demand"),
)


def fill(database: Database) -> None:
    """Put the seed into an empty database."""
    with database.writing() as db:
        for number, (name, agency, year) in enumerate(_ARTISTS, 1):
            db.add(Artist(id=number, name=name, agency=agency, debut_year=year))
        db.flush()
        for number, (artist, title) in enumerate(_NEWS, 1):
            db.add(News(id=number, artist_id=artist, title=title, published_at=now() - timedelta(hours=7 * number)))
