"""Chat, money, tests of variants, privacy and safety, whole and with each fault."""

import uuid
from typing import Any

import pytest

from .conftest import Demo


def test_compression(demo: Demo) -> None:
    def encoding(accepted: str) -> str | None:
        answer = demo.client.get("/api/docs-json", headers={"Accept-Encoding": accepted})
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.json()["openapi"]
        return answer.headers.get("content-encoding")

    assert encoding("gzip") == encoding("br, gzip;q=0.5") == encoding("*") == "gzip"
    assert encoding("identity") is encoding("gzip;q=0") is None
    demo.plant("compression-off")
    assert "content-encoding" not in demo.client.get("/api/docs-json", headers={"Accept-Encoding": "gzip"}).headers


def test_conversations(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    chat = f"/api/chat/conversations/{demo.match(one, two)}"
    sent = demo.client.post(f"{chat}/messages", headers=one.auth, json={"text": "Hello"}).json()
    assert sent["senderId"] == one.id
    assert demo.client.get("/api/chat/conversations", headers=two.auth).json()["conversations"][0]["unread"] == 1
    assert demo.client.post(f"{chat}/read", headers=two.auth).status_code == 204
    assert demo.client.get(f"{chat}/messages", headers=one.auth).json()["messages"][0]["readAt"] is not None
    assert demo.client.post(f"{chat}/typing", headers=two.auth).status_code == 204
    assert demo.client.post(f"{chat}/typing", headers=stranger.auth).status_code == 404
    sound = {"voice": ("a.ogg", b"OggS" + b"\0" * 100, "audio/ogg")}
    assert demo.client.post(f"{chat}/voice", headers=two.auth, files=sound).json()["kind"] == "voice"
    noise = {"voice": ("a.ogg", b"hello", "audio/ogg")}
    assert demo.client.post(f"{chat}/voice", headers=two.auth, files=noise).status_code == 400
    message = f"/api/chat/messages/{sent['id']}"
    assert demo.client.delete(message, headers=two.auth).status_code == 404
    assert demo.client.delete(message, headers=one.auth).status_code == 204


def test_other_peoples_messages(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    chat = f"/api/chat/conversations/{demo.match(one, two)}"
    sent = demo.client.post(f"{chat}/messages", headers=one.auth, json={"text": "Hello"}).json()
    demo.plant("bola-delete")
    assert demo.client.delete(f"/api/chat/messages/{sent['id']}", headers=stranger.auth).status_code == 204


@pytest.mark.parametrize("text", ["Kill yourself", "k\u200bys", "you n4zi", "SEND   BITCOIN"])
def test_moderation(demo: Demo, text: str) -> None:
    one, two = demo.person(), demo.person()
    path = f"/api/chat/conversations/{demo.match(one, two)}/messages"
    answer = demo.client.post(path, headers=one.auth, json={"text": text})
    assert (answer.status_code, answer.json()["message"]) == (403, ["CONTENT_PROHIBITED"])
    assert demo.client.put("/api/users/profile", headers=one.auth, json={"bio": text}).status_code == 403
    assert demo.client.post(path, headers=one.auth, json={"text": "Skyscrapers, anyone?"}).status_code == 201
    demo.plant("moderation-off")
    assert demo.client.post(path, headers=one.auth, json={"text": text}).status_code == 201


def _card(number: str) -> dict[str, str]:
    return {"plan": "monthly", "cardNumber": number, "expiry": "12/31", "cvc": "123"}


def test_subscription(demo: Demo) -> None:
    someone = demo.person()
    price = demo.client.get("/api/experiments", headers=someone.auth).json()["variants"]["premium_pricing"]
    plans = demo.client.get("/api/subscription/plans", headers=someone.auth).json()["plans"]
    assert plans[0]["price"] == price
    declined = demo.client.post("/api/subscription", headers=someone.auth, json=_card("4000000000000002"))
    assert declined.status_code == 403
    bought = demo.client.post("/api/subscription", headers=someone.auth, json=_card("4242424242424242"))
    assert bought.status_code == 201
    assert bought.json()["premium"] is True
    again = demo.client.post("/api/subscription", headers=someone.auth, json=_card("4242424242424242"))
    assert again.status_code == 409
    assert demo.client.get("/api/matching/allocation", headers=someone.auth).json()["limit"] is None
    assert demo.client.delete("/api/subscription", headers=someone.auth).status_code == 204
    assert demo.client.get("/api/subscription", headers=someone.auth).json()["cancelled"] is True


def test_unpaid_subscription(demo: Demo) -> None:
    demo.plant("subscription-unpaid")
    someone = demo.person()
    bought = demo.client.post("/api/subscription", headers=someone.auth, json=_card("4000000000000002"))
    assert bought.json()["premium"] is True


def test_open_paywall(demo: Demo) -> None:
    demo.plant("paywall-open")
    someone = demo.person()
    balloons = demo.client.get("/api/matching/balloons", headers=someone.auth).json()["balloons"]
    for balloon in balloons[:11]:
        popped = demo.client.post("/api/matching/pop", headers=someone.auth, json={"balloonId": balloon["id"]})
        assert popped.status_code == 200
    sent = demo.client.get("/api/matching/pops/sent", headers=someone.auth).json()["pops"]
    assert len(sent) == 11
    assert demo.client.get("/api/matching/pops/received", headers=someone.auth).json()["pops"] == []


def _variants(demo: Demo, visitor: str) -> dict[str, str]:
    return dict(demo.client.get("/api/experiments", params={"visitor": visitor}).json()["variants"])


def test_variants(demo: Demo) -> None:
    visitors = [str(uuid.UUID(int=number, version=4)) for number in range(200)]
    drawn = [_variants(demo, visitor) for visitor in visitors]
    assert drawn == [_variants(demo, visitor) for visitor in visitors]
    weights = demo.client.get("/api/experiments/definitions").json()["experiments"]
    for test, variants in weights.items():
        for variant, weight in variants.items():
            share = sum(one[test] == variant for one in drawn) / len(drawn)
            assert abs(share - weight / 100) < 0.12
    demo.plant("ab-skewed")
    assert len({str(_variants(demo, visitor)) for visitor in visitors}) == 1
    demo.plant("ab-not-sticky")
    assert len({str(_variants(demo, visitors[0])) for _ in range(20)}) > 1


_EVENTS = {"events": [{"name": "balloon_pop", "properties": {"color": "red"}}]}


def _track(demo: Demo, **options: Any) -> int:
    return demo.client.post("/api/analytics/events", json=_EVENTS, **options).status_code


def test_events_need_consent(demo: Demo) -> None:
    someone = demo.person()
    assert "retention_day_30" in demo.client.get("/api/analytics/events").json()["events"]
    assert _track(demo) == 403
    assert _track(demo, headers={"Cookie": "__Host-consent=v1.rejected"}) == 403
    assert _track(demo, headers={"Cookie": "__Host-consent=v1.accepted", "Sec-GPC": "1"}) == 403
    assert _track(demo, headers={"Cookie": "__Host-consent=v1.accepted"}) == 202
    assert _track(demo, headers=someone.auth) == 403
    demo.client.put("/api/privacy/consent", headers=someone.auth, json={"analytics": True})
    assert demo.client.get("/api/privacy/consent", headers=someone.auth).json()["decidedAt"] is not None
    assert _track(demo, headers=someone.auth) == 202
    demo.client.put("/api/privacy/consent", headers=someone.auth, json={"analytics": False})
    assert _track(demo, headers=someone.auth) == 403
    assert demo.state()["events"] == 2
    demo.plant("analytics-without-consent")
    assert _track(demo) == 202


def test_export(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    demo.client.post(f"/api/chat/conversations/{chat}/messages", headers=one.auth, json={"text": "a marker"})
    assert demo.client.get("/api/users/me/export").status_code == 401
    assert "a marker" in demo.client.get("/api/users/me/export", headers=one.auth).text
    assert "a marker" not in demo.client.get("/api/users/me/export", headers=two.auth).text
    demo.plant("export-incomplete")
    assert "a marker" not in demo.client.get("/api/users/me/export", headers=one.auth).text


def test_report_and_block(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    report = {"reason": "under_age"}
    assert demo.client.post(f"/api/users/{two.id}/report", headers=one.auth, json=report).status_code == 201
    assert demo.client.put(f"/api/users/{two.id}/block", headers=one.auth).status_code == 204
    assert demo.client.get(f"/api/users/{one.id}", headers=two.auth).status_code == 404
    sent = demo.client.post(f"/api/chat/conversations/{chat}/messages", headers=two.auth, json={"text": "hey"})
    assert sent.status_code == 403
    demo.plant("block-lets-write")
    sent = demo.client.post(f"/api/chat/conversations/{chat}/messages", headers=two.auth, json={"text": "hey"})
    assert sent.status_code == 201
    demo.plant("block-ignored")
    assert demo.client.get(f"/api/users/{one.id}", headers=two.auth).status_code == 200
    demo.plant()
    assert demo.client.delete(f"/api/users/{two.id}/block", headers=one.auth).status_code == 204
    assert demo.client.get(f"/api/users/{one.id}", headers=two.auth).status_code == 200
