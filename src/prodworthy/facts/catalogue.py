"""Checks: the decorator that declares one, and the catalogue of all of them."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

LAYERS = ("smoke", "e2e", "contract", "security")
_ID = re.compile(r"(?P<layer>[a-z0-9]+)(\.[a-z0-9]+(_[a-z0-9]+)*)+")
_ATTRIBUTE = "__prodworthy_check__"


class Severity(StrEnum):
    """How much a failure matters. The gate's threshold is one of these."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for a blocker, rising as it matters less."""
        return list(Severity).index(self)

    def at_least(self, threshold: Severity) -> bool:
        """Whether this is as severe as the threshold, or more."""
        return self.rank <= threshold.rank

    def one_step_lower(self) -> Severity:
        """Return the next milder severity; info stays info."""
        return list(Severity)[min(self.rank + 1, len(Severity) - 1)]


class Footprint(StrEnum):
    """What a check does to its target."""

    READS = "reads"
    WRITES = "writes"
    STRESSES = "stresses"

    @property
    def rank(self) -> int:
        """0 for the lightest."""
        return list(Footprint).index(self)

    def within(self, allowed: Footprint) -> bool:
        """Whether this is no heavier than what is allowed."""
        return self.rank <= allowed.rank


class CatalogueError(ValueError):
    """A check is declared in a way that the catalogue cannot hold; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check, as declared.

    Attributes:
        id: `<layer>.<noun>`; stable for ever.
        title: a sentence that is true when the check passes.
        severity: how much a failure matters.
        footprint: what the check does to the target.
        reference: the specification behind the rule (RFC and section, ASVS id, statute).
        remedy: what to do when it fails.
        why: why it matters, to a release manager; the function's docstring.
        covers: rows of the catalogue that it answers.
        needs: capabilities without which it does not apply.
        refusal: it expects a refusal, so it passes only with a control recorded as held.
        opt_in: reads, but with input that may trip a firewall or an alert: outside the demo only when allowed.
        requests: how many requests it sends itself, beyond shared observations (for `--plan`).
        creates: what it leaves on the target until cleaned up (for `--plan`).
        deadline_s: seconds that an async check may take.
        source: the file and line of its function.
    """

    id: str
    title: str
    severity: Severity
    remedy: str
    reference: str
    footprint: Footprint = Footprint.WRITES
    why: str = ""
    covers: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    refusal: bool = False
    opt_in: bool = False
    requests: int = 0
    creates: str = ""
    deadline_s: float = 60.0
    source: str = ""

    @property
    def layer(self) -> str:
        """The top-level folder that it lives in."""
        return self.id.split(".", 1)[0]


Function = TypeVar("Function", bound=Callable[..., object])


def check(  # noqa: PLR0913 - each is one fact of the declaration, and all but the first two go by keyword
    id: str,  # noqa: A002 - the word of the catalogue
    title: str,
    *,
    severity: Severity,
    remedy: str,
    reference: str,
    footprint: Footprint = Footprint.WRITES,
    covers: Iterable[str] = (),
    needs: Iterable[str] = (),
    refusal: bool = False,
    opt_in: bool = False,
    requests: int = 0,
    creates: str = "",
    deadline_s: float = 60.0,
) -> Callable[[Function], Function]:
    """Declare the decorated test function as a check; see `Check` for the meaning of each value.

    Raises:
        CatalogueError: for an id that is not `<layer>.<noun>`, an empty title, remedy, reference or docstring.
    """

    def declare(function: Function) -> Function:
        why = inspect.getdoc(function) or ""
        place = f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"
        match = _ID.fullmatch(id)
        if match is None or match["layer"] not in LAYERS:
            raise CatalogueError(f"{place}: check id {id!r} is not <layer>.<noun> with a layer of {', '.join(LAYERS)}")
        for name, value in {
            "title": title,
            "remedy": remedy,
            "reference": reference,
            "docstring": why,
        }.items():
            if not value.strip():
                raise CatalogueError(f"{place}: check {id} has an empty {name}")
        declared = Check(
            id=id,
            title=title,
            severity=severity,
            remedy=remedy,
            reference=reference,
            footprint=footprint,
            why=why,
            covers=tuple(covers),
            needs=frozenset(needs),
            refusal=refusal,
            opt_in=opt_in,
            requests=requests,
            creates=creates,
            deadline_s=deadline_s,
            source=place,
        )
        setattr(function, _ATTRIBUTE, declared)
        return function

    return declare


def check_of(function: object) -> Check | None:
    """Return the check that a test function declares, or None for an undecorated one."""
    declared = getattr(function, _ATTRIBUTE, None)
    return declared if isinstance(declared, Check) else None


@dataclass(slots=True)
class Catalogue:
    """All checks of a collection, by id."""

    _checks: dict[str, Check] = field(default_factory=dict)

    def add(self, declared: Check) -> None:
        """Add a check; the same one twice is fine (a parametrised test has many items).

        Raises:
            CatalogueError: if another function already declares that id.
        """
        known = self._checks.setdefault(declared.id, declared)
        if known.source != declared.source:
            raise CatalogueError(f"check {declared.id} is declared twice: {known.source} and {declared.source}")

    def __getitem__(self, check_id: str) -> Check:
        """Return the check of that id.

        Raises:
            KeyError: naming the nearest ids, if there is none.
        """
        try:
            return self._checks[check_id]
        except KeyError:
            raise KeyError(unknown("check", check_id, self._checks)) from None

    def __contains__(self, check_id: object) -> bool:
        return check_id in self._checks

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks.values())

    def __len__(self) -> int:
        return len(self._checks)


def unknown(kind: str, value: str, choices: Iterable[str]) -> str:
    """Return one line that says that `value` is no known `kind`, with the nearest valid ones."""
    known = sorted(choices)
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known) or 'none'}"
    return f"unknown {kind} {value!r}; {hint}"
