"""OpenAPI documents: reading, validity, areas, drift."""

from __future__ import annotations

from typing import Any

import pytest

from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_drift import undocumented
from prodworthy.rules.openapi_validity import judge, judge_servers, missing_areas

OK = {"200": {"description": "good", "content": {"application/json": {"schema": {"type": "object"}}}}}


def document(version: str = "3.0.3", **parts: Any) -> Document:
    paths = parts.pop("paths", {"/items": {"get": {"responses": OK}}})
    key = "swagger" if version == "2.0" else "openapi"
    raw = {key: version, "info": {"title": "Shop", "version": "1"}, "paths": paths, **parts}
    return Document(raw, "https://shop.example/api/openapi.json")


def seen(value: Document) -> list[str]:
    return [finding.seen for finding in judge(value)]


@pytest.mark.parametrize("version", ["2.0", "3.0.0", "3.0.4", "3.1.0", "3.1.1"])
def test_supported_versions(version: str) -> None:
    assert seen(document(version)) == []


@pytest.mark.parametrize("version", ["1.2", "3.3.0", "4.0.0", "three", "3.1", 3.1, None])
def test_other_versions_are_told(version: Any) -> None:
    assert seen(document(version)) == [f"the version is {str(version)!r}"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"info": {"title": "Shop"}}, "info.version is 'None'"),
        ({"info": {"title": "Shop", "version": 1.0}}, "info.version is '1.0'"),
        ({"paths": {}}, "no paths"),
        ({"paths": []}, "no paths"),
        ({"paths": {"items": {"get": {"responses": OK}}}}, "path 'items'"),
        ({"paths": {"/items": {"description": "nothing"}}}, "no operation"),
        ({"paths": {"/items": {"get": {"responses": {}}}}}, "no responses"),
        ({"paths": {"/items": {"get": "yes"}, "/x": {"get": {"responses": OK}}}}, "the operation is no object"),
        ({"paths": {"/items/{id}": {"get": {"responses": OK}}}}, "path parameter id is not declared"),
        ({"paths": {"/i": {"get": {"responses": {"200": {"$ref": "#/components/responses/No"}}}}}},
         "reference '#/components/responses/No' leads nowhere"),
        ({"components": {"schemas": {"A": {"type": "text"}}}}, "type 'text'"),
        ({"components": {"schemas": {"A": {"type": {"x": 1}}}}}, "type \"{'x': 1}\""),
    ],
)  # fmt: skip
def test_what_is_not_valid_is_told(parts: dict[str, Any], said: str) -> None:
    assert said in seen(document(**parts))


def test_what_is_unusual_but_valid_is_not_told() -> None:
    schemas = {
        "Type": {"type": "object", "properties": {"type": {"type": "string"}, "$ref": {"type": "string"}}},
        "Example": {"type": "object", "example": {"type": "car", "$ref": "#/nowhere"}, "enum": [{"type": "x"}]},
        "Tree": {"properties": {"left": {"$ref": "#/components/schemas/Tree"}}},
        "Elsewhere": {"$ref": "https://other.example/schema.json#/X"},
        "x~/y": {"type": "integer"},
        "Named": {"$ref": "#/components/schemas/x~0~1y"},
    }
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": OK},
    }
    schemes = {"key": {"type": "apiKey", "name": "k", "in": "header"}}
    elsewhere = "https://other.example/api.yaml#/components/"
    far = {
        "parameters": [{"$ref": f"{elsewhere}parameters/id"}],
        "responses": {"200": {"$ref": f"{elsewhere}responses/It"}},
    }
    value = document(
        paths={"/items/{id}": item, "/far/{id}": {"get": far}},
        components={"schemas": schemas, "securitySchemes": schemes},
    )
    assert seen(value) == []


def test_null_is_a_type_since_3_1_and_file_is_one_in_2_0() -> None:
    def kinds(version: str, kind: object) -> list[str]:
        return seen(document(version, definitions={"A": {"type": kind}}))

    assert kinds("3.1.0", ["string", "null"]) == []
    assert kinds("3.0.3", "null") == ["type 'null'"]
    assert kinds("2.0", "file") == []
    assert kinds("3.0.3", "file") == ["type 'file'"]


def test_operation_ids_are_unique() -> None:
    paths = {f"/{name}": {"get": {"operationId": "same", "responses": OK}} for name in "ab"}
    assert seen(document(paths=paths)) == ["operationId 'same' stands 2 times"]


def test_responses_are_recommended_only_in_3_1() -> None:
    findings = judge(document("3.1.0", paths={"/items": {"get": {}}}))
    assert findings.advisory


def test_findings_are_bounded_and_loops_end() -> None:
    schemas: dict[str, Any] = {f"S{n}": {"type": "wrong"} for n in range(500)}
    schemas["A"] = {"$ref": "#/components/schemas/B"}
    schemas["B"] = {"$ref": "#/components/schemas/A"}
    value = document(components={"schemas": schemas}, paths={"/a": {"$ref": "#/components/schemas/A"}})
    assert len(judge(value)) <= 21
    assert value.operations == ()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"servers": [{"url": "https://shop.example/v1"}]}, []),
        ({"servers": [{"url": "/v1"}]}, []),
        ({}, []),
        ({"servers": [{"url": "http://shop.example/v1"}]}, [False]),
        ({"servers": [{"url": "https://shop.example"}, {"url": "http://localhost:3000"}]}, [True]),
        ({"servers": [{"url": "http://{h}", "variables": {"h": {"default": "shop.example"}}}]}, [False]),
    ],
)
def test_servers_of_a_tls_deployment_are_https(declared: dict[str, Any], expected: list[bool]) -> None:
    findings = judge_servers(document(**declared), "https://shop.example")
    assert [finding.advisory for finding in findings] == expected
    assert judge_servers(document(**declared), "http://shop.example") == ()


@pytest.mark.parametrize(
    ("version", "declared", "base"),
    [
        ("3.0.3", {}, ""),
        ("3.0.3", {"servers": [{"url": "/api/v1"}]}, "/api/v1"),
        ("3.0.3", {"servers": [{"url": "v1"}]}, "/api/v1"),
        ("3.0.3", {"servers": [{"url": "https://production.example/v2/"}]}, "/v2"),
        ("3.0.3", {"servers": [{"url": "https://[bad"}]}, ""),
        ("3.0.3", {"servers": "nonsense"}, ""),
        ("2.0", {"basePath": "/v1"}, "/v1"),
        ("2.0", {"host": "x.example", "basePath": "/v1", "schemes": ["https"]}, "/v1"),
    ],
)
def test_base_path(version: str, declared: dict[str, Any], base: str) -> None:
    assert document(version, **declared).base_path == base


def test_a_document_that_documents_itself_lies_where_it_was_found() -> None:
    itself = {"get": {"produces": ["application/openapi+json"], "responses": OK}}
    raw = {
        "swagger": "2.0",
        "info": {},
        "basePath": "/",
        "paths": {"/": itself, "/artists": {"get": {"responses": OK}}},
    }
    value = Document(raw, "https://shop.example/rest/v1/")
    assert [one.route for one in value.operations] == ["/rest/v1/", "/rest/v1/artists"]


def test_security_of_operations() -> None:
    paths = {
        "/default": {"get": {"responses": OK}},
        "/open": {"get": {"security": [], "responses": OK}},
        "/both": {"get": {"security": [{"a": [], "b": []}], "responses": OK}},
        "/optional": {"get": {"security": [{}, {"a": []}], "responses": OK}},
    }
    value = document(paths=paths, security=[{"bearer": []}])
    assert {one.path: (one.public, one.access) for one in value.operations} == {
        "/default": (False, "bearer"),
        "/open": (True, "public"),
        "/both": (False, "a and b"),
        "/optional": (True, "public or a"),
    }


def test_required_parameters_and_statuses() -> None:
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True}, {"name": "q", "in": "query", "required": True}],
        "post": {
            "parameters": [{"name": "q", "in": "query"}, {"$ref": "#/components/parameters/H"}],
            "requestBody": {"required": True},
            "responses": {"2XX": {}, "404": {}},
        },
    }
    parameters = {"H": {"name": "X-H", "in": "header", "required": True}}
    (one,) = document(paths={"/a/{id}": item}, components={"parameters": parameters}).operations
    assert one.required == ("id", "X-H", "body")
    assert [one.documents(status) for status in (200, 204, 404, 400)] == [True, True, True, False]
    assert one.matches("/a/7")
    assert not one.matches("/a/7/b")
    assert not one.safe


@pytest.mark.parametrize("raw", [{}, {"openapi": []}, {"openapi": "3.0.0", "paths": {"/a": None, "/b": []}, "info": 3}])
def test_garbage_is_read_without_complaint(raw: dict[str, Any]) -> None:
    value = Document(raw)
    assert value.operations == ()
    assert value.title == ""
    assert judge(value)


def test_areas() -> None:
    paths = {
        "/auth/login": {"post": {"responses": OK}},
        "/x": {"get": {"tags": ["Chat messages"], "responses": OK}},
        "/pay": {"get": {"responses": {"200": {"description": "no body"}}}},
    }
    areas = {"authentication": ["auth"], "messaging": ["messages"], "payments": ["pay"], "media": []}
    assert [one.where for one in missing_areas(document(paths=paths), areas)] == ["payments", "media"]


def test_what_is_used_is_documented() -> None:
    paths = {"/api/users/{id}": {"get": {"responses": OK}}, "/api/login": {"post": {"responses": OK}}}
    used = [
        "GET /api/users/{user_id}?full=1",
        "GET /api/users/7",
        "POST /api/login",
        "DELETE /api/users/7",
        "GET /about",
    ]
    assert [one.where for one in undocumented(document(paths=paths).operations, used)] == ["DELETE /api/users/7"]


def test_a_health_document_in_the_root_does_not_make_an_api_of_the_pages_there() -> None:
    ok = {"get": {"responses": {"200": {"description": "ok"}}}}
    beside = {"/health": ok, **{f"/api/{name}": ok for name in ("users", "posts", "gifts", "me")}}
    assert not undocumented(document(paths=beside).operations, ["GET /", "GET /login", "GET /health"])
    alone = {"/users": ok, "/posts": ok, "/users/{id}": ok}
    assert [one.where for one in undocumented(document(paths=alone).operations, ["GET /gifts"])] == ["GET /gifts"]
