from __future__ import annotations

import json

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.service_desc import leads


@pytest.mark.parametrize(
    ("link", "body", "expected"),
    [
        ('</openapi.json>; rel="service-desc"; type="application/json"', "", ("/openapi.json",)),
        ('</docs>; rel=service-doc, </api>; rel="describedby service-desc"', "", ("/api",)),
        ("</docs>; rel=service-doc", "", ()),
        ("", {"links": [{"rel": "self", "href": "/"}, {"rel": "service-desc", "href": "/openapi"}]}, ("/openapi",)),
        ("", {"_links": {"service-desc": {"href": "/v1/openapi.yaml"}}}, ("/v1/openapi.yaml",)),
        ("", {"links": {"rel": "service-desc"}, "_links": [1]}, ()),
        ("", {"links": [{"rel": "service-desc", "href": 5}, "x"], "_links": {"service-desc": ["/"]}}, ()),
        ("", [{"rel": "service-desc", "href": "/"}], ()),
    ],
)
def test_where_the_description_is(link: str, body: object, expected: tuple[str, ...]) -> None:
    fields = Headers([("Link", link)] if link else [])
    text = json.dumps(body).encode() if body else b""
    assert leads(Exchange(Request("GET", "https://a.example/"), 200, fields, text)) == expected
