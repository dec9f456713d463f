"""How refusals at the age gate are judged, each with an adult's registration as its control."""

from __future__ import annotations

from collections.abc import Collection

from prodworthy.api import (
    AgeTries,
    CheckFailed,
    Control,
    Parts,
    Refusal,
    Registration,
    Target,
    Unmeasured,
    found,
    gate_of,
)


def held(adult: Registration) -> Registration:
    """Go on only if the gate lets adults in: nobody is served by further attempts at one that refuses everybody."""
    if adult.account is None:
        raise Unmeasured(f"the control failed, so a refusal would prove nothing: an adult: {adult.exchange.describe()}")
    return adult


def judge(  # noqa: PLR0913 - a check's fixtures, and how to use them
    seen: AgeTries,
    target: Target,
    parts: Parts,
    refusal: Refusal,
    *,
    refused: Collection[int],
    what: str,
    only: str = "",
) -> None:
    """Judge every try, or `only` one, each as a part: refused by a declared status code or one of `refused`.

    `what` says what was tried; `{}` in it stands for the birth date, or the short name of the try.
    """
    gate = gate_of(target)
    control = Control.accepted("an adult registers", seen.adult.exchange)
    for name, registration in seen.tries.items():
        if only and name != only:
            continue
        with parts.part(name):
            birth = seen.births.get(name)
            tried = what.format(birth.born if birth else name)
            exchange = registration.exchange
            if exchange.ok and exchange.status in gate.refused_status and registration.account is None:
                refusal.require(control)  # the target refuses with a body, and says so in its declaration
                continue
            if 300 <= exchange.status < 400:  # noqa: PLR2004 - RFC 9110 section 15.4
                raise CheckFailed(found(f"{tried} was answered with {exchange.status}", "a refusal (4xx)"))
            refusal.judge(exchange, control, what=tried, refused={*gate.refused_status, *refused})
