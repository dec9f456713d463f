"""One real deployment for each module; faults are toggled through its control listener."""

import itertools
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

PASSWORD = "correct-horse-battery-staple"
_numbers = itertools.count(1)


@dataclass
class Person:
    """An account of a test."""

    id: str
    email: str
    token: str
    refresh_token: str

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Demo:
    """A running deployment."""

    process: subprocess.Popen[str]
    facts: dict[str, Any]
    client: httpx.Client
    control: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.control = httpx.Client(base_url=self.facts["control"])

    def plant(self, *names: str) -> None:
        self.control.put("/faults", json=list(names)).raise_for_status()

    def state(self) -> dict[str, int]:
        return dict(self.control.get("/state").json())

    def sign_up(self, **changes: Any) -> httpx.Response:
        body = {
            "email": f"someone{next(_numbers)}@mail.example",
            "password": PASSWORD,
            "name": "Sam",
            "dateOfBirth": "1990-01-31",
        }
        body |= changes
        return self.client.post("/api/auth/signup", json={k: v for k, v in body.items() if v is not ...})

    def person(self, **changes: Any) -> Person:
        answer = self.sign_up(**changes)
        assert answer.status_code == 201, answer.text
        body = answer.json()
        return Person(body["user"]["id"], body["user"]["email"], body["token"], body["refreshToken"])

    def match(self, one: Person, two: Person) -> str:
        self.client.post("/api/matching/pop", headers=one.auth, json={"balloonId": two.id})
        answer = self.client.post("/api/matching/pop", headers=two.auth, json={"balloonId": one.id})
        return str(answer.json()["chatId"])


def start(*arguments: str) -> Demo:
    """Start a deployment and wait for its line."""
    command = [sys.executable, "-m", "demo", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert process.stdout is not None
    facts = json.loads(process.stdout.readline())
    context = ssl.create_default_context(cafile=facts["ca_file"]) if facts["ca_file"] else True
    return Demo(process, facts, httpx.Client(base_url=facts["url"], verify=context))


def stop(demo: Demo) -> None:
    """End a deployment that `start` started."""
    demo.client.close()
    demo.control.close()
    demo.process.terminate()
    demo.process.wait(timeout=5)
    if demo.process.stdout is not None:
        demo.process.stdout.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    demo = start("--tls")
    yield demo
    stop(demo)


@pytest.fixture
def demo(running: Demo) -> Iterator[Demo]:
    """The module's deployment, as new."""
    yield running
    running.plant()
    running.control.post("/reset").raise_for_status()
    running.client.cookies.clear()
