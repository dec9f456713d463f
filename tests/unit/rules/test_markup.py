"""What a document loads."""

import time

import pytest

from prodworthy.rules.markup import read, tags

PAGE = """<!doctype html><head><meta charset=utf-8>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<meta name=Referrer content=no-referrer><base href="/deep/">
<link rel="preload stylesheet" href=a.css integrity=sha256-x
 crossorigin>
<script nonce=abc src="//cdn.example/x.js"></script></head>
<img src="http://[broken"><a href="mailto:a@b.example">x</a><form action="http://plain.example/"></form><script>1</script>"""


def test_a_page_is_read() -> None:
    document = read(PAGE, "https://app.example/start")
    assert document.charset == "utf-8"
    assert document.http_equiv["content-security-policy"] == ["default-src 'self'"]
    assert document.named["referrer"] == ["no-referrer"]
    urls = {(one.use, one.url) for one in document.resources}
    assert ("style", "https://app.example/deep/a.css") in urls
    assert ("script", "https://cdn.example/x.js") in urls
    assert ("form", "http://plain.example/") in urls
    assert document.nonces == ["abc"]
    style = next(one for one in document.resources if one.use == "style")
    assert style.integrity == "sha256-x"
    assert style.crossorigin


def test_garbage_is_no_error() -> None:
    assert read("<<<>>> <script src= <meta http-equiv", "https://app.example/").charset == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a b=1 c='2' d=\"3\" e>", [("a", {"b": "1", "c": "2", "d": "3", "e": ""})]),
        ("<A B=x/y><br/>", [("a", {"b": "x/y"}), ("br", {})]),
        ("<a b=1 B=2>", [("a", {"b": "1"})]),
        ("<a href='x&amp;y'>", [("a", {"href": "x&y"})]),
        ("<!-- <a> --><b>", [("b", {})]),
        ("<!-- <a>", []),
        ("<script>'<a>'</script><b>", [("script", {}), ("b", {})]),
        ("<script><a>", [("script", {})]),
        ("</a><a", []),
        ("<a b='unclosed><c>", []),
        ("1 < 2 <b>", [("b", {})]),
        ("<!doctype html><p>", [("p", {})]),
        ("<a ==x><b>", [("a", {"=": "x"}), ("b", {})]),
    ],
)
def test_tags(text: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert list(tags(text)) == expected


@pytest.mark.parametrize(
    "piece", ["<!", "<!--", "<a ", "<", "</", "<a b=c ", "<script></", "<a b='", "<a   ", "&", "<a/=", "="]
)
def test_hostile_documents_take_no_longer_than_others(piece: str) -> None:
    began = time.process_time()
    read(piece * (500_000 // len(piece)), "https://app.example/")
    assert time.process_time() - began < 2.0
