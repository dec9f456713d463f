"""Words in braces, filled with values of the run; and dotted paths, which take values out of a JSON document.

Steps of journeys and registrations are data; this is all the language that they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

_WORD = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z][a-z0-9_]*)\}")
_LITERAL = {"{{": "{", "}}": "}"}


class MissingValue(LookupError):
    """A template names a value that the run does not have."""

    def __init__(self, name: str, known: Mapping[str, Any]) -> None:
        self.name = name
        super().__init__(
            f"no value {{{name}}}; there are: {', '.join(sorted(known)) or 'none'} (a brace itself is written twice)"
        )


class _Nothing:
    """What `lookup` returns where the path leads nowhere: a value may well be None."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """Return the template with its words in braces replaced, at any depth of lists and mappings.

    A text that is nothing but one word becomes the value itself, so that a number stays a number.

    Raises:
        MissingValue: for a word that has no value.
    """
    if isinstance(template, str):
        whole = _WORD.fullmatch(template)
        if whole and whole["name"]:
            return _value(whole["name"], values)
        return fill_text(template, values)
    if isinstance(template, Mapping):
        return {fill_text(str(key), values): fill(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill(value, values) for value in template]
    return template


def fill_text(template: str, values: Mapping[str, Any]) -> str:
    """Return the text with its words in braces replaced.

    Raises:
        MissingValue: for a word that has no value.
    """
    return _WORD.sub(lambda word: _LITERAL.get(word[0]) or str(_value(word["name"], values)), template)


def fill_path(template: str, values: Mapping[str, Any]) -> str:
    """Return the path and query with its words replaced and percent-encoded: a value must not become a path of its own.

    Raises:
        MissingValue: for a word that has no value.
    """
    return _WORD.sub(lambda word: _LITERAL.get(word[0]) or quote(str(_value(word["name"], values)), safe=""), template)


def names(template: Any) -> Iterator[str]:
    """Yield the words that a template needs values for."""
    if isinstance(template, str):
        yield from (word["name"] for word in _WORD.finditer(template) if word["name"])
    elif isinstance(template, Mapping):
        for key, value in template.items():
            yield from names(str(key))
            yield from names(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from names(value)


def path_of_word(template: Any, word: str) -> str:
    """Return the dotted path of a mapping's value that is nothing but that word in braces; empty if there is none."""
    if not isinstance(template, Mapping):
        return ""
    for key, value in template.items():
        if value == f"{{{word}}}":
            return str(key)
        if inner := path_of_word(value, word):
            return f"{key}.{inner}"
    return ""


def lookup(document: Any, path: str) -> Any:
    """Return what stands at a dotted path in a JSON document, such as `items.0.id`, or NOTHING where it leads nowhere.

    A `*` in place of a number stands for each of a list: `items.*.id` is the list of their identifiers.
    An empty path is the document itself. A key that holds a dot itself is found as long as it is the whole rest.
    """
    if not path:
        return document
    if isinstance(document, Mapping):
        if path in document:
            return document[path]
        head, _, rest = path.partition(".")
        return lookup(document[head], rest) if head in document else NOTHING
    if isinstance(document, list):
        head, _, rest = path.partition(".")
        if head == "*":
            return [lookup(value, rest) for value in document]
        index = int(head) if re.fullmatch(r"-?\d{1,6}", head) else len(document)
        return lookup(document[index], rest) if -len(document) <= index < len(document) else NOTHING
    return NOTHING


def with_value(document: Any, path: str, value: Any) -> Any:
    """Return a copy of the document with the value at the dotted path; mappings on the way are made where missing."""
    head, _, rest = path.partition(".")
    known = dict(document) if isinstance(document, Mapping) else {}
    known[head] = with_value(known.get(head), rest, value) if rest else value
    return known


def without(document: Any, path: str) -> Any:
    """Return a copy of the document that lacks what stands at the dotted path."""
    if not isinstance(document, Mapping):
        return document
    head, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in document.items() if key != head}
    return {key: without(value, rest) if key == head else value for key, value in document.items()}


def without_word(template: Any, word: str) -> Any:
    """Return a copy of the template without the keys whose value is nothing but that word in braces."""
    if isinstance(template, Mapping):
        kept = {key: value for key, value in template.items() if value != f"{{{word}}}"}
        return {key: without_word(value, word) for key, value in kept.items()}
    if isinstance(template, list | tuple):
        return [without_word(value, word) for value in template]
    return template


def beside(template: Any, word: str, more: Mapping[str, Any]) -> Any:
    """Return a copy of the template with more keys wherever one has nothing but that word in braces as its value."""
    if isinstance(template, Mapping):
        grown = {key: beside(value, word, more) for key, value in template.items()}
        return {**grown, **more} if f"{{{word}}}" in template.values() else grown
    if isinstance(template, list | tuple):
        return [beside(value, word, more) for value in template]
    return template


def _value(name: str, values: Mapping[str, Any]) -> Any:
    if name not in values:
        raise MissingValue(name, values)
    return values[name]
