"""OpenAPI documents: from bytes to plain values, whatever the bytes are."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

LARGEST_BYTES = 8 * 2**20
_DEEPEST = 150
_MOST_VALUES = 1_000_000
_MOST_YAML_EVENTS = 400_000
_YAML_START = re.compile(r"(?m)^[\"']?(?:openapi|swagger)[\"']?\s*:")
# A document that names itself elsewhere would make its own references lead there.
_IDENTITY = frozenset({"$schema", "$id", "jsonSchemaDialect"})


class NotADocument(ValueError):
    """The bytes are no OpenAPI document; the text says why, for a person."""


def parse(body: bytes) -> dict[str, Any]:
    """Return the OpenAPI document that a body holds, in JSON or YAML (told by its content, not its media type).

    Raises:
        NotADocument: if it is none, is larger than 8 MiB, nested deeper than 150 levels, or unfolds without end.
    """
    if len(body) > LARGEST_BYTES:
        raise NotADocument(f"larger than {LARGEST_BYTES} bytes")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotADocument("not UTF-8") from None
    start = text.lstrip()[:1]
    if start == "<":
        raise NotADocument("markup, such as an HTML page")
    value = _json(text) if start in "{[" else _yaml(text)
    if not isinstance(value, dict):
        raise NotADocument("not an object")
    if "openapi" not in value and "swagger" not in value:
        raise NotADocument("an object without `openapi` or `swagger`")
    plain: dict[str, Any] = _Plain().of(value, 0)
    return plain


def without_foreign_references(value: Any) -> Any:
    """Return the document with every reference that leads out of it replaced by an empty object, which allows anything.

    Such a reference would have to be fetched, and a target must not make the suite fetch things.
    """
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            return {}
        return {
            key: without_foreign_references(item)
            for key, item in value.items()
            if not (key in _IDENTITY and isinstance(item, str))
        }
    return [without_foreign_references(item) for item in value] if isinstance(value, list) else value


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise NotADocument("nested too deeply") from None
    except ValueError as error:
        raise NotADocument(f"no JSON: {str(error)[:120]}") from None


def _yaml(text: str) -> object:
    if _YAML_START.search(text) is None:
        raise NotADocument("neither JSON nor YAML with `openapi` or `swagger`")
    import yaml  # noqa: PLC0415 - heavy, and few documents are YAML

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=loader)):  # no recursion yet: nothing to exhaust
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST or number > _MOST_YAML_EVENTS:
                raise NotADocument("nested too deeply, or too large for YAML")
        return yaml.load(text, Loader=loader)  # noqa: S506 - one of the two safe loaders
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument(f"no YAML: {' '.join(str(error).split())[:120]}") from None


class _Plain:
    """Makes a value plain JSON, and ends with NotADocument where that would not end."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, value: object, depth: int) -> Any:
        self._count += 1
        if depth > _DEEPEST:
            raise NotADocument("nested too deeply")
        if self._count > _MOST_VALUES:
            raise NotADocument(f"more than {_MOST_VALUES} values")
        if isinstance(value, dict):
            return {_key(key): self.of(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple | set):
            return [self.of(item, depth + 1) for item in value]
        if isinstance(value, dt.date | dt.datetime):
            return value.isoformat()
        return value if isinstance(value, str | int | float | bool | None) else str(value)


def _key(key: object) -> str:
    """Return a key as JSON has it; YAML reads `200:` as a number and `on:` as a truth value."""
    return str(key).lower() if isinstance(key, bool) else str(key)
