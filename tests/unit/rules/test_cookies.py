"""Cookies as browsers keep them."""

import datetime as dt

import pytest

from prodworthy.rules import cookie_rules
from prodworthy.rules.cookies import Cookie, parse, parse_all, parse_date

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def one(value: str) -> Cookie:
    cookie = parse(value)
    assert cookie is not None
    return cookie


def test_attributes_without_sense_still_count() -> None:
    cookie = one("sid=x; Secure=false; HttpOnly=no; SAMESITE=lax; SameSite=Strict; Colour=blue")
    assert cookie.secure
    assert cookie.http_only
    assert cookie.same_site == "strict"
    assert cookie.unknown == ("Colour",)


def test_an_expiry_has_a_comma_and_max_age_goes_first() -> None:
    cookie = one("a=b; Expires=Wed, 21 Nov 2029 07:28:00 GMT; Max-Age=60")
    assert cookie.lifetime_s(NOW) == 60
    assert one("a=b; Expires=Thu, 01-Jan-1970 00:00:00 GMT").removes(NOW)
    assert one("a=b").lifetime_s(NOW) is None
    assert one("a=b; max-age=soon").lifetime_s(NOW) is None
    assert parse_date("nonsense") is None


def test_control_characters_drop_a_cookie_whole() -> None:
    assert parse("a=b\x00c; Secure") is None
    assert parse_all(["", "=", "a=b"])[0].name == "a"
    assert one("lonely").name == ""


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("__Host-sid=x; Secure; Path=/", ""),
        ("__host-sid=x; Path=/", "without Secure"),
        ("__Host-sid=x; Secure; Path=/; Domain=app.example", "with Domain"),
        ("__Host-sid=x; Secure", "without Path=/"),
        ("__Secure-sid=x; Secure; Domain=app.example", ""),
        ("__Secure-sid=x", "without Secure"),
        ("__Http-sid=x; Secure", "without HttpOnly"),
        ("__Host-Http-sid=x; Secure; Path=/", "without HttpOnly"),
        ("sid=x", ""),
    ],
)
def test_prefixes(value: str, problem: str) -> None:
    assert one(value).prefix_problem() == problem


@pytest.mark.parametrize(
    "name",
    [
        "sid",
        "PHPSESSID",
        "JSESSIONID",
        "connect.sid",
        "__Host-session",
        "access_token",
        "refreshToken",
        "sb-x-auth-token",
    ],
)
def test_sessions_by_name(name: str) -> None:
    assert one(f"{name}=x").is_session()


@pytest.mark.parametrize(
    "name", ["csrftoken", "XSRF-TOKEN", "cookie_consent", "locale", "theme", "_ga", "AWSALB", "__cf_bm", "inside"]
)
def test_cookies_that_are_no_session(name: str) -> None:
    assert not one(
        f"{name}=0123456789012345678901234567890; HttpOnly" if name in {"AWSALB", "__cf_bm"} else f"{name}=x"
    ).is_session()


def test_sessions_by_value_and_by_declaration() -> None:
    assert one("u=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln").is_session()
    assert one("k=9f86d081884c7d659a2feaa0c55ad015; HttpOnly").is_session()
    assert not one("sid=x").is_session(["other"])


def test_missing_secure_is_worse_on_a_session() -> None:
    assert not cookie_rules.judge_secure([one("sid=x")]).advisory
    assert cookie_rules.judge_secure([one("locale=fr")]).advisory
    assert not cookie_rules.judge_secure([one("sid=x; secure")])


def test_a_csrf_cookie_is_made_for_scripts() -> None:
    assert not cookie_rules.judge_http_only([one("XSRF-TOKEN=abcdefghijklmnopqrstuvwxyz")])
    assert cookie_rules.judge_http_only([one("sid=x; Secure")])


@pytest.mark.parametrize(
    ("value", "fails"),
    [
        ("sid=x; Secure; SameSite=Lax", False),
        ("sid=x; Secure", True),
        ("sid=x; Secure; SameSite=Sometimes", True),
        ("sid=x; Secure; SameSite=None", True),
        ("widget=x; Secure; SameSite=None", False),
        ("widget=x; SameSite=None", True),
        ("AWSALB=x", False),
    ],
)
def test_same_site(value: str, fails: bool) -> None:  # noqa: FBT001 - a table's column
    assert bool(cookie_rules.judge_same_site([one(value)])) is fails


def test_scope_and_prefix_of_a_session() -> None:
    assert cookie_rules.judge_domain([one("sid=x; Domain=.app.example")])
    assert not cookie_rules.judge_domain([one("sid=x; Domain=")])
    assert cookie_rules.judge_session_prefix([one("sid=x")])
    assert not cookie_rules.judge_session_prefix([one("__Secure-sid=x; Secure")])
    assert cookie_rules.judge_prefixes([one("__Host-sid=x")])


def test_lifetimes_are_bounded() -> None:
    assert cookie_rules.judge_lifetime([one("sid=x; Max-Age=99999999999")], NOW)
    assert not cookie_rules.judge_lifetime([one(f"sid=x; Max-Age={400 * 86400}")], NOW)
    assert cookie_rules.judge_lifetime([one("sid=x; Max-Age=7200")], NOW, session_limit_s=3600)


@pytest.mark.parametrize(
    "value",
    [
        "u=alice%40prodworthy.invalid",
        "u=eyJlbWFpbCI6ImFsaWNlQHByb2R3b3J0aHkuaW52YWxpZCJ9",
        'u={"role":"user"}',
        "u=eyJhbGciOiJIUzI1NiJ9.eyJkYXRlT2ZCaXJ0aCI6IjE5OTAtMDEtMDEifQ.c2ln",
    ],
)
def test_readable_personal_data(value: str) -> None:
    assert cookie_rules.judge_content([one(value)])


def test_opaque_values_tell_nothing() -> None:
    assert not cookie_rules.judge_content([one("sid=9f86d081884c7d659a2feaa0c55ad015")])


def test_sizes() -> None:
    assert cookie_rules.judge_size([one("a=" + "x" * 4096)])
    assert cookie_rules.judge_size([one(f"a{number}=x") for number in range(51)])
    assert not cookie_rules.judge_size([one("a=b")])
    assert cookie_rules.judge_partitioned([one("a=b; Partitioned")])
