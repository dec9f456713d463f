"""Who is old enough.

A person is 18 from 00:00 of the 18th birthday, in the zone where that day begins last (UTC-12): nobody is let in while
it is still the day before anywhere. Whoever was born on 29 February comes of age on 1 March.
"""

import enum
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

MAJORITY = 18
"""Years."""

OLDEST = 115
"""Years; a birth in an earlier calendar year is a mistake."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LAST_ZONE = timezone(timedelta(hours=-12))


class Verdict(enum.Enum):
    """What is to be said to someone with a date of birth."""

    ADULT = "adult"
    MINOR = "minor"
    INVALID = "invalid"


def pattern(now: datetime | None = None) -> str:
    """Give a regular expression for dates of birth in the years that can be right."""
    this_year = (now or datetime.now(UTC)).year
    years = "|".join(str(year) for year in range(this_year - OLDEST, this_year))
    return rf"^({years})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def parse(text: str) -> date | None:
    """Read a real calendar date, written YYYY-MM-DD and in no other way."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def of_age_on(born: date) -> date:
    """Give the first day on which someone is of age."""
    try:
        return born.replace(year=born.year + MAJORITY)
    except ValueError:
        return date(born.year + MAJORITY, 3, 1)


def judge(
    text: str, now: datetime | None = None, *, of_age: Callable[[date, date], bool] | None = None
) -> tuple[Verdict, date | None]:
    """Judge a date of birth as it was written.

    Args:
        text: the date of birth.
        now: the moment, if not the present one.
        of_age: what a fault has in place of the rule: whether somebody born on the first day is of age on the second.
    """
    born = parse(text)
    moment = now or datetime.now(UTC)
    earliest_today = moment.astimezone(_LAST_ZONE).date()
    if born is None or born > moment.date() or born.year < moment.year - OLDEST:
        return Verdict.INVALID, None
    right = earliest_today >= of_age_on(born) if of_age is None else of_age(born, earliest_today)
    return (Verdict.ADULT if right else Verdict.MINOR), born


def age(born: date, now: datetime | None = None) -> int:
    """Give someone's age in whole years."""
    today = (now or datetime.now(UTC)).astimezone(_LAST_ZONE).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
