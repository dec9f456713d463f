"""Does fuzzing find what is planted, and nothing else, in its time? `python benchmarks/contract/run.py --help`.

    detection   each fault of the contract by itself, again and again: is it confirmed in the default time of a gate?
    healthy     the deployment without a fault: is anything confirmed?

A run ends with what it looks for. Prints a line a fault, and ends with 0 if the promise is kept: each fault in 19 of 20
runs, nothing in a healthy one. Let nothing else run meanwhile: what is not reached in the time is not found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prodworthy.catalogue import Footprint  # noqa: E402 - the suite's folder has to be known first
from prodworthy.embedded import Embedded  # noqa: E402 - the same
from prodworthy.probes.accounts import Accounts  # noqa: E402 - the same
from prodworthy.probes.conformance import fuzz_api  # noqa: E402 - the same
from prodworthy.probes.conformance_result import Conformance, Tried  # noqa: E402 - the same
from prodworthy.probes.creations import Creations  # noqa: E402 - the same
from prodworthy.probes.http import Http  # noqa: E402 - the same
from prodworthy.probes.made_up import MadeUpRegistrations  # noqa: E402 - the same
from prodworthy.probes.openapi import search_openapi  # noqa: E402 - the same
from prodworthy.running import Run  # noqa: E402 - the same
from prodworthy.target.loading import load_target  # noqa: E402 - the same

GATE_S = 30.0
LEAST = 0.95
EXPECTED: Mapping[str, tuple[str, str]] = {
    "contract-wrong-type": ("GET /api/users/profile", "response_schema_conformance"),
    "contract-field-missing": ("GET /api/matching/allocation", "response_schema_conformance"),
    "contract-null": ("GET /api/matching/pops/received", "response_schema_conformance"),
    "contract-undocumented-status": ("GET /api/users/nearby", "status_code_conformance"),
    "contract-500": ("GET /api/users/nearby", "not_a_server_error"),
    "contract-media-type": ("GET /api/subscription/plans", "content_type_conformance"),
    "contract-accepts-invalid": ("", "negative_data_rejection"),
    "contract-auth-ignored": ("GET /api/experiments/definitions", "ignored_auth"),
    "contract-link-broken": ("GET /api/users/{id}", "ensure_resource_availability"),
    "contract-slow": ("GET /api/chat/conversations", "max_response_time"),
}


def main() -> int:
    """Run what is asked for; return 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["detection", "healthy"])
    parser.add_argument("--times", type=int, default=20, help="how many runs, of each fault (default: 20)")
    parser.add_argument("--fault", action="append", choices=list(EXPECTED), help="only this fault; repeatable")
    parser.add_argument("--time", type=float, default=GATE_S, help="seconds of fuzzing at the most (default: 30)")
    options = parser.parse_args()
    with Embedded("balloond", root=ROOT) as demo:
        if options.what == "healthy":
            return healthy(demo, options.times, options.time)
        kept = [detection(demo, fault, options.times, options.time) for fault in options.fault or EXPECTED]
    return 0 if all(kept) else 1


def detection(demo: Embedded, fault: str, times: int, time_s: float) -> bool:
    """Plant a fault and look for it, so many times; return whether it was found often enough."""
    label, rule = EXPECTED[fault]

    def is_it(tried: Tried) -> bool:
        return label in {"", tried.operation.label} and bool(tried.deviating({rule}))

    took = []
    for _ in range(times):
        ask(demo, "PUT", "/faults", [fault])
        ask(demo, "POST", "/reset")
        began = time.monotonic()
        result = asyncio.run(fuzz(demo, time_s, is_it))
        if any(is_it(one) for one in result.operations):
            took.append(time.monotonic() - began)
    found = f"{statistics.median(took):.1f} s (median), {max(took):.1f} s at most" if took else "never"
    print(f"{fault:<30} {len(took):>3} of {times}  {found}", flush=True)
    return len(took) >= LEAST * times


def healthy(demo: Embedded, times: int, time_s: float) -> int:
    """Fuzz the healthy deployment so many times; return 1 if anything was confirmed."""
    cried = 0
    ask(demo, "PUT", "/faults", [])
    for number in range(1, times + 1):
        ask(demo, "POST", "/reset")
        result = asyncio.run(fuzz(demo, time_s, None))
        confirmed = [
            f"{one.operation.label}: {deviation.finding}"
            for one in result.operations
            for deviation in one.deviations.values()
            if deviation.confirmed
        ]
        unstable = sum(len(one.unstable) for one in result.operations)
        measured = sum(one.measured for one in result.operations)
        cried += bool(confirmed)
        rate = result.examples / result.spent
        print(
            f"{number:3}  {len(confirmed)} findings, {unstable} unstable; {measured} of {len(result.operations)} "
            f"operations measured, {rate:.0f} requests a second, {result.spent:.1f} s, seed {result.seed}",
            *confirmed,
            sep="\n     ",
            flush=True,
        )
    return 1 if cried else 0


async def fuzz(demo: Embedded, time_s: float, stop: Callable[[Tried], bool] | None) -> Conformance:
    """Fuzz the deployment as a run of the suite that may write does, with a seed of its own."""
    overrides = {**demo.overrides(), **demo.info["declares"], "contract.budget_s": time_s}
    target = load_target("balloond", {}, overrides=overrides).target
    run = Run(allowed=Footprint.WRITES, embedded=True)
    http = Http(target, user_agent="prodworthy benchmark", run_id=run.id)
    accounts = Accounts(http, target, run, Creations(None, run.credentials.fingerprint))

    async def credential() -> Mapping[str, str]:
        return (await accounts.adult()).headers

    try:
        document = (await search_openapi(http, target)).document
        if document is None:
            sys.exit("the deployment serves no document")
        return await fuzz_api(
            http,
            target,
            document,
            writes=True,
            credential=credential,
            registrations=MadeUpRegistrations(accounts, target),
            stop=stop,
        )
    finally:
        await http.close()


def ask(demo: Embedded, method: str, path: str, body: Any = None) -> None:
    """Ask the deployment's control listener."""
    request = urllib.request.Request(  # noqa: S310 - on loopback
        f"{demo.info['control']}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - the same
        response.read()


if __name__ == "__main__":
    sys.exit(main())
