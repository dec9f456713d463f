"""OpenAPI documents: what they leave unsaid, where pages of Swagger UI keep them, and what leads to what."""

from __future__ import annotations

import time
from typing import Any

import pytest

from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_completeness import judge_count, judge_examples, undescribed, unprotected
from prodworthy.rules.openapi_drift import unknown_to
from prodworthy.rules.openapi_links import Link, links
from prodworthy.rules.openapi_validity import judge_servers
from prodworthy.rules.swagger_ui import embedded, is_page, leads

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "string"}}}
OK = {"200": {"description": "good", "content": {"application/json": {"schema": SCHEMA}}}}
PATH = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]


def document(paths: dict[str, Any], version: str = "3.0.3", **parts: Any) -> Document:
    key = "swagger" if version == "2.0" else "openapi"
    return Document({key: version, "paths": paths, **parts}, "https://shop.example/openapi.json")


def test_a_promised_number_of_operations() -> None:
    one = document({"/items": {"get": {"responses": OK}}})
    assert judge_count(one, 1) == ()
    assert [finding.seen for finding in judge_count(one, 192)] == ["1 operations"]


def test_protected_operations_say_so() -> None:
    one = document(
        {
            "/me": {"get": {"responses": OK, "security": [{"bearer": []}]}},
            "/orders/{id}": {"get": {"responses": OK, "parameters": PATH}},
        }
    )
    assert [finding.where for finding in unprotected(one, ["GET /me", "GET /orders/7?x=1", "GET /elsewhere"])] == [
        "GET /orders/{id}"
    ]
    everywhere = document({"/me": {"get": {"responses": OK}}}, security=[{"bearer": []}])
    assert unprotected(everywhere, ["GET /me"]) == ()


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"responses": OK}, []),
        ({"responses": {"204": {"description": "none"}}}, []),
        ({"responses": {"200": {"description": "a picture", "content": {"image/png": {}}}}}, []),
        ({"responses": {"200": {"description": "what?"}}}, [False]),
        ({"responses": {"200": {"$ref": "https://other.example/api.yaml#/components/responses/Page"}}}, []),
        ({"responses": {"200": {"description": "any", "content": {"application/json": {}}}}}, [False]),
        ({"responses": OK, "security": [{"bearer": []}]}, [True]),
        ({"responses": {**OK, "4XX": {"description": "no"}}, "security": [{"bearer": []}]}, []),
        ({"responses": {**OK, "default": {"description": "no"}}, "parameters": PATH}, []),
    ],
)
def test_what_responses_leave_unsaid(operation: dict[str, Any], expected: list[bool]) -> None:
    ((_, findings),) = undescribed(document({"/items": {"get": operation}}))
    assert [finding.advisory for finding in findings] == expected


def test_in_openapi_2_a_schema_stands_in_the_response() -> None:
    one = document({"/items": {"get": {"responses": {"200": {"description": "good", "schema": SCHEMA}}}}}, "2.0")
    assert [findings for _, findings in undescribed(one)] == [()]


@pytest.mark.parametrize(
    ("parameter", "version", "wrong"),
    [
        ({"schema": {"type": "integer"}, "example": 3}, "3.0.3", False),
        ({"schema": {"type": "integer"}, "example": "ten"}, "3.0.3", True),
        ({"schema": {"type": "integer", "nullable": True}, "example": None}, "3.0.3", False),
        ({"schema": {"type": "integer", "maximum": 3, "exclusiveMaximum": True}, "example": 3}, "3.0.3", True),
        ({"schema": {"type": ["integer", "null"]}, "examples": {"none": {"value": None}}}, "3.1.0", False),
        ({"schema": {"$ref": "#/components/schemas/Size"}, "examples": {"big": {"value": "XXL"}}}, "3.1.0", True),
        ({"schema": {"type": "string", "examples": ["a", 1]}}, "3.1.0", True),
        ({"schema": {"$ref": "https://elsewhere.example/x.json"}, "example": 1}, "3.1.0", False),
        ({"schema": {"type": "nonsense"}, "example": 1}, "3.1.0", False),
        (
            {
                "schema": {"properties": {"example": {"type": "string"}}, "additionalProperties": False},
                "example": {"example": "a"},
            },
            "3.0.3",
            False,
        ),
        (
            {
                "schema": {"type": "object", "required": ["p"], "properties": {"p": {"writeOnly": True}}},
                "example": {},
            },
            "3.1.0",
            False,
        ),
        ({"schema": {"type": "object", "required": ["p"], "properties": {"p": {}}}, "example": {}}, "3.1.0", True),
    ],
)
def test_examples_follow_their_schemas(parameter: dict[str, Any], version: str, wrong: bool) -> None:  # noqa: FBT001 - a row of the table
    paths = {"/items": {"get": {"parameters": [{"name": "size", "in": "query", **parameter}], "responses": OK}}}
    size = {"components": {"schemas": {"Size": {"enum": ["S", "M"]}}}}
    _, findings = judge_examples(document(paths, version, **size))
    assert bool(findings) is wrong


def test_servers_that_lead_elsewhere() -> None:
    def judged(*urls: str, target: str = "https://shop.example") -> list[bool]:
        servers = [{"url": url} for url in urls]
        return [finding.advisory for finding in judge_servers(document({}, servers=servers), target)]

    assert judged("https://shop.example/v1", "https://staging.example") == []
    assert judged("https://www.shop.example") == []
    assert judged("https://production.example") == [True], "a document may name another deployment of the same API"
    assert judged("http://localhost:3000") == [False, True], "first that it leads nowhere, then that it is not TLS"
    assert judged("http://localhost:3000", target="http://127.0.0.1:80") == [True]


def test_routes_that_scripts_name() -> None:
    operations = document(
        {"/api/items": {"get": {}}, "/api/items/{id}": {"get": {}}, "/api/users/{id}/photo": {"put": {}}}
    ).operations
    script = (
        "fetch('/api/items'); fetch(`/api/items/${id}`); fetch('/api/items?page=' + n); fetch('/api/users/' + id);"
        "fetch(\"/api/secret/report\"); fetch('/about'); const base = '/api/'; go(`/api/users/${me.id}/photo`);"
    )
    assert [finding.where for finding in unknown_to(operations, [script])] == ["/api/secret/report"]
    in_the_root = document({"/items": {"get": {}}, "/users": {"get": {}}}).operations
    assert unknown_to(in_the_root, [script]) == (), "every page would be one of the API"


def test_a_page_of_swagger_ui_leads_to_its_document() -> None:
    page = '<title>Swagger UI</title><script src="./swagger-ui-init.js"></script><script src="bundle.js"></script>'
    assert is_page(page)
    assert leads(page) == ("./swagger-ui-init.js",)
    script = 'SwaggerUIBundle({ url: "https://petstore.swagger.io/v2/swagger.json", urls: [{"url": "/v1/api.json"}] })'
    assert leads(script) == ("/v1/api.json",)
    inside = 'let options = {\n "swaggerDoc": {"openapi": "3.0.0", "paths": {}},\n "customOptions": {} };'
    assert embedded(inside) == {"openapi": "3.0.0", "paths": {}}
    assert embedded('spec: {"broken": ') is None
    assert not is_page("<html><body>Not found</body></html>")


def test_links_declared_and_inferred() -> None:
    one = document(
        {
            "/items": {"post": {"responses": {"201": {"content": {"application/json": {"schema": SCHEMA}}}}}},
            "/items/{id}": {"get": {"parameters": PATH, "responses": OK, "operationId": "item"}},
            "/signup": {
                "post": {
                    "responses": {
                        "201": {
                            "links": {
                                "it": {"operationId": "item", "parameters": {"id": "$response.body#/user/id"}},
                                "by header": {
                                    "operationId": "item",
                                    "parameters": {"id": "$response.header.Location"},
                                },
                            }
                        }
                    }
                }
            },
            "/things": {"post": {"responses": {"201": {"description": "no id"}}}},
            "/things/{id}": {"get": {"parameters": PATH, "responses": OK}},
        }
    )
    assert set(links(one)) == {
        Link("POST /items", "201", "GET /items/{id}", (("id", "/id"),), declared=False),
        Link("POST /signup", "201", "GET /items/{id}", (("id", "/user/id"),)),
    }


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, b'{"user": {"id": "7"}}', {"id": "7"}),
        (201, b'{"user": {"id": 7}}', {"id": "7"}),
        (200, b'{"user": {"id": "7"}}', None),
        (201, b'{"user": {"id": null}}', None),
        (201, b'{"user": {"id": true}}', None),
        (201, b"[]", None),
        (201, b"nonsense", None),
    ],
)
def test_what_a_link_takes_from_an_answer(status: int, body: bytes, expected: dict[str, str] | None) -> None:
    link = Link("POST /signup", "201", "GET /items/{id}", (("id", "/user/id"),))
    assert link.values(status, body) == expected


def test_a_wide_schema_without_examples_takes_no_time() -> None:
    wide = {"type": "object", "properties": {f"p{number}": {"type": "string"} for number in range(400)}}
    raw = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"Wide": wide}}}
    before = time.process_time()
    assert judge_examples(Document(raw)) == (0, ())
    assert time.process_time() - before < 0.5
