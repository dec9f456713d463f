"""What is kept back, and whether an answer gives it away; how refusals are worded; which date is kept."""

import base64
import datetime as dt

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import age_kept, age_wording, gated

MARKERS = ("Keeps bees on a roof.",)
URL = "https://x.example/feed"


def answer(status: int = 200, body: str = "", **headers: str) -> Exchange:
    fields = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return Exchange(Request("GET", URL), status, fields, body.encode())


@pytest.mark.parametrize(
    "text",
    [
        "<p>Keeps bees on a roof.</p>",
        "Keeps&#32;bees on a&#x20;roof.",
        '{"bio": "Keeps bees on a roof."}',
        "bio=Keeps%20bees%20on%20a%20roof.",
        base64.b64encode(b'{"bio":"Keeps bees on a roof."}').decode(),
        base64.b64encode(b'x{"bio":"Keeps bees on a roof."}').decode(),
        base64.b64encode(b'xy{"bio":"Keeps bees on a roof."}').decode(),
    ],
)
def test_a_marker_is_found_in_every_dress(text: str) -> None:
    assert gated.marker_in(text, MARKERS) == MARKERS[0]


def test_no_marker_where_there_is_none() -> None:
    assert gated.marker_in("Keeps bees in a garden.", MARKERS) == ""
    assert gated.marker_in("anything", ()) == ""


@pytest.mark.parametrize(
    ("seen", "kind", "markers", "expected"),
    [
        (answer(401), "API", (), gated.Standing.SHUT),
        (answer(302, location="/age"), "page", (), gated.Standing.SHUT),
        (answer(403, "<p>Keeps bees on a roof.</p>"), "page", MARKERS, gated.Standing.OPEN),
        (answer(200, "<h1>How old are you?</h1>"), "page", MARKERS, gated.Standing.SHUT),
        (answer(200, "<h1>How old are you?</h1>"), "page", (), gated.Standing.UNKNOWN),
        (answer(200, "[]"), "API", MARKERS, gated.Standing.OPEN),
        (answer(206, "\x89PNG"), "media", MARKERS, gated.Standing.OPEN),
        (answer(503), "API", (), gated.Standing.UNKNOWN),
        (answer(200), "page", MARKERS, gated.Standing.SHUT),
    ],
)
def test_what_an_answer_to_a_stranger_comes_to(
    seen: Exchange, kind: str, markers: tuple[str, ...], expected: gated.Standing
) -> None:
    assert gated.standing(seen, kind, markers) is expected


def test_two_answers_say_the_same() -> None:
    assert gated.same_answer(answer(404), answer(404))
    assert not gated.same_answer(answer(401), answer(404))
    assert gated.same_answer(answer(302, location="/login?next=%2Fa"), answer(302, location="/login?next=%2Fb"))
    assert not gated.same_answer(answer(302, location="/age"), answer(302, location="/"))


def test_what_caches_may_not_keep() -> None:
    assert gated.judge_caching(answer(200, cache_control="public, max-age=60"))
    assert gated.judge_caching(answer(308, location="/age"))
    assert not gated.judge_caching(answer(302, location="/age"))
    assert not gated.judge_caching(answer(200, cache_control="private, max-age=60"))


def test_a_sitemap_does_not_lead_there() -> None:
    listed = "<urlset><url><loc> https://x.example/feed?a=1&amp;b=2 </loc></url></urlset>"
    assert "/feed" in gated.judge_sitemap(listed, ["/feed"]).describe()
    assert not gated.judge_sitemap(listed, ["/people"])


def test_labels() -> None:
    page = answer(200, '<meta name="rating" content="adult">', content_type="text/html")
    plain = answer(200, "<p></p>", content_type="text/html")
    dead = answer(200, "", pics_label="(PICS-1.1)")
    assert not any(gated.judge_labels([page, plain], explicit=False))
    assert any(gated.judge_labels([plain], explicit=True))
    assert not any(gated.judge_labels([page], explicit=True))
    assert any(gated.judge_labels([dead], explicit=False))


@pytest.mark.parametrize(
    "text",
    [
        "You must be at least 18 years old",
        "Minimum age: 18",
        '{"minimumAge":18}',
        "18+ only",
        "Please come back when you are older",
        "Try again with a different date",
    ],
)
def test_a_refusal_that_teaches(text: str) -> None:
    assert age_wording.judge_teaching(text, 18)


@pytest.mark.parametrize(
    "text",
    [
        '{"statusCode":403,"message":["AGE_RESTRICTED"]}',
        "We cannot create an account. Help: /help/18",
        '{"timestamp":"2026-11-18T18:18:18Z","path":"/signup"}',
        "We can't create an account for you. See why in our terms.",
    ],
)
def test_a_neutral_refusal(text: str) -> None:
    assert not age_wording.judge_teaching(text, 18)


def test_nothing_is_told_back() -> None:
    told = {"date of birth": "2015-03-04", "e-mail address": "kid@x.example"}
    assert "date of birth" in age_wording.judge_echo(answer(403, "2015-03-04 is not accepted"), told).describe()
    assert age_wording.judge_echo(answer(403, location="/help?email=kid@x.example"), told)
    assert not age_wording.judge_echo(answer(403, "no"), told)


def test_what_differs_with_each_request_does_not_count() -> None:
    one = answer(403, '{"id":"4f1c9a2b7d3e5f60aa","at":1732185600}')
    other = answer(403, '{"id":"9b8a7c6d5e4f3a2b11","at":1732185601}')
    assert age_wording.gist(one) == age_wording.gist(other)
    assert age_wording.gist(one) != age_wording.gist(answer(451, one.text))
    assert age_wording.has_token("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc")
    assert not age_wording.has_token("eyes.of.a.token")


def test_a_day_that_was_lost_is_seen() -> None:
    born = dt.date(1990, 1, 1)
    assert age_kept.judge_kept(['{"dob":"1990-01-01T00:00:00Z"}'], born, "%Y-%m-%d") == ()
    assert age_kept.judge_kept(['{"dob":"31.12.1989"}'], born, "%d.%m.%Y")
    assert age_kept.judge_kept(['{"age":36}'], born, "%Y-%m-%d") is None
    assert age_kept.judge_kept(['{"dob":"2000-03-01"}'], dt.date(2000, 2, 29), "%Y-%m-%d")
