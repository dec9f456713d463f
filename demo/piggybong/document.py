"""The document that PostgREST serves: OpenAPI 2.0, made from the tables."""

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from demo.kernel.deployment import Deployment
from demo.kernel.manners import MEANINGS
from demo.piggybong import query
from demo.piggybong.manners import ErrorBody
from demo.piggybong.policies import TABLES, Table

_TYPES = {"int": "integer", "float": "number"}
_FORMATS = {"datetime": "date-time", "date": "date", "int": "int64", "float": "double"}
_SHARED = {
    "select": {"name": "select", "in": "query", "required": False, "type": "string", "enum": ["*"]},
    "order": {"name": "order", "in": "query", "required": False, "type": "string", "enum": ["id.asc", "id.desc"]},
    "limit": {"name": "limit", "in": "query", "required": False, "type": "integer", "minimum": 0, "maximum": 99_999},
    "offset": {"name": "offset", "in": "query", "required": False, "type": "integer", "minimum": 0, "maximum": 99_999},
}
_SIGNED_IN: dict[str, Any] = {"security": [{"JWT": []}]}


def document(deployment: Deployment) -> dict[str, Any]:
    """Make the document."""
    parts = urlsplit(deployment.addresses.url)
    error = {key: value for key, value in ErrorBody.model_json_schema().items() if key in {"type", "required"}}
    texts = {name: {"type": "string", "x-nullable": name in {"details", "hint"}} for name in ErrorBody.model_fields}
    definitions: dict[str, Any] = {"error": {**error, "properties": texts}}
    paths: dict[str, Any] = {}
    for name, table in TABLES.items():
        definitions[name] = _definition(table)
        paths[f"/{name}"] = _item(name, table, definitions)
    return {
        "swagger": "2.0",
        "info": {
            "title": "PiggyBong",
            "version": deployment.version,
            "description": "The tables of PiggyBong.",
            "contact": {"name": "Support", "email": "support@piggybong.example"},
        },
        "host": parts.netloc,
        "basePath": "/rest/v1",
        "schemes": [parts.scheme],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {"JWT": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        "paths": paths,
        "definitions": definitions,
        "parameters": _SHARED,
    }


def _definition(table: Table) -> dict[str, Any]:
    columns = query.columns_of(table.model)
    return {
        "type": "object",
        "required": [name for name, column in columns.items() if not column.nullable],
        "properties": {name: _column(column) for name, column in columns.items()},
    }


def _column(column: Any) -> dict[str, Any]:
    kind = column.type.python_type.__name__
    described = {"type": _TYPES.get(kind, "string")}
    # Times are stored without a zone, which the format of the document does not allow for.
    if kind in _FORMATS and kind != "datetime":
        described["format"] = _FORMATS[kind]
    return {**described, "x-nullable": True} if column.nullable else described


def _item(name: str, table: Table, definitions: dict[str, Any]) -> dict[str, Any]:
    rows = {"type": "array", "items": {"$ref": f"#/definitions/{name}"}}
    shared = [{"$ref": f"#/parameters/{parameter}"} for parameter in ("select", "order", "limit", "offset")]
    row = {"name": "id", "in": "query", "required": True, "type": "string", "enum": ["eq.1"]}
    item = {"get": _operation(name, f"List {name}", shared, {"200": rows, "206": rows}, 400, 401, 416, 429)}
    if "POST" in table.methods and table.new is not None:
        body = _body(f"new_{name}", table.new, definitions)
        item["post"] = _operation(name, f"Add {name}", [body], {"201": None}, 400, 401, 403, 409, 413, 415, 429)
    if "PATCH" in table.methods and table.change is not None:
        body = _body(f"changed_{name}", table.change, definitions)
        item["patch"] = _operation(name, f"Change {name}", [row, body], {"204": None}, 400, 401, 413, 415, 429)
    if "DELETE" in table.methods:
        item["delete"] = _operation(name, f"Delete {name}", [row], {"204": None}, 400, 401, 429)
    return {method: {**operation, **({} if table.open_to_all else _SIGNED_IN)} for method, operation in item.items()}


def _operation(
    tag: str, summary: str, parameters: list[dict[str, Any]], answers: dict[str, Any], *refusals: int
) -> dict[str, Any]:
    described: dict[str, Any] = {
        status: {"description": "As asked for."} | ({"schema": schema} if schema else {})
        for status, schema in answers.items()
    }
    for status in refusals:
        meaning = MEANINGS.get(status, "There are not that many rows.")
        described[str(status)] = {"description": meaning, "schema": {"$ref": "#/definitions/error"}}
    # What is written is not shown again unless that is preferred, so there is nothing of any type.
    made = {} if any(answers.values()) else {"produces": list[str]()}
    return {"tags": [tag], "summary": summary, "parameters": parameters, "responses": described, **made}


def _body(name: str, form: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = form.model_json_schema()
    properties = {field: _plain(described) for field, described in schema["properties"].items()}
    definitions[name] = {"type": "object", "properties": properties, "additionalProperties": False}
    if schema.get("required"):
        definitions[name]["required"] = schema["required"]
    return {"name": name, "in": "body", "required": True, "schema": {"$ref": f"#/definitions/{name}"}}


def _plain(described: dict[str, Any]) -> dict[str, Any]:
    """Leave out what tells nothing about what may be sent."""
    return {key: value for key, value in described.items() if key not in {"title", "default"}}
