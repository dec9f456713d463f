"""Objects that belong to one account, as declared: how they are made."""

from __future__ import annotations

from typing import Any

from prodworthy.api import Account, Http, PrivateObject, Run, take


def values_for(owner: Account, partner: Account, run: Run) -> dict[str, Any]:
    """Return what the steps of an object may name: of its owner, of a partner, and of the run."""
    return {**owner.values, **as_partner(partner), "run": run.id}


def as_partner(account: Account) -> dict[str, Any]:
    """Return an account's values under the names of a partner's."""
    return {f"partner_{name}": value for name, value in account.values.items()}


async def make(http: Http, one: PrivateObject, owner: Account, values: dict[str, Any]) -> str:
    """Make an object, and add to the values what that saves.

    Returns:
        why it could not be made; empty if it was.

    Raises:
        MissingValue: the declared steps do not fit.
    """
    for step in one.create:
        made = await take(http, step, values, credential=owner.headers)
        values.update(made.saved)
        if made.findings:
            return f"it could not be made: {step.title}: {made.findings.describe()}"
    return ""
