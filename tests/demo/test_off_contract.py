"""What answers otherwise than the document and the schema say, once that is planted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Demo


def read(demo: Demo, path: str) -> Any:
    return demo.client.get(path, headers=demo.person().auth)


def asked(demo: Demo, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = demo.client.post("/graphql", json={"query": query}, headers=demo.person().auth).json()
    return answer


def document(demo: Demo) -> dict[str, Any]:
    told: dict[str, Any] = demo.client.get("/api/docs-json").json()
    return told


@pytest.mark.parametrize(
    ("fault", "holds"),
    [
        ("contract-field-missing", lambda demo: "used" in read(demo, "/api/matching/allocation").json()),
        ("contract-null", lambda demo: read(demo, "/api/matching/pops/received").json()["pops"] is not None),
        (
            "contract-media-type",
            lambda demo: read(demo, "/api/subscription/plans").headers["content-type"] == "application/json",
        ),
        (
            "contract-auth-ignored",
            lambda demo: "security" not in document(demo)["paths"]["/api/experiments/definitions"]["get"],
        ),
        ("contract-route-undocumented", lambda demo: "/api/matching/pop" in document(demo)["paths"]),
        ("openapi-server-foreign", lambda demo: "localhost:3000" not in str(document(demo)["servers"])),
        ("openapi-unprotected", lambda demo: document(demo)["paths"]["/api/auth/profile"]["get"]["security"]),
        (
            "openapi-no-errors",
            lambda demo: "401" in document(demo)["paths"]["/api/matching/matches"]["get"]["responses"],
        ),
        ("openapi-example-wrong", lambda demo: "'ten'" not in str(document(demo)["paths"]["/api/users/nearby"])),
        ("openapi-shrunk", lambda demo: "/api/admin/users" in document(demo)["paths"]),
        ("graphql-resolver-crash", lambda demo: "errors" not in asked(demo, '{ user(id: "x") { id } }')),
        ("graphql-verbose-errors", lambda demo: "extensions" not in str(asked(demo, "{ me"))),
        ("graphql-suggests-fields", lambda demo: "Did you mean" not in str(asked(demo, "{ mee { id } }"))),
        (
            "graphql-deep",
            lambda demo: "errors" in asked(demo, "{ matches { " + "user { matches { " * 8 + "id" + " } }" * 8 + " } }"),
        ),
        (
            "graphql-schema-broken",
            lambda demo: "Popped" in str(asked(demo, "{ __schema { types { name } } }")),
        ),
    ],
)
def test_what_holds_until_it_is_planted(demo: Demo, fault: str, holds: Callable[[Demo], Any]) -> None:
    assert holds(demo)
    demo.plant(fault)
    assert not holds(demo)


def test_who_has_just_signed_up_is_found_as_the_document_links(demo: Demo) -> None:
    link = document(demo)["paths"]["/api/auth/signup"]["post"]["responses"]["201"]["links"]["profile"]
    assert link["parameters"] == {"id": "$response.body#/user/id"}
    assert link["operationId"] == document(demo)["paths"]["/api/users/{id}"]["get"]["operationId"]
    someone = demo.person()
    other = demo.person()
    assert demo.client.get(f"/api/users/{other.id}", headers=someone.auth).status_code == 200
    demo.plant("contract-link-broken")
    new = demo.person()
    assert demo.client.get(f"/api/users/{new.id}", headers=someone.auth).status_code == 404


def test_a_slow_operation_takes_more_than_a_second(demo: Demo) -> None:
    someone = demo.person()
    demo.plant("contract-slow")
    answer = demo.client.get("/api/chat/conversations", headers=someone.auth)
    assert answer.elapsed.total_seconds() > 1


def test_notes_are_their_authors_own_unless_that_is_planted(demo: Demo) -> None:
    author, other = demo.person(), demo.person()
    made = demo.client.post("/api/notes", headers=author.auth, json={"text": "Likes kites"}).json()
    note = f"/api/notes/{made['id']}"
    assert demo.client.put(note, headers=author.auth, json={"text": "Likes trains"}).json()["text"] == "Likes trains"
    assert demo.client.get("/api/users/me/export", headers=author.auth).json()["notes"] == ["Likes trains"]
    for method, body in (("GET", None), ("PUT", {"text": "Mine"}), ("DELETE", None)):
        assert demo.client.request(method, note, headers=other.auth, json=body).status_code == 404
    demo.plant("contract-notes-open")
    assert demo.client.get(note, headers=other.auth).json()["text"] == "Likes trains"
    assert demo.client.delete(note, headers=other.auth).status_code == 204
