"""The age gate and dates of birth that are written otherwise: moved, hidden, twice, or in another kind of body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from prodworthy.api import (
    Accounts,
    AgeTries,
    Footprint,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
    Severity,
    Target,
    check,
    dates_of,
    found,
    gate_of,
    minor_by_policy,
    observation,
    try_ages,
    try_values,
    try_written,
)
from prodworthy.rules import age_texts
from prodworthy.rules.age_values import ADULT
from security.age_refusals import held, judge

_INVALID = frozenset({400, 413, 414, 415, 422, 431})
_CREATES = "test accounts, if the gate fails; removed again"
_SLOW_S = 3.0  # what digits cost a pattern that backtracks is far above; a slow line and a busy machine are below


@observation(phase=Phase.WRITING, deadline=90.0, requests=15, needs={"age_gate"})
async def disguises_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Minors register with dates that are moved by an offset, or have odd characters in them."""
    gate = gate_of(target)
    minor = minor_by_policy(gate, held(adult_registration).exchange)
    texts = {**age_texts.shifted(minor), **age_texts.disguised(minor, gate.date_format)}
    return await try_values(accounts, gate, adult_registration, texts)


@observation(phase=Phase.WRITING, deadline=90.0, requests=11, needs={"age_gate"})
async def layouts_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Adults register with dates in other layouts."""
    gate = gate_of(target)
    return await try_values(accounts, gate, held(adult_registration), age_texts.layouts(gate.date_format))


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"age_gate"})
async def readings_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Registrations with a date that is an adult's or a minor's, by which number is the month."""
    gate = gate_of(target)
    if "/" in gate.date_format:
        raise NotApplicable("dates are written with slashes here (as declared), so their order is known")
    pair = age_texts.ambiguous(gate, dates_of(held(adult_registration).exchange, gate))
    if not pair:
        raise NotApplicable("on this day of the year no such date exists")
    return await try_values(accounts, gate, adult_registration, pair)


@observation(phase=Phase.WRITING, deadline=90.0, requests=13, needs={"age_gate"})
async def implausible_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Registrations with dates on which nobody who lives was born, and with a very long text."""
    gate = gate_of(target)
    texts = age_texts.implausible(dt.datetime.now(dt.UTC).date()) | {"100,000 digits": age_texts.long()}
    return await try_values(accounts, gate, held(adult_registration), texts)


@observation(phase=Phase.WRITING, deadline=90.0, requests=7, needs={"age_gate"})
async def ages_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Registrations that tell an age in place of a date of birth."""
    return await try_ages(accounts, gate_of(target), held(adult_registration))


@observation(phase=Phase.WRITING, deadline=90.0, requests=3, needs={"age_gate"})
async def duplicates_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Minors register with a second, adult date of birth under the same name."""
    gate = gate_of(target)
    minor = minor_by_policy(gate, held(adult_registration).exchange)
    written = (day.strftime(gate.date_format) for day in (minor, ADULT))
    return await try_written(accounts, gate, adult_registration, minor, age_texts.duplicates(gate.field, *written))


@observation(phase=Phase.WRITING, deadline=90.0, requests=6, needs={"age_gate"})
async def media_types_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Minors register with bodies of other media types."""
    gate = gate_of(target)
    minor = minor_by_policy(gate, held(adult_registration).exchange)
    writers = age_texts.content_types(gate.field, ADULT.strftime(gate.date_format))
    return await try_written(accounts, gate, adult_registration, minor, writers)


@check(
    "security.age_disguised",
    "No offset, blank or look-alike character makes a minor an adult",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-I09, AGE-I18, AGE-I19; RFC 3339 section 5.6; CWE-176; CWE-1286",
    remedy="Take a full-date of RFC 3339 in ASCII digits and nothing else; a birthday has neither time nor offset.",
    covers=["AGE-I09", "AGE-I18", "AGE-I19"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_disguised(disguises_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A birthday read as a moment lies on the day before somewhere, and one day is all that a minor lacks."""
    what = "a minor's registration with a date of birth in disguise ({})"
    judge(disguises_at_gate, target, parts, refusal, refused=_INVALID, what=what)


@check(
    "security.age_layouts",
    "A date of birth is written in one way, and every other way is refused",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="AGE-I06; RFC 3339 section 5.6",
    remedy="Parse by one format, and answer every other one with 400 or 422.",
    covers=["AGE-I06"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_layouts(layouts_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A parser that reads whatever comes guesses, and the next one behind it guesses otherwise."""
    judge(layouts_at_gate, target, parts, refusal, refused=_INVALID, what="a date of birth in another layout ({})")


@check(
    "security.age_ambiguous",
    "A date that is an adult's or a minor's, by which number is the month, is refused",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-I07; CWE-1286",
    remedy="Take dates as YYYY-MM-DD only; pages that ask for day and month put them together themselves.",
    covers=["AGE-I07"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_ambiguous(readings_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """One of the two readings lets a child in, and nobody knows which one was meant."""
    judge(readings_at_gate, target, parts, refusal, refused=_INVALID, what="a date that can be read {}")


@check(
    "security.age_implausible",
    "Dates on which nobody who lives was born are refused, and cost no time",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="AGE-I03, AGE-I04, AGE-I22; ASVS v5.0.0-2.2.1; CWE-1333",
    remedy="Admit years from about 120 years ago to the present one, in four digits, and bound the length of the text.",
    covers=["AGE-I03", "AGE-I04", "AGE-I20", "AGE-I22"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_implausible(implausible_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """Who may have been born in 1800 was asked for no date, and what reports say of ages means nothing."""
    judge(
        implausible_at_gate, target, parts, refusal, refused=_INVALID, what="a date of birth of no living person ({})"
    )
    with parts.part("a long text costs no time"):
        spent = implausible_at_gate.tries["100,000 digits"].exchange.elapsed
        usual = implausible_at_gate.adult.exchange.elapsed
        if spent > usual + _SLOW_S:
            found(
                f"100,000 digits took {spent:.1f} s, a registration {usual:.1f} s", "an answer at once"
            ).raise_if_any()


@check(
    "security.age_number",
    "An age in place of a date of birth is refused",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-I21; CWE-1284",
    remedy="Ask for the date of birth; an age that somebody types is not checked against anything, and grows old.",
    covers=["AGE-I21"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_number(ages_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """With a number there is nothing to judge again later, and a child types a number faster than a date."""
    what = "a registration with an age and no date of birth ({})"
    judge(ages_at_gate, target, parts, refusal, refused=_INVALID, what=what)


@check(
    "security.age_duplicates",
    "A minor's date of birth is not hidden by a second one under the same name",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-M01, AGE-M02; RFC 8259 section 4; RFC 7493 section 2.3; CWE-436",
    remedy="Refuse JSON with a name that comes twice; readers differ in which of the two they take.",
    covers=["AGE-M01", "AGE-M02"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_duplicates(duplicates_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """What one layer reads as a minor's date, the next one stores as an adult's, or the other way round."""
    tries = duplicates_at_gate.tries
    accepted = _accepted(tries)
    # One reader that always takes the last, or the first, is consistent in itself: bad manners, and no way in yet.
    if accepted and accepted != set(tries):
        for name in sorted(accepted):
            with parts.part(name):
                found(
                    f"a date of birth twice ({name}) was accepted", "a refusal of names that come twice", advisory=True
                ).raise_if_any()
        return
    judge(duplicates_at_gate, target, parts, refusal, refused=_INVALID, what="a date of birth twice ({})")


@check(
    "security.age_media_types",
    "A minor is refused in every kind of body, or the kind of body is",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-I24, AGE-M04; ASVS v5.0.0-4.1.1, 2.2.2",
    remedy="Answer other media types than the documented one with 415, before anything reads the body.",
    covers=["AGE-I24", "AGE-M04"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_media_types(media_types_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A framework that reads forms as well as JSON may validate only what it was told to expect."""
    what = "a minor's registration sent as {}"
    judge(media_types_at_gate, target, parts, refusal, refused={*_INVALID, 406}, what=what)


def _accepted(tries: Mapping[str, Registration]) -> set[str]:
    return {name for name, registration in tries.items() if registration.exchange.ok}
