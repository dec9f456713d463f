"""Links: what an answer holds of what the next request takes."""

from __future__ import annotations

from prodworthy.rules.openapi_links import Link

LISTED = Link("GET /venues", "200", "GET /venues/{id}", (("id", "/venues/*/id"),), declared=False)


def test_each_entry_of_a_list_is_a_way_on() -> None:
    assert LISTED.listed
    body = b'{"venues": [{"id": 1}, {"id": "b"}, {"id": 3}]}'
    assert list(LISTED.entries(200, body)) == [{"id": "1"}, {"id": "b"}, {"id": "3"}]
    assert LISTED.values(200, body) == {"id": "1"}


def test_a_list_ends_where_an_entry_has_no_identifier() -> None:
    assert list(LISTED.entries(200, b'{"venues": [{"id": 1}, {"id": null}, {"id": 3}]}')) == [{"id": "1"}]
    for body in (b'{"venues": []}', b'{"venues": {"id": 1}}', b"[]", b"\xff", b"[" * 100_000):
        assert list(LISTED.entries(200, body)) == []
    assert list(LISTED.entries(404, b'{"venues": [{"id": 1}]}')) == []


def test_long_lists_are_not_followed_to_their_end() -> None:
    link = Link("GET /numbers", "200", "GET /numbers/{n}", (("n", "/*"),), declared=False)
    assert len(list(link.entries(200, str(list(range(1000))).encode()))) == 10


def test_the_path_of_the_first_request_is_part_of_the_next_one() -> None:
    parameters = (("chat", "$request.path.chat"), ("id", "/messages/*/id"))
    link = Link("GET /chats/{chat}/messages", "200", "GET /chats/{chat}/messages/{id}", parameters, declared=False)
    body = b'{"messages": [{"id": 4}]}'
    assert list(link.entries(200, body, {"chat": "c1"})) == [{"chat": "c1", "id": "4"}]
    assert list(link.entries(200, body)) == []
