"""Strict-Transport-Security, on the values that others get wrong."""

import pytest

from prodworthy.rules import hsts

YEAR = 31_536_000


@pytest.mark.parametrize(
    "value",
    [
        "max-age=31536000",
        'max-age="31536000"',
        "Max-Age=31536000; IncludeSubDomains",
        "max-age = 31536000 ; includeSubDomains",
        "includeSubDomains; max-age=63072000; preload",
        "max-age=31536000; future=thing; other",
        'max-age=31536000; note="a;b"',
        "; max-age=31536000;;",
        "max-age=000031536000",
        "max-age=" + "9" * 6000,
    ],
)
def test_valid_fields_of_a_year_or_more_are_fine(value: str) -> None:
    assert not hsts.judge([value], YEAR)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("max-age=forever", "not a number"),
        ("max-age=-1", "not a number"),
        ("max-age=1.5e9", "not a number"),
        ("max-age=", "no directive"),
        ("max-age", "not a number"),
        ("includeSubDomains", "max-age is missing"),
        ("", "max-age is missing"),
        ("max-age=31536000; max-age=31536000", "twice"),
        ("max-age=31536000; MAX-AGE=0", "twice"),
        ("max-age=31536000; x; X", "twice"),
        ("max-age=31536000, max-age=31536000", "no directive"),
        ("max-age=31536000 includeSubDomains", "no directive"),
        ("max-age=31536000; includeSubDomains=true", "has a value"),
        ("max-age='31536000'", "not a number"),
        ("max-age=３１５３６０００", "no directive"),  # noqa: RUF001 - digits that are none in ASCII
    ],
)
def test_what_browsers_ignore_is_a_finding(value: str, word: str) -> None:
    findings = hsts.judge([value], YEAR)
    assert word in findings.describe()
    assert not findings.advisory


def test_absence_is_a_finding() -> None:
    assert not hsts.judge([], YEAR).advisory
    assert hsts.judge([], YEAR)


@pytest.mark.parametrize(
    ("age", "advisory"), [(15_552_000, True), (31_535_999, True), (15_551_999, False), (86_400, False)]
)
def test_a_shorter_age_is_advisory_down_to_half_a_year(age: int, advisory: bool) -> None:  # noqa: FBT001 - a table's column
    assert hsts.judge([f"max-age={age}"], YEAR).advisory is advisory


def test_zero_makes_browsers_forget() -> None:
    assert "forget" in hsts.judge(["max-age=0; includeSubDomains"], 0).describe()


def test_only_the_first_field_counts() -> None:
    assert "ignore" in hsts.judge(["max-age=x", "max-age=31536000"], YEAR).describe()
    assert hsts.judge(["max-age=31536000"] * 2, YEAR).advisory
    assert not hsts.judge(["max-age=31536000", "max-age=0"], YEAR).advisory


def test_preload_has_conditions() -> None:
    assert hsts.judge_preload(["max-age=31536000; preload"])
    assert hsts.judge_preload(["max-age=86400; includeSubDomains; preload"])
    assert not hsts.judge_preload(["max-age=31536000; includeSubDomains; preload"])
    assert not hsts.judge_preload(["max-age=60"])
    assert not hsts.judge_preload([])


def test_subdomains_are_judged_only_on_a_valid_policy() -> None:
    assert hsts.judge_subdomains(["max-age=1"])
    assert not hsts.judge_subdomains(["max-age=1; INCLUDESUBDOMAINS"])
    assert not hsts.judge_subdomains(["includeSubDomains=1; max-age=1"])


def test_over_plain_http_the_field_is_wrong() -> None:
    assert hsts.judge_plain(["max-age=31536000"])
    assert not hsts.judge_plain([])


@pytest.mark.parametrize(
    ("host", "applies"),
    [("a.example", True), ("localhost", True), ("127.0.0.1", False), ("::1", False), ("[::1]", False), ("", False)],
)
def test_browsers_keep_no_policy_for_addresses(host: str, applies: bool) -> None:  # noqa: FBT001 - a table's column
    assert hsts.applies_to(host) is applies
