"""What the history adds to a run: `python benchmarks/history/overhead.py [--pairs 15]`.

Runs the smoke checks that read on a small site that answers after 50 ms, by turns with and without a history, and
compares the time from a run's start to its end, pair by pair. Two idle processors are needed: the history's process
works beside the run. What the run computes by itself is shown too: it depends less on what else the machine does.
Bar: 50 ms.
"""

from __future__ import annotations

import argparse
import http.server
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BAR_MS = 50.0
ANSWER_AFTER_S = 0.05


class Site(http.server.BaseHTTPRequestHandler):
    """A page at the root, a health document, and nothing else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        time.sleep(ANSWER_AFTER_S)
        bodies = {"/": b"<!doctype html><title>Shop</title>", "/health": b'{"status":"ok"}'}
        body = bodies.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> int:
    """Measure, print; return 1 if the history adds more than the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("-k", default="not latency and not success", help="which of the smoke checks run")
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        kept = ["--history", str(folder / "history.sqlite")]
        for history in (kept, ["--history", "off"]):
            run(url, options.k, folder, history)
        without: list[tuple[float, float]] = []
        with_: list[tuple[float, float]] = []
        for number in range(options.pairs):
            order = ((without, ["--history", "off"]), (with_, kept))
            for times, history in order if number % 2 else reversed(order):
                times.append(run(url, options.k, folder, history))
    report("without a history", without)
    report("with a history", with_)
    added, computed = (
        statistics.median(1000 * (one[which] - other[which]) for one, other in zip(with_, without, strict=True))
        for which in (0, 1)
    )
    best = 1000 * (min(with_)[0] - min(without)[0])
    print(f"added: {added:.0f} ms by the median of {len(with_)} pairs, {best:.0f} ms by the best")
    print(f"computed by the run itself for its history: {computed:.0f} ms")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; bar: {BAR_MS:g} ms")
    return int(added > BAR_MS)


def report(name: str, times: list[tuple[float, float]]) -> None:
    """Print what runs took."""
    wall, computed = (statistics.median(one[which] for one in times) for which in (0, 1))
    print(f"{name}: median {wall:.3f} s, best {min(times)[0]:.3f} s, computed {computed:.3f} s")


def run(url: str, keyword: str, folder: Path, history: list[str]) -> tuple[float, float]:
    """Return how many seconds a run takes, and how many of them its own process computes."""
    command = [sys.executable, "-m", "prodworthy", "run", url, "--layer", "smoke", "-k", keyword]
    command += ["--output", str(folder), *history]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1, 10}:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    return took, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
