"""OpenAPI documents: from bytes, whatever they are."""

from __future__ import annotations

import json

import pytest

from prodworthy.rules.openapi_parsing import LARGEST_BYTES, NotADocument, parse, without_foreign_references

YAML = b"""# the shop
openapi: 3.0.3
info: {title: Shop, version: 2024-01-01}
paths:
  /items:
    get:
      responses:
        200: {description: good}
"""


def test_json_and_yaml_are_told_by_their_content() -> None:
    assert parse(b'\xef\xbb\xbf {"openapi": "3.0.0"}') == {"openapi": "3.0.0"}
    read = parse(YAML)
    assert list(read["paths"]["/items"]["get"]["responses"]) == ["200"]
    assert read["info"]["version"] == "2024-01-01"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<!doctype html><title>app</title>", b"null", b"[]", b'"openapi"', b'{"name": "x"}', b'{"openapi": ',
        b"\xff\xfe{}", b"openapi", b"just words: openapi", b"openapi: [", b"openapi: 3\n: : :", b"{" * 100_000,
        b'{"openapi": ' + b"[" * 5000 + b"]" * 5000 + b"}", b"openapi: " + b"[" * 5000,
        b'{"openapi": ' + b"9" * 9000 + b"}",
        b"openapi: !!python/object/apply:os.system [true]", b" " * (LARGEST_BYTES + 1),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_is_no_document_is_told_so(body: bytes) -> None:
    with pytest.raises(NotADocument):
        parse(body)


def test_yaml_that_unfolds_without_end_is_refused() -> None:
    lines = ["openapi: 3.0.0", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(NotADocument, match="values"):
        parse("\n".join(lines).encode())


def test_references_that_lead_out_are_never_followed() -> None:
    value = {
        "a": {"$ref": "https://other.example/x.json"},
        "b": [{"$ref": "/etc/passwd"}, {"$ref": "#/a"}],
        "properties": {"$ref": {"type": "string"}, "$id": {"type": "string"}},
        "$id": "https://other.example/",
        "$schema": "https://other.example/",
    }
    assert without_foreign_references(value) == {
        "a": {},
        "b": [{}, {"$ref": "#/a"}],
        "properties": {"$ref": {"type": "string"}, "$id": {"type": "string"}},
    }
    assert "other.example" not in json.dumps(without_foreign_references(value))
