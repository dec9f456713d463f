"""The command line: `prodworthy`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from typer import TyperException

from prodworthy.cli import answers, beginning, leftovers, recorded  # noqa: F401 - they declare commands of the same app
from prodworthy.cli.calling import Mistake
from prodworthy.cli.commands import app

USAGE = 4
INTERRUPTED = 2
_INTERRUPTED_FOR_TYPER = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; a mistake in how it was called is told in one line, with code 4.

    What stands behind `--` goes to pytest as it is.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    to_pytest: list[str] = []
    if "--" in words:
        at = words.index("--")
        words, to_pytest = words[:at], words[at + 1 :]
    try:
        code = app(words or ["--help"], prog_name="prodworthy", standalone_mode=False, obj=to_pytest)
    except TyperException as error:
        _tell(error.format_message())
        sys.exit(USAGE)
    except Mistake as mistake:
        _tell(str(mistake))
        sys.exit(USAGE)
    except BrokenPipeError:
        sys.exit(INTERRUPTED)
    sys.exit(INTERRUPTED if code == _INTERRUPTED_FOR_TYPER else code or 0)


def _tell(message: str) -> None:
    for line in message.splitlines():
        print(f"prodworthy: {line}", file=sys.stderr)  # noqa: T201 - the terminal is what this is for
