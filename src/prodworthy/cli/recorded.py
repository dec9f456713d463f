"""The commands that work on what an earlier run left behind, and send nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from prodworthy.cli.calling import Mistake
from prodworthy.cli.commands import app

Record = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run's run.json, its folder, or reports/latest.", show_default=False)
]


@app.command()
def render(
    record: Record,
    *,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write; by default where the record is.", show_default=False),
    ] = None,
) -> None:
    """Write the report of an earlier run again, from its record: index.html, junit.xml and summary.md.

    [b]Examples[/b]

      prodworthy render reports/latest              [dim]in place, with this version's layout[/dim]

      prodworthy render artifact/run.json --output site  [dim]of a pipeline's artifact, elsewhere[/dim]

    The record is the truth and stays as it is; nothing is sent, and no check is judged anew. Pictures are found beside
    the record, under evidence/. The technical log is not made of the record, and so not made again.
    """
    from prodworthy.reporting.outputs import render_outputs  # noqa: PLC0415 - `run` does not need it here
    from prodworthy.reporting.reading import NoRecord, read_record  # noqa: PLC0415 - the same

    try:
        report, folder = read_record(record)
        written = render_outputs(report, folder, output or folder)
    except NoRecord as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"{error.filename or output}: {error.strerror or error}") from None
    for path in written:
        typer.echo(path)


@app.command()
def waive(  # noqa: PLR0913 - each is an option of the command
    *,
    record: Annotated[
        Path,
        typer.Option(
            "--from", metavar="RUN", help="A run's run.json, its folder, or reports/latest.", show_default=False
        ),
    ],
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who answers for these failures.", show_default=False)],
    expires: Annotated[
        str,
        typer.Option(metavar="DATE|30d", help="The last day (UTC) on which they are accepted.", show_default=False),
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why they are accepted; one reason for all.")] = "",
    check: Annotated[
        list[str] | None, typer.Option("--check", metavar="ID", help="Only this failed check; repeatable.")
    ] = None,
    including_blockers: Annotated[
        bool, typer.Option("--including-blockers", help="Failures of severity blocker, too.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The file to write; by default NAME.waivers.toml beside the target's file; - to look only.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Change a file that is there already.")] = False,
) -> None:
    """Accept the failures of a run for a while, each with an owner and a last day.

    For a service that fails many checks the first time: accept what is known, and from then on every new failure
    counts. What is waived stays in every report; after its last day it counts again, without anyone's doing.

    [b]Examples[/b]

      prodworthy waive --from reports/latest --owner ops@shop.example --expires 30d --output -
      [dim]look at it first: the file's text, and what the next verdict would be[/dim]

      prodworthy waive --from reports/latest --owner ops@shop.example --expires 2026-12-31

      prodworthy waive --from reports/latest --owner ana --expires 14d --check security.hsts
      [dim]one failure alone; say why: --reason "Moves to the new edge in week 12"[/dim]

    Failures at or above the target's threshold are taken, but no blockers unless [b]--including-blockers[/b] says so.
    The file is read with the target from then on; look through it, edit it, and commit it beside the target's file.
    """
    from prodworthy.cli.waiving import Wish  # noqa: PLC0415 - `run` does not need it
    from prodworthy.cli.waiving import waive as write  # noqa: PLC0415 - the same

    wish = Wish(record, owner, expires, reason, check or (), including_blockers, output, force)
    write(wish, dt.datetime.now(dt.UTC).date())
