"""Another account at what one has made: what counts as getting at it, and what only looks like it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.probes.conformance_ownership import Strangers
from prodworthy.probes.conformance_result import Tried
from prodworthy.probes.conformance_sending import public_fields
from prodworthy.probes.frames import Message
from prodworthy.rules.openapi import Operation
from prodworthy.target import Auth, Contract, Reach, Step, Target
from prodworthy.target.objects import PrivateObject

MINE, OTHER = {"Authorization": "Bearer mine"}, {"Authorization": "Bearer other"}
Service = Callable[[str, bool, Any], tuple[int, Any]]
"""Answers a method, of the owner or not, with a body; by status and body."""


def attempt(
    service: Service, method: str, *, times: int = 1, other: Mapping[str, str] = OTHER, **declared: Any
) -> tuple[Tried, Message]:
    async def send(message: Message, secret: Mapping[str, str]) -> Exchange:
        body = json.dumps(message.get("body")).encode()
        status, answer = service(message["method"], secret == MINE, message.get("body"))
        request = Request(message["method"], "https://notes.example/notes/n1", Headers([]), body)
        return Exchange(request=request, status=status, headers=Headers([]), body=json.dumps(answer).encode())

    async def credential() -> Mapping[str, str]:
        return other

    auth = declared.pop("auth", None)
    target = Target(name="notes", base_url="https://notes.example", contract=Contract(**declared), auth=auth)
    strangers = Strangers(target, send, credential)
    tried = Tried(Operation(method, "/notes/{id}", "/notes/{id}", security=(frozenset({"bearer"}),)))
    view = {"method": "GET"}
    message = {
        "source": "POST /notes",
        "identifier": "n1",
        "alone": True,
        "view": view,
        "request": view if method == "GET" else {"method": method, "body": {"text": "changed"}},
        "made": {"method": "POST", "body": {"text": "first"}},
    }

    async def run() -> Message:
        told: Message = {}
        for _ in range(times):
            told = await strangers.attempt(tried, message, MINE)
        return told

    return tried, asyncio.run(run())


class Notes:
    """A service with one note, open to all unless told otherwise."""

    def __init__(self, *, guarded: bool = False) -> None:
        self.note: dict[str, Any] | None = {"id": "n1", "text": "first"}
        self.guarded = guarded

    def __call__(self, method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        if method == "POST":
            return 201, {"id": "n2", **body}
        if self.note is None or (self.guarded and not own):
            return 404, {}
        if method == "DELETE":
            self.note = None
            return 204, None
        if method == "PUT":
            self.note = {**self.note, **body}
        return 200, self.note


def test_what_is_guarded_is_held_with_its_owner_as_control() -> None:
    for method in ("GET", "PUT", "DELETE"):
        tried, _ = attempt(Notes(guarded=True), method, private=["/notes/{id}"])
        assert not tried.deviations
        assert tried.others.held == 1
        assert tried.others.control is not None
        assert tried.others.control.ok


def test_a_change_that_its_owner_sees_is_a_deviation_which_more_of_them_confirm() -> None:
    notes = Notes()

    def fresh(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        answer = notes(method, own, body)
        if method == "GET":
            notes.note = {"id": "n1", "text": "first"}
        return answer

    tried, told = attempt(fresh, "PUT", times=3)
    (deviation,) = tried.deviations.values()
    assert not deviation.confirmed
    assert told == {"again": True, "settled": False}
    tried, told = attempt(fresh, "PUT", times=4)
    (deviation,) = tried.deviations.values()
    assert deviation.confirmed
    assert told == {"again": False, "settled": True}
    assert "POST /notes" in deviation.finding.seen


def test_what_is_shown_once_was_not_removed_by_the_other() -> None:
    notes = Notes()

    def burns(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        status, answer = notes(method, own, body)
        notes.note = None if method == "GET" else notes.note
        return (204, None) if method == "DELETE" else (status, answer)

    tried, told = attempt(burns, "DELETE")
    assert (tried.deviations, tried.others.held, told) == ({}, 0, {})


def test_everything_is_answered_alike_and_only_the_owner_has_an_effect() -> None:
    notes = Notes()

    def silent(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        return notes(method, own, body) if own or method == "POST" else (200, [])

    for method in ("PUT", "DELETE"):
        tried, _ = attempt(silent, method)
        assert (tried.deviations, tried.others.held) == ({}, 1)


def test_nothing_is_proven_where_the_owner_is_refused_as_well_or_nothing_is_seen() -> None:
    notes = Notes()

    def broken(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        return (403, {}) if method == "PUT" else notes(method, own, body)

    def cached(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: ARG001, FBT001 - as a service is called
        return 200, {"id": "n1", "text": "first"}

    def throttled(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        return (429, {}) if method == "PUT" and not own else notes(method, own, body)

    for service, hindered in ((broken, ""), (cached, ""), (throttled, "another account was answered 429")):
        tried, _ = attempt(service, "PUT")
        assert (tried.deviations, tried.others.held, tried.others.hindered) == ({}, 0, hindered)


def test_another_account_that_is_none_proves_nothing() -> None:
    def no_strangers(method: str, own: bool, body: Any) -> tuple[int, Any]:  # noqa: FBT001 - as a service is called
        return Notes()(method, own, body) if own else (401, {})

    for service, other in ((no_strangers, OTHER), (Notes(), MINE), (Notes(), {})):
        tried, told = attempt(service, "PUT", other=other)
        assert (tried.deviations, tried.others.held, told) == ({}, 0, {})
        assert tried.others.hindered == "there is no second account that may do what the first one may"


def test_what_is_shared_is_left_alone() -> None:
    tried, told = attempt(Notes(), "PUT", shared=["PUT /notes/{id}"])
    assert told == {"settled": True}
    assert (tried.deviations, tried.others.tries) == ({}, 0)


def test_being_shown_something_counts_where_it_is_declared_to_be_private() -> None:
    tried, _ = attempt(Notes(), "GET", times=4)
    assert (tried.deviations, tried.others.read) == ({}, 4)
    step = Step(request="GET /notes/{note_id}")
    note = PrivateObject(id="note", create=(Step(request="POST /notes"),), read=step)
    for declared in ({"private": ["GET /notes/{id}"]}, {"auth": Auth(objects=(note,))}):
        tried, _ = attempt(Notes(), "GET", times=4, **declared)
        (deviation,) = tried.deviations.values()
        assert deviation.confirmed


def test_a_literal_path_is_not_the_one_with_a_parameter() -> None:
    feed = PrivateObject(id="feed", create=(Step(request="POST /notes"),), read=Step(request="GET /notes/feed"))
    tried, _ = attempt(Notes(), "GET", auth=Auth(objects=(feed,)))
    assert not tried.deviations


def test_what_every_client_sends_is_no_credential() -> None:
    auth = Auth(credential={"ApiKey": "public", "Authorization": "Bearer {token}"})
    target = Target(name="x", base_url="https://x.example", auth=auth, reach=Reach(headers={"X-Client": "web"}))
    assert public_fields(target) == {"apikey", "x-client"}
