"""Does the contract's layer stay in its time, whatever a target does? `python benchmarks/contract/budget.py --help`.

Runs the whole layer against services that make it hard: operations that hang, a body that does not end, a thousand
operations, one that takes a second for every answer, and a GraphQL service of which nothing but the schema is answered.
Prints for each how long the layer took, as its record tells, of how much, and what got how much of it. Ends with 0 if
each stayed within the time and ten per cent.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import graphql  # noqa: E402 - the suite's folder has to be known first
from starlette.requests import Request  # noqa: E402 - the same
from starlette.responses import JSONResponse  # noqa: E402 - the same

from prodworthy.facts.record import RunReport  # noqa: E402 - the same
from tests.fuzzing.conformance_server import Shop, answers, document, serving  # noqa: E402 - the same

MOST = 1.1
_ANSWER_S = 1.0
_GIVE_UP_S = 900.0
_LISTED: dict[str, Any] = {"get": {"responses": answers({})}}
_SCHEMA = graphql.build_schema(
    "type Query { user(id: ID!): User users: [User!] } type User { id: ID! friends: [User!] } "
    "type Mutation { rename(name: String!): User }"
)
App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def main() -> int:
    """Run the layer against each service; return 1 if it took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=list(CASES), help="only this service; repeatable")
    parser.add_argument("--time", type=float, help="seconds for the layer (default: the suite's own, 30)")
    options = parser.parse_args()
    kept = [measure(case, options.time) for case in options.case or CASES]
    print("kept" if all(kept) else "NOT KEPT")
    return 0 if all(kept) else 1


def measure(case: str, time_s: float | None) -> bool:
    """Run the layer against one service; return whether it stayed in its time."""
    with tempfile.TemporaryDirectory() as folder, serving(CASES[case]()) as url:
        report = run(Path(folder), url, time_s)
    contract = report.contract
    if contract is None:
        print(f"{case:<12} nothing was fuzzed: {'; '.join(report.reasons)}", flush=True)
        return False
    layer_s = layer(report)
    kept = layer_s <= contract.budget_s * MOST
    shares = [
        f"{one.what} {one.spent_s:.1f}"
        + (f" of {one.allowed_s:.1f} s, {one.requests} requests" if one.allowed_s else " s")
        for one in contract.shares
    ]
    said = f"{layer_s:5.1f} of {contract.budget_s:g} s ({layer_s / contract.budget_s:.0%})"
    print(f"{case:<12} {said}{'' if kept else '  TOO LONG'}  {'; '.join(shares)}", flush=True)
    return kept


def run(folder: Path, url: str, time_s: float | None) -> RunReport:
    """Run the layer as a gate would, and return its record."""
    target = folder / "hostile.toml"
    budget = "" if time_s is None else f"budget_s = {time_s}\n"
    target.write_text(
        f'name = "hostile"\nbase_url = "{url}"\n[contract]\n{budget}document = "/openapi.json"\n'
        '[gate]\nallow = "writes"\nallow_opt_in = true\nretries = 0\n'
    )
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    command += ["-p", "no:cacheprovider", "--target", str(target), "--allow", "writes", "--allow", "opt-in"]
    command += ["--history", "off", "--output", str(folder), str(ROOT / "contract")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_GIVE_UP_S)
    records = list(folder.glob("*/run.json"))
    if not records:
        sys.exit(f"the run left no record:\n{done.stdout}{done.stderr}")
    return RunReport.from_json(records[0].read_bytes())


def layer(report: RunReport) -> float:
    """Return the seconds from the begin of the first check, with what it waited for, to the end of the run.

    That is a little longer than the layer: it holds the clean-up as well.
    """
    began = min(_time(one.attempts[0].started) for one in report.checks if one.layer == "contract")
    return _time(report.run.finished) - began


def _time(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


def slow(app: App) -> App:
    """Return a service that thinks before every answer."""

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        await asyncio.sleep(_ANSWER_S)
        await app(scope, receive, send)

    return answer


def with_graphql(app: App) -> App:
    """Return a service that has GraphQL as well, of which only the schema is answered."""

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql":
            await app(scope, receive, send)
            return
        body = json.loads(await Request(scope, receive).body())
        query = body.get("query", "") if isinstance(body, dict) else ""
        if "__" not in query or "Made" in query:
            await asyncio.sleep(_GIVE_UP_S)
        result = graphql.graphql_sync(_SCHEMA, query)
        await JSONResponse({"data": result.data})(scope, receive, send)

    return answer


CASES: dict[str, Callable[[], App]] = {
    "hanging": lambda: Shop(described=document(hang=_LISTED)).app,
    "endless": lambda: Shop(described=document(endless=_LISTED)).app,
    "thousand": lambda: Shop(described=document(**{f"r{number}": _LISTED for number in range(1000)})).app,
    "slow": lambda: slow(Shop().app),
    "graphql": lambda: with_graphql(Shop().app),
}


if __name__ == "__main__":
    sys.exit(main())
