import shlex

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.redaction import Redactor


def test_in_a_curl_line_a_body_that_nobody_would_read_is_told_by_its_size() -> None:
    request = Request("POST", "https://example.org/login", body=b" " * 2_000_000)
    assert shlex.split(Exchange(request, 200).curl(Redactor()))[-2] == "(2000000 bytes)"


def test_a_curl_line_asks_as_the_suite_did() -> None:
    fields = [("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"), ("X-Version", "")]
    line = Exchange(Request("GET", "https://example.org/", Headers(fields)), 200).curl(Redactor())
    assert shlex.split(line) == ["curl", "--include", "--compressed", "--header", "X-Version;", "https://example.org/"]
    wanted = Request("GET", "https://example.org/", Headers([("Accept", "application/json")]))
    assert "--header 'Accept: application/json'" in Exchange(wanted, 200).curl(Redactor())
