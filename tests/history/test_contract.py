"""The document of an API, kept from run to run: what it broke is told once, and only by a run that can compare."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from prodworthy.history import documents
from prodworthy.history.opening import Database
from prodworthy.history.place import Place
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from tests.runs import run

SHOP, TWIN = Subject("shop", "https://shop.example"), Subject("shop", "https://staging.example")


def test_the_latest_document_of_a_target_at_a_place(history: History) -> None:
    assert history.document(SHOP, "openapi") is None
    assert history.keep_document(SHOP, "run1", "openapi", '{"a": "é"}')
    assert not history.keep_document(SHOP, "run2", "openapi", '{"a": "é"}'), "it is the same"
    assert history.keep_document(SHOP, "run3", "openapi", "{}")
    assert history.document(SHOP, "openapi") == "{}"
    assert history.document(TWIN, "openapi") is None
    assert history.document(SHOP, "other") is None
    assert history.document(SHOP, "openapi", but_of="run3") == '{"a": "é"}', (
        "who asks again is not compared with itself"
    )


def test_few_versions_are_kept(history: History) -> None:
    for number in range(20):
        history.keep_document(SHOP, "run", "openapi", str(number))
    history.keep_document(TWIN, "run", "openapi", "twin")
    with history._database.reading() as connection:
        rows = connection.execute(documents.documents.select()).all()
    assert len(rows) == 6
    assert history.document(SHOP, "openapi") == "19"


def test_a_breaking_change_is_told_by_the_run_that_comes_upon_it(tmp_path: Path) -> None:
    def judged(number: int, *options: str) -> str:
        kept = f"--history={tmp_path / 'h.sqlite'}"
        ran = run("contract", "-k", "compatible", "--demo=balloond", kept, *options, output=tmp_path / str(number))
        return ran.outcome("contract.compatible")

    assert judged(1) == "NOT_APPLICABLE"
    assert judged(2) == "PASSED"
    assert judged(3, "--demo-fault=openapi-shrunk") == "FAILED"
    assert judged(4, "--demo-fault=openapi-shrunk") == "PASSED"
    assert judged(5) == "PASSED", "more operations break nobody"


def test_a_history_without_documents_is_brought_forward(place: Place) -> None:
    with Database(place, migrations={}, version=1).writing() as connection:
        connection.execute(text("DROP TABLE documents"))
    with History(place) as history:
        assert history.document(SHOP, "openapi") is None
        assert history.keep_document(SHOP, "run1", "openapi", "{}")
        assert history.document(SHOP, "openapi") == "{}"
