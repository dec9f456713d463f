"""OpenAPI documents: what a newer one breaks, and what it does not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_compatibility import breaking

SIZE: dict[str, Any] = {"type": "string", "enum": ["S", "M"]}
ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "size": SIZE, "parent": {"$ref": "#/components/schemas/Item"}},
}
NEW: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": SIZE},
}
SHOWN: dict[str, Any] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}
OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/items/{id}": {
            "get": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                ],
                "responses": {"200": SHOWN},
            }
        },
        "/items": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": NEW}}},
                "responses": {"201": SHOWN},
            }
        },
        "/old": {"get": {"deprecated": True, "responses": {"204": {"description": "gone soon"}}}},
    },
    "components": {"schemas": {"Item": ITEM}},
}

Edit = Callable[[dict[str, Any]], object]


def get(made: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = made["paths"]["/items/{id}"]["get"]
    return operation


def body(made: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = made["paths"]["/items"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return schema


def item(made: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = made["components"]["schemas"]["Item"]
    return schema


def judged(*edits: Edit) -> list[str]:
    made = copy.deepcopy(OLD)
    for edit in edits:
        edit(made)
    return [str(finding) for finding in breaking(Document(OLD), Document(made))]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda made: made["paths"].pop("/items"), "POST /items: removed"),
        (lambda made: made["paths"].pop("/old"), "GET /old: removed"),
        (
            lambda made: get(made)["parameters"].append({"name": "q", "in": "query", "required": True}),
            "GET /items/{id} q: a parameter that is required now",
        ),
        (lambda made: get(made)["parameters"][1].update(required=True), "a parameter that is required now"),
        (lambda made: get(made)["parameters"][1]["schema"].update(maximum=50), "maximum is 50, and was 100"),
        (lambda made: get(made)["parameters"][1]["schema"].update(minimum=1), "minimum is 1, and was None"),
        (lambda made: get(made)["parameters"][1]["schema"].update(type="boolean"), "integer is no longer allowed"),
        (lambda made: made["paths"]["/items"]["post"]["requestBody"].update(required=True), "a body that is required"),
        (lambda made: body(made)["required"].append("size"), "size is required now"),
        (lambda made: body(made)["properties"]["size"]["enum"].remove("M"), "the values M are no longer allowed"),
        (lambda made: body(made)["properties"]["name"].update(enum=["a"]), "other values than the listed ones"),
        (lambda made: item(made)["properties"].pop("size"), "the field size is gone"),
        (lambda made: item(made)["required"].clear(), "the field id may be missing now"),
        (lambda made: item(made)["properties"]["id"].update(type=["string", "null"]), "it may be null now"),
        (lambda made: get(made)["responses"].pop("200"), "an answer that is no longer documented"),
        (
            lambda made: get(made)["responses"].update({"200": {"content": {"text/csv": {}}}}),
            "no longer in application/json",
        ),
    ],
)
def test_what_breaks_clients(edit: Edit, said: str) -> None:
    findings = judged(edit)
    assert findings
    assert said in findings[0]


@pytest.mark.parametrize(
    "edit",
    [
        lambda made: made["paths"].update({"/new": {"get": {"responses": {"200": {"description": "new"}}}}}),
        lambda made: get(made)["parameters"].append({"name": "q", "in": "query"}),
        lambda made: get(made)["parameters"][1]["schema"].pop("maximum"),
        lambda made: get(made)["parameters"][1]["schema"].update(type=["integer", "string"]),
        lambda made: get(made)["parameters"][1]["schema"].update(type="number"),
        lambda made: body(made)["required"].clear(),
        lambda made: body(made)["properties"]["size"]["enum"].append("L"),
        lambda made: body(made)["properties"].update(note={"type": "string"}),
        lambda made: item(made)["properties"].update(more={"type": "string"}),
        lambda made: item(made)["required"].append("size"),
        lambda made: made["paths"].update({"/items/{key}": made["paths"].pop("/items/{id}")}),
        lambda made: made.update(servers=[{"url": "/"}]),
    ],
)
def test_what_breaks_nobody(edit: Edit) -> None:
    def renamed(made: dict[str, Any]) -> None:
        path = made["paths"].get("/items/{key}")
        if path is not None:
            path["get"]["parameters"][0]["name"] = "key"

    assert judged(edit, renamed) == []


def test_a_removal_that_was_announced_is_pointed_out_only() -> None:
    made = copy.deepcopy(OLD)
    del made["paths"]["/old"]
    (finding,) = breaking(Document(OLD), Document(made))
    assert finding.advisory


def test_whatever_a_document_holds_is_compared_in_bounded_time() -> None:
    circular = copy.deepcopy(OLD)
    item(circular)["properties"]["parent"] = {"$ref": "#/components/schemas/Item"}
    assert breaking(Document(circular), Document(circular)) == ()
    nonsense = {"openapi": "3.1.0", "paths": {"/items/{id}": {"get": {"parameters": "x", "responses": []}}}}
    assert breaking(Document(OLD), Document(nonsense))
    assert breaking(Document(nonsense), Document(OLD)) is not None
