from pathlib import Path

import pytest

from prodworthy.history.place import place_of
from prodworthy.history.subject import Subject

HERE = Path("/runs")


def test_by_default_it_lies_beside_the_runs() -> None:
    place = place_of("", HERE)
    assert place is not None
    assert place.path == HERE / "history.sqlite"
    assert place.shown == "/runs/history.sqlite"


def test_off_is_nowhere() -> None:
    assert place_of("off", HERE) is None


@pytest.mark.parametrize("text", ["/var/h.sqlite", "sqlite:////var/h.sqlite", "sqlite+pysqlite:////var/h.sqlite"])
def test_a_file_by_path_or_url(text: str) -> None:
    place = place_of(text, HERE)
    assert place is not None
    assert place.path == Path("/var/h.sqlite")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_plain_addresses_of_a_server_get_their_driver(scheme: str) -> None:
    place = place_of(f"{scheme}://me@db.example:5432/runs", HERE)
    assert place is not None
    assert place.url == "postgresql+psycopg://me@db.example:5432/runs"
    assert place.path is None


@pytest.mark.parametrize("text", ["mysql://x/y", "postgresql+psycopg2://x/y", "sqlite://", "sqlite:///:memory:"])
def test_what_cannot_hold_a_history_is_refused_with_what_can(text: str) -> None:
    with pytest.raises(ValueError, match=r"give a file's path, postgresql://USER@HOST/NAME, or off"):
        place_of(text, HERE)


@pytest.mark.parametrize(
    "text",
    ["postgresql://me:c4n%40ry-s3cret@db.example/runs", "postgresql://me@db.example/runs?password=c4n%40ry-s3cret"],
)
def test_a_password_is_not_shown(text: str) -> None:
    place = place_of(text, HERE)
    assert place is not None
    assert place.secrets == ["c4n@ry-s3cret"]
    assert "s3cret" not in place.shown
    assert "db.example" in place.shown


@pytest.mark.parametrize(
    ("base_url", "place"),
    [
        ("https://Shop.Example/path", "https://shop.example"),
        ("https://me:secret@shop.example:8443", "https://shop.example:8443"),
        ("http://127.0.0.1:40123", "loopback"),
        ("https://[::1]:40123", "loopback"),
        ("https://localhost:1", "loopback"),
        ("https://[bad", "https://[bad"),
    ],
)
def test_runs_belong_together_by_where_the_target_is(base_url: str, place: str) -> None:
    assert Subject.of("shop", base_url) == Subject("shop", place)
