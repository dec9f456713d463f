"""Filling templates and following dotted paths."""

from typing import Any

import pytest

from prodworthy.rules.templates import (
    NOTHING,
    MissingValue,
    beside,
    fill,
    fill_path,
    fill_text,
    lookup,
    names,
    with_value,
    without,
    without_word,
)


def test_words_are_filled_at_any_depth() -> None:
    template = {"email": "{email}", "tags": ["{run}", 3], "note": "for {run}, {run}"}
    assert fill(template, {"email": "a@b.invalid", "run": "x1"}) == {
        "email": "a@b.invalid",
        "tags": ["x1", 3],
        "note": "for x1, x1",
    }


def test_a_lone_word_keeps_its_type() -> None:
    assert fill({"lat": "{lat}", "text": "at {lat}"}, {"lat": 48.5}) == {"lat": 48.5, "text": "at 48.5"}
    assert fill("{nothing}", {"nothing": None}) is None


def test_a_missing_value_is_named_with_those_that_there_are() -> None:
    with pytest.raises(MissingValue, match=r"no value \{chat_id\}; there are: run, token"):
        fill(["{chat_id}"], {"token": "t", "run": "r"})


def test_doubled_braces_are_braces() -> None:
    assert fill_text("query {{ me {{id}} }} {run}", {"run": "r"}) == "query { me {id} } r"


def test_other_braces_stay() -> None:
    assert fill_text('{"a": 1} {Upper} { x }', {}) == '{"a": 1} {Upper} { x }'


def test_a_value_cannot_become_a_path_of_its_own() -> None:
    assert fill_path("/users/{id}?q={q}", {"id": "../admin", "q": "a&b=c"}) == "/users/..%2Fadmin?q=a%26b%3Dc"


def test_a_value_is_not_filled_again() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "2"}) == "{b} 2"


def test_names_of_a_template() -> None:
    assert list(names({"{k}": ["{a}", {"x": "{{b}} {c}"}], "n": 1})) == ["k", "a", "c"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("user.id", 7),
        ("items.0.id", "first"),
        ("items.-1.id", "last"),
        ("user.missing", NOTHING),
        ("items.2.id", NOTHING),
        ("items.x", NOTHING),
        ("user.id.deeper", NOTHING),
        ("user.nickname", None),
        ("a.b", "dotted key"),
    ],
)
def test_dotted_paths(path: str, expected: Any) -> None:
    document = {
        "user": {"id": 7, "nickname": None},
        "items": [{"id": "first"}, {"id": "last"}],
        "a.b": "dotted key",
    }
    assert lookup(document, path) == expected


def test_the_empty_path_is_the_document() -> None:
    assert lookup([1, 2], "") == [1, 2]


def test_setting_and_leaving_out_do_not_touch_the_original() -> None:
    body = {"user": {"born": "2000-01-01", "name": "A"}}
    assert with_value(body, "user.born", None) == {"user": {"born": None, "name": "A"}}
    assert with_value(body, "data.born", 1) == {**body, "data": {"born": 1}}
    assert without(body, "user.born") == {"user": {"name": "A"}}
    assert without(body, "nowhere.born") == body
    assert body == {"user": {"born": "2000-01-01", "name": "A"}}


def test_a_key_with_nothing_but_a_word_is_left_out_or_joined_by_others() -> None:
    body = {"people": [{"name": "{name}", "born": "{birth_date}"}], "note": "born {birth_date}"}
    assert without_word(body, "birth_date") == {"people": [{"name": "{name}"}], "note": "born {birth_date}"}
    joined = beside(body, "birth_date", {"adult": True})
    assert joined["people"] == [{"name": "{name}", "born": "{birth_date}", "adult": True}]
    assert "adult" not in joined
    assert without_word(None, "birth_date") is None
    assert beside("{birth_date}", "birth_date", {"adult": True}) == "{birth_date}"


def test_a_star_stands_for_each_of_a_list() -> None:
    document = {"users": [{"id": 1}, {"id": 2}, {}]}
    assert lookup(document, "users.*.id") == [1, 2, NOTHING]
    assert lookup({"*": 3}, "*") == 3
