"""A real PostgreSQL server for the time of the tests, from the system's package."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_INSTALLED = Path("/usr/lib/postgresql")
_USER = "postgres"
_START_S = "30"


class NoServer(Exception):
    """There is no server to be had; the text says why."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server on a Unix socket of its own, and end it; the value is a URL of its database.

    Raises:
        NoServer: if PostgreSQL is not installed, or there is no user that it would run as.
    """
    programs = _programs()
    options = {} if os.geteuid() else {"user": _unprivileged()}
    folder = Path(tempfile.mkdtemp(prefix="pw-"))  # not pytest's: a socket's path has to be short, and the user's own
    data = folder / "data"
    try:
        if options:
            shutil.chown(folder, options["user"])

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(  # noqa: S603 - the system's own programs
                [programs / program, *arguments],
                cwd=folder,
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                **options,  # type: ignore[call-overload]  # mypy does not see that it is `user`
            )
            assert not done.returncode, done.stdout.decode()

        run("initdb", "--pgdata", str(data), "--username", _USER, "--auth", "trust", "--no-sync", "--encoding", "UTF8")
        only_socket = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        log = str(folder / "log")
        run("pg_ctl", "--pgdata", str(data), "--wait", "-t", _START_S, "--log", log, "-o", only_socket, "start")
        try:
            yield f"postgresql:///postgres?host={folder}&user={_USER}"
        finally:
            run("pg_ctl", "--pgdata", str(data), "--wait", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise NoServer(f"no PostgreSQL below {_INSTALLED}: apt-get install postgresql")
    return found[-1].parent


def _unprivileged() -> str:
    try:
        return pwd.getpwnam(_USER).pw_name
    except KeyError:
        raise NoServer(f"PostgreSQL does not run as root, and there is no user {_USER}") from None
