"""A history in each kind of database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from prodworthy.history.place import Place, place_of
from prodworthy.history.store import History
from tests.history.postgresql import NoServer, server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server's database; where CI says that it is one, there has to be a server."""
    try:
        with server() as url:
            yield url
    except NoServer as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place for a history."""
    text = str(tmp_path / "history.sqlite")
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql")
        text = f"{url}&options=-csearch_path%3D{new_schema(url)}"
    found = place_of(text, tmp_path)
    assert found is not None
    return found


@pytest.fixture
def history(place: Place) -> Iterator[History]:
    with History(place) as opened:
        yield opened


def new_schema(url: str) -> str:
    name = f"h{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return name
