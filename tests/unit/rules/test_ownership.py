"""Ownership: what is one's own, what others see of it, and what a change was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_links import Link
from prodworthy.rules.ownership import gone, leads_to_own, shown_to_another, thing, took, without_names

NOTE = {"id": "n7", "text": "for me", "likes": 0}
SECURED = [
    "POST /notes",
    "PUT /notes/{id}",
    "DELETE /notes/{id}",
    "PUT /notes/{id}/like",
    "PUT /other/{id}",
    "POST /log",
]


def answer(body: Any, status: int = 200) -> Exchange:
    request = Request("GET", "https://notes.example/notes/n7", Headers([]), b"")
    return Exchange(request=request, status=status, headers=Headers([]), body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link("POST /notes", "200", "PUT /notes/{id}", (("id", "/id"),)), True),
        (Link("POST /notes", "201", "DELETE /notes/{id}", (("id", "/data/id"),)), True),
        (Link("POST /log", "201", "PUT /other/{id}", (("id", "/id"),)), True),
        (Link("POST /log", "200", "PUT /other/{id}", (("id", "/id"),)), False),
        (Link("POST /notes", "201", "PUT /notes/{id}/like", (("id", "/id"),)), False),
        (Link("GET /notes", "200", "PUT /notes/{id}", (("id", "/*/id"),)), False),
        (Link("POST /notes", "201", "PUT /notes/{id}", (("id", "/*/id"),)), False),
        (Link("POST /notes", "201", "GET /public/{id}", (("id", "/id"),)), False),
        (Link("POST /notes", "201", "PUT /notes/{id}", (("id", "$request.path.id"),)), False),
        (Link("POST /log", "201", "PUT /other/{id}", (("id", "/other_id"),)), False),
        (Link("POST /log", "201", "PUT /other/{id}", (("id", "/author/id"),)), False),
        (Link("POST /notes", "201", "PUT /notes/{id}", (("id", "/note_id"),)), True),
    ],
    ids=[
        "collection",
        "made",
        "made elsewhere",
        "found",
        "below it",
        "listed",
        "list",
        "takes no credential",
        "named",
        "refers to it",
        "its author",
        "by another name",
    ],
)
def test_what_an_operation_makes_for_an_account(link: Link, *, expected: bool) -> None:
    assert leads_to_own(link, SECURED) is expected


@pytest.mark.parametrize(
    ("body", "alone", "expected"),
    [
        (NOTE, True, NOTE),
        ({"data": NOTE, "parent_id": "n7"}, True, NOTE),
        ({"text": "bears no name"}, True, {"text": "bears no name"}),
        ({"entries": [{"id": "n6"}, NOTE], "total": 7}, False, NOTE),
        ({"entries": [{"id": "n6"}]}, False, None),
        ([], True, None),
        ({"comments": [{"id": "c1", "note_id": "n7"}, NOTE]}, False, NOTE),
    ],
)
def test_a_thing_is_known_by_its_identifier(body: Any, *, alone: bool, expected: Any) -> None:
    assert thing(answer(body), "n7", alone=alone) == expected


def test_what_is_refused_shows_nothing_and_only_what_is_not_found_is_gone() -> None:
    assert thing(answer(NOTE, 403), "n7", alone=True) is None
    assert gone(answer({}, 404), "n7", alone=True)
    assert gone(answer({}, 410), "n7", alone=True)
    for status in (200, 403, 429, 500):
        assert not gone(answer(NOTE, status), "n7", alone=True)
    assert gone(answer({"entries": []}), "n7", alone=False)
    assert not gone(answer({"entries": [NOTE]}), "n7", alone=False)
    assert not gone(answer({}, 404), "n7", alone=False), "a list that is not there says nothing"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (NOTE, True),
        ({"id": "n7", "text": "for me"}, True),
        ({"id": "n7", "text": "for me", "likes": 1, "mine": False}, False),
        ({"id": "n7", "private": True}, False),
        ({"id": "n7", "error": "not yours"}, False),
        (None, False),
    ],
    ids=["all of it", "less of it", "as much differs", "a stub", "a refusal that names it", "nothing"],
)
def test_another_is_shown_the_thing_and_not_its_name(other: Any, *, expected: bool) -> None:
    assert shown_to_another(NOTE, other, "n7") is expected


@pytest.mark.parametrize(
    ("sent", "after", "expected"),
    [
        ({"text": "changed"}, {**NOTE, "text": "changed"}, True),
        ({"text": "changed"}, NOTE, False),
        ({"text": "for me"}, NOTE, False),
        ({"text": "changed"}, {**NOTE, "likes": 1}, False),
        ({"text": "changed"}, None, False),
        (["changed"], {**NOTE, "text": "changed"}, False),
    ],
    ids=["taken", "as before", "the same as before", "changed otherwise", "gone", "no object"],
)
def test_a_change_is_what_was_sent_and_was_not_there_before(sent: Any, after: Any, *, expected: bool) -> None:
    assert took(json.dumps(sent).encode(), [NOTE, NOTE], after) is expected


def test_what_changes_by_itself_was_not_changed() -> None:
    assert not took(b'{"likes": 1}', [NOTE, {**NOTE, "likes": 1}], {**NOTE, "likes": 1})
    assert not took(b"\xff", [NOTE], NOTE)


def test_parameters_by_another_name_are_the_same_path() -> None:
    assert without_names("GET /posts/{id}") == without_names("GET /posts/{post_id}")
    assert without_names("GET /posts/{id}") != without_names("GET /posts/feed")


def test_a_scheme_that_every_client_satisfies_is_no_credential() -> None:
    def operation(*security: dict[str, list[str]]) -> dict[str, Any]:
        return {"get": {"security": list(security), "responses": {}}}

    document = Document(
        {
            "openapi": "3.1.0",
            "paths": {"/open": operation({"key": []}), "/own": operation({"key": [], "token": []})},
            "components": {
                "securitySchemes": {
                    "key": {"type": "apiKey", "in": "header", "name": "apiKey"},
                    "token": {"type": "http", "scheme": "bearer"},
                }
            },
        },
        client_fields=frozenset({"apikey"}),
    )
    assert {one.path: (one.public, one.access) for one in document.operations} == {
        "/open": (True, "public"),
        "/own": (False, "token"),
    }
    assert not any(one.public for one in Document(document.raw).operations)
