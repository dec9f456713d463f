"""Small files to upload besides pictures, made here so that nothing has to be shipped or licensed."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping

from prodworthy.rules.pictures import png

_SIDE = 32
_RATE = 8000
_NO_CHANGE = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The identity matrix, with which a picture is shown as it is (ISO/IEC 14496-12 section 8.2.2)."""

File = tuple[str, bytes, str]
"""Name, content and media type, as a part of a multipart body has them."""


def wav(seconds: float = 0.2) -> bytes:
    """Return silence as a RIFF WAVE file: one channel, 8000 samples a second of 16 bits."""
    samples = b"\x00\x00" * int(_RATE * seconds)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, _RATE, _RATE * 2, 2, 16)
    body = b"WAVE" + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mov() -> bytes:
    """Return a QuickTime film of one frame of one colour, a second long, coded as PNG (QuickTime File Format, 2012)."""
    head, frame = _box("ftyp", b"qt  \x00\x00\x02\x00qt  "), png()
    data = _box("mdat", frame)
    entry = struct.pack(">6xH", 1) + struct.pack(">HH4sII", 0, 0, b"pwty", 0, 512)
    entry += struct.pack(">HHIIIH", _SIDE, _SIDE, 72 << 16, 72 << 16, 0, 1) + b"\x03PNG".ljust(32, b"\x00")
    entry += struct.pack(">Hh", 24, -1)
    table = _full("stsd", struct.pack(">I", 1) + _box("png ", entry)) + _full("stts", struct.pack(">III", 1, 1, 1000))
    table += _full("stsc", struct.pack(">IIII", 1, 1, 1, 1)) + _full("stsz", struct.pack(">III", 0, 1, len(frame)))
    table += _full("stco", struct.pack(">II", 1, len(head) + 8))
    info = _full("vmhd", struct.pack(">4H", 0x40, 0x8000, 0x8000, 0x8000), flags=1)
    info += _full("hdlr", b"dhlralis".ljust(20, b"\x00") + b"\x00")
    info += _box("dinf", _full("dref", struct.pack(">I", 1) + _full("alis", b"", flags=1)))
    media = _full("mdhd", struct.pack(">IIIIHH", 0, 0, 1000, 1000, 0, 0))
    media += _full("hdlr", b"mhlrvide".ljust(20, b"\x00") + b"\x00") + _box("minf", info + _box("stbl", table))
    track = struct.pack(">IIIII8xhhH2x", 0, 0, 1, 0, 1000, 0, 0, 0) + _NO_CHANGE
    track = _full("tkhd", track + struct.pack(">II", _SIDE << 16, _SIDE << 16), flags=0xF) + _box("mdia", media)
    film = _full(
        "mvhd", struct.pack(">IIIIIH10x", 0, 0, 1000, 1000, 0x10000, 0x100) + _NO_CHANGE + bytes(24) + b"\0\0\0\2"
    )
    return head + data + _box("moov", film + _box("trak", track))


def noise(size: int) -> bytes:
    """Return a PNG of about so many bytes that cannot be compressed, always the same: each pixel is of another colour.

    Whoever takes it apart has as much to do as with a photograph of that size.
    """
    side = max(1, int((size / 3) ** 0.5))
    colours = hashlib.shake_128(b"prodworthy").digest(side * side * 3)
    rows = b"".join(b"\x00" + colours[at : at + side * 3] for at in range(0, len(colours), side * 3))
    form = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", form), _chunk(b"IDAT", zlib.compress(rows, 0)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SMALL: Mapping[str, Callable[[], File]] = {
    "picture": lambda: ("picture.png", png(), "image/png"),
    "video": lambda: ("clip.mov", mov(), "video/quicktime"),
    "sound": lambda: ("voice.wav", wav(), "audio/wav"),
}
"""What steps upload, by the kind that they name."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _box(kind: str, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind.encode("ascii") + content


def _full(kind: str, content: bytes, *, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags) + content)
