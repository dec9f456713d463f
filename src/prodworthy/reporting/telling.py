"""What of a check is told, and by which of its requests: what was found in many places is one thing to mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Evidence, FindingRecord, Part

T = TypeVar("T")

_SHORTEST_CLUE = 8  # shorter words, such as "cookies", are in every request


def telling(check: CheckRecord) -> list[Evidence]:
    """Return the check's exchanges, those that its findings speak of first, and those of its controls last.

    A finding speaks of an exchange whose URL ends where the finding is located, or whose curl line has an unusual word
    of what was seen in it (an origin, a token, a file's name).
    """
    controls = {item.curl for item in check.evidence if item.kind == "control" and item.curl}
    places = [place for finding in check.findings for place in finding.where.split(": ") if place]
    clues = [word for finding in check.findings for word in finding.seen.split() if len(word) >= _SHORTEST_CLUE]

    def rank(item: Evidence) -> tuple[bool, bool, bool]:
        ends = item.title.endswith(tuple(places)) or item.title.partition("?")[0].endswith(tuple(places))
        located = ends or item.title.startswith(tuple(f"{place}: " for place in places))
        mentioned = any(clue in item.curl for clue in clues)
        return item.curl in controls, not located, not mentioned

    return sorted((item for item in check.evidence if item.kind == "exchange"), key=rank)


def curl_line(check: CheckRecord) -> str:
    """Return the command that shows the check's finding again; empty if it has none."""
    return next((item.curl for item in telling(check) if item.curl), "")


@dataclass(frozen=True, slots=True)
class Alike(Generic[T]):
    """What is told once.

    Attributes:
        first: the first of them.
        places: of all of them, each once; places that have no name are left out.
        count: how many they are.
    """

    first: T
    places: Sequence[str]
    count: int

    def place(self, most: int) -> str:
        """Return where they are, on one line: so many places, and how many more."""
        parts = {place.partition(": ")[0] for place in self.places if ": " in place}
        shared = f"{parts.pop()}: " if len(parts) == 1 and len(self.places) > 1 else ""
        shared = shared if all(place.startswith(shared) for place in self.places) else ""
        more = f" and {len(self.places) - most} more" if len(self.places) > most else ""
        return f"{shared}{', '.join(place.removeprefix(shared) for place in self.places[:most])}{more}"


def alike(findings: Iterable[FindingRecord]) -> list[Alike[FindingRecord]]:
    """Return the findings in groups in which the same was seen: what is required first, then what is recommended."""
    groups: dict[str, list[FindingRecord]] = {}
    for finding in findings:
        groups.setdefault(finding.seen, []).append(finding)
    told = [Alike(_for_all(group), _once(one.where for one in group), len(group)) for group in groups.values()]
    return sorted(told, key=lambda one: one.first.advisory)


def _for_all(group: Sequence[FindingRecord]) -> FindingRecord:
    """Return the first of a group that is required, which says so where of others something else is."""
    first, others = min(group, key=lambda one: one.advisory), {one.required for one in group}
    return first.model_copy(update={"required": f"{first.required} (elsewhere others)"}) if len(others) > 1 else first


def parts_alike(parts: Iterable[Part]) -> list[Alike[Part]]:
    """Return the parts in groups of which the same is told: what failed first, and what is required before advice."""
    groups: dict[object, list[Part]] = {}
    for part in parts:
        said = tuple((finding.seen, finding.advisory) for finding in part.findings)
        groups.setdefault((part.outcome, said or part.summary), []).append(part)
    told = [Alike(group[0], _once(one.name for one in group), len(group)) for group in groups.values()]
    return sorted(
        told,
        key=lambda one: (one.first.outcome is not Outcome.FAILED, all(found.advisory for found in one.first.findings)),
    )


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
