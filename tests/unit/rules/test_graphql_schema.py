"""GraphQL: schemas that hold together, queries made up from them, and what answers give away."""

from __future__ import annotations

import json
from typing import Any

import graphql as library
import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.graphql import crashed, suggestions_of, traces_of
from prodworthy.rules.graphql_schema import INTROSPECTION, Schema, schema_of

SHOP = """
type Query { item(id: ID!, size: Size, filter: Filter, tags: [String!]): Item  items: [Item!]! }
type Item { id: ID! name: String owner: Person price(currency: String!): Float }
type Person { name: String items: [Item!]! }
enum Size { S M }
input Filter { least: Int, of: Filter }
"""


def schema(source: str = SHOP) -> Schema:
    found = schema_of(source)
    assert found is not None
    return found


def answer(body: Any, status: int = 200) -> Exchange:
    request = Request("POST", "https://shop.example/graphql", Headers([]), b"")
    return Exchange(request=request, status=status, headers=Headers([]), body=json.dumps(body).encode())


def test_introspection_tells_what_the_definition_tells() -> None:
    told = library.graphql_sync(library.build_schema(SHOP), INTROSPECTION).data
    assert told is not None
    assert Schema(told["__schema"]).judge() == ()
    assert schema().judge() == ()


def test_a_schema_with_a_hole_is_none() -> None:
    told = json.loads(json.dumps(schema().told))
    told["types"] = [kind for kind in told["types"] if kind["name"] != "Person"]
    assert Schema(told).judge()
    assert Schema({}).judge()
    assert schema_of("type Query {") is None


def test_made_up_queries_are_valid_and_the_same_each_time() -> None:
    whole = library.build_schema(SHOP)
    assert [field["name"] for field in schema().fields] == ["item", "items"]
    queries = [query for name in ("item", "items") for query in schema().queries("query", name, 12)]
    assert queries == [query for name in ("item", "items") for query in schema().queries("query", name, 12)]
    assert {query.field for query in queries} == {"item", "items"}
    assert len(queries) == 13, "a field without arguments is asked once"
    for query in queries:
        parsed = library.parse(query.document)
        assert library.validate(whole, parsed) == []
        result = library.execute(whole, parsed, variable_values=dict(query.variables))
        assert not result.errors or "items" in query.document, result.errors


def test_nesting_goes_round_a_cycle() -> None:
    query = schema().nested(6)
    assert query is not None
    assert query.document == "{ items { owner { items { owner { items { owner { __typename } } } } } } }"
    assert library.validate(library.build_schema(SHOP), library.parse(query.document)) == []
    assert schema("type Query { a: A } type A { b: Int }").nested(6) is None


@pytest.mark.parametrize(
    ("status", "body", "failed"),
    [
        (200, {"data": {"item": None}}, False),
        (200, {"data": None, "errors": [{"message": "UNAUTHORIZED"}]}, False),
        (200, {"data": None, "errors": [{"message": "id: is not valid"}]}, False),
        (200, {"data": None, "errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, True),
        (200, {"data": None, "errors": [{"message": "Something went wrong."}]}, True),
        (200, {"errors": [{"message": "Cannot read properties of undefined (reading 'id')"}]}, True),
        (502, {}, True),
        (400, {"errors": [{"message": "Syntax Error"}]}, False),
        (200, ["nonsense"], False),
    ],
)
def test_a_failing_resolver_is_told_from_a_refusal(status: int, body: Any, failed: bool) -> None:  # noqa: FBT001 - a row of the table
    assert bool(crashed(answer(body, status))) is failed


def test_what_errors_give_away() -> None:
    assert traces_of(answer({"errors": [{"message": "x", "extensions": {"stacktrace": ["at a.js:1"]}}]}))
    assert not traces_of(answer({"errors": [{"message": "x", "extensions": {"code": "BAD_USER_INPUT"}}]}))
    assert suggestions_of(answer({"errors": [{"message": 'Cannot query "nam". Did you mean "name"?'}]}))
    assert not suggestions_of(answer({"errors": [{"message": 'Cannot query "nam".'}]}))
