"""The command line hands on what it was given, and tells a mistake in one line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import prodworthy
from prodworthy import cli
from prodworthy.cli import commands
from prodworthy.cli.calling import Selection


class Called:
    """Stands in for pytest and keeps what it was called with."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.selection = Selection()
        self.options: list[str] = []
        self.cache: Path | None = None

    def __call__(self, selection: Selection, options: Sequence[str], cache: Path | None = None) -> int:
        self.selection, self.options, self.cache = selection, list(options), cache
        return self.code


@pytest.fixture(name="called")
def _called(monkeypatch: pytest.MonkeyPatch) -> Called:
    called = Called(0)
    monkeypatch.setattr(commands, "run_pytest", called)
    monkeypatch.delenv("PRODWORTHY_URL", raising=False)
    return called


def exit_code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 10])
def test_the_exit_code_is_that_of_the_run(called: Called, code: int) -> None:
    called.code = code
    assert exit_code("run", "https://shop.example") == code


def test_run_hands_everything_on(called: Called) -> None:
    given = [
        "run",
        "shop",
        "--url",
        "https://next.example",
        "--layer",
        "smoke",
        "--layer",
        "security",
        "--check",
        "smoke.a",
    ]
    given += [
        "-k",
        "name",
        "-m",
        "blocker",
        "--allow",
        "writes",
        "--allow",
        "opt-in",
        "--deadline",
        "5m",
        "--wait-ready",
    ]
    given += [
        "120s",
        "--expect-version",
        "1.2",
        "--phase",
        "soft",
        "--plan",
        "-x",
        "--lf",
        "--output",
        "out",
        "--",
        "-vv",
    ]
    assert exit_code(*given) == 0
    assert called.selection == Selection(["smoke", "security"], ["smoke.a"], "name", "blocker")
    assert called.cache == Path("out/.pytest_cache")
    expected = "--console --output out --target shop --url https://next.example --allow writes --allow opt-in"
    expected += " --deadline 5m --wait-ready 120s --expect-version 1.2 --phase soft --plan -x --lf -vv"
    assert called.options == expected.split()


def test_run_hands_on_where_things_are(called: Called) -> None:
    given = "--connect-to a.example:443:10.0.0.7:8443 --connect-to :80:10.0.0.7:8080"
    given += " --web-url https://app.a.example --ws-url wss://ws.a.example --cdn-url https://cdn.a.example"
    assert exit_code("run", "shop", *given.split()) == 0
    assert called.options == f"--console --output reports --target shop {given}".split()


def test_what_is_not_given_is_left_to_the_plugin(called: Called) -> None:
    assert exit_code("run", "https://shop.example") == 0
    assert called.options == ["--console", "--output", "reports", "--target", "https://shop.example"]


def test_the_url_of_the_environment_is_enough(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWORTHY_URL", "https://shop.example")
    assert exit_code("run") == 0
    assert called.options == ["--console", "--output", "reports"]


def test_demo_hands_product_and_faults_on(called: Called) -> None:
    assert exit_code("demo", "--product", "grover", "--fault", "hsts-missing", "--fault", "hsts-short", "--keep") == 0
    expected = "--console --output reports --demo grover --demo-fault hsts-missing --demo-fault hsts-short --demo-keep"
    assert called.options == expected.split()


def test_demo_hands_the_launch_phase_on(called: Called) -> None:
    assert exit_code("demo", "--product", "dojopool", "--phase", "soft-launch") == 0
    assert called.options == ["--console", "--output", "reports", "--demo", "dojopool", "--phase", "soft-launch"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["run"], "no target: name one (prodworthy run https://example.org), or set PRODWORTHY_URL"),
        (
            ["run", "https://a.example", "--url", "https://b.example"],
            "two URLs, https://a.example and https://b.example",
        ),
        (["run", "shop", "--deadline", "5x"], "'5x' is no duration; write 90s, 5m, 1h30m or 7d"),
        (["run", "shop", "--allow", "write"], "--allow: unknown footprint 'write'; did you mean writes?"),
        (["run", "shop", "--layr", "smoke"], "No such option: --layr"),
        (["run", "shop", "another"], "another"),
        (["demo", "--product", "all", "--phase", "soft-launch"], "--phase is a launch phase of one product: name one"),
        (["rnu", "shop"], "No such command 'rnu'"),
        (["explain"], "Missing argument 'CHECK'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_4(
    called: Called, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert exit_code(*arguments) == 4
    told = capsys.readouterr().err
    assert line in told
    assert len(told.splitlines()) == 1
    assert told.startswith("prodworthy: ")
    assert not called.options


def test_a_layer_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("run", "shop", "--layer", "securty") == 4
    assert capsys.readouterr().err == "prodworthy: unknown layer 'securty'; did you mean security?\n"


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--version") == 0
    assert capsys.readouterr().out == f"prodworthy {prodworthy.__version__}\n"
    assert exit_code() == 0
    assert "NO-GO" in capsys.readouterr().out
    assert exit_code("run", "--help") == 0
    assert "--wait-ready" in capsys.readouterr().out


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run_pytest", interrupted)
    assert exit_code("demo") == 2
