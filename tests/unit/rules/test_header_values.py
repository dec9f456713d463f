"""The smaller header fields, by value."""

import pytest

from prodworthy.rules import cross_origin, nosniff, permissions, referrer
from prodworthy.rules.structured import MalformedError, Token, parse_dictionary, parse_item


@pytest.mark.parametrize("values", [["nosniff"], ["NoSniff"], ["nosniff, nosniff"], ["nosniff", "other"]])
def test_nosniff_is_the_first_member(values: list[str]) -> None:
    assert not nosniff.judge(values)


@pytest.mark.parametrize("values", [[], [""], ['"nosniff"'], ["other, nosniff"], ["no-sniff"]])
def test_other_values_leave_sniffing_on(values: list[str]) -> None:
    assert nosniff.judge(values)


def test_types_of_scripts_and_styles() -> None:
    assert not nosniff.judge_type("script", "text/javascript")
    assert nosniff.judge_type("script", "text/html")
    assert nosniff.judge_type("style", "text/plain")
    assert not nosniff.judge_type("image", "anything/else")


@pytest.mark.parametrize(
    ("values", "policy"),
    [
        (["no-referrer"], "no-referrer"),
        (["unsafe-url, strict-origin"], "strict-origin"),
        (["strict-origin, unsafe-url"], "unsafe-url"),
        (["no-referrer, future-policy"], "no-referrer"),
        (["no-referrer", "SAME-ORIGIN"], "same-origin"),
        (["nonsense"], ""),
        ([""], ""),
        ([], ""),
    ],
)
def test_the_last_known_referrer_token_wins(values: list[str], policy: str) -> None:
    assert referrer.effective(values) == policy


def test_an_unsafe_referrer_policy_is_worse_than_none() -> None:
    assert referrer.judge([]).advisory
    assert not referrer.judge(["unsafe-url"]).advisory
    assert referrer.judge(["no-referrer-when-downgrade"])
    assert not referrer.judge(["strict-origin-when-cross-origin"])


def test_markup_may_not_tell_more_than_the_header() -> None:
    assert referrer.judge_overrides(["no-referrer"], ["unsafe-url"])
    assert not referrer.judge_overrides(["no-referrer"], ["strict-origin", "nonsense"])
    assert not referrer.judge_overrides(["unsafe-url"], ["unsafe-url"])


def test_structured_values() -> None:
    read = parse_dictionary(['a=1, b;x="y", c=(self "https://x.example"), a=?0'])
    assert read["a"].value is False
    assert read["b"].value is True
    assert read["b"].parameters == {"x": "y"}
    assert [member.value for member in read["c"].members] == [Token("self"), "https://x.example"]
    assert parse_item(["same-origin; report-to=x"]).value == "same-origin"


@pytest.mark.parametrize("values", [["camera 'none'"], ["a=1,"], ["A=1"], ["a=(1"], ["a=1 b=2"]])
def test_malformed_dictionaries_are_void(values: list[str]) -> None:
    with pytest.raises(MalformedError):
        parse_dictionary(values)


@pytest.mark.parametrize(
    "values",
    [
        ["camera=(), geolocation=(self)"],
        ["camera=()", "microphone=()"],
        ["fullscreen=*"],
        ['camera=(self "https://x.example")'],
    ],
)
def test_permissions_that_name_who(values: list[str]) -> None:
    assert not permissions.judge(values)


def test_permissions_for_everyone_or_unreadable() -> None:
    assert not permissions.judge([]), "without a field, browsers grant them to the page's own origin only"
    assert not permissions.judge(["camera=*"]).advisory
    assert permissions.judge(["camera=(*)"])
    assert permissions.judge(["camera 'none'; microphone 'none'"])
    assert not permissions.judge(["camera=*, camera=()"]), "the last of a key wins"


def test_opener_policy() -> None:
    assert not cross_origin.judge_opener(['same-origin; report-to="x"'])
    assert not cross_origin.judge_opener(["same-origin-allow-popups"])
    assert cross_origin.judge_opener(["same-origin", "same-origin"]), "two values are none"
    assert cross_origin.judge_opener([])
    assert cross_origin.judge_opener(['"same-origin"'])


def test_resource_embedder_and_cluster() -> None:
    assert not cross_origin.judge_resource(["same-site"])
    assert cross_origin.judge_resource(["cross-origin"])
    assert cross_origin.judge_resource(["same-origin", "same-origin"])
    assert not cross_origin.judge_embedder([])
    assert cross_origin.judge_embedder(["on"])
    assert not cross_origin.judge_agent_cluster([])
    assert cross_origin.judge_agent_cluster(["?0"])
    assert not cross_origin.judge_agent_cluster(["?1"])
