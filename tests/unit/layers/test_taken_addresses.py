"""Whether a registration tells which addresses have an account, tried on stand-ins that end a sign-up in a mail."""

from __future__ import annotations

from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Outcome, Unmeasured
from prodworthy.facts.running import Run
from prodworthy.plugin.observation import declared_observations
from prodworthy.probes.accounts import Accounts
from prodworthy.target import Target
from security import test_accounts as accounts
from tests.unit.layers.told import answer, outcomes
from tests.unit.probes.stub import Answer, StubHttp

ALIKE = accounts.Asked((answer(401),) * 2, (answer(401),) * 2, ())


async def seen(taken: Answer, free: Answer, save: dict[str, str] | None = None) -> dict[str, Outcome]:
    target = Target.model_validate(
        {
            "name": "t",
            "base_url": "https://a.example",
            "auth": {"register": {"request": "POST /signup", "json": {"mail": "{email}"}, "save": save or {}}},
        }
    )
    known: set[str] = set()

    def site(_method: str, _path: str, body: Any, _headers: Headers) -> Answer:
        if body["mail"] in known:
            return taken
        known.add(body["mail"])
        return free

    observe = declared_observations()["taken_address"].function
    asked: Any = await observe(target, Accounts(StubHttp(target, site).as_http(), target, Run()))
    return outcomes(lambda parts: accounts.test_login_enumeration(ALIKE, asked, parts))


@pytest.mark.parametrize(
    ("taken", "free", "outcome"),
    [
        ((202, {"message": "We sent you a mail"}), (202, {"message": "We sent you a mail"}), Outcome.PASSED),
        ((409, {"message": "taken"}), (202, {"message": "We sent you a mail"}), Outcome.FAILED),
        ((202, {"message": "taken"}), (202, {"message": "We sent you a mail"}), Outcome.FAILED),
        ((429, {}), (202, {}), Outcome.UNMEASURED),
        ((409, {}), (201, {}, {"Set-Cookie": "session=s"}), Outcome.NOT_APPLICABLE),
    ],
)
async def test_a_registration(taken: Answer, free: Answer, outcome: Outcome) -> None:
    assert await seen(taken, free) == {"login": Outcome.PASSED, "registration": outcome}


async def test_a_registration_that_signs_in() -> None:
    both = await seen((409, {}), (201, {"token": "t"}), save={"token": "token"})
    assert both["registration"] is Outcome.NOT_APPLICABLE


async def test_a_registration_that_refuses_everyone() -> None:
    with pytest.raises(Unmeasured):
        await seen((400, {}), (400, {}))
