"""GraphQL: what an answer says about what was executed."""

from __future__ import annotations

import re
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

PLAIN = "{ __typename }"
HARMLESS = "mutation { __typename }"
"""A mutation that every service has and that changes nothing."""

INTROSPECTIONS = {
    "__schema": "{ __schema { types { name } } }",
    "__schema under another name": "query A {\n  # types\n  s: __schema\n  {\n queryType { name }\n }\n}",
    "__type": '{ __type(name: "Query") { name fields { name } } }',
}
_CRASHES = re.compile(
    r"(?i)internal[ _](?:server[ _])?error|something went wrong|unexpected error|unhandled|traceback|exception"
    r"|cannot read propert|is not a function|nil pointer|undefined method|null reference"
)
_TRACES = frozenset({"stacktrace", "stack", "exception", "trace", "debugMessage"})
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


def errors_of(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the errors that an answer tells; none where it is no answer of GraphQL."""
    return _errors(exchange.json())


def _errors(answer: object) -> list[dict[str, Any]]:
    errors = answer.get("errors") if isinstance(answer, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def crashed(exchange: Exchange) -> str:
    """Return how an answer tells that a valid query made the service fail; empty where it does not.

    A service has no status for the failure of one resolver; by convention it says so in the error's code, or in the
    general words with which frameworks hide what happened.
    """
    return crash_of(exchange.status, exchange.json())[0]


def crash_of(status: int, answer: object) -> tuple[str, str]:
    """Return the same of a status and a parsed body, with the place: the path to the field that failed."""
    if status >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
        return f"answered {status}", ""
    for error in _errors(answer):
        extensions = error.get("extensions")
        code = str(extensions.get("code", "")) if isinstance(extensions, dict) else ""
        message = str(error.get("message", ""))
        if code == "INTERNAL_SERVER_ERROR" or _CRASHES.search(message):
            path = error.get("path")
            steps = path if isinstance(path, list) else []
            place = "/".join("*" if isinstance(step, int) else str(step) for step in steps)[:120]
            return f"an error of the service itself: {' '.join(message.split())[:200]}", place
    return "", ""


def traces_of(exchange: Exchange) -> Findings:
    """Judge whether an error carries a trace of the code."""
    for error in errors_of(exchange):
        extensions = error.get("extensions")
        told = _TRACES.intersection(extensions) if isinstance(extensions, dict) else _TRACES.intersection(error)
        if told:
            return found(f"an error with {', '.join(sorted(told))}", "a message alone")
    return Findings()


def suggestions_of(exchange: Exchange) -> Findings:
    """Judge whether an error names what exists in place of what was asked for."""
    for error in errors_of(exchange):
        if "did you mean" in (message := str(error.get("message", ""))).lower():
            return found(" ".join(message.split())[:200], "a message without a suggestion")
    return Findings()
