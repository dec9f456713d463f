"""Dates of birth on either side of the minimum age."""

from __future__ import annotations

import datetime as dt

from prodworthy.api import Target


def born(target: Target, years_above: int) -> dt.date:
    """Return the date of birth of someone that many years above the minimum age, weeks away from any birthday."""
    minimum = target.age_gate.minimum_age if target.age_gate else 18
    today = dt.datetime.now(dt.UTC).date()
    return today.replace(year=today.year - minimum - years_above, day=1) - dt.timedelta(days=40)
