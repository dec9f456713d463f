"""OpenAPI documents: whether one tells all that its readers have to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.openapi import Document, Operation, listing, mapping
from prodworthy.rules.openapi_parsing import without_foreign_references

_MOST_EXAMPLES = 400
_MOST_FINDINGS = 40
_JSON = re.compile(r"(?i)application/(?:[\w.+-]+\+)?json(?:;.*)?")
_EMPTY_BY_NATURE = frozenset({"204", "205", "304"})
_INNER = ("items", "properties", "allOf", "anyOf", "oneOf")
_DRAFTS = {"2.0": "Draft4Validator", "3.0": "Draft4Validator"}


def judge_count(document: Document, promised: int) -> Findings:
    """Judge whether as many operations are documented as are promised."""
    documented = len(document.operations)
    return found(f"{documented} operations", f"{promised}, as promised") if documented < promised else Findings()


def unprotected(document: Document, requests: Iterable[str]) -> Findings:
    """Judge whether the document says of each request that it takes a credential.

    Args:
        document: the document.
        requests: `METHOD /path` of requests that are known to take one.
    """
    findings = []
    for request in dict.fromkeys(requests):
        method, target = request.split(" ", 1)
        path = urlsplit(target).path
        for operation in document.operations:
            if operation.method == method and operation.matches(path):
                if operation.public:
                    findings.append(
                        found("no security requirement", "one: it takes a credential", where=operation.label)
                    )
                break
    return each(findings)


def undescribed(document: Document) -> Iterator[tuple[Operation, Findings]]:
    """Yield each operation with what its responses leave unsaid.

    A successful answer that has a body needs its schema. Which errors a document lists is only recommended (OpenAPI
    3.1.1 section 4.8.16 asks for the known ones).
    """
    for operation in document.operations:
        findings = _bodies(document, operation)
        refuses = operation.required or not operation.public
        told = any(status.lower().startswith("4") or status.lower() == "default" for status in operation.statuses)
        if refuses and not told:
            findings += found("no client error", "a 4xx response, or default", where=operation.label, advisory=True)
        yield operation, findings


def judge_examples(document: Document) -> tuple[int, Findings]:
    """Judge whether each example follows the schema beside it.

    Returns:
        How many examples were looked at, and the findings.
    """
    import jsonschema_rs  # noqa: PLC0415 - comes with the fuzzer, and only documents with examples need it

    document = Document(without_foreign_references(document.raw), document.url)
    validator = getattr(jsonschema_rs, _DRAFTS.get(document.version[:3], "Draft202012Validator"))
    parts = {name: document.raw[name] for name in ("components", "definitions") if name in document.raw}
    common = _comparable(parts)
    count, findings = 0, Findings()
    for where, schema, example in _examples(document):
        if count >= _MOST_EXAMPLES or len(findings) >= _MOST_FINDINGS:
            break
        count += 1
        own = _comparable(schema)
        try:
            errors = [error.message for error in validator({**own, **common}).iter_errors(example)]
        except Exception:  # noqa: BLE001, S112 - a schema that is none is told by the document's own check
            continue
        if errors:
            findings += found(f"the example {str(example)[:80]!r}: {errors[0][:200]}", "its own schema", where=where)
    return count, findings


def _bodies(document: Document, operation: Operation) -> Findings:
    item = document.resolve(document.paths[operation.path])
    responses = mapping(mapping(item.get(operation.method.lower())).get("responses"))
    findings = Findings()
    for status, declared in responses.items():
        if not status.startswith("2") or status in _EMPTY_BY_NATURE:
            continue
        response = document.resolve(declared)
        if not response:  # it stands in another document
            continue
        contents = mapping(response.get("content"))
        bare = [
            kind for kind, content in contents.items() if _JSON.fullmatch(kind) and not mapping(content).get("schema")
        ]
        silent = operation.method == "GET" and not contents and not response.get("schema")
        if bare or (silent and status == "200"):
            findings += found(f"{status} without a schema", "the schema of its body", where=operation.label)
    return findings


def _examples(document: Document) -> Iterator[tuple[str, Mapping[str, Any], object]]:
    for operation in document.operations:
        item = document.resolve(document.paths[operation.path])
        declared = mapping(item.get(operation.method.lower()))
        for parameter in document.parameters(item, declared):
            schema = parameter if "swagger" in document.raw else mapping(parameter.get("schema"))
            where = f"{operation.label} {parameter.get('name')}"[:160]
            yield from ((where, schema, one) for one in _of(document, parameter, schema))
            yield from ((where, inner, one) for inner, one in _within(schema, 0) if inner is not parameter)
        bodies = [document.resolve(declared.get("requestBody"))]
        bodies += [document.resolve(response) for response in mapping(declared.get("responses")).values()]
        for body in bodies:
            for kind, content in mapping(body.get("content")).items():
                if _JSON.fullmatch(kind):
                    schema = mapping(mapping(content).get("schema"))
                    yield from ((operation.label, schema, one) for one in _of(document, mapping(content), schema))
    schemas = mapping(mapping(document.raw.get("components")).get("schemas", document.raw.get("definitions")))
    for name, declared in schemas.items():
        yield from ((f"schema {name}"[:160], schema, one) for schema, one in _within(mapping(declared), 0))


def _of(document: Document, holder: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[object]:
    if schema and "example" in holder:
        yield holder["example"]
    for example in mapping(holder.get("examples")).values():
        value = document.resolve(example)
        if schema and "value" in value:
            yield value["value"]


def _within(schema: Mapping[str, Any], depth: int) -> Iterator[tuple[Mapping[str, Any], object]]:
    """Yield the examples that stand in a schema itself, each with the schema that it is of."""
    if "example" in schema:
        yield schema, schema["example"]
    yield from ((schema, one) for one in listing(schema.get("examples")))
    if depth > 6:  # noqa: PLR2004 - deeper than anybody writes by hand
        return
    for key in _INNER:
        inner = schema.get(key)
        children: Sequence[object] = (
            list(inner.values()) if key == "properties" and isinstance(inner, Mapping) else [*listing(inner), inner]
        )
        for child in filter(None, map(mapping, children)):  # what is absent has nothing below it either
            yield from _within(child, depth + 1)


def _comparable(value: Any, depth: int = 0) -> Any:
    """Return a schema as JSON Schema has it, and without demands that hold in one direction only.

    In OpenAPI 3.0 and 2.0 `nullable` stands for a type. What is only read, or only written, may be missing from an
    example of the other direction, and a document does not say of which one an example is.
    """
    if depth > 60:  # noqa: PLR2004 - nothing that a validator would follow
        return {}
    if isinstance(value, list):
        return [_comparable(one, depth + 1) for one in value]
    if not isinstance(value, Mapping):
        return value
    plain = {
        key: {name: _comparable(inner, depth + 1) for name, inner in one.items()}  # whose keys are names
        if key in {"properties", "schemas", "definitions"} and isinstance(one, Mapping)
        else _comparable(one, depth + 1)
        for key, one in value.items()
        if key not in {"example", "examples"}
    }
    needed = plain.get("required")
    if isinstance(needed, list):
        inner = mapping(value.get("properties"))
        plain["required"] = [
            name for name in needed if not _one_way(inner.get(name) if isinstance(name, str) else None)
        ]
    elif isinstance(needed, bool):  # of a parameter of 2.0, which is its own schema
        del plain["required"]
    if plain.get("nullable") is True or plain.get("x-nullable") is True:
        return {"anyOf": [{key: one for key, one in plain.items() if "nullable" not in key}, {"type": "null"}]}
    return plain


def _one_way(schema: object) -> bool:
    return mapping(schema).get("readOnly") is True or mapping(schema).get("writeOnly") is True
