"""What needs consent, how the choice is offered, and who receives data."""

from __future__ import annotations

import pytest

from prodworthy.facts.page import PageRequest
from prodworthy.rules import consent_words
from prodworthy.rules.consent import Choice, Offered, Trace, extras, judge_extras, judge_offer, judge_wall, undisclosed
from prodworthy.target import Privacy

PRIVACY = Privacy(essential=("session", "__Host-*"), essential_hosts=("*.pay.example",), tracking=("/api/count/*",))


def own(url: str) -> bool:
    return "shop.example" in url.split("/")[2]


def trace(*urls: str, stored: tuple[str, ...] = ()) -> Trace:
    return Trace(tuple(PageRequest("GET", url, "image") for url in urls), stored)


@pytest.mark.parametrize(
    ("seen", "undeclared", "declared"),
    [
        (trace("https://shop.example/app.js"), [], []),
        (trace("data:image/png;base64,AAAA", "blob:https://shop.example/1"), [], []),
        (trace("https://js.pay.example/v3"), [], []),
        (trace("https://fonts.example/inter.woff2"), [], ["a request to fonts.example"]),
        (
            trace("https://www.google-analytics.com/g/collect?v=2"),
            ["a request to www.google-analytics.com of Google"],
            ["a request to www.google-analytics.com of Google"],
        ),
        (
            trace("https://shop.example/metrics/g/collect?v=2&tid=G-ABC"),
            ["a request to shop.example of Google"],
            ["a request to shop.example of Google"],
        ),
        (trace("https://notfacebook.com/x"), [], ["a request to notfacebook.com"]),
        (trace("https://shop.example/api/count/visit"), [], ["a request to /api/count/visit"]),
        (trace(stored=("cookie session", "cookie __Host-csrf")), [], []),
        (
            trace(stored=("cookie _ga", "cookie basket")),
            ["cookie _ga of Google"],
            ["cookie _ga of Google", "cookie basket"],
        ),
        (trace(stored=("localStorage _gab",)), [], ["localStorage _gab"]),
    ],
)
def test_what_needs_consent(seen: Trace, undeclared: list[str], declared: list[str]) -> None:
    assert list(extras(seen, own, None)) == undeclared
    assert list(extras(seen, own, PRIVACY)) == declared


def test_a_ping_without_identifiers_is_advice() -> None:
    seen = extras(trace("https://www.google-analytics.com/g/collect?gcs=G100"), own, None)
    assert [one.advisory for one in judge_extras(seen, "after a refusal")] == [True]
    seen = extras(trace("https://www.google-analytics.com/g/collect?gcs=G111"), own, None)
    assert [one.advisory for one in judge_extras(seen, "after a refusal")] == [False]


def test_nothing_seen_is_nothing_found() -> None:
    assert not judge_extras({}, "before a choice")
    (finding,) = judge_extras({f"cookie {number}": True for number in range(9)}, "before a choice", advisory=True)
    assert finding.advisory
    assert finding.seen.endswith("and 4 more")


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        (Choice(Offered("Accept", 5000, 7), Offered("Reject", 4800, 5)), ""),
        (Choice(Offered("Accept", 5000, 7), Offered("Reject", 2600, 0)), ""),
        (Choice(Offered("Accept", 5000, 2.5), Offered("Reject", 5000, 2.5)), ""),
        (Choice(Offered("Accept", 5000, 7), None), "nothing to refuse with"),
        (Choice(Offered("Accept", 5000, 7), Offered("Reject", 1200, 7)), "1200 px²"),
        (Choice(Offered("Accept", 5000, 7), Offered("Reject", 5000, 1.4)), "contrast"),
        (Choice(Offered("Accept", 5000, 7), Offered("Reject", 5000, 7, disabled=True)), "cannot be pressed"),
        (Choice(Offered("Accept", 5000), Offered("Reject", 5000), ("Partners",)), "already on: Partners"),
    ],
)
def test_how_the_choice_is_offered(choice: Choice, problem: str) -> None:
    findings = judge_offer(choice)
    assert bool(findings) is bool(problem)
    assert problem in findings.describe()


@pytest.mark.parametrize(
    ("url", "policy", "found", "advisory"),
    [
        ("https://connect.facebook.net/en_US/fbevents.js", "We use Meta Pixel.", False, False),
        ("https://connect.facebook.net/en_US/fbevents.js", "We use nothing.", True, False),
        ("https://cdn.imgix.example/a.png", "Pictures come from imgix.", False, False),
        ("https://assets.unknown.example/a.png", "We use nothing.", True, True),
        ("https://assets.acme.co.uk/a.png", "Acme delivers pictures.", False, False),
        ("https://shop.example/a.png", "", False, False),
    ],
)
def test_third_parties_are_named(url: str, policy: str, *, found: bool, advisory: bool) -> None:
    policy = policy.replace("imgix.", "imgix.example, imgix")
    findings = undisclosed([trace(url)], own, policy, None)
    assert bool(findings) is found
    assert all(one.advisory is advisory for one in findings)


@pytest.mark.parametrize(
    "name", ["Accept", "Accept all", "Accept all cookies", "I agree", "Alle akzeptieren", "Tout accepter"]
)
def test_words_that_agree(name: str) -> None:
    assert consent_words.ACCEPT.fullmatch(name)
    assert not consent_words.REJECT.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["Reject all", "Only necessary", "Necessary only", "Ablehnen", "Nur notwendige", "Continuer sans accepter"]
)
def test_words_that_refuse(name: str) -> None:
    assert consent_words.REJECT.fullmatch(name)
    assert not consent_words.ACCEPT.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["Accept the challenge", "Reject the offer of 5 €", "Accept payments online", "Allowance"]
)
def test_words_of_other_things(name: str) -> None:
    assert not consent_words.ACCEPT.fullmatch(name)
    assert not consent_words.REJECT.fullmatch(name)


@pytest.mark.parametrize(
    ("refused", "accepted", "wall"),
    [
        ("Menu\nEvery balloon hides someone", "Menu\nEvery balloon hides someone", False),
        ("Menu\nEvery balloon hides someone", "Menu\nEvery balloon hides someone\nVideo", False),
        ("Menu\nPlease accept", "Menu\nEvery balloon hides someone", True),
        ("", "", False),
        ("Anything", "", False),
    ],
)
def test_a_wall(refused: str, accepted: str, *, wall: bool) -> None:
    assert bool(judge_wall(refused, accepted)) is wall
