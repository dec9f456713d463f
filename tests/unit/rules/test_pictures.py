"""Pictures that are made to be uploaded."""

import zlib

from prodworthy.rules.pictures import PLACE, png


def test_a_picture_is_whole() -> None:
    for data in (png(), png(metadata=PLACE)):
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        position, kinds = 8, []
        while position < len(data):
            size = int.from_bytes(data[position : position + 4], "big")
            chunk = data[position + 4 : position + 8 + size]
            assert zlib.crc32(chunk) == int.from_bytes(data[position + 8 + size : position + 12 + size], "big")
            kinds.append(chunk[:4])
            position += 12 + size
        assert kinds[0] == b"IHDR"
        assert kinds[-2:] == [b"IDAT", b"IEND"]


def test_metadata_is_there_only_if_asked_for() -> None:
    assert PLACE not in png()
    assert png(metadata=PLACE).count(PLACE) == 2
