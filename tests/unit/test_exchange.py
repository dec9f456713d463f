import shlex

from prodworthy.exchange import Exchange, Request
from prodworthy.redaction import Redactor


def test_in_a_curl_line_a_body_that_nobody_would_read_is_told_by_its_size() -> None:
    request = Request("POST", "https://example.org/login", body=b" " * 2_000_000)
    assert shlex.split(Exchange(request, 200).curl(Redactor()))[-2] == "(2000000 bytes)"
