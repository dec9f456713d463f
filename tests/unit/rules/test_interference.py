from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.interference import judge


def answer(status: int, body: str = "", **headers: str) -> Exchange:
    fields = Headers([(name.replace("_", "-"), value) for name, value in headers.items()])
    return Exchange(Request("GET", "https://a.example/"), status, fields, body.encode())


@pytest.mark.parametrize(
    ("exchange", "kind"),
    [
        (answer(429, Retry_After="30"), "throttled"),
        (answer(403, cf_mitigated="challenge"), "challenge"),
        (answer(503, "<title>Just a moment...</title>", server="cloudflare"), "challenge"),
        (answer(405, x_amzn_waf_action="captcha"), "challenge"),
        (answer(503, "Back soon"), "maintenance"),
        (answer(401, www_authenticate='Basic realm="staging"'), "sign-in wall"),
        (answer(302, location="https://team.cloudflareaccess.com/login"), "sign-in wall"),
        (answer(407), "sign-in wall"),
    ],
)
def test_what_stands_in_front_is_named(exchange: Exchange, kind: str) -> None:
    seen = judge(exchange)
    assert seen is not None
    assert seen.kind == kind
    assert "a.example" in seen.sentence


@pytest.mark.parametrize(
    "exchange",
    [
        answer(200, "<h1>Hello</h1>"),
        answer(404, '{"error":"not found"}'),
        answer(401, '{"error":"no token"}', www_authenticate="Bearer"),
        answer(401, '{"error":"no token"}'),
        answer(403, "Forbidden"),
        answer(302, location="/login"),
        answer(302, location="https://www.a.example/"),
        answer(500, "oops"),
        answer(200, "an article about captchas: captcha-delivery.com"),
    ],
    ids=["page", "api-404", "api-bearer", "api-401", "plain-403", "own-login", "www", "error", "article"],
)
def test_a_healthy_targets_manners_are_no_obstacle(exchange: Exchange) -> None:
    assert judge(exchange) is None


def test_only_maintenance_counts_against_the_target() -> None:
    down, throttled = judge(answer(503)), judge(answer(429))
    assert down is not None
    assert down.of_target
    assert throttled is not None
    assert not throttled.of_target
