"""How many requests a second, beside the library's own command line? `python benchmarks/contract/speed.py [--time 20]`.

Both fuzz one small service in a process of its own, which counts what arrives, turn by turn, for the same time, with
the same document, and with as many workers as this suite has processes. Ends with 0 if this suite sends as many.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prodworthy.probes.conformance import fuzz_api  # noqa: E402 - the suite's folder has to be known first
from prodworthy.probes.http import Http  # noqa: E402 - the same
from prodworthy.probes.openapi import search_openapi  # noqa: E402 - the same
from prodworthy.target import Contract, Gate, Target  # noqa: E402 - the same

_SERVER = """
import sys
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from tests.fuzzing.conformance_server import Shop, serving

shop, counted = Shop(), [0]

async def app(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/count":
        await PlainTextResponse(str(counted[0]))(scope, receive, send)
        return
    counted[0] += 1
    await shop.app(scope, receive, send)

with serving(app) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
_WORKERS = 2


def main() -> int:
    """Measure both, in turns; return 1 if the suite is slower."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--time", type=float, default=20.0, help="seconds for each, in each turn (default: 20)")
    parser.add_argument("--turns", type=int, default=3, help="how many turns (default: 3)")
    options = parser.parse_args()
    ours, theirs = [], []
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if server.stdout is None:
            return 2
        url = server.stdout.readline().strip()
        for _ in range(options.turns):
            ours.append(rate(url, lambda: asyncio.run(suite(url, options.time))))
            theirs.append(rate(url, lambda: command_line(url, options.time)))
            print(f"prodworthy {ours[-1]:.0f} requests a second, the command line {theirs[-1]:.0f}", flush=True)
    finally:
        server.kill()
    print(f"on average {sum(ours) / len(ours):.0f} and {sum(theirs) / len(theirs):.0f}")
    return 0 if sum(ours) >= sum(theirs) else 1


def rate(url: str, work: object) -> float:
    """Return the requests a second that arrive while something works; loading the library counts for both."""
    before, began = count(url), time.monotonic()
    if callable(work):
        work()
    return (count(url) - before) / (time.monotonic() - began)


def count(url: str) -> int:
    """Return how many requests the service has counted."""
    with urllib.request.urlopen(f"{url}/count", timeout=10) as response:  # noqa: S310 - on loopback
        return int(json.loads(response.read()))


async def suite(url: str, time_s: float) -> None:
    """Fuzz with this suite."""
    target = Target(
        name="shop",
        base_url=url,
        contract=Contract(budget_s=time_s, seed=1),
        gate=Gate(requests_per_second=100_000),
    )
    http = Http(target, user_agent="benchmark", run_id="benchmark")
    try:
        document = (await search_openapi(http, target)).document
        if document is None:
            sys.exit("the service serves no document")
        await fuzz_api(http, target, document, writes=True)
    finally:
        await http.close()


def command_line(url: str, time_s: float) -> None:
    """Fuzz with the library's command line."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/openapi.json"]
    command += [f"--workers={_WORKERS}", f"--max-time={time_s:g}", "--seed=1", "--generation-database=none"]
    command += ["--continue-on-failure", "--max-examples=100000", "--phases=examples,coverage,fuzzing"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=time_s * 3)
    if "Test cases" not in done.stdout:
        sys.exit(f"the command line did not work:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
