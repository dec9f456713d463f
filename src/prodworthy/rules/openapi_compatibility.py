"""OpenAPI documents: what a newer one takes away from those who built on an older one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from prodworthy.facts.outcome import Finding, Findings, found
from prodworthy.rules.openapi import Document, Operation, listing, mapping, template_parameters, text

_MOST_FINDINGS = 40
_DEEPEST = 8
_ANY = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def breaking(old: Document, new: Document) -> Findings:
    """Judge whether everything that worked by the older document works by the newer one.

    What a client sends may only be allowed more (fewer demands, wider types, more values), and what it is answered may
    only become more certain (further fields, narrower types). Additions break nobody.
    """
    return Findings(islice(_all(old, new), _MOST_FINDINGS))


def _all(old: Document, new: Document) -> Iterator[Finding]:
    there = {_key(operation): operation for operation in new.operations}
    for before in old.operations:
        now = there.get(_key(before))
        if now is None:
            advisory = before.deprecated
            yield from found("removed", "to stay, or be deprecated first", where=before.label, advisory=advisory)
            continue
        yield from _requests(_Side(old, before), _Side(new, now))
        yield from _responses(_Side(old, before), _Side(new, now))


class _Side:
    """One operation in one of the two documents."""

    def __init__(self, document: Document, operation: Operation) -> None:
        self.document, self.label = document, operation.label
        self.item = document.resolve(document.paths[operation.path])
        self.declared = mapping(self.item.get(operation.method.lower()))
        order = list(template_parameters(operation.path))
        # A parameter of the path has a place; its name is nobody's business but the document's.
        self.parameters = {
            (text(one.get("in")), str(order.index(name)) if (name := text(one.get("name"))) in order else name): one
            for one in document.parameters(self.item, self.declared)
        }

    def schema_of(self, holder: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the schema of a parameter, or of a body in JSON."""
        contents = mapping(holder.get("content"))
        kind = next((kind for kind in contents if "json" in kind.lower()), "")
        return mapping(mapping(contents.get(kind)).get("schema") if kind else holder.get("schema", holder))

    def request_body(self) -> Mapping[str, Any]:
        """Return the body of requests, in the way of either specification."""
        if "swagger" in self.document.raw:
            return next((one for (place, _), one in self.parameters.items() if place == "body"), {})
        return self.document.resolve(self.declared.get("requestBody"))


def _requests(old: _Side, new: _Side) -> Iterator[Finding]:
    for (place, name), one in new.parameters.items():
        before = old.parameters.get((place, name))
        where = f"{new.label} {text(one.get('name'))}"[:160]
        if place == "body":
            continue
        if one.get("required") is True and (before is None or before.get("required") is not True):
            yield from found("a parameter that is required now", "requests without it go on working", where=where)
        if before is not None:
            yield from _narrowed(old, new, old.schema_of(before), new.schema_of(one), where, 0)
    body, before = new.request_body(), old.request_body()
    if body.get("required") is True and before.get("required") is not True:
        yield from found("a body that is required now", "requests without it go on working", where=new.label)
    if body and before:
        yield from _narrowed(old, new, old.schema_of(before), new.schema_of(body), f"{new.label} body"[:160], 0)


def _responses(old: _Side, new: _Side) -> Iterator[Finding]:
    answers = mapping(new.declared.get("responses"))
    for status, declared in mapping(old.declared.get("responses")).items():
        if not status.startswith("2"):
            continue
        before, now = old.document.resolve(declared), new.document.resolve(answers.get(status))
        where = f"{new.label} {status}"[:160]
        kinds = set(mapping(before.get("content"))) - set(mapping(now.get("content")))
        if status not in answers:
            yield from found("an answer that is no longer documented", "to stay", where=where)
        elif kinds:
            yield from found(f"no longer in {', '.join(sorted(kinds))[:80]}", "to stay", where=where)
        else:
            yield from _widened(old, new, old.schema_of(before), new.schema_of(now), where, 0)


def _narrowed(  # noqa: PLR0913, PLR0917 - the two sides, and where on them one is
    old: _Side, new: _Side, before: Mapping[str, Any], now: Mapping[str, Any], where: str, depth: int
) -> Iterator[Finding]:
    """Yield what clients may no longer send."""
    before, now = old.document.resolve(before), new.document.resolve(now)
    if depth > _DEEPEST or _composed(before) or _composed(now):
        return
    refused = _types(before) - _types(now) - ({"integer"} if "number" in _types(now) else frozenset())
    if refused:
        yield from found(f"{', '.join(sorted(refused))} is no longer allowed", "to stay allowed", where=where)
        return
    yield from _demands(before, now, where)
    inner = mapping(before.get("properties"))
    for name, schema in mapping(now.get("properties")).items():
        if name in inner:
            yield from _narrowed(old, new, mapping(inner[name]), mapping(schema), f"{where}/{name}"[:160], depth + 1)
    if "items" in before and "items" in now:
        yield from _narrowed(old, new, mapping(before["items"]), mapping(now["items"]), f"{where}/*"[:160], depth + 1)


def _demands(before: Mapping[str, Any], now: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Yield what one level of a schema demands of what is sent and did not demand before."""
    values = [str(value)[:40] for value in listing(before.get("enum")) if value not in listing(now.get("enum"))]
    if now.get("enum") is not None and (values or before.get("enum") is None):
        gone = f"the values {', '.join(values[:5])} are" if values else "other values than the listed ones are"
        yield from found(f"{gone} no longer allowed", "to stay allowed", where=where)
    for name, sign in (*((name, 1) for name in _LOWER_BOUNDS), *((name, -1) for name in _UPPER_BOUNDS)):
        one, other = before.get(name), now.get(name)
        if isinstance(other, int | float) and (not isinstance(one, int | float) or (other - one) * sign > 0):
            yield from found(f"{name} is {other}, and was {one}", "no narrower bound", where=where)
    for name in listing(now.get("required")):
        if isinstance(name, str) and name not in listing(before.get("required")):
            yield from found(f"{name[:80]} is required now", "requests without it go on working", where=where)


def _widened(  # noqa: PLR0913, PLR0917 - the two sides, and where on them one is
    old: _Side, new: _Side, before: Mapping[str, Any], now: Mapping[str, Any], where: str, depth: int
) -> Iterator[Finding]:
    """Yield what clients can no longer rely on in an answer."""
    before, now = old.document.resolve(before), new.document.resolve(now)
    if depth > _DEEPEST or _composed(before) or _composed(now):
        return
    further = _types(now) - _types(before) - ({"integer"} if "number" in _types(before) else frozenset())
    if further:
        yield from found(f"it may be {', '.join(sorted(further))} now", "no further type", where=where)
        return
    inner, needed = mapping(now.get("properties")), listing(before.get("required"))
    for name, schema in mapping(before.get("properties")).items():
        if name not in inner:
            yield from found(f"the field {name[:80]} is gone", "to stay", where=where)
            continue
        if name in needed and name not in listing(now.get("required")):
            yield from found(f"the field {name[:80]} may be missing now", "to stay required", where=where)
        yield from _widened(old, new, mapping(schema), mapping(inner[name]), f"{where}/{name}"[:160], depth + 1)
    if "items" in before and "items" in now:
        yield from _widened(old, new, mapping(before["items"]), mapping(now["items"]), f"{where}/*"[:160], depth + 1)


def _key(operation: Operation) -> tuple[str, str]:
    route = operation.route
    for name in template_parameters(route):
        route = route.replace(f"{{{name}}}", "{}")
    return operation.method, route


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    kinds = schema.get("type")
    named = {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
    if not named:
        return _ANY
    return frozenset(named | ({"null"} if schema.get("nullable") is True else set()))


def _composed(schema: Mapping[str, Any]) -> bool:
    """Whether a schema is put together from others in a way that one would have to solve, not to compare."""
    return any(key in schema for key in ("allOf", "anyOf", "oneOf", "not", "if"))
