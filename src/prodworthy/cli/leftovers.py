"""`prodworthy leftovers`: what runs made on a target and have not removed, as the ledger knows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prodworthy.cli.calling import Mistake
from prodworthy.cli.commands import HistoryPlace, Output, app

if TYPE_CHECKING:
    from prodworthy.history.ledger import Leftover


@app.command()
def leftovers(
    *,
    target: Annotated[str, typer.Option(metavar="NAME", help="Only this target, by its name.")] = "",
    forget: Annotated[
        bool, typer.Option("--forget", help="Strike out what is shown: it was removed by hand, or may stay.")
    ] = False,
    output: Output = Path("reports"),
    history: HistoryPlace = "",
) -> None:
    """Show what runs left on a target, such as test accounts of a run that was killed.

    The next run that may write and has the same PRODWORTHY_SECRET removes it by itself. What it cannot remove is named
    in its report, and in those of the runs after it, until it is forgotten here. Runs that are alive are left out.
    """
    from prodworthy.cli.history import history_place  # noqa: PLC0415 - `run` does not need it
    from prodworthy.history.opening import HistoryError, NoHistoryError  # noqa: PLC0415 - the same
    from prodworthy.history.store import History  # noqa: PLC0415 - the same

    try:
        with History(history_place(history, output)) as store:
            found = [one for subject in store.subjects(target) for one in store.leftovers(subject) if _stayed(one)]
            for one in found:
                typer.echo(f"{one.left_at:%Y-%m-%d %H:%M}Z  {one.subject}  {one.kind} {one.name}  (run {one.run_id})")
            if forget:
                store.settled([one.no for one in found])
    except NoHistoryError:
        found = []
    except HistoryError as error:
        raise Mistake(str(error)) from None
    if not found:
        typer.echo("Nothing is left, as far as the history knows.")
    elif forget:
        typer.echo(f"Forgotten: {len(found)}.")


def _stayed(one: Leftover) -> bool:
    from prodworthy.plugin.leftovers import has_stayed  # noqa: PLC0415 - the same

    return has_stayed(one.ended, one.removal, dt.datetime.now(dt.UTC)) and not one.removal.get("embedded")
