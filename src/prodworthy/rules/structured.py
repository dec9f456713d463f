"""Structured field values (RFC 9651), as far as security headers use them: items, inner lists, dictionaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Bare = bool | int | float | str | bytes

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,3})?")
_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):")
_BOOLEAN = re.compile(r"\?([01])")
_OWS = re.compile(r"[ \t]*")
_SP = re.compile(r" *")


class MalformedError(ValueError):
    """The value does not parse, so a browser acts as if the field were absent; the text says where."""


class Token(str):
    """A bare word, told apart from a quoted string."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A value, or the values of an inner list, with parameters."""

    value: Bare | tuple[Item, ...]
    parameters: Mapping[str, Bare] = field(default_factory=dict)

    @property
    def members(self) -> tuple[Item, ...]:
        """The members of an inner list; a single value is a list of itself."""
        return self.value if isinstance(self.value, tuple) else (self,)


def parse_item(values: Iterable[str]) -> Item:
    """Read a field whose value is one item.

    Raises:
        MalformedError: also if there is more than one field, as their combination is no item.
    """
    reader = _Reader(", ".join(values).strip(" "))
    item = reader.item()
    reader.end()
    return item


def parse_dictionary(values: Iterable[str]) -> dict[str, Item]:
    """Read a field whose value is a dictionary; fields of one name are one dictionary, and the last of a key wins.

    Raises:
        MalformedError: if any part of it does not parse, as the whole field is void then.
    """
    reader = _Reader(", ".join(values).strip(" "))
    read: dict[str, Item] = {}
    while not reader.done():
        key = reader.key()
        read[key] = reader.item() if reader.take("=") else Item(value=True, parameters=reader.parameters())
        reader.skip(_OWS)
        if reader.done():
            break
        reader.demand(",")
        reader.skip(_OWS)
        if reader.done():
            raise MalformedError("ends with a comma")
    return read


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def done(self) -> bool:
        return self._at >= len(self._text)

    def end(self) -> None:
        if not self.done():
            raise self._malformed("more than one value")

    def take(self, letter: str) -> bool:
        if self._text.startswith(letter, self._at):
            self._at += 1
            return True
        return False

    def demand(self, letter: str) -> None:
        if not self.take(letter):
            raise self._malformed(f"no {letter!r}")

    def skip(self, blanks: re.Pattern[str]) -> None:
        match = blanks.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def key(self) -> str:
        return self._match(_KEY, "no key")[0]

    def item(self) -> Item:
        value: Bare | tuple[Item, ...] = self._inner_list() if self.take("(") else self._bare()
        return Item(value, self.parameters())

    def parameters(self) -> dict[str, Bare]:
        read: dict[str, Bare] = {}
        while self.take(";"):
            self.skip(_SP)
            key = self.key()
            read[key] = self._bare() if self.take("=") else True
        return read

    def _inner_list(self) -> tuple[Item, ...]:
        members: list[Item] = []
        while True:
            self.skip(_SP)
            if self.take(")"):
                return tuple(members)
            members.append(Item(self._bare(), self.parameters()))
            if not self._text.startswith((" ", ")"), self._at):
                raise self._malformed("an inner list without end")

    def _bare(self) -> Bare:
        if (match := self._try(_STRING)) is not None:
            return re.sub(r"\\(.)", r"\1", match[1])
        if (match := self._try(_NUMBER)) is not None:
            return float(match[0]) if "." in match[0] else int(match[0])
        if (match := self._try(_BOOLEAN)) is not None:
            return match[1] == "1"
        if (match := self._try(_BYTES)) is not None:
            return match[1].encode()
        return Token(self._match(_TOKEN, "no value")[0])

    def _try(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _match(self, pattern: re.Pattern[str], problem: str) -> re.Match[str]:
        match = self._try(pattern)
        if match is None:
            raise self._malformed(problem)
        return match

    def _malformed(self, problem: str) -> MalformedError:
        return MalformedError(f"{problem} at {self._text[self._at : self._at + 30]!r}")
