"""GraphQL: who may read the schema, and how much one request may ask for."""

from __future__ import annotations

import json
from urllib.parse import quote

from prodworthy.api import (
    Control,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Refusal,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    observation,
)
from prodworthy.rules import graphql

_TOO_MANY_REQUESTS = 429


@observation(requests=0, needs={"graphql"})
async def graphql_plain(target: Target, graphql_search: Exchange | None) -> Exchange:
    """A query that every GraphQL service can answer, and its answer."""
    if graphql_search is not None:
        return graphql_search
    nowhere = f"no GraphQL service answers {graphql.PLAIN} at {target.contract.graphql or 'the usual places'}"
    if target.declares("graphql"):
        raise Unmeasured(nowhere)
    raise NotApplicable(nowhere)


@observation(requests=len(graphql.INTROSPECTIONS), needs={"graphql"})
async def graphql_introspections(http: Http, graphql_plain: Exchange) -> dict[str, Exchange]:
    """Queries for the schema, by nobody in particular, written in several ways."""
    return {
        name: await http.post(graphql_plain.url, json={"query": query})
        for name, query in graphql.INTROSPECTIONS.items()
    }


@observation(requests=1, needs={"graphql"})
async def graphql_aliases(http: Http, graphql_plain: Exchange) -> Exchange:
    """One field, asked for under a hundred names."""
    return await http.post(graphql_plain.url, json={"query": graphql.aliased()})


@observation(requests=1, needs={"graphql"})
async def graphql_batch(http: Http, graphql_plain: Exchange) -> Exchange:
    """Fifty operations in one request."""
    return await http.post(graphql_plain.url, json=[{"query": graphql.PLAIN}] * graphql.BATCH)


@observation(requests=3, needs={"graphql"})
async def graphql_by_other_means(http: Http, graphql_plain: Exchange) -> dict[str, Exchange]:
    """Operations that change nothing, sent as links and forms of other sites can send them."""
    mark = "&" if "?" in graphql_plain.url else "?"
    body, text = json.dumps({"query": graphql.PLAIN}).encode(), {"Content-Type": "text/plain"}
    return {
        "a mutation in the address": await http.get(f"{graphql_plain.url}{mark}query={quote(graphql.HARMLESS)}"),
        "JSON that says text/plain": await http.post(graphql_plain.url, content=body, headers=text),
        "a form": await http.post(graphql_plain.url, form={"query": graphql.PLAIN}),
    }


@check(
    "contract.graphql_introspection",
    "Strangers cannot read the GraphQL schema",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-4.3.2; GraphQL October 2021 section 4",
    remedy="Switch introspection off in production, or allow it to known clients only; where the API is public by "
    "intent, waive this check.",
    covers=["GQL-01"],
    needs={"graphql"},
    refusal=True,
    opt_in=True,
)
def test_introspection(
    graphql_plain: Exchange, graphql_introspections: dict[str, Exchange], parts: Parts, refusal: Refusal
) -> None:
    """A schema that everyone can read is a map of every field and mutation, the unused and unguarded ones too."""
    refusal.require(_control(graphql_plain))
    for name, exchange in graphql_introspections.items():
        with parts.part(name):
            _refused(exchange, allowed=0, what="the schema")


@check(
    "contract.graphql_limits",
    "One GraphQL request cannot ask for the same thing without limit",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-4.3.1; OWASP API4:2023",
    remedy="Limit aliases, cost and the length of batches before a request is executed.",
    covers=["GQL-03"],
    needs={"graphql"},
    refusal=True,
    opt_in=True,
)
def test_limits(
    graphql_plain: Exchange, graphql_aliases: Exchange, graphql_batch: Exchange, parts: Parts, refusal: Refusal
) -> None:
    """A hundred logins in one request are counted as one by every limit that counts requests."""
    refusal.require(_control(graphql_plain))
    with parts.part("aliases"):
        _refused(graphql_aliases, allowed=graphql.ALIASES - 1, what=f"one field under {graphql.ALIASES} names")
    with parts.part("batch"):
        _refused(graphql_batch, allowed=graphql.BATCH - 1, what=f"a batch of {graphql.BATCH} operations")


@check(
    "contract.graphql_by_other_means",
    "GraphQL is executed as JSON by POST, and in no way that other sites have",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-3.5.2, 3.5.3; CWE-352; GraphQL over HTTP, section 6.2",
    remedy="Take mutations by POST only, and only with Content-Type: application/json; switch CSRF prevention on.",
    covers=["GQL-05"],
    needs={"graphql"},
    refusal=True,
    opt_in=True,
)
def test_by_other_means(
    graphql_plain: Exchange,
    graphql_by_other_means: dict[str, Exchange],
    target: Target,
    parts: Parts,
    refusal: Refusal,
) -> None:
    """A link on any site could otherwise change something in the name of whoever follows it."""
    refusal.require(_control(graphql_plain))
    cookies = target.auth is not None and target.auth.web_login is not None
    for way, exchange in graphql_by_other_means.items():
        with parts.part(way):
            if exchange.status == _TOO_MANY_REQUESTS:
                raise Unmeasured("throttled with 429 before it was judged")
            if graphql.executed(exchange):
                seen = "it was executed" if cookies else "it was executed; as declared, no cookie signs anyone in"
                found(seen, "400, 405 or 415", advisory=not cookies).raise_if_any()


def _control(plain: Exchange) -> Control:
    return Control(
        f"{graphql.PLAIN} is executed", held=bool(graphql.executed(plain)), seen=plain.describe(), exchange=plain
    )


def _refused(exchange: Exchange, *, allowed: int, what: str) -> None:
    if exchange.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429 before it was judged")
    if graphql.executed(exchange) > allowed:
        much = f": {graphql.executed(exchange)} fields" if allowed else ""
        found(f"{what} was answered{much}", "a refusal").raise_if_any()
