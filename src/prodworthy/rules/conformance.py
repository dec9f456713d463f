"""Conformance: which operations may be called, and what a deviation from the document weighs."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.openapi import Operation

# Names of the rules that an answer can break; those of schemathesis, and one for no answer at all.
SERVER_ERROR = "not_a_server_error"
UNANSWERED = "answers"
STATUS = "status_code_conformance"
NEGATIVE = "negative_data_rejection"
BODY = "response_schema_conformance"
MEDIA_TYPE = "content_type_conformance"
ANSWER_RULES = (STATUS, MEDIA_TYPE, "response_headers_conformance", BODY)
IGNORED_AUTH = "ignored_auth"
NOT_FOUND_AFTER = "ensure_resource_availability"
FOUND_AFTER = "use_after_free"
SLOW = "max_response_time"
CRASHED = "resolver_crash"
FOREIGN_CHANGE = "foreign_change"
FOREIGN_READ = "foreign_read"

MORE_TIME = "raise contract.budget_s, or gate.requests_per_second where the target can take more"
"""What helps where the time was too short."""

_OF_THEIR_OWN = {
    IGNORED_AUTH: "a refusal (401 or 403): the document says that a credential is needed",
    NOT_FOUND_AFTER: "to be found: it has just been made",
    FOUND_AFTER: "404 or 410: it has just been removed",
    SLOW: "an answer within contract.slow_ms",
    CRASHED: "data, null or an error of the product's own",
}

# What any server or gateway may answer by HTTP itself, whatever the API: not modified, timeout, length, size, rate,
# header size.
_OF_THE_PROTOCOL = frozenset({304, 408, 411, 413, 414, 417, 421, 426, 429, 431})
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _METHOD_NOT_ALLOWED, _TOO_MANY = 401, 403, 404, 405, 429
_SERVER_ERRORS, _UNAVAILABLE = 500, 503
_ENDS_SESSION = re.compile(
    r"(?i)(?:log|sign)[-_]?(?:out|off)|revoke|deactivate|shutdown|terminate|(?:delete|close|erase)[-_]?(?:account|me|user|data)?"
)
_OWN_ACCOUNT = re.compile(r"(?i)me|self|account|profile|current|user|sessions?")
_PAYS = re.compile(
    r"(?i)(?:pay|payments?|check-?outs?|subscriptions?|subscribe|purchases?|orders?|charges?|refunds?|billing|invoices?"
    r"|transfers?|pay-?outs?|withdraw(?:al)?s?|donat(?:e|ions?)|top-?ups?|buy)"
)
_REMOVES = re.compile(
    r"(?i)(?:(?:bulk|batch|force|hard)[-_]?)?"
    r"(?:clear|delete|destroy|drop|empty|erase|factory[-_]?reset|flush|prune|purge|remove|truncate|wipe)"
    r"(?:[-_]?(?:all|bulk|batch|many|everything|database))?"
)
_STREAMS = frozenset({"text/event-stream", "application/x-ndjson", "multipart/x-mixed-replace"})


def left_alone(
    operation: Operation, excluded: Collection[str], *, writes: bool, irreversible: Collection[str] = ()
) -> str:
    """Return why an operation must not be called, or the empty text where it may.

    Args:
        operation: the operation.
        excluded: `METHOD /path` or `/path`, path templates as in the document or as routes.
        writes: whether the run may change the target.
        irreversible: operations that remove something or take a payment and may be called, named in the same way.
    """
    parts = [part for part in operation.path.split("/") if part] or [""]
    final = operation.method == "DELETE" or removes(parts) or (not operation.safe and pays(parts))
    reasons = {
        "excluded by the target file": named(operation, excluded),
        "answers with a stream that does not end": _STREAMS.intersection(operation.response_types),
        "TRACE is refused by servers whatever they document": operation.method == "TRACE",
        "changes the target, and this run only reads": not operation.safe and not writes,
        "removes the signed-in account": operation.method == "DELETE" and _OWN_ACCOUNT.fullmatch(parts[-1]),
        "ends the session that the other operations need": ends_session(parts),
        "removes something or takes a payment, and is not declared in contract.irreversible": final
        and not named(operation, irreversible),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def pays(words: Collection[str]) -> bool:
    """Whether one of the words of an operation's name says that it takes a payment."""
    return any(_PAYS.fullmatch(word) for word in words)


def removes(words: Collection[str]) -> bool:
    """Whether a path says that something is removed, whatever the method; also as a verb behind a colon."""
    return any(_REMOVES.fullmatch(verb) for word in words for verb in word.split(":"))


def ends_session(words: Collection[str]) -> bool:
    """Whether one of the words of an operation's name says that it signs the account out, or ends it."""
    return any(_ENDS_SESSION.fullmatch(word) for word in words)


def named(operation: Operation, names: Collection[str]) -> bool:
    """Whether an operation is among those that a target file names: `METHOD /path` or `/path`."""
    paths = {operation.path.rstrip("/"), operation.route.rstrip("/")}
    known = paths | {f"{operation.method} {path}" for path in paths}
    return not known.isdisjoint(name.rstrip("/") for name in names)


def informative(operation: Operation, status: int) -> bool:
    """Whether a response says anything about the contract.

    A rate limit does not, nor does a refused credential (it may have expired). But where none is asked for, as at a
    login, 401 is an answer like any other, and so is 403 for whom it is not allowed; if they are documented.
    """
    if status == _UNAUTHORIZED:
        return operation.public and operation.documents(status)
    return operation.documents(status) if status == _FORBIDDEN else status != _TOO_MANY


def weigh(  # noqa: PLR0911 - one answer for each kind of rule
    operation: Operation, check: str, status: int, message: str
) -> Findings:
    """Return what a reported deviation of one response amounts to; nothing where it is none.

    OpenAPI expects documents to cover successful responses and known errors, and not every status there is
    (3.1.1 section 4.8.16), and a server in front of the API may refuse in its own words: so a deviation of a client
    error is only pointed out, and any other counts in full.

    Args:
        operation: the operation that answered.
        check: name of the rule that the response broke.
        status: the response's status.
        message: what was wrong, for a person.
    """
    where, documented = operation.label, ", ".join(operation.statuses)
    if check == SERVER_ERROR:
        expected = status == _UNAVAILABLE and "503" in operation.statuses
        return Findings() if expected else found(f"answered {status}", "no server error on any input", where=where)
    if check in _OF_THEIR_OWN:
        return found(_line(message), _OF_THEIR_OWN[check], where=where)
    client_error = status // 100 == 4  # noqa: PLR2004 - RFC 9110 section 15.5
    # Made-up values of a path may reach no route at all: then the router answers, in a way of its own.
    routed_nowhere = status == _NOT_FOUND and "{" in operation.path and check not in {STATUS, NEGATIVE}
    if status >= _SERVER_ERRORS or not informative(operation, status) or status in _OF_THE_PROTOCOL or routed_nowhere:
        return Findings()  # a server error is told once, as what it is
    if check == MEDIA_TYPE and not operation.documents(status):
        return Findings()  # that the document has no such status is told as that; OpenAPI 2.0 has types beside statuses
    if check != STATUS:
        if check == NEGATIVE:  # a read may ignore a parameter that it cannot use; a write would keep it
            return found(_line(message), "a refusal (4xx)", where=where, advisory=operation.safe)
        return found(_line(message), "what the document says", where=where, advisory=client_error)
    gone = status == _NOT_FOUND and "{" not in operation.path and not operation.required
    if gone or status == _METHOD_NOT_ALLOWED:
        return found(f"answered {status}: documented, but not served", f"one of {documented}", where=where)
    return found(f"answered {status}", f"one of the documented: {documented}", where=where, advisory=client_error)


def same_origin(url: str, origin: str) -> bool:
    """Whether a URL lies on the origin."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == origin


def _line(message: str) -> str:
    """Return a message as one bounded line."""
    return " ".join(message.split())[:400]
