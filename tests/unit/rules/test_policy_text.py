"""What a policy names, and which text is a page's own."""

from __future__ import annotations

import pytest

from prodworthy.rules.policy_text import judge, links_of, names_contact, own_text

WHOLE = (
    "Last updated on 1 October 2026. "
    "Write to privacy@shop.example. You have the right to see your data. We keep them for "
    "a year and share them with our processors. You may complain to the supervisory authority."
)


def test_a_whole_policy_has_no_findings() -> None:
    assert not judge(WHOLE, "en")


@pytest.mark.parametrize(
    ("removed", "advisory"),
    [
        ("Write to privacy@shop.example. ", False),
        ("You have the right to see your data. ", False),
        ("We keep them for a year and share them with our processors. ", True),
        ("Last updated on 1 October 2026. ", True),
        ("You may complain to the supervisory authority.", True),
    ],
)
def test_what_is_missing(removed: str, *, advisory: bool) -> None:
    findings = judge(WHOLE.replace(removed, ""), "en")
    assert findings
    assert all(one.advisory is advisory for one in findings)


def test_the_contact_may_be_on_another_page() -> None:
    assert not judge(WHOLE.replace("privacy@shop.example", "us"), "en", contact_elsewhere=True)


@pytest.mark.parametrize("text", ["mail@shop.example", "mail [at] shop.example", "+49 30 1234567", "+1 (212) 555-0100"])
def test_ways_to_reach_someone(text: str) -> None:
    assert names_contact(f"Reach us: {text}.")


@pytest.mark.parametrize("text", ["", "Find us @shop", "HRB 12345", "10115 Berlin"])
def test_what_is_no_way_to_reach_someone(text: str) -> None:
    assert not names_contact(text)


def test_the_text_of_a_page_itself() -> None:
    menu = "Home\nShop\nLog in"
    assert (
        own_text(f"{menu}\n\nPrivacy policy\nWe keep little.", f"{menu}\nNot found")
        == "Privacy policy\nWe keep little."
    )
    assert own_text(f"{menu}\n  Not found ", f"{menu}\nNot found") == ""
    assert own_text("Privacy") == "Privacy"


def test_links_to_legal_pages_are_known_by_their_words() -> None:
    links = [
        ("/why", "Why privacy matters to us"),
        ("/p", "Privacy Policy"),
        ("/p2", "Privacy policy of last year"),
        ("#cookies", "Privacy settings"),
        ("/t", "Terms"),
    ]
    assert links_of(links) == {"privacy": "/p", "terms": "/t"}
    assert links_of([("/d", "Datenschutz"), ("/a", "AGB")]) == {"privacy": "/d", "terms": "/a"}
    assert links_of([("/x", "In terms of speed"), ("/y", "")]) == {}
