"""Security headers, cookies and cross-origin rules, whole and with each fault."""

from collections.abc import Callable

import httpx
import pytest

from .conftest import PASSWORD, Demo

Seen = Callable[[httpx.Response], bool]

_CLASSES = ["/", "/api/health", "/nowhere", "/api/nowhere", "/api/auth/profile", "/robots.txt", "/api/docs-json"]


def header(name: str, part: str = "") -> Seen:
    return lambda answer: part in answer.headers.get(name, "") and name in answer.headers


def lacks(name: str, part: str = "") -> Seen:
    return lambda answer: not header(name, part)(answer)


@pytest.mark.parametrize("path", _CLASSES)
def test_every_class_of_response_has_them(demo: Demo, path: str) -> None:
    answer = demo.client.get(path)
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert not {"server", "x-powered-by"} & set(answer.headers)
    for name in answer.headers:
        assert len(answer.headers.get_list(name)) == 1, name


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (("POST", "/api/auth/login", b"{", "application/json"), 400),
        (("POST", "/api/auth/login", b"{}", "application/json"), 400),
        (("POST", "/api/auth/login", b"{}", "text/plain"), 415),
        (("POST", "/api/auth/login", b" " * 70_000, "application/json"), 413),
        (("PATCH", "/api/users/profile", b"", ""), 405),
        (("GET", "/api/users/profile", b"", ""), 401),
        (("GET", "/api/nowhere", b"", ""), 404),
    ],
)
def test_errors_have_them_and_one_shape(demo: Demo, request_: tuple[str, str, bytes, str], status: int) -> None:
    method, path, content, content_type = request_
    answer = demo.client.request(method, path, content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert set(answer.json()) == {"statusCode", "message", "error"}
    assert header("strict-transport-security")(answer)
    assert header("cache-control", "no-store")(answer)
    assert header("vary", "Origin")(answer)
    assert (status != 405) or answer.headers["allow"] == "GET, HEAD, PUT"


def test_an_unhandled_error_tells_an_id_and_nothing_else(demo: Demo) -> None:
    demo.plant("journey-broken")
    answer = demo.client.put("/api/users/profile", headers=demo.person().auth, json={"name": "Ann"})
    assert answer.status_code == 500
    assert "Error id" in answer.json()["message"][0]
    assert "pool" not in answer.text
    assert header("x-content-type-options")(answer)


@pytest.mark.parametrize(
    ("fault", "path", "healthy", "broken"),
    [
        ("hsts-missing", "/", header("strict-transport-security"), lacks("strict-transport-security")),
        (
            "hsts-short",
            "/",
            header("strict-transport-security", "63072000"),
            header("strict-transport-security", "86400"),
        ),
        (
            "hsts-malformed",
            "/",
            lacks("strict-transport-security", "forever"),
            header("strict-transport-security", "forever"),
        ),
        ("hsts-missing-on-errors", "/nope", header("strict-transport-security"), lacks("strict-transport-security")),
        ("csp-missing", "/", header("content-security-policy"), lacks("content-security-policy")),
        (
            "csp-unsafe-inline",
            "/",
            lacks("content-security-policy", "unsafe"),
            header("content-security-policy", "unsafe-inline"),
        ),
        ("csp-wildcard", "/", lacks("content-security-policy", "*"), header("content-security-policy", "script-src *")),
        ("nosniff-missing", "/", header("x-content-type-options"), lacks("x-content-type-options")),
        ("framing-allowed", "/", header("x-frame-options"), lacks("x-frame-options")),
        (
            "framing-allowed",
            "/",
            header("content-security-policy", "frame-anc"),
            lacks("content-security-policy", "frame-anc"),
        ),
        ("framing-allow-from", "/", header("x-frame-options", "DENY"), header("x-frame-options", "ALLOW-FROM")),
        ("referrer-unsafe-url", "/", lacks("referrer-policy", "unsafe"), header("referrer-policy", "unsafe-url")),
        ("server-banner", "/", lacks("server"), header("server", "1.18")),
        ("powered-by", "/", lacks("x-powered-by"), header("x-powered-by")),
        ("api-cacheable", "/api/auth/profile", header("cache-control", "no-store"), header("cache-control", "public")),
    ],
)
def test_faults_in_headers(demo: Demo, fault: str, path: str, healthy: Seen, broken: Seen) -> None:
    assert healthy(demo.client.get(path))
    demo.plant(fault)
    assert broken(demo.client.get(path))


def test_only_frames_are_told_nothing_about_frames(demo: Demo) -> None:
    demo.plant("framing-open-to-browsers")
    in_frame = demo.client.get("/", headers={"Sec-Fetch-Dest": "iframe"})
    assert lacks("x-frame-options")(in_frame)
    assert header("content-security-policy", "frame-ancestors *")(in_frame)
    assert header("x-frame-options", "DENY")(demo.client.get("/"))


def test_hsts_missing_on_errors_spares_pages(demo: Demo) -> None:
    demo.plant("hsts-missing-on-errors")
    assert header("strict-transport-security")(demo.client.get("/"))


def _cookie(demo: Demo, email: str) -> str:
    answer = demo.client.post("/web/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("fault", "healthy", "broken"),
    [
        ("cookie-no-secure", "; Secure", None),
        ("cookie-no-httponly", "; HttpOnly", None),
        ("cookie-samesite-none", "; SameSite=Lax", "; SameSite=None"),
        ("session-shared", "; SameSite=Lax", "; SameSite=None"),
    ],
)
def test_faults_in_the_session_cookie(demo: Demo, fault: str, healthy: str, broken: str | None) -> None:
    email = demo.person().email
    whole = _cookie(demo, email)
    assert whole.startswith("__Host-session=")
    assert healthy in whole
    demo.plant(fault)
    spoilt = _cookie(demo, email)
    assert healthy not in spoilt
    assert broken is None or broken in spoilt
    assert demo.client.get("/api/auth/profile").status_code == 200


def test_the_session_cookie_is_renewed_and_ends_with_logout(demo: Demo) -> None:
    email = demo.person().email
    first, second = _cookie(demo, email), _cookie(demo, email)
    assert first != second
    old = {"Cookie": f"__Host-session={demo.client.cookies['__Host-session']}"}
    answer = demo.client.post("/web/logout")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert demo.client.get("/api/auth/profile", headers=old).status_code == 401


def test_other_sites_cannot_act_with_the_cookie(demo: Demo) -> None:
    _cookie(demo, demo.person().email)
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    change = {"name": "Eve"}
    assert demo.client.put("/api/users/profile", json=change, headers={"Origin": demo.facts["url"]}).status_code == 200
    assert demo.client.put("/api/users/profile", json=change, headers=foreign).status_code == 403
    demo.plant("csrf-unchecked")
    assert demo.client.put("/api/users/profile", json=change, headers=foreign).status_code == 200


def _granted(demo: Demo, origin: str, path: str = "/api/health") -> str | None:
    answer = demo.client.get(path, headers={"Origin": origin})
    assert header("vary", "Origin")(answer)
    return answer.headers.get("access-control-allow-origin")


def test_known_origins_may_read(demo: Demo) -> None:
    assert _granted(demo, "https://app.balloond.test") == "https://app.balloond.test"
    assert _granted(demo, demo.facts["url"], "/api/nowhere") == demo.facts["url"]
    for origin in (
        "https://evil.example",
        "null",
        "http://app.balloond.test",
        "https://app.balloond.test.evil.example",
    ):
        assert _granted(demo, origin) is None


@pytest.mark.parametrize(
    ("fault", "origin"),
    [
        ("cors-reflects-origin", "https://evil.example"),
        ("cors-null-origin", "null"),
        ("session-shared", "https://evil.example"),
    ],
)
def test_faults_in_cross_origin_reads(demo: Demo, fault: str, origin: str) -> None:
    demo.plant(fault)
    assert _granted(demo, origin) == origin


def test_preflights(demo: Demo) -> None:
    def ask(origin: str) -> httpx.Response:
        asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
        return demo.client.options("/api/users/profile", headers={"Origin": origin, **asked})

    known = ask("https://app.balloond.test")
    assert known.status_code == 204
    assert "PUT" in known.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in ask("https://evil.example").headers
    demo.plant("cors-preflight-any")
    assert ask("https://evil.example").headers["access-control-allow-origin"] == "https://evil.example"
