"""The pytest plugin's front door: options only, until a run really is one of ours.

It is loaded in every pytest run of every project beside which prodworthy is installed, so it imports nothing and does
nothing unless the configuration names our layers.
"""

from __future__ import annotations

import pytest

_LAYERS_KEY = "prodworthy_layers"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of a run."""
    parser.addini(_LAYERS_KEY, "folders whose tests are prodworthy checks, in the order in which they run", "args")
    group = parser.getgroup("prodworthy", "prodworthy: is this deployment fit for production?")
    group.addoption(
        "--target", metavar="NAME|PATH|URL", help="the deployment to judge: a target's name, file, or a URL"
    )
    group.addoption("--url", metavar="URL", help="judge the target at this URL (also: environment PRODWORTHY_URL)")
    group.addoption(
        "--connect-to",
        action="append",
        default=[],
        metavar="HOST:PORT:HOST:PORT",
        help="connect to the second pair where the first is asked for, as curl does; repeatable",
    )
    for name, what in {"web": "pages", "ws": "real-time connections", "cdn": "static files"}.items():
        group.addoption(f"--{name}-url", default="", metavar="URL", help=f"where the target's {what} are")
    group.addoption("--phase", default="", metavar="NAME", help="the launch phase whose limits and promises apply")
    group.addoption(
        "--allow",
        action="append",
        default=[],
        choices=["reads", "writes", "stresses", "opt-in"],
        help="what the run may do, where the target file allows it too (default: reads)",
    )
    group.addoption("--deadline", default="", metavar="5m", help="what is left after this time is UNMEASURED")
    group.addoption("--wait-ready", default="", metavar="120s", help="wait for the target to become ready, so long")
    group.addoption("--expect-version", default="", metavar="X", help="the version that has to answer")
    group.addoption("--plan", action="store_true", help="show what would run, and send nothing")
    group.addoption(
        "--output", default="reports", metavar="DIR", help="where the run's folder is made (default: reports)"
    )
    group.addoption(
        "--keep-runs",
        default="",
        metavar="N",
        help="remove the target's oldest run folders, so that N stay (default: all stay)",
    )
    group.addoption(
        "--history",
        default="",
        metavar="FILE|URL|off",
        help="where the history of runs is (default: history.sqlite beside the runs; also: PRODWORTHY_HISTORY)",
    )
    group.addoption("--demo", metavar="PRODUCT", help="start the embedded demo deployment and judge that")
    group.addoption("--demo-fault", action="append", default=[], metavar="NAME", help="plant this defect in the demo")
    group.addoption("--demo-keep", action="store_true", help="leave the demo running afterwards, until Ctrl-C")
    group.addoption(
        "--list-checks", metavar="FILE", help="write the catalogue of the collected checks as JSON, run nothing"
    )
    group.addoption(
        "--own-checks", action="append", default=[], metavar="DIR", help="a folder of further checks; repeatable"
    )
    group.addoption("--console", action="store_true", help="prodworthy's own terminal output in place of pytest's")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Load the rest if this run is configured for our layers.

    Raises:
        pytest.UsageError: if it is told a target, but is not.
    """
    if config.getini(_LAYERS_KEY):
        from prodworthy.plugin import session  # noqa: PLC0415 - costs nothing in runs that are not ours

        session.configure(config)
    elif config.option.target or config.option.url or config.option.demo:
        # pytest takes the value of an option it does not know yet for a path, and looks for its configuration there.
        raise pytest.UsageError(
            f"no layers are configured below {config.rootpath}: write options with paths as --target=PATH, "
            "or run `prodworthy run`"
        )
