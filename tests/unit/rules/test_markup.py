"""What a document loads."""

from prodworthy.rules.markup import read

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
