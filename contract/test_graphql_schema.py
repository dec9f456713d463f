"""GraphQL: does the schema hold together, and what comes of queries made up from it?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Accounts,
    Conformance,
    Control,
    Evidence,
    Exchange,
    Findings,
    Footprint,
    Generator,
    Http,
    Inconclusive,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    Target,
    TargetFailed,
    Unmeasured,
    check,
    contract_record,
    found,
    fuzz_api,
    joined,
    observation,
)
from prodworthy.rules import disclosure, graphql
from prodworthy.rules.conformance import CRASHED, SERVER_ERROR, UNANSWERED
from prodworthy.rules.graphql_api import Service
from prodworthy.rules.graphql_schema import INTROSPECTION, Schema, schema_of

_FASTEST = 100  # requests a second
_LONGEST_S = 900.0  # it ends by its own budget, which the target file sets
_LEAST_S = 0.05
_KEPT_SHARE, _KEPT_S = 0.2, 0.5  # of what is left for GraphQL: for what is asked after the fuzzing
_SLACK = 0.05  # of the whole time: the last few requests may go so far beyond it
_DEEP = 20
_MISSPELT = "{ uzer mee viewr nodee itemz matchez productz }"  # what many schemas have, and this one hardly has
_SHALLOW = 2
_FAILURES = frozenset({CRASHED, SERVER_ERROR, UNANSWERED})


def _requests(target: Target) -> int:
    contract = target.contract
    return int(contract.time_s * contract.graphql_share * min(target.gate.requests_per_second, _FASTEST))


@observation(requests=1, needs={"graphql"})
async def graphql_credential(accounts: Accounts, run: Run) -> dict[str, str]:
    """The header fields of a test account; none where the run may not make one."""
    if not Footprint.WRITES.within(run.allowed):
        return {}
    try:
        return dict((await accounts.adult()).headers)
    except (Inconclusive, TargetFailed):
        return {}


@observation(requests=1, needs={"graphql"})
async def graphql_schema(
    http: Http, target: Target, graphql_plain: Exchange, graphql_credential: dict[str, str]
) -> Schema:
    """The schema: as the target serves it, or as introspection tells a test account."""
    if target.contract.graphql_schema:
        answer = await http.get(target.contract.graphql_schema)
        schema = schema_of(answer.text) if answer.ok and not answer.truncated else None
        if schema is None:
            raise Unmeasured(f"contract.graphql_schema: {answer.describe()}, which is no schema")
        return schema
    answer = await http.post(graphql_plain.url, json={"query": INTROSPECTION}, headers=graphql_credential)
    told = graphql.data_of(answer.json()).get("__schema") if answer.ok else None
    if not isinstance(told, Mapping):
        raise NotApplicable(
            "introspection tells no schema, as is right in production; declare [contract] graphql_schema"
        )
    return Schema(told)


@observation(phase=Phase.FUZZING, deadline=_LONGEST_S, requests=_requests, needs={"graphql"})
async def graphql_conformance(  # noqa: PLR0913, PLR0917 - resources and observations by name
    http: Http,
    target: Target,
    run: Run,
    fuzzer_loading: Generator,
    graphql_plain: Exchange,
    graphql_schema: Schema,
    graphql_credential: dict[str, str],
) -> Conformance:
    """Valid queries of every field, with arguments of many kinds; mutations as well where the run may write."""

    async def credential() -> Mapping[str, str]:
        return graphql_credential

    service = Service(graphql_schema.told, graphql_plain.url)
    left_s = max(run.left_of("contract", target.contract.time_s), _LEAST_S)
    result = await fuzz_api(
        http,
        target,
        service,
        writes=Footprint.WRITES.within(run.allowed),
        credential=credential if graphql_credential else None,
        seed=run.seed,
        time_s=left_s - min(left_s * _KEPT_SHARE, _KEPT_S),
        generator=fuzzer_loading,
    )
    run.seed = result.seed
    run.contract = joined(run.contract, contract_record(result, [service], run.redactor.text, "GraphQL"))
    run.contract.budget_s = target.contract.time_s
    return result


@observation(phase=Phase.FUZZING, requests=2, needs={"graphql"})
async def graphql_depth(  # noqa: PLR0913, PLR0917 - resources and observations by name
    http: Http,
    target: Target,
    run: Run,
    graphql_plain: Exchange,
    graphql_schema: Schema,
    graphql_credential: dict[str, str],
) -> tuple[Exchange, Exchange]:
    """A query over fields that lead back to where they began: nested a little, and nested deeply."""
    queries = [graphql_schema.nested(levels) for levels in (_SHALLOW, _DEEP)]
    bodies = [{"query": query.document} for query in queries if query is not None]
    if len(bodies) < len(queries):
        raise NotApplicable("no field of the schema leads back to where it began")
    time_s = target.contract.time_s
    try:
        async with asyncio.timeout(max(run.left_of("contract", time_s), 0.0) + time_s * _SLACK):
            shallow, deep = [
                await http.post(graphql_plain.url, json=body, headers=graphql_credential) for body in bodies
            ]
    except TimeoutError:
        raise Unmeasured(f"{TOO_FEW_SAMPLES}: there was no time left; raise contract.budget_s") from None
    return shallow, deep


@observation(requests=2, needs={"graphql"})
async def graphql_mistakes(http: Http, graphql_plain: Exchange) -> dict[str, Exchange]:
    """What a query with a mistake is answered."""
    return {
        "a syntax error": await http.post(graphql_plain.url, json={"query": "{ __typename"}),
        "an unknown field": await http.post(graphql_plain.url, json={"query": _MISSPELT}),
    }


@check(
    "contract.graphql_schema",
    "The GraphQL schema holds together",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="GraphQL October 2021 section 3",
    remedy="Validate the schema where it is built, and serve that one.",
    covers=["GQL-01"],
    needs={"graphql"},
)
def test_schema(graphql_schema: Schema) -> None:
    """Clients are generated from it: from one with holes none can be."""
    graphql_schema.judge().raise_if_any()


@check(
    "contract.graphql_resolvers",
    "GraphQL answers every valid query and mutation without failing",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="GraphQL October 2021 section 6.4.4; RFC 9110 section 15.6",
    remedy="Find the resolver's error in the log; validate its arguments, and answer null or an error "
    "of the product's own.",
    covers=["GQL-03"],
    needs={"graphql"},
)
def test_resolvers(graphql_conformance: Conformance, parts: Parts, evidence: Evidence) -> None:
    """A resolver that fails on an unusual argument fails in production on the first user who has one."""
    tried = graphql_conformance.operations
    if not tried:
        raise Unmeasured("no field could be asked for: " + "; ".join(why for _, why in graphql_conformance.skipped))
    rows = [
        (one.operation.label, one.examples, one.trouble or ("" if one.covered else "not to the end")) for one in tried
    ]
    rows += [(field.label, 0, reason) for field, reason in graphql_conformance.skipped]
    spent = f"{graphql_conformance.examples} requests in {graphql_conformance.spent:.1f} s"
    evidence.table(
        f"{spent}, seed {graphql_conformance.seed}",
        ["field", "requests", "why it was not tried, or not to the end"],
        rows,
    )
    for one in tried:
        with parts.part(one.operation.label[:160]):
            deviating = one.deviating(_FAILURES)
            for deviation in deviating:
                if deviation.exchange is not None:
                    evidence.exchange(deviation.exchange)
            Findings(deviation.finding for deviation in deviating).raise_if_any()
            if one.unproven:
                raise Unmeasured(graphql_conformance.ended or one.unproven)


@check(
    "contract.graphql_depth",
    "GraphQL queries cannot be nested without limit",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-4.3.1; OWASP API4:2023",
    remedy="Limit the depth or the cost of a query before it is executed.",
    covers=["GQL-04"],
    needs={"graphql"},
    refusal=True,
    opt_in=True,
)
def test_depth(graphql_depth: tuple[Exchange, Exchange], refusal: Refusal) -> None:
    """Each level multiplies what has to be fetched: one short query can occupy a database for minutes."""
    shallow, deep = graphql_depth
    held = shallow.ok and not graphql.errors_of(shallow)
    refusal.require(Control(f"{_SHALLOW} levels are executed", held=held, seen=shallow.describe(), exchange=shallow))
    if deep.ok and not graphql.errors_of(deep):
        found(f"{_DEEP} levels over fields that lead back to each other were executed", "a refusal").raise_if_any()


@check(
    "contract.graphql_errors",
    "GraphQL errors tell nothing of the inside",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-16.5.1; CWE-209",
    remedy="Format errors in one place for all: message, locations and path, and no extensions with traces.",
    covers=["GQL-02"],
    needs={"graphql"},
    opt_in=True,
)
def test_errors(graphql_mistakes: dict[str, Exchange], parts: Parts) -> None:
    """A stack trace names the libraries, their versions and the places in which to look for a way in."""
    for what, answer in graphql_mistakes.items():
        with parts.part(what):
            (disclosure.judge(answer) + graphql.traces_of(answer)).raise_if_any()


@check(
    "contract.graphql_suggestions",
    "GraphQL does not help strangers guess its fields",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="CWE-200; OWASP API9:2023",
    remedy="Switch suggestions off where introspection is off.",
    covers=["GQL-02"],
    needs={"graphql"},
    opt_in=True,
)
def test_suggestions(graphql_mistakes: dict[str, Exchange]) -> None:
    """With "Did you mean …" a word list recovers the schema that introspection keeps back."""
    answer = graphql_mistakes["an unknown field"]
    if not graphql.errors_of(answer):
        raise Unmeasured(f"an unknown field was answered without an error: {answer.describe()}")
    graphql.suggestions_of(answer).raise_if_any()
