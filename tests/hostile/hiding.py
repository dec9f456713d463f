"""Where a secret could hide in what a run leaves: the forms that text takes, and the files that hold it."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_to_bytes

_DATA_URI = re.compile(rb"data:[a-z]+/[a-z.+-]+;base64,([A-Za-z0-9+/=]+)")
_GZIP, _PNG = b"\x1f\x8b", b"\x89PNG\r\n\x1a\n"


def forms(secret: str) -> set[bytes]:
    """Return the ways in which a secret is written: as it is, and in every coding that the outputs know."""
    raw = secret.encode()
    texts = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), json.dumps(secret)[1:-1]}
    texts |= {json.dumps(secret, ensure_ascii=False)[1:-1], html.escape(json.dumps(secret, ensure_ascii=False)[1:-1])}
    texts |= {json.dumps(secret)[1:-1].replace("/", "\\/"), raw.hex(), html.escape(json.dumps(secret)[1:-1])}
    for shift in range(3):  # base64 of a longer text that holds it, wherever in it that stands
        coded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        core = coded[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        texts |= {core, core.replace("+", "-").replace("/", "_")}
    return {text.encode() for text in texts if len(text) > 7}


def contents(data: bytes) -> Iterator[bytes]:
    """Yield what a file holds: its bytes, and what its codings hide."""
    yield data
    if data.startswith(_GZIP):
        yield from contents(gzip.decompress(data))
    if data.startswith(_PNG):
        yield from _texts_of_png(data)
    else:
        text = html.unescape(data.decode("utf-8", "replace")).encode()
        yield text
        yield unquote_to_bytes(text)
        for coded in _DATA_URI.findall(data):
            yield from contents(base64.b64decode(coded + b"=="))


def rows_of(database: Path) -> bytes:
    """Return all values of an SQLite database: a write-ahead log may hold what the file does not yet."""
    connection = sqlite3.connect(database)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


def hidden(secrets: dict[str, str], folder: Path, *further: str) -> list[str]:
    """Return where which secret is found in the files below a folder, and in further texts."""
    looked_for = {name: forms(secret) for name, secret in secrets.items()}
    places = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    places |= {f"output {number}": text.encode() for number, text in enumerate(further)}
    places |= {f"{path.name} (rows)": rows_of(path) for path in folder.rglob("*.sqlite")}
    found = []
    for place, data in places.items():
        for content in contents(data):
            found += [
                f"{name} in {place}: …{content[max(at - 60, 0) : at + 20]!r}"
                for name, written in looked_for.items()
                for form in written
                if (at := content.find(form)) >= 0
            ]
    return sorted(set(found))


def _texts_of_png(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at + 8 : at + 8 + size]
        if kind in {b"tEXt", b"iTXt", b"zTXt", b"eXIf"}:
            yield chunk
            for start in {chunk.find(b"\0") + 2, chunk.rfind(b"\0") + 1}:  # zTXt has a method first, iTXt more texts
                with suppress(zlib.error):
                    yield zlib.decompress(chunk[start:])
        at += size + 12
