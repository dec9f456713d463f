from __future__ import annotations

from pathlib import Path

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import CheckFailed, Inconclusive, Outcome, Unmeasured, found
from prodworthy.facts.redaction import Redactor
from prodworthy.plugin.evidence import Evidence, Parts


def test_a_reason_that_many_parts_share_is_given_once() -> None:
    parts = Parts(Redactor())
    for name in "abcde":
        with parts.part(f"GET /{name}"):
            raise Unmeasured("the generator ended early")
    with parts.part("GET /f"):
        raise Unmeasured("answers only 403")
    with pytest.raises(Inconclusive) as told:
        parts.conclude()
    assert told.value.outcome is Outcome.UNMEASURED
    shared = "GET /a, GET /b, GET /c and 2 more: the generator ended early"
    assert told.value.reason == f"{shared}; GET /f: answers only 403"


def test_a_finding_keeps_what_it_is_about_beside_its_part() -> None:
    parts = Parts(Redactor())
    with parts.part("Secure"):
        found("the cookie lacks Secure", "Secure", where="_xsrf").raise_if_any()
    with parts.part("GET /items"):
        found("answered 206", "200", where="GET /items").raise_if_any()
    with pytest.raises(CheckFailed):
        parts.conclude()
    assert [finding.where for finding in parts.findings] == ["Secure: _xsrf", "GET /items"]


def test_what_was_asked_is_shown_with_the_name_that_it_has() -> None:
    page, file = (Exchange(Request("GET", f"https://a.example{path}", Headers()), 200) for path in ("/", "/app.js"))
    evidence = Evidence(Redactor(), Path(), "security.nosniff")
    evidence.gather([page, {"page": page, "static file": file, "/app.js": file}])
    assert [one.title for one in evidence.records] == [
        "GET https://a.example/",
        "static file: GET https://a.example/app.js",
    ]
