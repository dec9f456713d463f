"""Conformance: which operations may be called, and what a deviation weighs."""

from __future__ import annotations

import pytest

from prodworthy.rules.conformance import (
    BODY,
    MEDIA_TYPE,
    NEGATIVE,
    SERVER_ERROR,
    STATUS,
    informative,
    left_alone,
    same_origin,
    weigh,
)
from prodworthy.rules.openapi import Operation

DECLARED = ("DELETE /drafts/{id}", "/gifts/buy")


def operation(method: str = "GET", path: str = "/items", **parts: object) -> Operation:
    return Operation(method=method, path=path, route=f"/api{path}", statuses=("200", "400"), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "writes", "reason"),
    [
        (operation(), False, ""),
        (operation("HEAD"), False, ""),
        (operation("POST"), False, "changes the target"),
        (operation("POST"), True, ""),
        (operation("TRACE"), True, "TRACE"),
        (operation(response_types=("text/event-stream",)), True, "stream"),
        (operation("POST", "/auth/logout"), True, "ends the session"),
        (operation("GET", "/auth/sign-out"), False, "ends the session"),
        (operation("POST", "/catalogue"), True, ""),
        (operation("POST", "/users/delete-account"), True, "ends the session"),
        (operation("DELETE", "/users/me"), True, "signed-in account"),
        (operation("DELETE", "/users/{id}"), True, "not declared in contract.irreversible"),
        (operation("DELETE", "/drafts/{id}"), True, ""),
        (operation("POST", "/cart/checkout"), True, "takes a payment"),
        (operation("POST", "/gifts/buy"), True, ""),
        (operation("GET", "/orders"), False, ""),
        (operation("POST", "/admin/database/drop"), True, "removes something"),
        (operation("POST", "/admin/database/create"), True, ""),
        (operation("POST", "/items:batchDelete"), True, "removes something"),
        (operation("POST", "/items/bulk_delete"), True, "removes something"),
        (operation("GET", "/cache/purge"), False, "removes something"),
        (operation("GET", "/items/deleted"), False, ""),
        (operation("POST", "/drop-in-sessions"), True, ""),
        (operation("GET", "/excluded"), True, "target file"),
        (operation("PUT", "/partly"), True, "target file"),
        (operation("GET", "/partly"), True, ""),
        (operation("GET", "/by-route/"), True, "target file"),
    ],
)
def test_left_alone(one: Operation, writes: bool, reason: str) -> None:  # noqa: FBT001 - a row of the table
    said = left_alone(one, ["/excluded", "PUT /partly", "/api/by-route"], writes=writes, irreversible=DECLARED)
    assert (reason in said) if reason else said == ""


@pytest.mark.parametrize(
    ("one", "check", "status", "expected"),
    [
        (operation(), SERVER_ERROR, 500, "counts"),
        (operation(), SERVER_ERROR, 503, "counts"),
        (Operation("GET", "/ready", "/ready", statuses=("200", "503")), SERVER_ERROR, 503, ""),
        (operation(), STATUS, 500, ""),
        (operation(), STATUS, 202, "counts"),
        (operation(), STATUS, 302, "counts"),
        (operation(), STATUS, 418, "advises"),
        (operation(), STATUS, 405, "counts"),
        (operation(), STATUS, 404, "counts"),
        (operation(path="/items/{id}"), STATUS, 404, "advises"),
        (operation(path="/items/{id}"), BODY, 404, ""),
        (operation(required=("q",)), STATUS, 404, "advises"),
        (operation(), STATUS, 413, ""),
        (operation(), STATUS, 304, ""),
        (operation(), MEDIA_TYPE, 200, "counts"),
        (operation(), MEDIA_TYPE, 302, ""),
        (operation(), STATUS, 429, ""),
        (operation(), STATUS, 401, ""),
        (operation(), BODY, 200, "counts"),
        (operation(), BODY, 400, "advises"),
        (operation(), NEGATIVE, 200, "advises"),
        (operation("POST"), NEGATIVE, 200, "counts"),
    ],
)
def test_weight(one: Operation, check: str, status: int, expected: str) -> None:
    findings = weigh(one, check, status, "said\nso")
    said = "" if not findings else "advises" if findings.advisory else "counts"
    assert said == expected
    assert all(finding.where == one.label for finding in findings)


def test_which_answers_say_something() -> None:
    login = Operation("POST", "/login", "/login", statuses=("200", "401"))
    secured = Operation("GET", "/me", "/me", statuses=("200", "401", "403"), security=(frozenset({"bearer"}),))
    assert [informative(login, status) for status in (200, 401, 403, 404, 429)] == [True, True, False, True, False]
    assert [informative(secured, status) for status in (200, 401, 403, 429, 500)] == [True, False, True, False, True]


def test_same_origin() -> None:
    assert same_origin("https://a.example:8443/x?y", "https://a.example:8443")
    assert not same_origin("https://a.example.evil.example/", "https://a.example")
    assert not same_origin("https://a.example@evil.example/", "https://a.example")
    assert not same_origin("https://[", "https://a.example")
