"""Small pictures to upload, made here so that nothing has to be shipped or licensed."""

from __future__ import annotations

import hashlib
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIDE = 32
_GRAIN = 0x1F
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


def photograph(width: int = 1200, height: int = 800) -> bytes:
    """Return a PNG with the grain of a photograph, always the same: lossless, so of many bytes for what it shows.

    A JPEG of it in the quality of cameras has a quarter to a third of its bytes.
    """
    mask = int.from_bytes(bytes([_GRAIN]) * (width * 3), "big")
    across = bytes(x * 255 // width for x in range(width))
    halves = bytes(value // 2 for value in range(511))
    smooth, rows = bytearray(width * 3), bytearray()
    smooth[0::3] = across
    for y in range(height):
        down = y * 255 // height
        smooth[1::3] = bytes([down]) * width
        smooth[2::3] = across.translate(halves[down : down + 256])
        noise = int.from_bytes(hashlib.shake_128(y.to_bytes(4, "big")).digest(width * 3), "big") & mask
        rows += b"\x00" + (int.from_bytes(smooth, "big") ^ noise).to_bytes(width * 3, "big")
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", size), _chunk(b"IDAT", zlib.compress(bytes(rows), 1)), _chunk(b"IEND", b"")]
    return _SIGNATURE + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _exif(make: bytes) -> bytes:
    """Return an Exif block with one entry: the camera's make (Exif 2.32 section 4.6.4)."""
    text = make + b"\x00"
    entry = struct.pack(">HHII", 0x010F, 2, len(text), 26)
    return b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0) + text
