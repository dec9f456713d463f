"""What careless age gates do with a date of birth; without a fault, the rule of the kernel."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from demo.kernel import age
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError

_ADULT = "1990-01-01"
_LAYOUTS = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%b %d %Y")
_RULES: dict[str, Callable[[date, date], bool]] = {
    "age-day-before": lambda born, today: today >= age.of_age_on(born) - timedelta(days=1),
    "age-365-days": lambda born, today: (today - born).days // 365 >= age.MAJORITY,
    "age-quarter-days": lambda born, today: (today - born).days / 365.25 >= age.MAJORITY,
    "age-years-subtracted": lambda born, today: today.year - born.year >= age.MAJORITY,
}
"""Wrong arithmetic, by the fault that plants it."""


def kept(deployment: Deployment, born: date | None) -> date | None:
    """Return the date of birth that is stored."""
    shifted = born is not None and deployment.faults.planted("age-stored-shifted")
    return born - timedelta(days=1) if shifted and born is not None else born


def judged(deployment: Deployment, written: str) -> tuple[age.Verdict, date | None]:
    """Judge a date of birth."""
    rule = next((rule for name, rule in _RULES.items() if deployment.faults.planted(name)), None)
    return age.judge(written, of_age=rule)


def spoiled(deployment: Deployment, body: dict[str, Any]) -> bool:
    """Change the date of birth in a sign-up as careless gates do; true if it stays unknown."""
    faults = deployment.faults
    if faults.planted("age-field-dropped"):
        body["dateOfBirth"] = _ADULT
        return False
    if faults.planted("age-field-unknown"):
        if "dateOfBirth" in body:
            raise ApiError(400, "property dateOfBirth should not exist")
        body["dateOfBirth"] = _ADULT
        return False
    if faults.planted("age-number-believed") and "dateOfBirth" not in body and isinstance(body.get("age"), int):
        body["dateOfBirth"] = _ADULT if body.pop("age") >= age.MAJORITY else ""
    if faults.planted("age-client-flag") and body.pop("isAdult", None) is True:
        body["dateOfBirth"] = _ADULT
        return True
    if faults.planted("age-null-adult") and "dateOfBirth" in body and body["dateOfBirth"] is None:
        body["dateOfBirth"] = "1970-01-01"
    if faults.planted("age-missing-accepted") and "dateOfBirth" not in body:
        body["dateOfBirth"] = _ADULT
        return True
    born = body.get("dateOfBirth")
    if isinstance(born, str):
        body["dateOfBirth"] = _read(deployment, born)
    if faults.planted("age-nan-accepted") and isinstance(born, str) and not any(sign.isdigit() for sign in born):
        body["dateOfBirth"] = _ADULT
        return True
    return False


def _read(deployment: Deployment, text: str) -> str:
    """Return what a lenient parser makes of a text; without a fault, the text."""
    faults = deployment.faults
    if faults.planted("age-offset-read") and "T" in text:
        with suppress(ValueError):
            return datetime.fromisoformat(text).astimezone(UTC).date().isoformat()
    if faults.planted("age-any-layout"):
        for layout in _LAYOUTS:
            with suppress(ValueError):
                return datetime.strptime(text, layout).date().isoformat()  # noqa: DTZ007 - a birthday has no zone
    if faults.planted("age-ancient-accepted"):
        born = age.parse(text)
        return _ADULT if born is not None and born.year < datetime.now(UTC).year - age.OLDEST else text
    return text
