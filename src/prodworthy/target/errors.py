"""What is wrong with a target file, told in one line a problem."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from prodworthy.facts.redaction import PLACEHOLDER, Redactor
from prodworthy.target.secrets import Location, is_secret

_SHOWN = 80  # characters of a bad value: enough to find it, short enough for one line
_PATTERNS = {
    r"^/\S*$": "a path that begins with / and has no spaces",
    r"^[^#]+(#.+)?$": "the id of a check, or ID#PART for a part of it",
    r"^$": "empty",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens, such as my-shop",
}
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        message: what is allowed, and the nearest match where there is one.
        key: the dotted key that it is about; empty for the whole file.
        value: the bad value as it may be shown, with a leading ` = `; empty where there is none.
    """

    message: str
    key: str = ""
    value: str = ""


class TargetError(ValueError):
    """A target cannot be used as declared. Its text has one line for each problem, each naming the file and the key.

    Attributes:
        file: the file, as the user may find it.
        problems: what is wrong, in the order of the file's keys.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(self._line(problem) for problem in self.problems))

    def _line(self, problem: Problem) -> str:
        parts = [self.file, f"{problem.key}{problem.value}", problem.message]
        return ": ".join(part for part in parts if part)


def dotted(location: Iterable[str | int]) -> str:
    """Return a location as people write it: `journeys[0].steps[1].request`."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def shown(location: Location, value: object) -> str:
    """Return the value as ` = VALUE` on one line, shortened, and hidden if it may be a secret."""
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return ""
    if isinstance(value, str) and is_secret(location, value):
        return f" = {PLACEHOLDER}"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f" = {text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}"


def nearest(value: str, choices: Iterable[str]) -> str:
    """Return which of the choices may be meant, or what the choices are."""
    known = sorted(choices)
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"


def problems_of(
    error: ValidationError, data: Mapping[str, Any], schema: Mapping[str, Any], redactor: Redactor
) -> list[Problem]:
    """Return a validation error as problems.

    Args:
        error: what the models said.
        data: what they were given.
        schema: the JSON Schema of the model, which knows every key and every word that is allowed where.
        redactor: knows the secret values in the data.
    """
    told: dict[Location, list[str]] = {}
    for detail in error.errors(include_url=False, include_context=True):
        location = _within(detail["loc"], data)
        if detail["type"] == "too_short" and _value_at(location, data):
            continue  # only because its items are bad, and those are told themselves
        told.setdefault(location, []).append(_explain(detail, location, schema))
    problems = []
    for location, messages in told.items():
        value = _value_at(location, data)
        shown_value = "" if value is _MISSING else shown(location, value)
        message = " or ".join(dict.fromkeys(messages)).replace(" or must be ", " or ")
        problems.append(Problem(redactor.text(message), dotted(location), redactor.text(shown_value)))
    return problems


def _within(location: Location, data: Any) -> Location:
    """Return the location without the names of union members that the models put into it."""
    kept: list[str | int] = []
    for step in location:
        below = _value_at((step,), data)
        missing_key = below is _MISSING and step == location[-1] and isinstance(data, Mapping)
        if below is _MISSING and not missing_key:
            continue
        kept.append(step)
        data = below
    return tuple(kept)


def _value_at(location: Location, data: Any) -> object:
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return data


def _explain(detail: Mapping[str, Any], location: Location, schema: Mapping[str, Any]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    node = _node_at(location[:-1] if kind == "extra_forbidden" else location, schema)
    if kind == "extra_forbidden":
        return f"unknown key; {nearest(str(location[-1]), node.get('properties', {}))}"
    if kind == "missing":
        return "missing; it has to be set"
    if kind == "enum":
        words = [str(word) for word in node.get("enum", [])]
        near = difflib.get_close_matches(str(detail["input"]), words, n=1, cutoff=0.5)
        return f"not allowed; {f'did you mean {near[0]}? ' if near else ''}allowed: {', '.join(words)}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind == "string_pattern_mismatch":
        return f"must be {_PATTERNS.get(context['pattern'], 'text that matches ' + context['pattern'])}"
    message = str(detail["msg"])
    return f"must {message.split(' should ', 1)[1]}" if " should " in message else message[:1].lower() + message[1:]


def _node_at(location: Location, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part of the JSON Schema that describes the location; empty where it knows nothing."""
    node = _resolved(schema, schema)
    for step in location:
        if isinstance(step, int):
            below = node.get("items", {})
        else:
            rest = node.get("additionalProperties", {})
            below = node.get("properties", {}).get(step, rest if isinstance(rest, Mapping) else {})
        node = _resolved(below, schema)
    return node


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in node.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved(choice, schema)
    reference = node.get("$ref", "")
    return schema.get("$defs", {}).get(reference.rpartition("/")[2], {}) if reference else node
