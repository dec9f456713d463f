"""From plain HTTP to HTTPS, in the ways that deployments do it."""

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.redirects import judge_upgrade, location

HOST = "shop.example"


def hop(url: str, status: int = 200, to: str = "", body: bytes = b"") -> Exchange:
    headers = Headers({"Location": to} if to else {"Content-Type": "text/html"})
    return Exchange(Request("GET", url), status, headers, body)


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_to_https(status: int) -> None:
    hops = [hop("http://shop.example/a", status, "https://shop.example/a"), hop("https://shop.example/a")]
    assert not judge_upgrade(hops, HOST)


def test_another_port_is_the_same_host() -> None:
    assert not judge_upgrade([hop("http://127.0.0.1:8080/", 301, "https://127.0.0.1:8443/")], "127.0.0.1")


@pytest.mark.parametrize("status", [400, 403, 404, 421, 426])
def test_an_api_host_may_refuse(status: int) -> None:
    assert not judge_upgrade([hop("http://shop.example/", status, body=b"no")], HOST)


@pytest.mark.parametrize("status", [302, 307])
def test_a_temporary_redirect_is_advisory(status: int) -> None:
    findings = judge_upgrade([hop("http://shop.example/", status, "https://shop.example/")], HOST)
    assert findings.advisory


def test_leaving_for_another_host_first_is_advisory() -> None:
    hops = [hop("http://shop.example/", 301, "https://www.shop.example/"), hop("https://www.shop.example/")]
    findings = judge_upgrade(hops, HOST)
    assert findings.advisory
    assert "www.shop.example" in findings.describe()


def test_content_over_plain_http_fails() -> None:
    findings = judge_upgrade([hop("http://shop.example/", body=b"<html>")], HOST)
    assert findings
    assert not findings.advisory
    assert "6 bytes" in findings.describe()


@pytest.mark.parametrize("to", ["http://www.shop.example/", "/home", "//shop.example/"])
def test_first_hop_to_plain_http_fails(to: str) -> None:
    findings = judge_upgrade([hop("http://shop.example/", 301, to)], HOST)
    assert findings
    assert not findings.advisory


def test_back_to_plain_http_fails() -> None:
    hops = [
        hop("http://shop.example/", 301, "https://shop.example/"),
        hop("https://shop.example/", 302, "http://shop.example/in"),
        hop("http://shop.example/in"),
    ]
    assert "back to plain HTTP" in judge_upgrade(hops, HOST).describe()


def test_a_loop_fails() -> None:
    hops = [hop("http://shop.example/", 301, "https://shop.example/")]
    hops += [hop("https://shop.example/", 302, "https://shop.example/")] * 9
    assert "still redirecting" in judge_upgrade(hops, HOST).describe()


def test_a_redirect_without_location_is_no_redirect() -> None:
    assert judge_upgrade([hop("http://shop.example/", 301)], HOST)


def test_a_broken_location_fails_without_a_crash() -> None:
    assert "no URL" in judge_upgrade([hop("http://shop.example/", 301, "https://[::1")], HOST).describe()


def test_secrets_in_the_query_are_not_repeated() -> None:
    findings = judge_upgrade([hop("http://shop.example/", 301, "http://shop.example/?token=s3cret")], HOST)
    assert "s3cret" not in findings.describe()


def test_backslashes_are_slashes() -> None:
    assert location(hop("https://shop.example/", 302, "\\\\evil.example\\x")) == "https://evil.example/x"


def test_no_hops_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no hops"):
        judge_upgrade([], HOST)
