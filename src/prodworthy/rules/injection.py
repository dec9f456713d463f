"""Injection into queries, seen by asking for something true and something false: data has no truth."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.openapi import Document, mapping, template_parameters

_MOST = 15


@dataclass(frozen=True, slots=True)
class Search:
    """A text that a reading operation takes in its query.

    Attributes:
        route: path below the target's origin.
        parameter: its name.
    """

    route: str
    parameter: str

    @property
    def label(self) -> str:
        """How reports call it."""
        return f"{self.parameter} of GET {self.route}"


def searches(document: Document) -> list[Search]:
    """Return the free texts that reading operations of the document take in their queries, a bounded number."""
    listed = []
    for operation in document.operations:
        if operation.method != "GET":
            continue
        item = document.resolve(document.paths.get(operation.path))
        route = operation.route
        for name in template_parameters(route):
            route = route.replace(f"{{{name}}}", str(uuid.UUID(int=0x4000_8000_0000_0000_0000)))
        for parameter in document.parameters(item, mapping(item.get("get"))):
            schema = document.resolve(parameter.get("schema")) or parameter
            free = schema.get("type") == "string" and not {"enum", "format", "pattern"} & set(schema)
            if parameter.get("in") == "query" and free:
                listed.append(Search(route, str(parameter.get("name"))))
    return listed[:_MOST]


def pairs(word: str, other: str) -> dict[str, tuple[str, str]]:
    """Return values that are true and false if they become part of a query, by form.

    They hold nothing that a full-text search could find: the same rare words in both, of which one repeats itself only
    in the true value.

    Args:
        word: a random word.
        other: another one of the same length.
    """
    return {
        "text, rest cut off": (f"{word}' OR '{word}'='{word}' -- ", f"{word}' OR '{word}'='{other}' -- "),
        "text": (f"{word}' OR '{word}'='{word}", f"{word}' OR '{word}'='{other}"),
        "text in brackets": (f"{word}') OR ('{word}'='{word}' -- ", f"{word}') OR ('{word}'='{other}' -- "),
        "text in double quotes": (f'{word}" OR "{word}"="{word}', f'{word}" OR "{word}"="{other}'),
    }


def judge_pair(true: Sequence[Exchange], false: Sequence[Exchange], words: Sequence[str]) -> Findings:
    """Judge whether true and false values are answered differently, every time (CWE-89).

    Values that are data are answered alike: in the same way, or both in changing ways. So one of the two has to be
    answered in one way throughout, and never like the other, which may change as other people use the target.

    Args:
        true: answers to the true value.
        false: answers to the false one.
        words: the words in the values, which an answer may repeat.
    """
    seen, other = ({_told(answer, words) for answer in answers} for answers in (true, false))
    if 1 in {len(seen), len(other)} and not seen & other and all(answer.ok for answer in true):
        sizes = f"{len(true[0].body)} and {len(false[0].body)} bytes"
        return found(
            f"a condition in the value decides what is answered: {sizes}, {len(true)} times each",
            "one answer for true and false: the value is data",
        )
    return Findings()


def _told(answer: Exchange, words: Sequence[str]) -> tuple[int, str]:
    text = answer.text
    for word in words:
        text = text.replace(word, "#")
    return answer.status, text
