"""GraphQL schemas: whether one is valid, and queries made up from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.openapi import listing, mapping, text

INTROSPECTION = """
query Introspection { __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types { kind name
    fields(includeDeprecated: true) { name args { ...Input } type { ...Type } isDeprecated deprecationReason }
    inputFields { ...Input } interfaces { ...Type } possibleTypes { ...Type }
    enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } }
  directives { name locations args { ...Input } }
} }
fragment Input on __InputValue { name type { ...Type } defaultValue }
fragment Type on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
"""
_DEEPEST = 3
_MOST_FINDINGS = 20
_STRINGS = ("", "a", "0", "-1", "null", "É中\u200b", "' \"\\", "x" * 300, "00000000-0000-4000-8000-000000000000")
_NUMBERS = (0, 1, -1, 2**31 - 1, -(2**31), 100)


@dataclass(frozen=True, slots=True)
class Query:
    """A query made up from a schema.

    Attributes:
        field: the field of the query type (or of that of mutations) that it asks for.
        document: the query, or mutation.
        variables: its variables.
    """

    field: str
    document: str
    variables: Mapping[str, Any]


class Schema:
    """A schema, as introspection tells it.

    Args:
        told: the value of `__schema`.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self._types = {text(one.get("name")): mapping(one) for one in map(mapping, listing(told.get("types")))}

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """The fields of the query type."""
        return self.entries("query")

    def entries(self, kind: str) -> list[Mapping[str, Any]]:
        """Return the fields of the type of one kind of operation: `query` or `mutation`; none where there is none."""
        root = self._types.get(text(mapping(self.told.get(f"{kind}Type")).get("name")), {})
        return [mapping(field) for field in listing(root.get("fields")) if text(mapping(field).get("name"))]

    def judge(self) -> Findings:
        """Judge whether it is a valid schema (GraphQL October 2021, section 3)."""
        import graphql  # noqa: PLC0415 - comes with the fuzzer, and few targets have GraphQL

        try:
            schema = graphql.build_client_schema({"__schema": dict(self.told)}, assume_valid=False)  # type: ignore[typeddict-item]
            errors = graphql.validate_schema(schema)
        except (graphql.GraphQLError, TypeError, KeyError, ValueError, RecursionError) as error:
            return found(" ".join(str(error).split())[:300], "a schema that holds together")
        return each(found(error.message[:300], "a valid schema") for error in errors[:_MOST_FINDINGS])

    def queries(self, kind: str, name: str, count: int) -> Iterator[Query]:
        """Yield valid operations that ask for one field, the same ones each time, with arguments of many kinds.

        Args:
            kind: `query` or `mutation`.
            name: the field's.
            count: how many at the most; a field without arguments is asked for once.
        """
        for field in self.entries(kind):
            arguments = [mapping(one) for one in listing(field.get("args"))]
            for number in range((count if arguments else 1) if field.get("name") == name else 0):
                values = {
                    text(one.get("name")): self._value(mapping(one.get("type")), number, 0)
                    for one in arguments
                    if number or mapping(one.get("type")).get("kind") == "NON_NULL"
                }
                yield self._query(kind, field, values, arguments)

    def nested(self, levels: int) -> Query | None:
        """Return a query nested that deep over fields that lead back to where they began; None if there are none."""
        for field in self.fields:
            if any(mapping(mapping(one).get("type")).get("kind") == "NON_NULL" for one in listing(field.get("args"))):
                continue
            way = self._cycle(self._named(mapping(field.get("type"))))
            if way:
                before, round_ = way
                names = [text(field.get("name")), *before]
                while len(names) < levels:
                    names += round_
                names = names[:levels]
                return Query(names[0], "{ " + " { ".join(names) + " { __typename" + " }" * (levels + 1), {})
        return None

    def _cycle(self, start: str) -> tuple[list[str], list[str]] | None:
        """Return the names of fields that lead from a type to a cycle, and those of the cycle."""
        ways: list[tuple[list[str], list[str]]] = [([start], [])]
        while ways:
            types, names = ways.pop(0)
            for field in listing(self._types.get(types[-1], {}).get("fields")):
                one = mapping(field)
                if any(mapping(mapping(a).get("type")).get("kind") == "NON_NULL" for a in listing(one.get("args"))):
                    continue
                there = self._named(mapping(one.get("type")))
                if there in types:
                    at = types.index(there)
                    return names[:at], [*names[at:], text(one.get("name"))]
                if len(types) < 5 and listing(self._types.get(there, {}).get("fields")):  # noqa: PLR2004 - far enough
                    ways.append(([*types, there], [*names, text(one.get("name"))]))
        return None

    def _query(
        self, kind: str, field: Mapping[str, Any], values: Mapping[str, Any], arguments: Sequence[Mapping[str, Any]]
    ) -> Query:
        types = {text(one.get("name")): _written(mapping(one.get("type"))) for one in arguments}
        declared = ", ".join(f"${name}: {types[name]}" for name in values)
        given = ", ".join(f"{name}: ${name}" for name in values)
        name = text(field.get("name"))
        asked = f"{name}{f'({given})' if given else ''}{self._selection(mapping(field.get('type')), 0)}"
        return Query(name, f"{kind} Made{f'({declared})' if declared else ''} {{ {asked} }}", values)

    def _selection(self, type_: Mapping[str, Any], depth: int) -> str:
        named = self._types.get(self._named(type_), {})
        if named.get("kind") not in {"OBJECT", "INTERFACE", "UNION"}:
            return ""
        parts = ["__typename"]
        for field in listing(named.get("fields")) if depth < _DEEPEST else ():
            one = mapping(field)
            if any(mapping(mapping(a).get("type")).get("kind") == "NON_NULL" for a in listing(one.get("args"))):
                continue
            inner = self._types.get(self._named(mapping(one.get("type"))), {})
            if inner.get("kind") in {"SCALAR", "ENUM"} or depth + 1 < _DEEPEST:
                parts.append(text(one.get("name")) + self._selection(mapping(one.get("type")), depth + 1))
        return " { " + " ".join(parts) + " }"

    def _value(self, type_: Mapping[str, Any], number: int, depth: int) -> Any:
        kind, inner = type_.get("kind"), mapping(type_.get("ofType"))
        if kind == "NON_NULL":
            return self._value(inner, number, depth)
        if kind == "LIST":
            return [self._value(inner, number + one, depth + 1) for one in range(number % 3)]
        named = self._types.get(text(type_.get("name")), {})
        if kind == "ENUM":
            values = [text(mapping(one).get("name")) for one in listing(named.get("enumValues"))]
            return values[number % len(values)] if values else None
        if kind == "INPUT_OBJECT" and depth < _DEEPEST:
            return {
                text(one.get("name")): self._value(mapping(one.get("type")), number, depth + 1)
                for one in map(mapping, listing(named.get("inputFields")))
                if number % 2 or mapping(one.get("type")).get("kind") == "NON_NULL"
            }
        return _scalar(text(type_.get("name")), number)

    @staticmethod
    def _named(type_: Mapping[str, Any]) -> str:
        while isinstance(type_.get("ofType"), Mapping):
            type_ = type_["ofType"]
        return text(type_.get("name"))


def schema_of(source: str) -> Schema | None:
    """Return the schema that a text in the schema definition language tells; None if it is none."""
    import graphql  # noqa: PLC0415 - as above

    try:
        told = graphql.introspection_from_schema(graphql.build_schema(source))
    except (graphql.GraphQLError, TypeError, RecursionError):
        return None
    return Schema(json.loads(json.dumps(told["__schema"])))


def _scalar(name: str, number: int) -> Any:
    if name == "Int":
        return _NUMBERS[number % len(_NUMBERS)]
    if name == "Float":
        return [0.0, -1.5, 1e308, 1e-9][number % 4]
    if name == "Boolean":
        return bool(number % 2)
    return _STRINGS[(number + 1) % len(_STRINGS)]


def _written(type_: Mapping[str, Any]) -> str:
    kind, inner = type_.get("kind"), mapping(type_.get("ofType"))
    if kind == "NON_NULL":
        return f"{_written(inner)}!"
    return f"[{_written(inner)}]" if kind == "LIST" else text(type_.get("name"))
