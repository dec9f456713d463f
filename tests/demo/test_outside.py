"""What people type, and what reaches in and out: whole and with each fault."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from .conftest import Demo


@pytest.mark.parametrize(
    ("fault", "bio", "shown"),
    [
        ("profile-evaluated", "{{6*7}}", "<p>42</p>"),
        ("profile-markup-raw", "<b>bold</b>", "<p><b>bold</b></p>"),
    ],
)
def test_a_profile_is_text(demo: Demo, fault: str, bio: str, shown: str) -> None:
    someone = demo.person()
    demo.client.put("/api/users/profile", headers=someone.auth, json={"bio": bio})
    path = f"/people/{someone.id}"
    assert demo.client.get(path).status_code == 401
    assert shown not in demo.client.get(path, headers=someone.auth).text
    demo.plant(fault)
    assert shown in demo.client.get(path, headers=someone.auth).text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://10.0.0.1/",
        "http://a.internal/",
        "//x",
        "http://[",
    ],
)
def test_no_inner_address_is_taken(demo: Demo, url: str) -> None:
    auth = demo.person().auth
    assert demo.client.post("/api/chat/preview", headers=auth, json={"url": url}).status_code == 400
    public = demo.client.post("/api/chat/preview", headers=auth, json={"url": "https://balloond.example/a"})
    assert (public.status_code, public.json()["host"]) == (200, "balloond.example")


def test_events_are_signed(demo: Demo) -> None:
    body: dict[str, Any] = {"event": "renewed", "subscription": "1"}

    def send(**headers: str) -> int:
        return demo.client.post("/api/webhooks/payments", json=body, headers=headers).status_code

    guessed = hmac.new(b"", json.dumps(body).encode(), hashlib.sha256).hexdigest()
    assert {send(), send(**{"X-Signature": ""}), send(**{"X-Signature": guessed})} == {401}
    demo.plant("hook-signature-unchecked")
    assert (send(), send(**{"X-Signature": "x"})) == (401, 204)
    demo.plant("hook-unsigned")
    assert send() == 204


@pytest.mark.parametrize("to", ["https://b.example/", "//b.example/", "/\\b.example/", "javascript:alert(1)"])
def test_leading_on(demo: Demo, to: str) -> None:
    assert demo.client.get("/out", params={"to": "/login?next=/chat"}).headers["location"] == "/login?next=/chat"
    assert demo.client.get("/out", params={"to": to}).status_code == 400


def test_methods_count(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    path = f"/api/chat/conversations/{demo.match(one, two)}/messages"
    stranger = demo.person().auth
    assert demo.client.delete(path, headers=stranger).status_code == 405
    override = {**one.auth, "X-HTTP-Method-Override": "DELETE"}
    assert demo.client.get("/api/users/me", headers=override).status_code == 405
    demo.plant("history-deletable", "method-override")
    assert demo.client.delete(path, headers=stranger).status_code == 200
    assert demo.client.get("/api/users/me", headers=override).status_code == 204


def test_storage_and_leftovers(demo: Demo) -> None:
    assert [demo.client.get(path).status_code for path in ("/cdn/", "/api/debug")] == [403, 404]
    demo.plant("bucket-listed", "debug-route")
    assert [demo.client.get(path).status_code for path in ("/cdn/", "/api/debug")] == [200, 200]
