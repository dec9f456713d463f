"""Health documents in their many manners, and which dependency they say is down.

Read are: the IETF draft `application/health+json`, NestJS Terminus, Spring Boot Actuator, MicroProfile Health, ASP.NET
health checks, django-health-check, `{"status": "ok", "checks": {...}}`, `{"services": {"mongodb": true}}`, plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, each, found


class State(StrEnum):
    """What a status word means."""

    WELL = "well"
    CONCERNED = "concerned"
    ILL = "ill"
    NEUTRAL = "neutral"
    UNREADABLE = "unreadable"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEANINGS = {
    State.WELL: _words(
        """ok okay up healthy pass passed passing ready alive live running green available success succeeded operational
        connected working active online good normal reachable serving true yes pong open"""
    ),
    State.CONCERNED: _words("warn warning yellow"),
    State.ILL: _words(
        """down error errored fail failed failing failure unhealthy degraded critical out_of_service unavailable
        disconnected offline red stopped dead ko not_ready unready starting stopping maintenance unreachable timeout
        timed_out broken false no refused closed bad outage partial_outage major_outage not_ok not_connected"""
    ),
    State.NEUTRAL: _words(
        "disabled skipped none n/a not_configured unconfigured not_applicable unused optional unknown"
    ),
}

_STATUS_KEYS = (
    *("status", "state", "health", "overall", "result", "message"),
    *("healthy", "ok", "alive", "live", "ready", "up", "success"),
)
_OF_DEPENDENCIES = _words("components checks services dependencies entries subsystems error errors failures")
_OF_ANYTHING = _words("details info results health")
_OF_FAILURES = _words("error errors failures")
_WRAPPERS = ("data", "result", "response")
_DEPENDENCY = re.compile(
    r"(?i)(database|postgres|mysql|mariadb|sqlite|mongo|redis|memcache|cache|rabbit|kafka|queue|broker|elastic|search|"
    r"storage|bucket|s3|smtp|mail)|^db$|backend$"
)
_DEPTH = 4
_LONGEST_WORD = 40
_LONGEST_PLAIN_TEXT = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What a health document says.

    Attributes:
        overall: its own word for the whole, as it stands there; empty where it has none.
        state: what that word means.
        components: what it says of each dependency: the word and its meaning.
    """

    overall: str = ""
    state: State = State.UNREADABLE
    components: Mapping[str, tuple[str, State]] = field(default_factory=dict)

    @property
    def speaks(self) -> bool:
        """Whether it says anything about how the service is."""
        return self.state is not State.UNREADABLE or bool(self.components)


def meaning(value: Any, healthy: tuple[str, ...] = ()) -> State:
    """Return what a status value means; `healthy` are further words that the target declares as good."""
    if isinstance(value, bool):
        return State.WELL if value else State.ILL
    if isinstance(value, int):
        return (State.WELL if value < 400 else State.ILL) if 100 <= value <= 599 else State.UNREADABLE  # noqa: PLR2004 - HTTP
    if not isinstance(value, str):
        return State.UNREADABLE
    if value.strip().casefold() in {word.casefold() for word in healthy}:
        return State.WELL
    word = re.sub(r"[\s-]+", "_", value.strip().lower()).rstrip("!.")
    for state, words in _MEANINGS.items():
        if word in words:
            return state
    leading = re.match(r"[a-z]+", word)  # "unavailable: connection refused"
    return State.ILL if leading and leading[0] in _MEANINGS[State.ILL] and ":" in word else State.UNREADABLE


def read(exchange: Exchange, healthy: tuple[str, ...] = ()) -> Reading | None:
    """Return what the document says, or None where the response is none: a page, say, of a web application."""
    if exchange.is_html or exchange.text.lstrip()[:1] == "<":
        return None
    document = exchange.json()
    if isinstance(document, Mapping):
        return _read_object(document, healthy)
    text = document if isinstance(document, str) else exchange.text.strip()
    if isinstance(document, list) or len(text) > _LONGEST_PLAIN_TEXT:
        return None
    if isinstance(document, bool | int):
        return Reading(text, meaning(document, healthy))
    if not text:
        return Reading("", State.NEUTRAL)
    return Reading(text[:_LONGEST_WORD], meaning(text, healthy))


def judge(exchange: Exchange, healthy: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Findings:
    """Judge a health or readiness answer: the status code, the overall word and every dependency.

    Args:
        exchange: the answer.
        healthy: further words that count as good.
        optional: names of dependencies that may be down without the service being ill.
    """
    reading = read(exchange, healthy)
    findings = Findings()
    if not exchange.ok:
        findings += found(f"status {exchange.status}", "status 200")
    if reading is None:
        if exchange.ok:
            kind = "a web page" if exchange.is_html else exchange.media_type or "no readable document"
            findings += found(f"the answer is {kind}, not a health document", "a document that says how the service is")
        return findings
    down = {n: word for n, (word, state) in reading.components.items() if state is State.ILL and n not in optional}
    findings += each(found(f"{name} is {word!r}", "every dependency up", where=name) for name, word in down.items())
    if reading.state is State.ILL and (down or not _only(optional, reading)):
        findings += found(f"the document says {reading.overall!r}", "one of: " + ", ".join(healthy or ("ok", "up")))
    if reading.state is State.CONCERNED:
        findings += found(f"the document says {reading.overall!r}", "no warning", advisory=True)
    return findings


def _only(optional: tuple[str, ...], reading: Reading) -> bool:
    """Whether all that is ill is optional, so that the overall word is explained by it."""
    ill = {name for name, (_, state) in reading.components.items() if state is State.ILL}
    return bool(ill) and ill <= set(optional)


def _read_object(document: Mapping[str, Any], healthy: tuple[str, ...]) -> Reading:
    overall, state = _status(document, healthy)
    components: dict[str, tuple[str, State]] = {}
    for name, word, its_state in _components(document, healthy, depth=0):
        if name not in components or its_state is State.ILL:
            components[name] = (word, its_state)
    for wrapper in _WRAPPERS:  # an envelope's own status is about the request, not about the service
        inner = document.get(wrapper)
        if isinstance(inner, Mapping) and (within := _read_object(inner, healthy)).speaks:
            stated = (within.overall, within.state) if within.state is not State.UNREADABLE else (overall, state)
            return Reading(*stated, {**components, **within.components})
    return Reading(overall, state, components)


def _status(document: Mapping[str, Any], healthy: tuple[str, ...]) -> tuple[str, State]:
    """Return the worst that the document says of itself, as the word and its meaning."""
    lowered = {str(key).lower(): value for key, value in document.items()}
    stated = [(lowered[key], meaning(lowered[key], healthy)) for key in _STATUS_KEYS if key in lowered]
    for wanted in (State.ILL, State.CONCERNED, State.WELL, State.NEUTRAL, State.UNREADABLE):
        for value, state in stated:
            if state is wanted and isinstance(value, str | int):
                return str(value)[:_LONGEST_WORD], state
    return "", State.UNREADABLE


def _components(document: Mapping[str, Any], healthy: tuple[str, ...], depth: int) -> Iterator[tuple[str, str, State]]:
    """Yield name, word and meaning of everything that the document says of a dependency."""
    if depth >= _DEPTH:
        return
    for key, value in document.items():
        lowered = str(key).lower()
        if lowered in _OF_DEPENDENCIES or lowered in _OF_ANYTHING:
            for name, entry in _entries(value):
                # "info": {"debug": false} is no dependency that is down; "info": {"db": {"status": "down"}} is one.
                if lowered in _OF_DEPENDENCIES or isinstance(entry, Mapping) or _DEPENDENCY.search(name):
                    yield from _component(name, entry, healthy, depth, failure=lowered in _OF_FAILURES)
        elif depth == 0 and _DEPENDENCY.search(str(key)):
            yield from _component(str(key), value, healthy, depth, failure=False)


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and entry of a container: a mapping, or a list of objects that carry their name."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            yield str(name), entry
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping):
                named = entry.get("name") or entry.get("id") or entry.get("componentId") or entry.get("component")
                if named:
                    yield str(named), entry


def _component(
    name: str, entry: Any, healthy: tuple[str, ...], depth: int, *, failure: bool
) -> Iterator[tuple[str, str, State]]:
    name = name[:_LONGEST_WORD]
    if isinstance(entry, list):  # the IETF draft: a list of measurements for each component
        for one in entry:
            yield from _component(name, one, healthy, depth, failure=failure)
        return
    if isinstance(entry, Mapping):
        word, state = _status(entry, healthy)
        yield from _components(entry, healthy, depth + 1)
    else:
        word, state = str(entry)[:_LONGEST_WORD], meaning(entry, healthy)
    if failure and state in {State.UNREADABLE, State.NEUTRAL}:
        state = State.ILL
    if state is not State.UNREADABLE:
        yield name, word, state
