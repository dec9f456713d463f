from __future__ import annotations

import base64
import html
import json
import shlex
from urllib.parse import quote

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.redaction import PLACEHOLDER, Redactor

SECRET = 'c4n4ry/p@ss word+7"é&'


@pytest.mark.parametrize(
    "text",
    [
        f"the password is {SECRET}!",
        f"https://a.example/?q={quote(SECRET, safe='')}",
        json.dumps({"anything": SECRET}),
        json.dumps({"anything": SECRET}, ensure_ascii=False),
        f"<p>{html.escape(SECRET)}</p>",
        "Basic " + base64.b64encode(f"user:{SECRET}".encode()).decode(),
        base64.urlsafe_b64encode(f"{SECRET}:x".encode()).decode(),
    ],
    ids=["plain", "percent", "json", "json-unicode", "html", "basic", "base64url"],
)
def test_a_known_secret_is_found_in_every_form(text: str) -> None:
    redacted = Redactor([SECRET]).text(text)
    assert "c4n4ry" not in redacted
    assert PLACEHOLDER in redacted


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ('{"password": "hunter2-long"}', "hunter2-long"),
        ('{"refreshToken":"abc.def"}', "abc.def"),
        ('{"access_token": "zzz\\"yyy"}', "yyy"),
        ("grant_type=password&password=swordfish&x=1", "swordfish"),
        ("Authorization: Bearer abcdef123456", "abcdef123456"),
        ("see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "eyJzdWIiOiIxIn0"),
        ("postgresql://app:tiger@db.internal/app", "tiger"),
    ],
)
def test_an_unknown_secret_is_found_by_name_or_shape(text: str, gone: str) -> None:
    assert gone not in Redactor().text(text)


def test_ordinary_text_stays() -> None:
    text = '{"status":"ok","keyboard":"qwerty","pinned":"yes"} max-age=31536000; includeSubDomains'
    assert Redactor(["ab"]).text(text) == text


def test_a_cookie_keeps_its_name_and_attributes() -> None:
    shown = Redactor().header("Set-Cookie", "__Host-session=s3cr3t; Path=/; Secure; HttpOnly; SameSite=Lax")
    assert shown == f"__Host-session={PLACEHOLDER}; Path=/; Secure; HttpOnly; SameSite=Lax"


def test_user_information_leaves_a_url() -> None:
    assert (
        Redactor().url("https://user:pass@a.example/x?token=abc&page=2")
        == f"https://a.example/x?token={PLACEHOLDER}&page=2"
    )


def test_a_curl_line_carries_no_credential() -> None:
    request = Request(
        "POST",
        "https://a.example/login?api_key=k-123456",
        Headers([("Authorization", "Bearer abc123456"), ("X-Note", "it's"), ("Cookie", "sid=1")]),
        b'{"email":"a@b.example","password":"open-sesame"}',
    )
    line = Exchange(request, 200).curl(Redactor())
    for secret in ("k-123456", "abc123456", "sid=1", "open-sesame"):
        assert secret not in line
    assert "--request POST" in line
    assert "a@b.example" in line


def test_a_curl_line_cannot_be_broken_out_of() -> None:
    url = "https://a.example/'; rm -rf ~ $(id)"
    assert shlex.split(Exchange(Request("GET", url), 200).curl(Redactor())) == ["curl", "--include", url]
