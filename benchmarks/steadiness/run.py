"""Is a healthy deployment called healthy every time? `python benchmarks/steadiness/run.py [--times 20]`.

Runs the whole suite on a fresh demo deployment again and again, and prints a line a run: its verdict, how long it took,
and every check that neither passed nor did not apply. Ends with 0 if every run said GO.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HEALTHY = {"PASSED", "NOT_APPLICABLE"}


def main() -> int:
    """Run, print, count; return 1 if a run said something else than GO."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="how many runs (default: 20)")
    parser.add_argument("--product", default="balloond", help="which demo product (default: balloond)")
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    seconds = []
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(1, options.times + 1):
            record = run(options.product, Path(scratch) / str(number))
            verdicts[record["verdict"]] += 1
            seconds.append(record["run"]["duration_s"])
            others = [
                f"{check['id']} {check['outcome']}: {check['summary'][:200]}"
                for check in record["checks"]
                if check["outcome"] not in HEALTHY or check["flaky"]
            ]
            print(f"{number:3}  {record['verdict']:<10} {seconds[-1]:5.1f} s", *others, sep="\n       ", flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    print(f"{told}; a run takes {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s at most")
    return 0 if set(verdicts) == {"GO"} else 1


def run(product: str, output: Path) -> dict[str, Any]:
    """Return the record of one run."""
    command = [sys.executable, "-m", "prodworthy", "demo", "--product", product, "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    records = list(output.glob("*/run.json"))
    if not records:
        sys.exit(f"a run left no record:\n{done.stdout}{done.stderr}")
    record: dict[str, Any] = json.loads(records[0].read_bytes())
    return record


if __name__ == "__main__":
    sys.exit(main())
