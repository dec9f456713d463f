import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.page import ForeignRead, Framed, InsecureLoad
from prodworthy.rules import behaviour
from prodworthy.rules.cookies import parse_all

URL = "https://shop.example/"
ATTACKER = "https://attacker.test"
BOTH = frozenset({"inline script", "inline event handler"})


def answer(*fields: tuple[str, str], body: str = "<p>") -> Exchange:
    headers = Headers([("Content-Type", "text/html"), *fields])
    return Exchange(Request("GET", URL), 200, headers, body.encode())


def test_a_page_that_is_framed_as_its_values_allow_is_found() -> None:
    compared = behaviour.compare_framing(Framed(URL, shown=True, status=200), answer())
    assert compared.agreement == "agree"
    assert "as its values allow" in behaviour.judge([compared], "a refusal")[0].seen


def test_a_page_that_is_framed_against_its_values_is_found_and_says_so() -> None:
    compared = behaviour.compare_framing(Framed(URL, shown=True, status=200), answer(("X-Frame-Options", "DENY")))
    assert compared.agreement == "disagree: the values forbid it"
    assert "value and behaviour disagree" in behaviour.judge([compared], "a refusal")[0].seen


def test_a_refusal_that_no_value_foretells_is_no_finding_and_is_told() -> None:
    refused = Framed(URL, shown=False, refused=True, failure="net::ERR_BLOCKED_BY_RESPONSE")
    compared = behaviour.compare_framing(refused, answer())
    assert not behaviour.judge([compared], "a refusal")
    assert compared.row == (
        URL,
        "allowed",
        "forbidden: net::ERR_BLOCKED_BY_RESPONSE",
        "disagree: the values allow it",
    )


def test_an_error_in_the_frame_is_not_the_page() -> None:
    compared = behaviour.compare_framing(Framed(URL, shown=True, status=403), answer(("X-Frame-Options", "DENY")))
    assert not behaviour.judge([compared], "a refusal")


@pytest.mark.parametrize(
    ("policy", "foretold"),
    [
        ("script-src 'self'", [False, False]),
        ("script-src 'unsafe-inline'", [True, True]),
        ("script-src 'unsafe-inline' 'nonce-AAAAAAAAAAAAAAAAAAAAAA=='", [False, False]),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", [False, True]),
        ("img-src 'self'", [True, True]),
    ],
)
def test_what_a_policy_foretells_of_injected_scripts(policy: str, foretold: list[bool]) -> None:
    compared = behaviour.compare_injection(frozenset(), answer(("Content-Security-Policy", policy)))
    assert [one.foretold for one in compared] == foretold


def test_a_policy_in_the_document_counts() -> None:
    page = answer(body="<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">")
    assert not any(one.foretold for one in behaviour.compare_injection(BOTH, page))


def test_without_a_policy_injected_scripts_run() -> None:
    compared = behaviour.compare_injection(BOTH, answer())
    assert len(behaviour.judge(compared, "a policy")) == 2
    assert all(one.agreement == "agree" for one in compared)


GRANT = (("Access-Control-Allow-Origin", ATTACKER), ("Access-Control-Allow-Credentials", "true"))


@pytest.mark.parametrize(
    ("read", "fields", "found", "agreement"),
    [
        (ForeignRead(URL, 200), GRANT, 1, "agree"),
        (ForeignRead(URL, 200), (), 1, "disagree: the values forbid it"),
        (ForeignRead(URL, 401), GRANT, 0, "disagree: the values allow it"),
        (ForeignRead(URL, 0, "MissingAllowOriginHeader"), (), 0, "agree"),
        (ForeignRead(URL, 0, "MissingAllowOriginHeader"), GRANT, 0, "disagree: the values allow it"),
    ],
)
def test_reads_of_another_site(
    read: ForeignRead, fields: tuple[tuple[str, str], ...], found: int, agreement: str
) -> None:
    compared = behaviour.compare_read(read, answer(*fields), ATTACKER)
    assert len(behaviour.judge([compared], "no")) == found
    assert compared.agreement == agreement


def test_a_session_that_stays_at_home_is_told() -> None:
    assert "the session stayed at home" in behaviour.compare_read(ForeignRead(URL, 401), answer(*GRANT), ATTACKER).seen


def test_session_cookies_that_scripts_see() -> None:
    cookies = parse_all(["sid=a; HttpOnly; Secure", "session=b; Secure", "theme=dark"])
    compared = behaviour.compare_cookies(cookies, {"session", "theme"})
    assert [(one.where, one.happened, one.foretold) for one in compared] == [
        ("sid", False, False),
        ("session", True, True),
    ]


def test_a_session_cookie_that_the_browser_drops() -> None:
    cookies = parse_all(["__Host-session=b; Path=/app; Secure", "theme=dark"])
    assert [finding.where for finding in behaviour.judge_kept(cookies, set())] == ["__Host-session"]
    assert not behaviour.judge_kept(cookies, {"__Host-session"})


def test_what_is_upgraded_is_advice_and_what_is_blocked_or_let_through_is_not() -> None:
    upgraded = InsecureLoad("http://a.example/x.png", "Image", "upgraded")
    assert behaviour.judge_insecure([upgraded]).advisory
    blocked = InsecureLoad("http://a.example/x.js", "Script", "blocked")
    findings = behaviour.judge_insecure([upgraded, blocked, InsecureLoad("http://a.example/f", "Form", "let through")])
    assert [finding.advisory for finding in findings] == [False, False, True]
    assert not behaviour.judge_insecure([])


def test_many_loads_are_counted() -> None:
    many = [InsecureLoad(f"http://a.example/{n}.js", "Script", "blocked") for n in range(9)]
    assert behaviour.judge_insecure(many)[0].seen.endswith("and 6 more")
