"""What is made of the library's failures: answers as services gave them, reduced."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from prodworthy.probes import conformance_library as library
from prodworthy.rules.conformance import BODY, MEDIA_TYPE, STATUS

OBJECT = {"type": "object", "properties": {"note": {"type": "string"}}}


def swagger(*types: str, **responses: Any) -> dict[str, Any]:
    answers = {code.strip("_"): {"description": "", **one} for code, one in responses.items()}
    path = {"get": {"produces": list(types), "responses": answers}}
    return {"swagger": "2.0", "info": {"title": "", "version": ""}, "paths": {"/it": path}}


def openapi(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    responses = {"200": {"description": "", "content": {kind: {"schema": schema}}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "paths": {"/it": {"get": {"responses": responses}}},
    }


JSON = swagger("application/json", _200={"schema": OBJECT}, _401={})


@pytest.mark.parametrize(
    ("document", "status", "kind", "body", "rules"),
    [
        (JSON, 200, "application/json", b"{}", []),
        (JSON, 200, "text/plain", b"{}", [MEDIA_TYPE]),
        (JSON, 200, "application/json", b'{"note": null}', [BODY]),
        (JSON, 302, "application/json", b"{}", [STATUS]),
        # A refusal with a challenge and without a body has no media type to speak of (RFC 9110 section 8.3).
        (JSON, 401, "", b"", []),
        (JSON, 401, "text/html; charset=utf-8", b"", []),
        (JSON, 401, "text/html", b"<h1>", [MEDIA_TYPE]),
        # A body that the document promises is missing all the same.
        (JSON, 200, "application/json", b"", [BODY]),
        # A file is a file, also where data is in it.
        (swagger("text/x-yaml", _200={"schema": {"type": "file"}}), 200, "text/x-yaml", b"a: 1", []),
        (openapi("application/yaml", {"type": "string", "format": "binary"}), 200, "application/yaml", b"a: 1", []),
        (openapi("application/json", {"type": "string"}), 200, "application/json", b'{"a": 1}', [BODY]),
    ],
)
def test_what_an_answer_breaks(document: dict[str, Any], status: int, kind: str, body: bytes, rules: list[str]) -> None:
    schema = library.Schema(document, "http://127.0.0.1", negative=False)
    case = next(schema.boundary_cases(schema.operation("GET /it")))
    answer = {
        "status": status,
        "headers": [["Content-Type", kind]] if kind else [],
        "body": base64.b64encode(body).decode(),
        "truncated": False,
        "reason": "",
        "version": "HTTP/1.1",
        "elapsed": 0.1,
    }
    assert [rule for rule, _, _ in library.failures(case, schema.request(case), answer)] == rules
