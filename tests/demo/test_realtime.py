"""The chat over Socket.IO, spoken byte by byte, whole and with each fault."""

import asyncio
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .conftest import Demo, Person

_PATIENCE_S = 3


class Socket:
    """One Socket.IO connection."""

    def __init__(self, runner: asyncio.Runner, connection: ClientConnection, auth: dict[str, str] | None) -> None:
        self._runner = runner
        self._connection = connection
        self.seen: list[Any] = []
        assert self._receive().startswith('0{"sid"')
        self._send("40" if auth is None else "40" + json.dumps(auth))
        self.greeting = self._receive()

    def emit(self, event: str, content: Any) -> Any:
        self._send("421" + json.dumps([event, content]))
        while True:
            text = self._receive()
            if text.startswith("431"):
                return json.loads(text[3:])[0]
            if text.startswith("42"):
                self.seen.append(json.loads(text[2:]))

    def next_event(self) -> Any:
        if self.seen:
            return self.seen.pop(0)
        text = self._receive()
        assert text.startswith("42"), text
        return json.loads(text[2:])

    def _send(self, text: str) -> None:
        self._runner.run(self._connection.send(text))

    def _receive(self) -> str:
        text = str(self._runner.run(asyncio.wait_for(self._connection.recv(), _PATIENCE_S)))
        if text == "2":
            self._send("3")
            return self._receive()
        return text


@contextmanager
def opened(demo: Demo, auth: dict[str, str] | None, origin: str | None = None, cookie: str = "") -> Iterator[Socket]:
    context = ssl.create_default_context(cafile=demo.facts["ca_file"])
    url = demo.facts["url"].replace("https:", "wss:") + "/socket.io/?EIO=4&transport=websocket"
    headers = {"Cookie": cookie} if cookie else {}

    async def connected() -> ClientConnection:
        return await connect(url, ssl=context, origin=origin, additional_headers=headers, proxy=None)  # type: ignore[arg-type]

    # Not the client with threads: they would read and write one TLS connection at once, which not every Python can.
    with asyncio.Runner() as runner:
        connection = runner.run(connected())
        try:
            yield Socket(runner, connection, auth)
        finally:
            runner.run(connection.close())


def _token(person: Person) -> dict[str, str]:
    return {"token": person.token}


def test_messages_arrive_from_either_way_in(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    with opened(demo, _token(one)) as mine, opened(demo, _token(two)) as theirs:
        answer = mine.emit("send_message", {"chatId": chat, "text": "Hello"})
        assert answer["ok"] is True
        assert answer["message"]["senderId"] == one.id
        assert theirs.next_event() == ["message", answer["message"]]
        path = f"/api/chat/conversations/{chat}"
        demo.client.post(f"{path}/messages", headers=one.auth, json={"text": "And over REST"})
        assert theirs.next_event()[1]["text"] == "And over REST"
        demo.client.post(f"{path}/typing", headers=one.auth)
        assert theirs.next_event() == ["typing", {"chatId": chat, "userId": one.id}]
        assert mine.emit("typing", {"chatId": chat}) == {"ok": True}
        assert mine.emit("echo", {"n": 1}) == {"n": 1}


@pytest.mark.parametrize("auth", [None, {}, {"token": "a.b.c"}], ids=str)
def test_credentials_are_needed(demo: Demo, auth: dict[str, str] | None) -> None:
    with opened(demo, auth) as socket:
        assert socket.greeting == '44{"message":"UNAUTHORIZED"}'


def test_without_a_token(demo: Demo) -> None:
    demo.person()
    demo.plant("socket-without-token")
    with opened(demo, None) as socket:
        assert socket.greeting.startswith('40{"sid"')


def test_origins(demo: Demo) -> None:
    someone = demo.person()
    for origin in (demo.facts["url"], "https://app.balloond.test"):
        with opened(demo, _token(someone), origin) as socket:
            assert socket.greeting.startswith('40{"sid"')
    with pytest.raises(InvalidStatus), opened(demo, _token(someone), "https://evil.example"):
        pass
    demo.plant("socket-any-origin")
    with opened(demo, _token(someone), "https://evil.example") as socket:
        assert socket.greeting.startswith('40{"sid"')


def test_the_session_cookie_opens_it_too(demo: Demo) -> None:
    someone = demo.person()
    answer = demo.client.post("/web/login", json={"email": someone.email, "password": "correct-horse-battery-staple"})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    with opened(demo, None, demo.facts["url"], cookie) as socket:
        assert socket.greeting.startswith('40{"sid"')


def test_polling(demo: Demo) -> None:
    answer: httpx.Response = demo.client.get("/socket.io/?EIO=4&transport=polling")
    assert answer.text.startswith('0{"sid"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    origin = {"Origin": "https://evil.example"}
    assert demo.client.get("/socket.io/?EIO=4&transport=polling", headers=origin).status_code == 400


def test_only_within_a_match_and_only_as_oneself(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    chat = demo.match(one, two)
    with opened(demo, _token(stranger)) as socket:
        refused = {"ok": False, "error": "Conversation not found"}
        assert socket.emit("send_message", {"chatId": chat, "text": "hi"}) == refused
        spoofed = {"chatId": chat, "text": "hi", "senderId": one.id}
        assert socket.emit("send_message", spoofed)["ok"] is False
        assert socket.emit("send_message", [1])["error"] == "BAD_REQUEST"
        demo.plant("socket-sender-trusted")
        assert socket.emit("send_message", spoofed)["message"]["senderId"] == one.id


def test_lost_messages(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    demo.plant("socket-drops-messages")
    with opened(demo, _token(one)) as mine, opened(demo, _token(two)) as theirs:
        for number in range(8):
            assert mine.emit("send_message", {"chatId": chat, "text": str(number)})["ok"] is True
        assert theirs.emit("echo", "end") == "end"
        assert mine.emit("echo", "end") == "end"
        # Every other event is lost, so all of one side's may get through.
        assert min(len(mine.seen), len(theirs.seen)) < 8


def test_logout_closes_it(demo: Demo) -> None:
    someone = demo.person()
    with opened(demo, _token(someone)) as socket:
        assert demo.client.post("/api/auth/logout", headers=someone.auth).status_code == 204
        with pytest.raises((ConnectionClosed, AssertionError, json.JSONDecodeError)):
            socket.next_event()


def test_it_survives_logout(demo: Demo) -> None:
    someone = demo.person()
    demo.plant("socket-survives-logout", "logout-does-nothing")
    with opened(demo, _token(someone)) as socket:
        assert demo.client.post("/api/auth/logout", headers=someone.auth).status_code == 204
        assert socket.emit("echo", "still here") == "still here"
