"""A small deployment with accounts, and things that journeys make; it can be told to answer no more at one place."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable
from pathlib import Path

from tests.loopback import response

SECRET = "a secret that lasts, for tests only"

TARGET = """
name = "people"
base_url = "{url}"
capabilities = ["accounts"]
[gate]
allow = "writes"
requests_per_second = 500
[limits]
request_timeout_s = 60
[auth.register]
request = "POST /signup/{{email}}"
headers = {{ X-Word = "{{password}}" }}
expect = {{ status = 201 }}
save = {{ token = "token" }}
[auth.login]
request = "POST /login/{{email}}"
headers = {{ X-Word = "{{password}}" }}
save = {{ token = "token" }}
[auth.delete]
request = "DELETE /me"
expect = {{ status = 204 }}
[[journeys]]
id = "thing"
title = "A thing can be made"
deadline_s = 60
account = true
steps = [
  {{ request = "POST /things", expect = {{ status = 201 }}, save = {{ thing = "id" }} }},
  {{ request = "GET /slow" }},
]
cleanup = [{{ request = "DELETE /things/{{thing}}", expect = {{ status = 204 }} }}]
"""


class People:
    """Keeps accounts and things, and how they went.

    Attributes:
        accounts: the passwords, by address.
        things: what journeys made.
        slow: whether `/slow` never answers.
        asked: set as soon as somebody waits there.
    """

    def __init__(self) -> None:
        self.accounts: dict[str, str] = {}
        self.things: set[str] = set()
        self.slow = False
        self.asked = threading.Event()
        self.said: list[str] = []
        self._numbers = itertools.count(1)

    def __call__(self, head: bytes) -> bytes | Iterable[bytes]:
        lines = head.decode().split("\r\n")
        method, path, _ = lines[0].split(" ")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        self.said.append(f"{method} {path}")
        if path == "/slow" and self.slow:
            self.asked.set()
            return itertools.repeat(b"")
        if path in {"/", "/slow"}:
            return response(b"{}", headers="Content-Type: application/json\r\n")
        status, document = self._answer(method, path.strip("/").split("/"), fields, head)
        return response(json.dumps(document).encode(), status=status, headers="Content-Type: application/json\r\n")

    def _answer(self, method: str, path: list[str], fields: dict[str, str], head: bytes) -> tuple[str, object]:
        word = next((line[8:] for line in head.decode().split("\r\n") if line.startswith("X-Word: ")), "")
        match [method, *path]:
            case ["POST", "signup", email]:
                self.accounts[_plain(email)] = word
                return "201 Created", {"token": f"token-of-{_plain(email)}"}
            case ["POST", "login", email] if word and self.accounts.get(_plain(email)) == word:
                return "200 OK", {"token": f"token-of-{_plain(email)}"}
            case ["DELETE", "me"]:
                email = fields.get("authorization", "").removeprefix("bearer token-of-")
                return ("204 No Content" if self.accounts.pop(email, "") else "401 Unauthorized"), {}
            case ["POST", "things"]:
                self.things.add(thing := f"t{next(self._numbers)}")
                return "201 Created", {"id": thing}
            case ["DELETE", "things", thing]:
                found = thing in self.things
                self.things.discard(thing)
                return ("204 No Content" if found else "404 Not Found"), {}
        return ("401 Unauthorized" if path[0] == "login" else "404 Not Found"), {}


def target_file(folder: Path, url: str) -> str:
    """Write the target file of a deployment at that address, and return the option that names it."""
    path = folder / "people.toml"
    path.write_text(TARGET.format(url=url), encoding="utf-8")
    return f"--target={path}"


def _plain(email: str) -> str:
    return email.replace("%40", "@").lower()
