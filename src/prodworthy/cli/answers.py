"""Commands that answer about the suite itself, and run nothing on a target."""

from __future__ import annotations

from typing import Annotated

import typer

from prodworthy.cli.commands import Layers, app

WithTarget = Annotated[
    str, typer.Option("--target", metavar="NAME|FILE", help="With the target's own checks, if its file names any.")
]


@app.command("list")
def list_(
    *,
    layer: Layers = None,
    target: WithTarget = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with every field.")] = False,
) -> None:
    """List the checks: id, severity, footprint and what is true when one passes."""
    from prodworthy.cli.showing import show_list  # noqa: PLC0415 - `run` does not need it

    show_list(layer or [], target, as_json=as_json)


@app.command()
def explain(
    check: Annotated[str, typer.Argument(metavar="CHECK", help="A check's id, as `list` shows it.")],
    *,
    target: WithTarget = "",
) -> None:
    """Explain a check: why it matters, what mends it, where the rule comes from, how to run it alone."""
    from prodworthy.cli.showing import show_explanation  # noqa: PLC0415 - `run` does not need it

    show_explanation(check, target)


@app.command()
def validate(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET]...", help="Names or files; by default all that have a name.")
    ] = None,
) -> None:
    """Hold target files against what a target file may say, without running anything."""
    from prodworthy.cli.showing import show_validity  # noqa: PLC0415 - `run` does not need it

    show_validity(targets or [])


@app.command()
def doctor() -> None:
    """Say what this machine has and what is missing, and how to mend that."""
    from prodworthy.cli.showing import show_machine  # noqa: PLC0415 - `run` does not need it

    show_machine()
