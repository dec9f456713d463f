"""A real Prometheus server for the time of the tests, from the system's package."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

_WAIT_S = 30.0
_LISTENING = re.compile(rb'msg="Listening on" address=127\.0\.0\.1:(\d+)')
_CONFIGURATION = """
global: {{ scrape_interval: 200ms, scrape_timeout: 200ms }}
scrape_configs:
  - job_name: shop
    static_configs: [{{ targets: ["127.0.0.1:{port}"] }}]
"""


class NoServer(Exception):
    """There is no server to be had; the text says why."""


@contextmanager
def server(exporter_port: int, folder: Path) -> Iterator[str]:
    """Start a server on a free port of loopback that scrapes an exporter, and end it; the value is its URL.

    Raises:
        NoServer: if Prometheus is not installed.
    """
    program = shutil.which("prometheus")
    if program is None:
        raise NoServer("no Prometheus on this machine: apt-get install prometheus")
    configuration, log = folder / "prometheus.yml", folder / "log"
    configuration.write_text(_CONFIGURATION.format(port=exporter_port), encoding="utf-8")
    options = {"config.file": configuration, "storage.tsdb.path": folder / "data", "web.listen-address": "127.0.0.1:0"}
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - the system's own program
            [program, *(f"--{name}={value}" for name, value in options.items())], cwd=folder, stdout=said, stderr=said
        )
    try:
        port = _until(lambda: _LISTENING.search(log.read_bytes()), process, log)[1].decode()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def wait_for(url: str, promql: str) -> None:
    """Wait until the server has an answer to a query."""

    def answered() -> bool:
        try:
            with urlopen(f"{url}/api/v1/query?query={quote(promql)}", timeout=5) as answer:  # noqa: S310 - loopback
                return bool(json.load(answer)["data"]["result"])
        except (URLError, ConnectionError):
            return False

    _until(answered)


def _until(
    condition: Callable[[], Any], process: subprocess.Popen[bytes] | None = None, log: Path | None = None
) -> Any:
    give_up = time.monotonic() + _WAIT_S
    while not (found := condition()):
        said = log.read_text(errors="replace") if log else ""
        assert process is None or process.poll() is None, said
        assert time.monotonic() < give_up, f"not within {_WAIT_S:g} s: {said}"
        time.sleep(0.05)
    return found
