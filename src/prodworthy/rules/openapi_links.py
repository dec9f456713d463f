"""OpenAPI documents: which operation's answer leads to which other operation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.rules.openapi import Document, Operation, mapping, template_parameters, text

IDENTIFIER = re.compile(r"(?i)(?:.*[_-])?(?:id|uuid)|\w+(?:Id|ID)")
"""How fields are called that identify something."""
_MOST_LINKS = 500
_MOST_ENTRIES = 10
_ANY = "*"
_OF_PATH = "$request.path."


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one operation to another.

    Attributes:
        source: label of the operation that answers first.
        status: the response to which it belongs, as documented: `201`, `2XX`, `default`.
        target: label of the operation that is called with what was answered.
        parameters: by the name of the target's path parameter, the JSON pointer into the first answer's body, in which
            `*` is any place of a list; or `$request.path.NAME` of the first request.
        declared: whether the document declares it; else it follows from the paths.
    """

    source: str
    status: str
    target: str
    parameters: tuple[tuple[str, str], ...]
    declared: bool = True

    @property
    def listed(self) -> bool:
        """Whether it leads from a list to its entries."""
        return any(_ANY in pointer.split("/") for _, pointer in self.parameters)

    def values(self, status: int, body: bytes, path: Mapping[str, object] | None = None) -> dict[str, str] | None:
        """Return the parameters' values that an answer holds; None where it does not hold them all."""
        return next(self.entries(status, body, path), None)

    def entries(self, status: int, body: bytes, path: Mapping[str, object] | None = None) -> Iterator[dict[str, str]]:
        """Yield the parameters' values of each entry of a list; once, where it is no list that is answered.

        Args:
            status: of the answer.
            body: of the answer.
            path: the values of the request's path parameters.
        """
        if not 200 <= status < 300 or self.status.lower() not in {str(status), f"{status // 100}xx", "default"}:  # noqa: PLR2004 - RFC 9110 section 15.3
            return
        try:
            answered = json.loads(body)
        except (ValueError, RecursionError):
            return
        for number in range(_MOST_ENTRIES if self.listed else 1):
            found = {
                name: (path or {}).get(pointer.removeprefix(_OF_PATH))
                if pointer.startswith(_OF_PATH)
                else pointed(answered, pointer.replace(f"/{_ANY}", f"/{number}", 1))
                for name, pointer in self.parameters
            }
            if not all(
                isinstance(value, str | int) and not isinstance(value, bool) and value != "" for value in found.values()
            ):
                return
            yield {name: str(value) for name, value in found.items()}


def links(document: Document) -> tuple[Link, ...]:
    """Return the links of a document: those that it declares, and those of a collection to what it has made.

    `POST /things` leads to `GET /things/{id}` where the response of the first documents an `id`.
    """
    found = [*_declared(document), *_inferred(document)]
    unique = {(link.source, link.target): link for link in reversed(found)}
    return tuple(reversed(unique.values()))[:_MOST_LINKS]


def pointed(value: object, pointer: str) -> object:
    """Return what a JSON pointer (RFC 6901) leads to; None where it leads nowhere."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _declared(document: Document) -> Iterator[Link]:
    by_id = {one.operation_id: one for one in document.operations if one.operation_id}
    for source in document.operations:
        for status, response in _responses(document, source).items():
            for declared in mapping(response.get("links")).values():
                link = document.resolve(declared)
                target = by_id.get(text(link.get("operationId"))) or _referred(document, text(link.get("operationRef")))
                expressions = mapping(link.get("parameters"))
                pairs = [(str(name).removeprefix("path."), text(said)) for name, said in expressions.items()]
                if target is None or not all(said.startswith("$response.body#/") for _, said in pairs):
                    continue  # what a link takes from elsewhere is not followed
                if {name for name, _ in pairs} >= set(template_parameters(target.path)):
                    pointers = tuple((name, said.removeprefix("$response.body#")) for name, said in pairs)
                    yield Link(source.label, str(status), target.label, pointers)


def _referred(document: Document, reference: str) -> Operation | None:
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in reference.removeprefix("#/paths/").split("/")]
    if not reference.startswith("#/paths/") or len(tokens) != 2:  # noqa: PLR2004 - path and method
        return None
    return next((one for one in document.operations if [one.path, one.method.lower()] == tokens), None)


def _inferred(document: Document) -> Iterator[Link]:
    for source in document.operations:
        if source.method != "POST":
            continue
        for target in document.operations:
            below = target.path.removeprefix(source.path.rstrip("/"))
            names = template_parameters(below)
            # Parameters of the collection's own path would have to be the same ones, which is for a declared link.
            if target.method != "GET" or "{" in source.path or len(names) != 1 or below != f"/{{{names[0]}}}":
                continue
            for status, response in _responses(document, source).items():
                pointer = _id_pointer(document, response, names[0])
                if status.startswith("2") and pointer:
                    yield Link(source.label, status, target.label, ((names[0], pointer),), declared=False)


def _id_pointer(document: Document, response: Mapping[str, Any], name: str) -> str:
    """Return where in a response's body the identifier stands that a path parameter of that name takes."""
    contents = [mapping(content) for content in mapping(response.get("content")).values()]
    for content in [*contents, response]:
        properties = mapping(document.resolve(content.get("schema")).get("properties"))
        if name in properties and IDENTIFIER.fullmatch(name):
            return f"/{name}"
        if "id" in properties and IDENTIFIER.fullmatch(name):
            return "/id"
    return ""


def _responses(document: Document, operation: Operation) -> dict[str, Mapping[str, Any]]:
    item = document.resolve(document.paths[operation.path])
    declared = mapping(mapping(item.get(operation.method.lower())).get("responses"))
    return {str(status): document.resolve(response) for status, response in declared.items()}
