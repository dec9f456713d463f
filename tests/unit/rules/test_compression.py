from __future__ import annotations

import io

from PIL import Image

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.caching import judge_from_cache
from prodworthy.rules.compression import is_worth_it, judge_compressed
from prodworthy.rules.pictures import photograph


def _answer(size: int = 5000, **fields: str) -> Exchange:
    headers = Headers({name.replace("_", "-"): value for name, value in fields.items()})
    request = Request("GET", "https://x.example/app.js", Headers(), b"")
    return Exchange(request=request, status=200, headers=headers, body=b"a" * size)


def test_only_long_text_is_worth_it() -> None:
    assert is_worth_it(_answer(content_type="text/javascript; charset=utf-8"))
    assert not is_worth_it(_answer(100, content_type="text/javascript"))
    assert not is_worth_it(_answer(content_type="image/webp"))


def test_text_has_to_be_compressed_and_vary() -> None:
    typed = {"content_type": "text/css"}
    assert judge_compressed(_answer(**typed))
    assert not judge_compressed(_answer(**typed)).advisory
    assert judge_compressed(_answer(**typed, content_encoding="gzip")).advisory
    assert not judge_compressed(_answer(**typed, content_encoding="br", vary="Origin, accept-encoding"))


def test_a_hit_is_told_in_many_ways() -> None:
    miss = Headers({"X-Cache": "MISS"})
    for hit in ({"X-Cache": "Hit from edge"}, {"CF-Cache-Status": "HIT"}, {"Age": "7"}, {"Cache-Status": "edge; hit"}):
        assert not judge_from_cache([miss, Headers(hit)])
    assert judge_from_cache([Headers({"X-Cache": "HIT"})])
    assert judge_from_cache([miss, miss, Headers({"Age": "0"})])


def test_a_photograph_can_be_decoded() -> None:
    with Image.open(io.BytesIO(photograph(60, 40))) as picture:
        picture.load()
        assert picture.size == (60, 40)
