"""Injection, seen by asking for something true and something false."""

from prodworthy.facts.exchange import Exchange, Request
from prodworthy.rules.injection import Search, judge_pair, pairs, searches
from prodworthy.rules.openapi import Document


def answer(body: str, status: int = 200) -> Exchange:
    return Exchange(Request("GET", "https://x.example/"), status, body=body.encode())


def test_only_free_texts_of_queries_are_tried() -> None:
    parameters = [
        {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 50}},
        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["a"]}},
        {"name": "since", "in": "query", "schema": {"type": "string", "format": "date"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "X-Name", "in": "header", "schema": {"type": "string"}},
    ]
    paths = {"/users": {"get": {"parameters": parameters}, "post": {"parameters": parameters}}}
    document = Document({"openapi": "3.1.0", "paths": paths}, "https://x.example/openapi.json")
    assert searches(document) == [Search("/users", "q")]


def test_a_difference_that_repeats_itself_is_found() -> None:
    assert judge_pair([answer("[1,2]")] * 3, [answer("[]")] * 3, ["q1"])


def test_other_people_who_come_and_go_hide_no_difference() -> None:
    assert judge_pair([answer("[1]"), answer("[1,2]"), answer("[1,2,3]")], [answer("[]")] * 3, [])
    assert not judge_pair([answer("[]"), answer("[]"), answer("[1]")], [answer("[]"), answer("[1]"), answer("[1]")], [])


def test_echoes_noise_and_refusals_are_no_difference() -> None:
    assert not judge_pair([answer("no q1 q1")], [answer("no q1 q2")], ["q1", "q2"])
    assert not judge_pair([answer("[]")] * 3, [answer("[]")] * 3, [])
    assert not judge_pair([answer("at 1"), answer("at 2")], [answer("at 3"), answer("at 4")], [])
    assert not judge_pair([answer("", 403)], [answer("", 200)], [])


def test_pairs_differ_in_nothing_but_their_truth() -> None:
    for true, false in pairs("qaaa", "qbbb").values():
        assert len(true) == len(false)
        assert false.replace("qbbb", "qaaa") == true
