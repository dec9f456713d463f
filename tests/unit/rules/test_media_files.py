"""Files that are made to be uploaded: are they what they say?"""

import io
import struct
import wave

from PIL import Image

from prodworthy.rules import media_files


def boxes(data: bytes) -> dict[str, bytes]:
    found, at = {}, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        assert 8 <= size <= len(data) - at
        found[kind.decode()] = data[at + 8 : at + size]
        at += size
    return found


def test_the_sound_is_a_wave_file() -> None:
    with wave.open(io.BytesIO(media_files.wav(0.5))) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getnframes()) == (1, 8000, 4000)


def test_the_film_has_one_frame_where_its_tables_say() -> None:
    film = media_files.mov()
    outer = boxes(film)
    assert list(outer) == ["ftyp", "mdat", "moov"]
    track = boxes(boxes(outer["moov"])["trak"])
    media = boxes(track["mdia"])
    table = boxes(boxes(media["minf"])["stbl"])
    (place,) = struct.unpack(">I", table["stco"][8:12])
    (size,) = struct.unpack(">I", table["stsz"][12:16])
    assert len(track["tkhd"]) == 84
    assert len(boxes(outer["moov"])["mvhd"]) == 100
    with Image.open(io.BytesIO(film[place : place + size])) as frame:
        assert frame.size == (32, 32)


def test_the_large_picture_is_one_and_is_large() -> None:
    picture = media_files.noise(300_000)
    assert 0.97 < len(picture) / 300_000 < 1.03
    with Image.open(io.BytesIO(picture)) as shown:
        shown.load()
        assert len(shown.getcolors(1 << 20) or ()) > 90_000


def test_every_kind_that_steps_name_is_there() -> None:
    for name, content, media_type in (make() for make in media_files.SMALL.values()):
        assert content
        assert "/" in media_type
        assert "." in name
