"""The commands: what each takes, and what it hands on."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

import prodworthy
from prodworthy.cli.calling import Mistake, Selection, run_pytest
from prodworthy.facts.durations import seconds
from prodworthy.history.process import give_up, start_early

app = typer.Typer(
    name="prodworthy",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "[b]Exit codes[/b]: 0 GO, 1 NO-GO, 10 INCOMPLETE, 4 used or configured wrongly, 2 interrupted, "
        "3 an error of the suite itself."
    ),
)

_ALLOWED = ("reads", "writes", "stresses", "opt-in")
EVERY = "all"
"""What stands for every product of the demo."""

Layers = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="LAYER", help="Only smoke, e2e, contract or security; repeatable."),
]
Checks = Annotated[list[str] | None, typer.Option("--check", metavar="ID", help="Only this check; repeatable.")]
Keyword = Annotated[str, typer.Option("-k", metavar="EXPR", help="Only checks whose names match, as in pytest.")]
Mark = Annotated[
    str, typer.Option("-m", metavar="EXPR", help="Only checks so marked, such as 'blocker and not writes'.")
]
Stop = Annotated[bool, typer.Option("-x", help="Stop at the first failure.")]
Last = Annotated[bool, typer.Option("--lf", help="Only what failed last time.")]
Output = Annotated[Path, typer.Option("--output", metavar="DIR", help="Where the run's folder is made.")]
HistoryPlace = Annotated[
    str,
    typer.Option(
        "--history",
        metavar="FILE|URL|off",
        help="Where the history of runs is: PRODWORTHY_HISTORY, or by default history.sqlite beside the runs.",
    ),
]
KeepRuns = Annotated[
    str,
    typer.Option("--keep-runs", metavar="N", help="Remove the target's oldest run folders, so that N stay."),
]
LaunchPhase = Annotated[
    str, typer.Option("--phase", metavar="NAME", help="The launch phase whose limits and promises apply.")
]
Plan = Annotated[bool, typer.Option("--plan", help="Show what would run and what it would send; send nothing.")]


def _duration(value: str) -> str:
    try:
        if value:
            seconds(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return value


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if asked:
        typer.echo(f"prodworthy {prodworthy.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *, _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False
) -> None:
    """Is this deployment fit for production? One command, one verdict, and the evidence for it."""


@app.command()
def run(  # noqa: PLR0913 - each is an option of the command
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="[URL|NAME|FILE]", help="A URL, a target's name, or a target file.", show_default=False),
    ] = "",
    *,
    url: Annotated[str, typer.Option(metavar="URL", help="Where the target is, if not where its file says.")] = "",
    connect_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST:PORT:HOST:PORT",
            help="Connect to the second pair where the first is asked for, as curl does; repeatable.",
        ),
    ] = None,
    web_url: Annotated[str, typer.Option(metavar="URL", help="Where its pages are, if not where its file says.")] = "",
    ws_url: Annotated[str, typer.Option(metavar="URL", help="Where its real-time connections are; the same.")] = "",
    cdn_url: Annotated[str, typer.Option(metavar="URL", help="Where its static files are; the same.")] = "",
    layer: Layers = None,
    check: Checks = None,
    keyword: Keyword = "",
    mark: Mark = "",
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="writes, stresses or opt-in, if the target file allows it too; repeatable."),
    ] = None,
    deadline: Annotated[
        str, typer.Option(metavar="5m", callback=_duration, help="What is left after this time is UNMEASURED.")
    ] = "",
    wait_ready: Annotated[
        str, typer.Option(metavar="120s", callback=_duration, help="Wait so long for the target to become ready.")
    ] = "",
    expect_version: Annotated[str, typer.Option(metavar="X", help="The version that has to answer.")] = "",
    phase: LaunchPhase = "",
    plan: Plan = False,
    stop: Stop = False,
    last_failed: Last = False,
    output: Output = Path("reports"),
    keep_runs: KeepRuns = "",
    history: HistoryPlace = "",
) -> int:
    """Judge a deployment: GO, NO-GO or INCOMPLETE.

    [b]Examples[/b]

      prodworthy run https://example.org          [dim]what can be known of any URL[/dim]

      prodworthy run shop                         [dim]what targets/shop.toml declares[/dim]

      prodworthy run shop --url https://next.example  [dim]the same, elsewhere[/dim]

      prodworthy run shop --connect-to shop.example:443:10.0.0.7:8443
      [dim]the new colour under its real name, before DNS moves[/dim]

      prodworthy run shop --layer smoke --deadline 2m  [dim]quick, after a deploy[/dim]

      prodworthy run shop --allow writes --plan   [dim]what would it do?[/dim]

    Without a target, PRODWORTHY_URL names the URL. Only reading checks run unless both the target file and
    [b]--allow[/b] say otherwise. What stands behind [b]--[/b] goes to pytest.
    """
    if url and "://" in target:
        raise Mistake(f"two URLs, {target} and {url}: give one")
    _only_known(allow or [])
    options = ["--target", target] if target else []
    options += ["--url", url] if url else []
    options += [word for pin in connect_to or [] for word in ("--connect-to", pin)]
    elsewhere = {"--web-url": web_url, "--ws-url": ws_url, "--cdn-url": cdn_url}
    options += [word for name, value in elsewhere.items() if value for word in (name, value)]
    options += [word for what in allow or [] for word in ("--allow", what)]
    given = {"--deadline": deadline, "--wait-ready": wait_ready, "--expect-version": expect_version, "--phase": phase}
    given |= {"--history": history, "--keep-runs": keep_runs}
    options += [word for name, value in given.items() if value for word in (name, value)]
    if not (target or url or os.environ.get("PRODWORTHY_URL")):
        raise Mistake("no target: name one (prodworthy run https://example.org), or set PRODWORTHY_URL")
    options += _flags({"--plan": plan, "-x": stop, "--lf": last_failed})
    return _run(Selection(layer or (), check or (), keyword, mark), options, output, context)


@app.command()
def demo(  # noqa: PLR0913 - each is an option of the command
    context: typer.Context,
    *,
    product: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Which of the demo's products, or all; repeatable. By default balloond."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Plant this defect first; repeatable. Watch it being found."),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the deployment running until Ctrl-C.")] = False,
    phase: LaunchPhase = "",
    layer: Layers = None,
    check: Checks = None,
    keyword: Keyword = "",
    mark: Mark = "",
    plan: Plan = False,
    stop: Stop = False,
    last_failed: Last = False,
    output: Output = Path("reports"),
    keep_runs: KeepRuns = "",
    history: HistoryPlace = "",
) -> int:
    """Start the embedded demo deployment and run the whole suite on it.

    [b]Examples[/b]

      prodworthy demo                               [dim]Balloon'd, as it should be[/dim]

      prodworthy demo --fault hsts-missing --layer security   [dim]one defect, and what finds it[/dim]

      prodworthy demo --product dojopool --phase soft-launch  [dim]by the bounds of a launch phase[/dim]

      prodworthy demo --product all                 [dim]every product in turn, and a table of the verdicts[/dim]
    """
    if find_spec("uvicorn") is None or find_spec("fastapi") is None:
        raise Mistake("the demo's server is not installed: pip install 'prodworthy[demo]'")
    given = {"--phase": phase, "--history": history, "--keep-runs": keep_runs}
    passed_on = [word for name, value in given.items() if value for word in (name, value)]
    passed_on += _flags({"--plan": plan, "-x": stop, "--lf": last_failed})
    selection = Selection(layer or (), check or (), keyword, mark)
    names = product or ["balloond"]
    if len(names) == 1 and names[0] != EVERY:
        options = ["--demo", names[0], *(word for name in fault or [] for word in ("--demo-fault", name))]
        return _run(selection, [*options, *_flags({"--demo-keep": keep}), *passed_on], output, context)
    if keep:
        raise Mistake("--keep leaves one deployment running: name one product")
    if phase:
        raise Mistake("--phase is a launch phase of one product: name one product")
    from prodworthy.cli.several import run_each  # noqa: PLC0415 - one product does not need it

    words = [*selection.words(), *(word for name in fault or [] for word in ("--fault", name)), *passed_on]
    words += ["--output", str(output), *(["--", *context.obj] if context.obj else [])]
    return run_each(() if EVERY in names else names, words, output)


@app.command("history")
def history_(  # noqa: PLR0913 - each is an option of the command
    what: Annotated[
        str,
        typer.Argument(metavar="[CHECK|uptime]", help="A check's id, for that check over time.", show_default=False),
    ] = "",
    *,
    target: Annotated[str, typer.Option(metavar="NAME", help="Only this target, by its name.")] = "",
    since: Annotated[
        str, typer.Option(metavar="7d|DATE", help="Only what began within this time, or since this day (UTC).")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many runs to show, the latest first.")] = 20,
    uptime: Annotated[
        bool, typer.Option("--uptime", help="Uptime, rates and percentiles of all runs since then.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with every field.")] = False,
    add: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="First put in the runs of this folder that are not in yet; repeatable."),
    ] = None,
    output: Output = Path("reports"),
    history: HistoryPlace = "",
) -> None:
    """Show what came of earlier runs: the runs, one check over time, or uptime.

    [b]Examples[/b]

      prodworthy history                            [dim]the latest runs[/dim]

      prodworthy history security.hsts --target shop   [dim]one check over time[/dim]

      prodworthy history uptime --since 30d         [dim]uptime, rates, percentiles[/dim]
    """
    from prodworthy.cli.history import Question, show_history  # noqa: PLC0415 - `run` does not need it

    is_uptime = uptime or what == "uptime"
    if uptime and what not in {"", "uptime"}:
        raise Mistake(f"--uptime is of a target, not of a check: leave {what} out")
    question = Question("" if is_uptime else what, target, since, limit, is_uptime, as_json)
    show_history(question, add or [], output, history)


def _run(selection: Selection, options: list[str], output: Path, context: typer.Context) -> int:
    to_pytest: list[str] = context.obj or []
    options = ["--console", "--output", str(output), *options, *to_pytest]
    if "--plan" not in options and "off" not in {*options, os.environ.get("PRODWORTHY_HISTORY")}:
        start_early()
    try:
        return run_pytest(selection, options, cache=output / ".pytest_cache")
    finally:
        give_up()


def _flags(flags: dict[str, bool]) -> list[str]:
    return [name for name, given in flags.items() if given]


def _only_known(allowed: list[str]) -> None:
    from prodworthy.facts.catalogue import unknown  # noqa: PLC0415 - one line, rarely

    for what in allowed:
        if what not in _ALLOWED:
            raise Mistake(f"--allow: {unknown('footprint', what, _ALLOWED)}")
