"""Small pictures to upload, made here so that nothing has to be shipped or licensed."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIDE = 32
PLACE = b"prodworthy-place-52.516275N-13.377704E"
"""What stands in the metadata of a picture that tells where it was taken."""


def png(color: bytes = b"\xc8\x3c\x50", *, metadata: bytes = b"") -> bytes:
    """Return a PNG of one colour (RFC 2083; W3C PNG third edition).

    Args:
        color: red, green and blue.
        metadata: a comment and, as the camera's make, an Exif value to put into it; none if empty.
    """
    rows = (b"\x00" + color * _SIDE) * _SIDE
    chunks = [_chunk(b"IHDR", struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0))]
    if metadata:
        chunks += [_chunk(b"tEXt", b"Comment\x00" + metadata), _chunk(b"eXIf", _exif(metadata))]
    chunks += [_chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return _SIGNATURE + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _exif(make: bytes) -> bytes:
    """Return an Exif block with one entry: the camera's make (Exif 2.32 section 4.6.4)."""
    text = make + b"\x00"
    entry = struct.pack(">HHII", 0x010F, 2, len(text), 26)
    return b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0) + text
