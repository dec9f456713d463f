"""Who may read responses across origins."""

from collections.abc import Sequence

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import cors

FOREIGN = "https://foreign.invalid"


def answer(*fields: tuple[str, str], status: int = 200) -> Exchange:
    return Exchange(Request("GET", "https://app.example/api"), status, Headers(fields))


def allow(origin: str, *more: tuple[str, str]) -> Exchange:
    return answer(("Access-Control-Allow-Origin", origin), *more)


CREDENTIALS = ("access-control-allow-credentials", "true")


def test_reflection_with_credentials_is_the_hole() -> None:
    assert cors.judge_stranger(allow(FOREIGN, CREDENTIALS), FOREIGN)
    assert not cors.judge_stranger(allow(FOREIGN), FOREIGN)
    assert not cors.judge_stranger(allow("*", CREDENTIALS), FOREIGN)
    assert not cors.judge_stranger(allow("https://app.example", CREDENTIALS), FOREIGN)
    assert not cors.judge_stranger(allow(FOREIGN, ("Access-Control-Allow-Credentials", "True")), FOREIGN)
    assert not cors.judge_stranger(answer(), FOREIGN)
    assert cors.judge_stranger(allow("null", CREDENTIALS), "null")


def test_an_echo_without_credentials_is_another_matter() -> None:
    assert cors.judge_echo(allow(FOREIGN), FOREIGN)
    assert not cors.judge_echo(allow(FOREIGN, CREDENTIALS), FOREIGN)
    assert not cors.judge_echo(allow("*"), FOREIGN)


def test_wildcards() -> None:
    assert cors.judge_wildcard(allow("*", CREDENTIALS))
    assert not cors.judge_wildcard(allow("*"))
    assert cors.judge_private_wildcard(allow("*"))
    assert not cors.judge_private_wildcard(allow("https://app.example"))


@pytest.mark.parametrize(
    "fields",
    [
        (("Access-Control-Allow-Origin", "https://a.example, https://b.example"),),
        (("Access-Control-Allow-Origin", "https://a.example https://b.example"),),
        (("Access-Control-Allow-Origin", "*"), ("access-control-allow-origin", "*")),
    ],
)
def test_two_origins_are_none(fields: Sequence[tuple[str, str]]) -> None:
    assert cors.judge_single(Headers(fields))
    assert not cors.judge_single(Headers([("Access-Control-Allow-Origin", "https://a.example")]))


def test_preflights_of_strangers() -> None:
    methods = ("Access-Control-Allow-Methods", "PUT, DELETE")
    assert not cors.judge_preflight_stranger(allow(FOREIGN, CREDENTIALS, methods), FOREIGN).advisory
    assert cors.judge_preflight_stranger(allow(FOREIGN, methods), FOREIGN).advisory
    assert not cors.judge_preflight_stranger(allow("*", methods), FOREIGN)
    refused = answer(("Access-Control-Allow-Origin", FOREIGN), status=403)
    assert not cors.judge_preflight_stranger(refused, FOREIGN)


def test_preflights_of_friends() -> None:
    origin = "https://app.example"
    assert not cors.judge_preflight_allowed(allow(origin, ("Access-Control-Allow-Methods", "PUT")), origin, "PUT")
    assert cors.judge_preflight_allowed(allow(origin, ("Access-Control-Allow-Methods", "GET")), origin, "PUT")
    assert cors.judge_preflight_allowed(answer(status=401), origin, "GET")
    assert cors.judge_preflight_allowed(answer(), origin, "GET")
    assert not cors.judge_preflight_allowed(allow(origin), origin, "POST")


def test_preflight_limits() -> None:
    assert cors.judge_preflight_limits(answer(("Access-Control-Allow-Methods", "GET, FOO")), "FOO", "x-anything")
    assert cors.judge_preflight_limits(answer(("Access-Control-Allow-Headers", "X-Anything")), "FOO", "x-anything")
    assert not cors.judge_preflight_limits(answer(("Access-Control-Allow-Methods", "GET")), "FOO", "x-anything")
    assert cors.judge_max_age(answer(("Access-Control-Max-Age", "999999")))
    assert not cors.judge_max_age(answer(("Access-Control-Max-Age", "86400")))
    assert cors.judge_exposed(Headers([("Access-Control-Expose-Headers", "Authorization, ETag")]))


def test_vary_matters_where_the_answer_depends_on_the_origin() -> None:
    vary = ("Vary", "Accept-Encoding, Origin")
    assert not cors.judge_vary({"": allow("*"), FOREIGN: allow("*")})
    assert cors.judge_vary({"": answer(), "https://app.example": allow("https://app.example", vary)})
    assert not cors.judge_vary({"": answer(vary), "https://app.example": allow("https://app.example", vary)})
    assert not cors.judge_vary(
        {"": answer(("Cache-Control", "no-store")), "https://app.example": allow("https://app.example", vary)}
    )
    fixed = allow("https://other.example")
    assert not cors.judge_vary({"": fixed, FOREIGN: fixed}), "the same for everyone depends on nothing"


def test_lookalikes_are_all_different_from_the_origin() -> None:
    made = cors.lookalikes("https://app.example:8443", "qzx")
    assert made["suffix"] == ("https://app.example.qzx.invalid:8443",)
    assert made["prefix"] == ("https://qzxapp.example:8443", "https://qzx-app.example:8443")
    assert made["unescaped dot"] == ("https://appqexample:8443",)
    assert "https://app.example:8443" not in [one for group in made.values() for one in group]
    assert cors.lookalikes("http://localhost", "qzx")["plain http"] == ()
