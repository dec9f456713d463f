"""What the history adds to a run: `python benchmarks/history/overhead.py [--pairs 15]`.

Runs the smoke checks that read on a small site that answers after 50 ms, by turns with and without a history, and compares the time
from a run's start to its end, pair by pair. Two processors are needed: the history's process works beside the run. Bar: 50 ms.
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
        without, with_ = [], []
        for number in range(options.pairs):
            order = ((without, ["--history", "off"]), (with_, kept))
            for times, history in order if number % 2 else reversed(order):
                times.append(run(url, options.k, folder, history))
    added = [1000 * (one - other) for one, other in zip(with_, without, strict=True)]
    print(f"without a history: median {statistics.median(without):.3f} s, best {min(without):.3f} s")
    print(f"with a history:    median {statistics.median(with_):.3f} s, best {min(with_):.3f} s")
    middle = statistics.median(added)
    best = 1000 * (min(with_) - min(without))
    print(f"added: {middle:.0f} ms by the median of {len(added)} pairs, {best:.0f} ms by the best")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; bar: {BAR_MS:g} ms")
    return int(middle > BAR_MS)


def run(url: str, keyword: str, folder: Path, history: list[str]) -> float:
    """Return how many seconds a run takes."""
    command = [
        sys.executable,
        "-m",
        "prodworthy",
        "run",
        url,
        "--layer",
        "smoke",
        "-k",
        keyword,
        "--output",
        str(folder),
    ]
    began = time.perf_counter()
    done = subprocess.run([*command, *history], cwd=ROOT, check=False, capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode not in {0, 1, 10}:
        sys.exit(done.stdout + done.stderr)
    return took


if __name__ == "__main__":
    sys.exit(main())
