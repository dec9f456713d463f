"""The section of the report that tells what was tried of an API."""

from __future__ import annotations

from pathlib import Path

from prodworthy.facts.contract_record import ContractRecord, OperationRecord, TimeShare
from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.record import RunReport
from prodworthy.probes.conformance_record import contract_record, joined
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.reporting.html import render
from prodworthy.rules.openapi import Document, Operation
from tests.unit.reporting.samples import go


def answer(url: str, status: int, elapsed: float) -> Exchange:
    request = Request("GET", url, Headers([]), b"")
    return Exchange(request=request, status=status, headers=Headers([]), body=b"", elapsed=elapsed)


def record() -> ContractRecord:
    listed = Operation("GET", "/items", "/items", statuses=("200", "4XX", "503"), parameters=("limit", "after"))
    removed = Operation("DELETE", "/items/{id}", "/items/{id}", statuses=("204",), parameters=("id",))
    tried = Tried(listed, covered=True)
    for number in range(25):
        tried.count(answer(f"https://shop.example/items?limit={number}", 200, 0.01 * (number + 1)), negative=False)
    tried.count(answer("https://shop.example/items?limit=-1", 400, 0.01), negative=True)
    wrong = [("response_schema_conformance", "<script>alert(1)</script> at age", "age")]
    wanting = tried.judge(answer("https://shop.example/items", 200, 0.01), wrong)
    for _ in range(3):
        tried.repeated(wanting, answer("https://shop.example/items", 200, 0.01), wrong)
    tried.judge(answer("https://shop.example/items", 500, 0.01), [("not_a_server_error", "answered 500", "")])
    result = Conformance((tried,), ((removed, "not declared"),), seed=7, spent=2.0, complete=True, budget_s=30.0)
    return contract_record(result, [Document({"openapi": "3.1.0", "info": {"title": "Shop"}})], str.strip)


def test_what_was_covered() -> None:
    told = record()
    assert (told.reached, told.accepted, len(told.operations)) == (1, 1, 2)
    assert told.statuses == (2, 4), "4XX stands for 400; 503 and 204 were not answered"
    assert told.parameters == (1, 3)
    assert told.requests_per_second == 13
    one = told.operations[0]
    assert (one.accepted, one.invalid, one.refused) == (25, 1, 1)
    assert one.median_ms is not None
    assert one.p95_ms is not None
    assert one.median_ms < one.p95_ms
    assert len(one.findings) == len(one.unstable) == 1
    assert [reason for reason, _ in told.left_alone] == ["not declared"]


def test_what_got_how_much_of_the_time() -> None:
    alone = joined(None, record())
    both = joined(alone, record().model_copy(update={"shares": [TimeShare(what="GraphQL", spent_s=1.0)]}))
    assert [one.what for one in both.shares] == ["OpenAPI", "GraphQL"]
    assert (both.requests, both.spent_s, both.budget_s) == (2 * alone.requests, 4.0, 30.0)
    assert len(both.operations) == 4
    report = go()
    report.contract = both
    page = " ".join(render(report, Path()).split())
    assert "Of the 30 s for all of it: OpenAPI took 2.0 s of 30 s (26 requests), GraphQL took 1.0 s." in page


def test_the_section_is_made_from_the_record_alone_and_inert() -> None:
    report = go()
    assert 'id="contract"' not in render(report, Path())
    report.contract = record()
    page = render(RunReport.from_json(report.to_json()), Path())
    assert "1 of 2 operations answered" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "DELETE /items/{id}" in page
    assert "unstable: answered 500" in page


def test_a_thousand_operations_are_told_in_part() -> None:
    report = go()
    rows = [OperationRecord(operation=f"GET /r{number}", requests=1) for number in range(1000)]
    report.contract = ContractRecord(
        seed=1, budget_s=30, spent_s=30, requests=1000, requests_per_second=33.3, operations=rows
    )
    page = render(report, Path())
    assert "700 more in run.json" in page
    assert len(page) < 1_000_000
