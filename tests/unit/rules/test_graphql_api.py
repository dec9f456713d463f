"""GraphQL as an API of operations: which there are, and which are left alone."""

from __future__ import annotations

import pytest

from prodworthy.rules.graphql_api import Field, Service, left_alone
from prodworthy.rules.graphql_schema import schema_of

SHOP = """
type Query { item(id: ID!, size: Int): String  old: String @deprecated }
type Mutation { addItem(name: String!, count: Int! = 1): String }
"""


def test_fields_are_operations() -> None:
    schema = schema_of(SHOP)
    assert schema is not None
    item, old, added = Service(schema.told, "https://shop.example/graphql").operations
    assert (item.label, item.required, item.parameters, item.safe) == ("query item", ("id",), ("id", "size"), True)
    assert old.deprecated
    assert (added.label, added.required, added.safe) == ("mutation addItem", ("name",), False)
    assert item.public


def test_what_is_no_schema_has_no_operation() -> None:
    for told in ({}, {"queryType": None, "types": [None, 3]}, {"queryType": {"name": "Q"}, "types": "x"}):
        assert Service(told).operations == ()


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("query", "me", ""),
        ("query", "orders", ""),
        ("query", "deletedItems", ""),
        ("mutation", "updateProfile", ""),
        ("mutation", "sendMessage", ""),
        ("mutation", "login", ""),
        ("mutation", "createUserNote", ""),
        ("mutation", "deleteMessage", "removes something"),
        ("mutation", "removeItem", "removes something"),
        ("mutation", "delete_item", "removes something"),
        ("mutation", "cancelBooking", "removes something"),
        ("mutation", "checkout", "removes something"),
        ("mutation", "placeOrder", "removes something"),
        ("mutation", "topUp", "removes something"),
        ("mutation", "deleteAccount", "ends the session"),
        ("mutation", "signOut", "ends the session"),
        ("mutation", "logout", "ends the session"),
        ("mutation", "signUp", "makes accounts"),
        ("mutation", "register", "makes accounts"),
        ("mutation", "createUser", "makes accounts"),
        ("mutation", "deleteDeclared", ""),
        ("mutation", "registerDeclared", ""),
        ("query", "excluded", "excluded"),
        ("mutation", "excludedToo", "excluded"),
    ],
)
def test_what_is_left_alone(kind: str, name: str, reason: str) -> None:
    said = left_alone(
        Field(kind, name, name),
        ["excluded", "mutation excludedToo"],
        writes=True,
        irreversible=["mutation deleteDeclared", "registerDeclared"],
    )
    assert said.startswith(reason)
    assert bool(said) is bool(reason)


def test_a_run_that_only_reads_asks_queries_alone() -> None:
    assert left_alone(Field("query", "me", "me"), [], writes=False) == ""
    assert "only reads" in left_alone(Field("mutation", "like", "like"), [], writes=False)
