"""A GraphQL service as an API of operations: what can be asked for, and what is left alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from prodworthy.rules.conformance import ends_session, named, pays, removes
from prodworthy.rules.graphql_schema import Schema
from prodworthy.rules.openapi import Document, Operation, listing, mapping, text

KINDS = ("query", "mutation")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDS = frozenset({"cancel", "close", "archive"})
_ACCOUNT = frozenset({"account", "user", "customer"})
_MAKES = frozenset({"create", "add", "new", "insert"})


@dataclass(frozen=True, slots=True)
class Field(Operation):
    """A field of the query type or of the type of mutations; its method is `query` or `mutation`, its path its name."""

    @property
    def safe(self) -> bool:
        """Whether it changes nothing, as a query promises."""
        return self.method == "query"

    @property
    def access(self) -> str:
        """Who may call it: that a schema does not say."""
        return ""


@dataclass(frozen=True)
class Service(Document):
    """A GraphQL service; `raw` is the value of its `__schema`, `url` where it is."""

    @property
    def title(self) -> str:
        """Its name: that a schema does not say."""
        return "GraphQL"

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All that can be asked for."""
        schema = Schema(self.raw)
        return tuple(_field(kind, one) for kind in KINDS for one in schema.entries(kind))


def left_alone(field: Operation, excluded: Collection[str], *, writes: bool, irreversible: Collection[str] = ()) -> str:
    """Return why a field must not be asked for, or the empty text where it may.

    Args:
        field: the field.
        excluded: `query name`, `mutation name` or `name`.
        writes: whether the run may change the target.
        irreversible: what removes something, takes a payment or makes an account and may be asked for all the same.
    """
    words = [word.lower() for word in _WORD.findall(field.path)]
    pairs = {first + second for first, second in itertools.pairwise(words)}
    ending = {word for word in words if word in _ENDS or removes([word])}
    final = ending or pays([*words, *pairs])
    makes_account = "signup" in pairs or not {"signup", "register"}.isdisjoint(words)
    makes_account = makes_account or (not _MAKES.isdisjoint(words) and not _ACCOUNT.isdisjoint(words[-1:]))
    ends = ends_session([*(word for word in words if word not in ending), *pairs, field.path])
    changes = not field.safe
    reasons = {
        "excluded by the target file": named(field, excluded),
        "changes the target, and this run only reads": changes and not writes,
        "ends the session that the other operations need": changes and ends,
        "removes something or takes a payment, and is not declared in contract.irreversible": changes
        and final
        and not named(field, irreversible),
        "makes accounts that the run could not remove, and is not declared in contract.irreversible": changes
        and makes_account
        and not named(field, irreversible),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _field(kind: str, told: Mapping[str, object]) -> Field:
    arguments = [mapping(one) for one in listing(told.get("args"))]
    names = tuple(text(one.get("name")) for one in arguments)
    required = tuple(
        text(one.get("name"))
        for one in arguments
        if mapping(one.get("type")).get("kind") == "NON_NULL" and one.get("defaultValue") is None
    )
    name = text(told.get("name"))
    return Field(kind, name, name, required=required, parameters=names, deprecated=told.get("isDeprecated") is True)
