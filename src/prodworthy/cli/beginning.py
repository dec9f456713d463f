"""`prodworthy init`: the first target file of a deployment."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import prodworthy
from prodworthy.cli.calling import Mistake
from prodworthy.cli.commands import app


@app.command()
def init(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the deployment is.", show_default=False)],
    *,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write; by default targets/HOST.toml.")
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate of a private authority, as PEM.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
) -> None:
    """Write the first target file of a deployment, from what can be seen of it with some fifty reading requests.

    [b]Example[/b]

      prodworthy init https://shop.example  [dim]writes targets/shop-example.toml[/dim]
    """
    from prodworthy.facts.outcome import TargetFailed  # noqa: PLC0415 - `run` does not need them here
    from prodworthy.facts.running import Run  # noqa: PLC0415 - the same
    from prodworthy.probes.first_look import FirstLook, look_at  # noqa: PLC0415 - the same
    from prodworthy.probes.http import Http  # noqa: PLC0415 - the same
    from prodworthy.reporting.first_target import render  # noqa: PLC0415 - the same
    from prodworthy.target.errors import TargetError  # noqa: PLC0415 - the same
    from prodworthy.target.loading import load_target  # noqa: PLC0415 - the same

    if "://" not in url:
        raise Mistake(f"{url}: a URL begins with its scheme: https://{url}")
    try:
        target = load_target(url, os.environ).target
    except TargetError as error:
        raise Mistake(str(error)) from None
    path = output or Path("targets", f"{target.name}.toml")
    _must_be_writable(path, force=force)

    if ca_file is not None:
        target = target.model_copy(update={"reach": target.reach.model_copy(update={"ca_file": str(ca_file)})})

    async def look() -> FirstLook:
        http = Http(target, user_agent=f"prodworthy/{prodworthy.__version__} (first look)", run_id=Run().id)
        try:
            return await look_at(http)
        finally:
            await http.close()

    try:
        seen = asyncio.run(look())
    except TargetFailed as failure:
        hint = "; --ca-file names the certificate of a private authority" if failure.kind == "tls" else ""
        raise Mistake(f"nothing was written: {failure.sentence}{hint}") from None
    except ValueError as error:
        raise Mistake(f"nothing was written: {error}") from None
    if ca_file is not None:
        seen = replace(seen, ca_file=str(ca_file))
    text, told = render(seen, _name(path))
    _write(path, text)
    for line in told:
        typer.echo(line)
    typer.echo(f"Written: {path}. Read it, then: prodworthy run {path if output else target.name}")


def _must_be_writable(path: Path, *, force: bool) -> None:
    if path.suffix != ".toml" or path.name.endswith(".waivers.toml"):
        raise Mistake(f"--output {path}: a target file's name ends with .toml, and a name of its own before it")
    if path.exists() and not force:
        raise Mistake(f"{path} is there already; --force writes over it")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{path}: {error.strerror or error}") from None


def _name(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "target"
