"""Pages as a whole: policies, types, connections, and what is said to robots."""

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import csp, markup, media_types, obsolete, page_content, robots
from prodworthy.rules.csp import nonces

PAGE = "https://app.example/"
STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'"


def answer(body: str, content_type: str) -> Exchange:
    fields = [("content-type", content_type)] if content_type else []
    return Exchange(Request("GET", PAGE), 200, Headers(fields), body.encode())


def test_a_policy_has_to_be_enforced() -> None:
    assert not csp.judge([STRICT], [], [], PAGE)
    assert "report-only" in csp.judge([], [STRICT], [], PAGE).describe()
    assert "no Content-Security-Policy" in csp.judge([], [], [], PAGE).describe()
    assert csp.judge([], [], [STRICT], PAGE).advisory, "a policy in the document alone is second best"
    assert not csp.judge(["script-src *"], [], [STRICT], PAGE), "both are in force together"
    assert not csp.judge(["script-src *"], [], [], PAGE).advisory


def test_nonces_are_new_and_long() -> None:
    def of(nonce: str) -> list[str]:
        return [f"script-src 'nonce-{nonce}'"]

    assert not nonces.judge([of("a" * 22 + "=="), of("b" * 22)])
    assert "that another had" in nonces.judge([of("a" * 22), of("a" * 22)]).describe()
    assert "letters" in nonces.judge([of("short"), of("other")]).describe()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"a": 1}', "application/json"),
        ('{"a": 1}', "application/problem+json"),
        ("<!doctype html><p>", "text/html; charset=utf-8"),
        ('<!doctype html><meta charset="utf-8">', "text/html"),
        ('<html><meta http-equiv="content-type" content="text/html; charset=utf-8">', "text/html"),
        ("", ""),
        ("hello", "text/plain"),
        ("{not json", "text/html; charset=utf-8"),
    ],
)
def test_types_that_fit(body: str, content_type: str) -> None:
    assert not media_types.judge(answer(body, content_type))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"a": 1}', ""),
        ('{"a": 1}', "text/html; charset=utf-8"),
        ("<!doctype html><p>", "application/json"),
        ("<!DOCTYPE html><p>", "text/plain"),
        ("<!doctype html><p>", "text/html"),
        ("höflich", "text/plain"),
    ],
)
def test_types_that_do_not_fit(body: str, content_type: str) -> None:
    assert media_types.judge(answer(body, content_type))


def test_obsolete_and_conflicting_fields() -> None:
    assert not obsolete.judge(Headers([("X-XSS-Protection", "0")]))
    assert obsolete.judge(Headers([("X-XSS-Protection", "1; mode=block")]))
    assert obsolete.judge(Headers([("Feature-Policy", "camera 'none'")]))
    assert obsolete.judge_conflicts(Headers([("X-Frame-Options", "DENY"), ("X-Frame-Options", "SAMEORIGIN")]))
    assert not obsolete.judge_conflicts(Headers([("X-Frame-Options", "DENY"), ("X-Frame-Options", "deny")]))


def test_mixed_content() -> None:
    def judged(text: str, url: str = PAGE) -> str:
        findings = page_content.judge_mixed(markup.read(text, url), url)
        return "" if not findings else "advisory" if findings.advisory else "real"

    assert judged('<script src="http://x.example/a.js"></script>') == "real"
    assert judged('<form action="http://x.example/">') == "real"
    assert judged('<img src="http://x.example/a.png">') == "advisory"
    assert judged('<img src="/a.png"><script src="//x.example/a.js"></script>') == ""
    assert judged('<a href="http://x.example/">a link is no content</a>') == ""
    assert judged('<img src="http://x.example/a.png">', "http://app.example/") == ""


def test_integrity() -> None:
    def judged(text: str) -> str:
        return page_content.judge_integrity(markup.read(text, PAGE), PAGE).describe()

    assert "without integrity" in judged('<script src="https://cdn.other/a.js"></script>')
    assert "crossorigin" in judged('<script src="https://cdn.other/a.js" integrity="sha384-x"></script>')
    assert judged('<script src="https://cdn.other/a.js" integrity="sha384-x" crossorigin></script>') == ""
    assert judged('<script src="/a.js"></script><script src="https://cdn.app.example/a.js"></script>') == ""
    assert judged('<script src="https://js.stripe.com/v3/"></script>') == ""


def test_robots() -> None:
    assert robots.judge("User-agent: *\nDisallow: /\n")
    assert robots.judge("user-agent: a\nUSER-AGENT: *\ndisallow: / # all\n")
    assert not robots.judge("User-agent: BadBot\nDisallow: /\n\nUser-agent: *\nDisallow: /admin/\n")
    assert not robots.judge("User-agent: *\nDisallow:\n")
    assert not robots.judge("User-agent: *\nAllow: /$\nDisallow: /\n")
    assert "backup" in robots.judge("User-agent: *\nDisallow: /old-backup/\n").describe()
    assert not robots.judge("<html>")
