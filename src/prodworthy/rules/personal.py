"""What an account tells others of somebody: judged by what is known of that somebody, and by the names of fields."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.outcome import Findings, each, found

_E_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
_NEVER = frozenset(
    {
        "password", "passwordhash", "passwd", "passwordsalt", "refreshtoken", "accesstoken", "devicetoken", "pushtoken",
        "fcmtoken", "apnstoken", "deviceid", "ip", "ipaddress", "lastip", "phone", "phonenumber", "mobile", "dob",
        "dateofbirth", "birthdate", "birthday", "resettoken", "otp", "mfasecret", "totpsecret", "stripecustomerid",
    }
)  # fmt: skip
_PRECISE_DEGREES = 0.0005
_PRECISE_KM = 0.05
_EARTH_KM = 6371.0
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """An account that others look at.

    Attributes:
        known: what only the account itself may see, by what it is, such as `e-mail address`.
        viewer: the e-mail address of whoever looks: what is shown of themselves does not count.
        place: latitude and longitude in degrees, if it told where it is.
        viewed_from: where the viewer is.
    """

    known: Mapping[str, str]
    viewer: str
    place: tuple[float, float] | None = None
    viewed_from: tuple[float, float] | None = field(default=None)


def judge_excess(document: object, somebody: Somebody) -> Findings:
    """Judge whether a view tells more than others may know (OWASP API3:2023)."""
    required = "what the page shows, and nothing else"

    def judge(path: str, value: object) -> Findings:
        name = re.sub(r"[^a-z]", "", path.rpartition(".")[2].lower())
        text = value if isinstance(value, str) else ""
        told = next((what for what, known in somebody.known.items() if known and known in text), "")
        if told:
            return found(f"{path} is the {told} of the other account", required)
        if _E_MAIL.fullmatch(text):
            return found(f"{path} is an e-mail address", required)
        if name in _NEVER and value not in (None, "", 0) and not isinstance(value, bool):
            return found(f"{path} is told", required)
        return Findings()

    return _once(each(judge(path, value) for path, value in _leaves(document, somebody.viewer)))


def judge_location(document: object, somebody: Somebody) -> Findings:
    """Judge whether a view tells where somebody is, to less than a kilometre (CWE-359)."""
    if somebody.place is None:
        return Findings()
    place, here = somebody.place, somebody.viewed_from
    far = None if here is None else distance_km(here, place)

    def judge(path: str, value: object) -> Findings:
        number = _number(value)
        if number is None:
            return Findings()
        if any(abs(number - coordinate) < _PRECISE_DEGREES for coordinate in place):
            return found(f"{path} tells the other's place to some metres", "a place rounded to a kilometre or more")
        if far is not None and "distance" in path.rpartition(".")[2].lower() and number != round(number, -1):
            kilometres = (number, number / 1000)
            if any(abs(one - far) < _PRECISE_KM for one in kilometres):
                return found(f"{path} tells the distance to some metres", "a distance rounded to a kilometre or more")
        return Findings()

    return _once(each(judge(path, value) for path, value in _leaves(document, somebody.viewer)))


def distance_km(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Return the distance on a sphere between two places given by latitude and longitude in degrees."""
    (a, b), (c, d) = ((math.radians(x), math.radians(y)) for x, y in (one, two))
    part = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, part)))


def _leaves(document: object, viewer: str) -> Iterator[tuple[str, object]]:
    """Yield dotted paths and values, `*` for the items of lists; what holds the viewer's own address is left out."""
    stack: list[tuple[str, Any]] = [("", document)]
    seen = 0
    while stack and seen < _MOST:
        path, value = stack.pop()
        seen += 1
        if isinstance(value, Mapping):
            if not any(below == viewer for below in value.values() if isinstance(below, str)):
                stack += [(f"{path}.{name}".lstrip(".")[-120:], below) for name, below in value.items()]
        elif isinstance(value, list):
            stack += [(f"{path}.*".lstrip("."), below) for below in value]
        else:
            yield path, value


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) and abs(value) < 1e9 else None  # noqa: PLR2004 - of no use beyond
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,7}\.\d{1,17}", value):
        return float(value)
    return None


def _once(findings: Findings) -> Findings:
    return Findings(dict.fromkeys(findings))
