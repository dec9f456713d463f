"""OpenAPI documents: whether one is valid, names its servers safely, and covers what it has to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Finding, Findings, each, found
from prodworthy.rules.openapi import METHODS, Document, Operation, listing, mapping, template_parameters

_MOST_FINDINGS = 20
_LOCAL = re.compile(r"(?i)(?:.+\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1|")
_MOST_NODES = 400_000  # of a document of 8 MiB; beyond it the walk ends, so that a document cannot hold up a run
_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object"})
_FURTHER_TYPES = {"2.0": frozenset({"file"}), "3.1": frozenset({"null"}), "3.2": frozenset({"null"})}
# Below these keywords stand values of the API itself, in which `$ref` and `type` mean nothing.
_VALUES = frozenset(
    {"example", "examples", "default", "enum", "const", "mapping", "securitySchemes", "securityDefinitions"}
)
# The keys of these objects are names that the API has chosen, not keywords.
_NAME_MAPS = frozenset(
    {
        "$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers", "links",
        "parameters", "pathItems", "paths", "patternProperties", "properties", "requestBodies", "responses",
        "schemas", "variables", "webhooks",
    }
)  # fmt: skip


def judge(document: Document) -> Findings:
    """Judge whether the document is a valid OpenAPI 2.0, 3.0, 3.1 or 3.2 document with at least one operation.

    What a reader of the document relies on is judged (structure, references, types, parameters of paths, unique ids,
    responses); references to other documents are not followed.
    """
    if not document.supported:
        version = document.raw.get("openapi", document.raw.get("swagger"))
        return found(f"the version is {str(version)[:40]!r}", "openapi 3.0.x, 3.1.x or 3.2.x, or swagger '2.0'")
    findings = _judge_frame(document)
    if not findings:
        findings += each(_judge_operation(document, path, method) for path, method in _declared(document))
        findings += _judge_ids(document.operations)
    findings += Findings(islice(_judge_nodes(document), _MOST_FINDINGS))
    return Findings(findings[:_MOST_FINDINGS])


def judge_servers(document: Document, target_url: str) -> Findings:
    """Judge whether the declared servers lead to the target, and over TLS where it is reached so.

    A plain-HTTP address of another host beside the true one (a developer's machine) is only pointed out, and so is a
    document that names other deployments of the same API alone; one that names this very machine of whoever reads it
    is wrong everywhere but there.
    """
    target = urlsplit(target_url)
    hosts = [_host(url) for url in document.servers]
    findings = Findings()
    if _host(target_url) not in hosts:
        local = all(_LOCAL.fullmatch(host) for host in hosts) and not _LOCAL.fullmatch(target.hostname or "")
        abroad = f"no server is this deployment: {', '.join(url[:120] for url in document.servers[:3])}"
        findings += found(abroad, f"{target_url[:120]}, or a relative URL", where="servers", advisory=not local)
    if target.scheme != "https":
        return findings
    return findings + each(
        found(f"server {url[:200]}", "https", advisory=_host(url) != _host(target_url))
        for url in document.servers
        if url.lower().startswith("http://")
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def missing_areas(document: Document, areas: Mapping[str, Sequence[str]]) -> Findings:
    """Judge whether each named area has an operation with a documented response body.

    Args:
        document: the document.
        areas: by the area's name, the words that stand for it in tags and path segments (the name itself included).
    """

    def belongs(operation: Operation, words: Iterable[str]) -> bool:
        places = {place.lower() for place in (*operation.tags, *operation.path.split("/"))}
        return any(word.lower() in place for word in words for place in places)

    return each(
        found("no operation", "at least one operation with a response schema", where=area)
        for area, words in areas.items()
        if not any(belongs(one, (area, *words)) and one.response_schema for one in document.operations)
    )


def _judge_frame(document: Document) -> Findings:
    info = mapping(document.raw.get("info"))
    findings = each(
        found(f"info.{name} is {str(info.get(name))[:40]!r}", "text", where="info")
        for name in ("title", "version")
        if not isinstance(info.get(name), str)
    )
    if not document.paths:
        return findings + found("no paths", "an object with at least one path", where="paths")
    for path, item in document.paths.items():
        if not path.startswith(("/", "x-")):
            findings += found(f"path {path[:80]!r}", "a path that begins with a slash", where="paths")
        elif path.startswith("/") and not isinstance(item, Mapping):
            findings += found("the path item is no object", "an object", where=path[:80])
    if not document.operations:
        findings += found("no operation", "at least one operation", where="paths")
    return findings


def _declared(document: Document) -> Iterator[tuple[str, str]]:
    for path, declared in document.paths.items():
        item = document.resolve(declared)
        yield from ((path, method) for method in METHODS if method in item)


def _judge_operation(document: Document, path: str, method: str) -> Findings:
    item = document.resolve(document.paths[path])
    operation, where = item[method], f"{method.upper()} {path}"[:120]
    if not isinstance(operation, Mapping):
        return found("the operation is no object", "an object", where=where)
    findings = Findings()
    if not mapping(operation.get("responses")):
        since_3_1 = document.version.startswith("3.1")
        findings += found("no responses", "at least one response", where=where, advisory=since_3_1)
    declared = {one.get("name") for one in document.parameters(item, operation) if one.get("in") == "path"}
    missing = [name for name in template_parameters(path) if name not in declared]
    listed = [*listing(item.get("parameters")), *listing(operation.get("parameters"))]
    if missing and all(map(document.resolve, listed)):  # what stands in another document may be what is missing
        findings += found(f"path parameter {', '.join(missing)[:80]} is not declared", "a declaration", where=where)
    return findings


def _judge_ids(operations: Sequence[Operation]) -> Findings:
    counts = Counter(operation.operation_id for operation in operations if operation.operation_id)
    return each(
        found(f"operationId {name[:80]!r} stands {count} times", "unique ids", where="operationId")
        for name, count in counts.items()
        if count > 1
    )


def _judge_nodes(document: Document) -> Iterator[Finding]:
    """Judge references and types wherever they stand; without recursion, so that depth does not matter."""
    allowed = _TYPES | _FURTHER_TYPES.get(document.version[:3], frozenset())
    stack: list[tuple[object, bool, str]] = [(document.raw, False, "")]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node, names, where = stack.pop()
        if isinstance(node, list):
            stack.extend((one, False, where) for one in node)
        if not isinstance(node, Mapping):
            continue
        if not names:
            yield from _judge_node(document, node, allowed, where)
        stack.extend(
            (value, not names and key in _NAME_MAPS and isinstance(value, Mapping), f"{where}/{key}"[:160])
            for key, value in node.items()
            if names or not (key in _VALUES or str(key).startswith("x-"))
        )


def _judge_node(document: Document, node: Mapping[str, Any], allowed: frozenset[str], where: str) -> Findings:
    findings = Findings()
    reference = node.get("$ref")
    if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
        if document.lookup(reference) is None:
            findings += found(f"reference {reference[:120]!r} leads nowhere", "a part of the document", where=where)
    elif "$ref" in node and not isinstance(reference, str):
        findings += found("a $ref that is no text", "a reference", where=where)
    kinds = node.get("type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind is not None and not (isinstance(kind, str) and kind in allowed):
            findings += found(f"type {str(kind)[:40]!r}", f"one of {', '.join(sorted(allowed))}", where=where)
    return findings
