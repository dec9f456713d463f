"""Does the contract's layer find what is planted, and nothing else? `python benchmarks/contract/run.py --help`.

    detection   each fault of the contract by itself, again and again: is it confirmed in the default time of a gate?
    healthy     the deployment without a fault: is anything confirmed?

Faults of answers are looked for by fuzzing, which ends with what it looks for, in the part of the time that the layer
leaves it: OpenAPI what is not kept for GraphQL, and GraphQL that. Faults of documents are looked for by the check
itself, in a run of its own, that of a breaking change in the second of two with one history.

Prints a line a try and a table at the end, and ends with 0 if the promise is kept: each fault in 19 of 20 tries,
nothing in a healthy deployment. Let nothing else run meanwhile: what is not reached in the time is not found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from prodworthy.embedded import Embedded  # noqa: E402 - the same
from prodworthy.facts.catalogue import Footprint  # noqa: E402 - the suite's folder has to be known first
from prodworthy.facts.outcome import Outcome  # noqa: E402 - the same
from prodworthy.facts.running import Run  # noqa: E402 - the same
from prodworthy.probes.accounts import Accounts  # noqa: E402 - the same
from prodworthy.probes.conformance import fuzz_api  # noqa: E402 - the same
from prodworthy.probes.conformance_result import Conformance, Tried  # noqa: E402 - the same
from prodworthy.probes.creations import Creations  # noqa: E402 - the same
from prodworthy.probes.http import Http  # noqa: E402 - the same
from prodworthy.probes.made_up import MadeUpRegistrations  # noqa: E402 - the same
from prodworthy.probes.openapi import search_openapi  # noqa: E402 - the same
from prodworthy.rules.graphql import data_of  # noqa: E402 - the same
from prodworthy.rules.graphql_api import Service  # noqa: E402 - the same
from prodworthy.rules.graphql_schema import INTROSPECTION  # noqa: E402 - the same
from prodworthy.rules.openapi import Document  # noqa: E402 - the same
from prodworthy.target import Target  # noqa: E402 - the same
from prodworthy.target.loading import load_target  # noqa: E402 - the same
from tests.sabotage.lab import Lab  # noqa: E402 - the same

GATE_S = 30.0
LEAST = 0.95
REST: Mapping[str, tuple[str, str]] = {
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
GRAPHQL: Mapping[str, tuple[str, str]] = {
    "graphql-resolver-crash": ("query user", "resolver_crash"),
    "graphql-mutation-crash": ("mutation sendMessage", "resolver_crash"),
}
DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "contract-route-undocumented": ("contract.documented", "test_documented"),
    "graphql-schema-broken": ("contract.graphql_schema", "test_graphql_schema and test_schema"),
    "openapi-shrunk": ("contract.compatible", "test_compatible"),
}
"""By fault: the check, and how to select it alone."""
CHANGES = frozenset({"openapi-shrunk"})
"""Those that show beside the document of the run before."""
FAULTS = (*REST, *GRAPHQL, *DOCUMENTS)


@dataclass(slots=True)
class Tally:
    """What came of looking for a fault.

    Attributes:
        fault: its name.
        tries: how often it was looked for.
        took: how long it took, in seconds, each time that it was found.
    """

    fault: str
    tries: int = 0
    took: list[float] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether it was found often enough."""
        return len(self.took) >= LEAST * self.tries

    def __str__(self) -> str:
        """Return a row of the table."""
        times = f"{statistics.median(self.took):6.1f} {max(self.took):6.1f}" if self.took else "     -      -"
        return f"{self.fault:<30} {len(self.took):>3}/{self.tries:<3} {times}  {'kept' if self.kept else 'NOT KEPT'}"


def main() -> int:
    """Run what is asked for; return 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["detection", "healthy"])
    parser.add_argument("--times", type=int, default=20, help="how many tries, of each fault (default: 20)")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="only this fault; repeatable")
    parser.add_argument("--time", type=float, default=GATE_S, help="seconds of the layer (default: 30)")
    options = parser.parse_args()
    with ExitStack() as stack:
        bench = Bench(stack, options.time)
        if options.what == "healthy":
            return healthy(bench, options.times)
        tallies = [detection(bench, fault, options.times) for fault in options.fault or FAULTS]
    print(f"\n{'fault':<30} {'found':<7} {'median':>6} {'most s':>6}", *tallies, sep="\n")
    kept = all(tally.kept for tally in tallies)
    print("kept: each fault in 95 % of its tries" if kept else "NOT KEPT", flush=True)
    return 0 if kept else 1


class Bench:
    """What faults are planted in.

    Args:
        stack: ends the deployments.
        time_s: what the layer may take.
    """

    def __init__(self, stack: ExitStack, time_s: float) -> None:
        self._stack = stack
        self.time_s = time_s
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

    @cached_property
    def demo(self) -> Embedded:
        """A deployment to fuzz."""
        return self._stack.enter_context(Embedded("balloond", root=ROOT))

    @cached_property
    def lab(self) -> Lab:
        """A deployment to run checks against."""
        return self._stack.enter_context(closing(Lab(self.folder / "lab")))

    def plant(self, *faults: str) -> None:
        """Bring the deployment that is fuzzed back to its seed, with exactly these faults."""
        ask(self.demo, "PUT", "/faults", list(faults))
        ask(self.demo, "POST", "/reset")


def detection(bench: Bench, fault: str, times: int) -> Tally:
    """Plant a fault and look for it, so many times."""
    tally = Tally(fault)
    look = by_check if fault in DOCUMENTS else by_fuzzing
    for number in range(1, times + 1):
        tally.tries = number
        took = look(bench, fault, number)
        tally.took += [] if took is None else [took]
        said = "not found" if took is None else f"found in {took:.1f} s"
        print(f"{fault:<30} {number:>3} of {times}  {said}", flush=True)
    return tally


def by_fuzzing(bench: Bench, fault: str, _: int) -> float | None:
    """Fuzz until a fault is confirmed; return how long that took, None where it was not."""
    label, rule = (REST | GRAPHQL)[fault]  # type: ignore[operator]

    def is_it(tried: Tried) -> bool:
        return label in {"", tried.operation.label} and bool(tried.deviating({rule}))

    bench.plant(fault)
    began = time.monotonic()
    result = asyncio.run(fuzz(bench, is_it, graphql=fault in GRAPHQL))
    return time.monotonic() - began if any(is_it(one) for one in result.operations) else None


def by_check(bench: Bench, fault: str, number: int) -> float | None:
    """Run the check that looks for a fault; return how long that took, None where it did not fail."""
    check, selection = DOCUMENTS[fault]
    options = ["-k", selection]
    if fault in CHANGES:
        options.append(f"--history={bench.folder / f'{fault}-{number}.sqlite'}")
        bench.lab.plant()
        bench.lab.run(["contract"], *options)
    bench.lab.plant(fault)
    began = time.monotonic()
    report = bench.lab.run(["contract"], *options, overrides={"contract.budget_s": bench.time_s, "gate.retries": 0})
    took = time.monotonic() - began
    return took if [one.outcome for one in report.checks if one.id == check] == [Outcome.FAILED] else None


def healthy(bench: Bench, times: int) -> int:
    """Fuzz the healthy deployment so many times, and run the checks of its documents; return 1 if anything failed."""
    cried = 0
    selection = " or ".join(f"({how})" for _, how in DOCUMENTS.values())
    bench.lab.plant()
    for number in range(1, times + 1):
        bench.plant()
        results = [asyncio.run(fuzz(bench, None, graphql=graphql)) for graphql in (False, True)]
        options = ["-k", selection, f"--history={bench.folder / 'healthy.sqlite'}"]
        report = bench.lab.run(["contract"], *options, overrides={"gate.retries": 0})
        operations = [one for result in results for one in result.operations]
        confirmed = [
            f"{one.operation.label}: {deviation.finding}"
            for one in operations
            for deviation in one.deviations.values()
            if deviation.confirmed
        ]
        confirmed += [f"{one.id}: {one.summary}" for one in report.checks if one.outcome is Outcome.FAILED]
        unstable = sum(len(one.unstable) for one in operations)
        measured = sum(one.measured for one in operations)
        cried += bool(confirmed)
        requests, spent_s = sum(one.examples for one in results), sum(one.spent for one in results)
        print(
            f"{number:3} of {times}  {len(confirmed)} findings, {unstable} unstable; {measured} of {len(operations)} "
            f"operations measured, {requests / spent_s:.0f} requests a second, {spent_s:.1f} s, seed {results[0].seed}",
            *confirmed,
            sep="\n     ",
            flush=True,
        )
    print(
        f"kept: nothing in {times} runs" if not cried else f"NOT KEPT: findings in {cried} of {times} runs", flush=True
    )
    return 1 if cried else 0


async def fuzz(bench: Bench, stop: Callable[[Tried], bool] | None, *, graphql: bool) -> Conformance:
    """Fuzz the deployment as a run of the suite that may write does, with a seed of its own."""
    overrides = {**bench.demo.overrides(), **bench.demo.info["declares"], "contract.budget_s": bench.time_s}
    target = load_target("balloond", {}, overrides=overrides).target
    run = Run(allowed=Footprint.WRITES, embedded=True)
    http = Http(target, user_agent="prodworthy benchmark", run_id=run.id)
    accounts = Accounts(http, target, run, Creations(None, run.credentials.fingerprint))

    async def credential() -> Mapping[str, str]:
        return (await accounts.adult()).headers

    share = target.contract.graphql_share
    try:
        return await fuzz_api(
            http,
            target,
            await described(http, target, await credential() if graphql else None),
            writes=True,
            credential=credential,
            registrations=None if graphql else MadeUpRegistrations(accounts, target),
            time_s=bench.time_s * (share if graphql else 1 - share),
            stop=stop,
        )
    finally:
        await http.close()


async def described(http: Http, target: Target, credential: Mapping[str, str] | None) -> Document:
    """Return what describes the deployment: the GraphQL service, with a credential, or else the document."""
    if credential is None:
        document = (await search_openapi(http, target)).document
    else:
        answer = await http.post("/graphql", json={"query": INTROSPECTION}, headers=credential)
        told = data_of(answer.json()).get("__schema")
        document = Service(told, answer.url) if isinstance(told, Mapping) else None
    if document is None:
        sys.exit("the deployment describes itself nowhere")
    return document


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
