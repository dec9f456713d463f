"""Where the history is kept: a file, a server, or nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from prodworthy.facts.redaction import Redactor

VARIABLE = "PRODWORTHY_HISTORY"
OFF = "off"
FILE_NAME = "history.sqlite"
_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_FORMS = "give a file's path, postgresql://USER@HOST/NAME, or off"


@dataclass(frozen=True, slots=True)
class Place:
    """A database that holds a history.

    Attributes:
        url: as SQLAlchemy reads it; it may hold a password.
        path: the file, of an embedded database; None of a server.
    """

    url: str
    path: Path | None = None

    @property
    def shown(self) -> str:
        """The place as it may be written down."""
        return str(self.path) if self.path is not None else Redactor(self.secrets).text(self.url)

    @property
    def secrets(self) -> list[str]:
        """What of it must not be written down."""
        if self.path is not None:
            return []
        parts = urlsplit(self.url)
        found = [unquote(parts.password or ""), *parse_qs(parts.query).get("password", ())]
        return [secret for secret in found if secret]


def place_of(text: str, folder: Path) -> Place | None:
    """Return where the history is, or None if none is to be kept.

    Args:
        text: a path, a URL or `off`, as the option or the environment has it; empty for the default.
        folder: where the runs' folders are made, and beside them the default history.

    Raises:
        ValueError: if the text is none of them; the message says what is.
    """
    if text == OFF:
        return None
    if "://" not in text:
        path = Path(text).expanduser() if text else folder / FILE_NAME
        return _file(path)
    scheme, _, rest = text.partition("://")
    if scheme in _SQLITE:
        if not re.fullmatch(r"/[^:?]+", rest):
            raise ValueError(f"{text!r} names no file: {_FORMS}")
        return _file(Path(rest[1:]))
    if scheme in _POSTGRESQL:
        return Place(f"postgresql+psycopg://{rest}")
    raise ValueError(f"a history cannot be kept in {scheme}: {_FORMS}")


def _file(path: Path) -> Place:
    path = path.resolve()
    return Place(f"sqlite:///{path}", path)
