"""What headers and error bodies give away."""

import datetime as dt

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import banner, disclosure, secrets, security_txt


def error(body: str, media_type: str = "application/json", status: int = 500) -> Exchange:
    return Exchange(
        Request("GET", "https://app.example/"), status, Headers([("content-type", media_type)]), body.encode()
    )


@pytest.mark.parametrize(
    "field",
    [
        ("Server", "nginx/1.18.0"),
        ("Server", "Apache/2.4.41 (Ubuntu)"),
        ("Server", "Apache (Ubuntu)"),
        ("Server", "uvicorn/0.30"),
        ("X-Powered-By", "Express"),
        ("X-AspNet-Version", "4.0.30319"),
        ("Via", "1.1 varnish/6.0"),
        ("X-Generator", "Drupal"),
    ],
)
def test_banners(field: tuple[str, str]) -> None:
    assert banner.judge(Headers([field]))


@pytest.mark.parametrize(
    "field",
    [
        ("Server", "cloudflare"),
        ("Server", "nginx"),
        ("Server", "AmazonS3"),
        ("Via", "1.1 google"),
        ("Via", "HTTP/2 edge"),
        ("Server", ""),
    ],
)
def test_names_alone_are_fine(field: tuple[str, str]) -> None:
    assert not banner.judge(Headers([field]))


def test_realms_and_detail() -> None:
    assert banner.judge_realm(Headers([("WWW-Authenticate", 'Basic realm="Prometheus"')]))
    assert not banner.judge_realm(Headers([("WWW-Authenticate", 'Bearer realm="api"')]))
    assert banner.judge_detail(Headers([("X-Backend-Server", "web-3.prod.internal")]))
    assert banner.judge_detail(Headers([("Server-Timing", 'db;desc="SELECT * FROM users"')]))
    assert banner.judge_detail(Headers([("X-Envoy-Upstream-Host", "10.2.3.4:80")]))
    assert not banner.judge_detail(Headers([("Server-Timing", "db;dur=53"), ("X-Envoy-Upstream-Service-Time", "12")]))


@pytest.mark.parametrize(
    "body",
    [
        'Traceback (most recent call last):\n  File "/app/main.py", line 3, in x',
        "TypeError: x\n    at Object.<anonymous> (/usr/src/app/dist/main.js:10:5)",
        "at com.example.app.Thing.run(Thing.java:42)",
        "<b>Fatal error</b>: Uncaught Error in /var/www/html/index.php on line 3",
        "goroutine 12 [running]:\nmain.main()",
        "at App.Program.Main(String[] args) in C:\\src\\Program.cs:line 12",
        "app/models/user.rb:12:in `find'",
        "thread 'main' panicked at src/main.rs",
        "SQLSTATE[42000]: Syntax error",
        "You have an error in your SQL syntax; check the manual",
        'sqlite3.OperationalError: unrecognized token: "\'"',
        "ORA-00933: SQL command not properly ended",
        'ERROR: syntax error at or near "x"',
        "CastError: Cast to ObjectId failed",
        "PrismaClientKnownRequestError",
        '{"query":"SELECT id, name FROM users WHERE name = 1"}',
        "<title>Whitelabel Error Page</title>",
        "see /usr/src/app/config.yml",
    ],
)
def test_bodies_that_tell(body: str) -> None:
    assert disclosure.judge(error(body))


@pytest.mark.parametrize(
    "body",
    [
        '{"statusCode":400,"message":["email must be an email"],"error":"Bad Request"}',
        '{"detail":[{"type":"json_invalid","loc":["body",5],"msg":"JSON decode error"}]}',
        '{"error":"internal","id":"8f14e45f-ceea-4a67-9f6d-111111111111"}',
        "<h1>Not found</h1><p>Select a page from the menu where you are.</p>",
        "The page /home/ was not found",
        '{"path":"/app/settings"}',
        "Unexpected token a in JSON at position 5",
    ],
)
def test_bodies_that_keep_quiet(body: str) -> None:
    assert not disclosure.judge(error(body))


def test_private_addresses_are_advisory_and_loopback_is_none() -> None:
    assert disclosure.judge(error("connect ECONNREFUSED 10.1.2.3:5432")).advisory
    assert not disclosure.judge(error("127.0.0.1 0.0.0.0 8.8.8.8 1.2.3.4.5 999.1.1.1"))


def test_reflection_matters_where_a_browser_renders() -> None:
    assert disclosure.judge_reflection(error("no <i>q</i>", "text/html"), "<i>q</i>")
    assert disclosure.judge_reflection(error("no <i>q</i>", ""), "<i>q</i>")
    assert not disclosure.judge_reflection(error('"<i>q</i>"'), "<i>q</i>")
    assert not disclosure.judge_reflection(error("no &lt;i&gt;q&lt;/i&gt;", "text/html"), "<i>q</i>")


def test_debug_pages() -> None:
    assert disclosure.judge_debug(error("The Werkzeug Debugger", "text/html"))
    assert not disclosure.judge_debug(error("fine"))


@pytest.mark.parametrize(
    "text",
    [
        "key=AKIAABCDEFGHIJKLMNOP",
        "sk_live_" + "a" * 24,
        "postgres://app:hunter2@db.internal/app",
        "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA" * 4,
        "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJlLXg",
    ],
)
def test_keys_that_must_stay_private(text: str) -> None:
    assert secrets.judge(text)
    assert text not in secrets.judge(text).describe()


@pytest.mark.parametrize(
    "text",
    [
        "pk_live_" + "a" * 24,
        "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJlLXg",
        "postgres://user:${PASSWORD}@host",
        "-----BEGIN PUBLIC KEY-----",
        "'-----BEGIN PRIVATE KEY-----\\n' + body",
        "postgres://user:password@localhost/db",
        "redis://user:pass@redis.example.com",
        "sk-learn",
    ],
)
def test_keys_made_to_be_published(text: str) -> None:
    assert not secrets.judge(text)


NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def contact(body: str, media_type: str = "text/plain; charset=utf-8", status: int = 200) -> Exchange:
    return error(body, media_type, status)


def test_security_txt() -> None:
    good = "# hello\nContact: mailto:security@app.example\nEXPIRES: 2027-06-01T00:00:00z\n"
    assert not security_txt.judge(contact(good), NOW)
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{good}-----BEGIN PGP SIGNATURE-----\nExpires: 1\n"
    assert not security_txt.judge(contact(signed), NOW)
    assert security_txt.judge(contact("", status=404), NOW).advisory
    assert security_txt.judge(contact("<html>", "text/html"), NOW).advisory
    assert not security_txt.judge(contact(good.replace("2027", "2025")), NOW).advisory
    assert security_txt.judge(contact(good.replace("2027", "2029")), NOW).advisory
    assert security_txt.judge(contact(good.replace("mailto:", "")), NOW).advisory
    assert "0 Expires" in security_txt.judge(contact("Contact: https://app.example/"), NOW).describe()
    assert "zone" in security_txt.judge(contact("Contact: https://a.example/\nExpires: 2027-06-01"), NOW).describe()
