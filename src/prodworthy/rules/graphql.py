"""GraphQL: what an answer says about what was executed."""

from __future__ import annotations

from typing import Any

from prodworthy.exchange import Exchange

PLAIN = "{ __typename }"
HARMLESS = "mutation { __typename }"
"""A mutation that every service has and that changes nothing."""

INTROSPECTIONS = (
    "{ __schema { types { name } } }",
    "query A {\n  # types\n  s: __schema\n  {\n queryType { name }\n }\n}",
    '{ __type(name: "Query") { name fields { name } } }',
)
ALIASES = 100
BATCH = 50


def aliased() -> str:
    """Return a query that asks for one field under many names."""
    return "{ " + " ".join(f"a{number}: __typename" for number in range(ALIASES)) + " }"


def data_of(answer: object) -> dict[str, Any]:
    """Return the fields that one operation's answer holds values for; empty where it was refused."""
    data = answer.get("data") if isinstance(answer, dict) else None
    return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else {}


def executed(exchange: Exchange) -> int:
    """Return how many fields were executed: of one operation its own, of a batch those of all its operations."""
    if not exchange.ok:
        return 0
    answer = exchange.json()
    answers = answer if isinstance(answer, list) else [answer]
    return sum(len(data_of(one)) for one in answers)
