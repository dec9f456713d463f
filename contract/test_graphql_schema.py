"""GraphQL: does the schema hold together, and what comes of queries made up from it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Accounts,
    Control,
    Evidence,
    Exchange,
    Footprint,
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
    found,
    observation,
)
from prodworthy.rules import disclosure, graphql
from prodworthy.rules.graphql_schema import INTROSPECTION, Query, Schema, schema_of

_EACH_FIELD = 10
_MOST_QUERIES = 150
_REPETITIONS = 3
_DEEP = 20
_MISSPELT = "{ uzer mee viewr nodee itemz matchez productz }"  # what many schemas have, and this one hardly has
_SHALLOW = 2


@dataclass(slots=True)
class GraphQLTries:
    """What came of queries made up from a schema.

    Attributes:
        answers: by the field of the query type: each query with its answer.
        failing: by field: the first query that made it fail, and how often it did so when sent again.
        credential: the header fields that were sent.
    """

    answers: dict[str, list[Exchange]] = field(default_factory=dict)
    failing: dict[str, tuple[Exchange, int]] = field(default_factory=dict)
    credential: Mapping[str, str] = field(default_factory=dict)


@observation(phase=Phase.FUZZING, requests=1, needs={"graphql"})
async def graphql_credential(accounts: Accounts, run: Run) -> dict[str, str]:
    """The header fields of a test account; none where the run may not make one."""
    if not Footprint.WRITES.within(run.allowed):
        return {}
    try:
        return dict((await accounts.adult()).headers)
    except (Inconclusive, TargetFailed):
        return {}


@observation(phase=Phase.FUZZING, requests=1, needs={"graphql"})
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


@observation(phase=Phase.FUZZING, deadline=60.0, requests=_MOST_QUERIES, needs={"graphql"})
async def graphql_tries(
    http: Http, graphql_plain: Exchange, graphql_schema: Schema, graphql_credential: dict[str, str]
) -> GraphQLTries:
    """Valid queries of every field, with arguments of many kinds; nothing is changed."""
    tries = GraphQLTries(credential=graphql_credential)

    async def ask(query: Query) -> Exchange:
        body = {"query": query.document, "variables": dict(query.variables)}
        return await http.post(graphql_plain.url, json=body, headers=graphql_credential)

    for number, query in enumerate(graphql_schema.queries(_EACH_FIELD)):
        if number >= _MOST_QUERIES:
            break
        try:
            answer = await ask(query)
            tries.answers.setdefault(query.field, []).append(answer)
            if graphql.crashed(answer) and query.field not in tries.failing:
                again = [graphql.crashed(await ask(query)) for _ in range(_REPETITIONS)]
                tries.failing[query.field] = (answer, sum(map(bool, again)))
        except TargetFailed:
            continue
    return tries


@observation(phase=Phase.FUZZING, requests=2, needs={"graphql"})
async def graphql_depth(
    http: Http, graphql_plain: Exchange, graphql_schema: Schema, graphql_credential: dict[str, str]
) -> tuple[Exchange, Exchange]:
    """A query over fields that lead back to where they began: nested a little, and nested deeply."""
    queries = [graphql_schema.nested(levels) for levels in (_SHALLOW, _DEEP)]
    bodies = [{"query": query.document} for query in queries if query is not None]
    if len(bodies) < len(queries):
        raise NotApplicable("no field of the schema leads back to where it began")
    shallow, deep = [await http.post(graphql_plain.url, json=body, headers=graphql_credential) for body in bodies]
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
    "GraphQL answers every valid query without failing",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="GraphQL October 2021 section 6.4.4; RFC 9110 section 15.6",
    remedy="Find the resolver's error in the log; validate its arguments, and answer null or an error "
    "of the product's own.",
    covers=["GQL-03"],
    needs={"graphql"},
)
def test_resolvers(graphql_tries: GraphQLTries, parts: Parts, evidence: Evidence) -> None:
    """A resolver that fails on an unusual argument fails in production on the first user who has one."""
    if not graphql_tries.answers:
        raise Unmeasured(f"{TOO_FEW_SAMPLES}: no query was answered")
    evidence.table(
        "Queries by field",
        ["field", "queries", "with data", "failing"],
        [
            (name, len(answers), sum(bool(graphql.executed(one)) for one in answers), name in graphql_tries.failing)
            for name, answers in graphql_tries.answers.items()
        ],
    )
    for name in graphql_tries.answers:
        with parts.part(name[:160]):
            answer, again = graphql_tries.failing.get(name, (None, 0))
            if answer is not None and again == _REPETITIONS:
                evidence.exchange(answer)
                found(graphql.crashed(answer), "data, null or an error of the product's own").raise_if_any()


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
