"""Tokens against requests of other sites: which cookies and meta elements hand one out."""

from __future__ import annotations

import pytest

from prodworthy.rules.cookies import parse_all
from prodworthy.rules.request_tokens import fields_of, is_token_field


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("XSRF-TOKEN=eyJpdiI6Ik%3D; Secure", {"X-XSRF-TOKEN": "eyJpdiI6Ik="}),
        ("csrftoken=Zk2a9b8c7d; SameSite=Lax", {"X-CSRFToken": "Zk2a9b8c7d"}),
        ("__Host-csrf=Zk2a9b8c7d; Secure; Path=/", {"X-CSRF-Token": "Zk2a9b8c7d"}),
        ("_csrf=Zk2a9b8c7d; HttpOnly", {}),
        ("csrftoken=", {}),
        ("session=Zk2a9b8c7d", {}),
    ],
)
def test_cookies(written: str, fields: dict[str, str]) -> None:
    assert fields_of(parse_all([written]), {}) == fields


def test_a_page() -> None:
    assert fields_of([], {"csrf-param": ["authenticity_token"], "csrf-token": ["a8s7d6f5g4"]}) == {
        "X-CSRF-Token": "a8s7d6f5g4"
    }
    assert fields_of([], {"description": ["About CSRF"], "csrf-token": [""]}) == {}


def test_declared_fields() -> None:
    assert is_token_field("X-CSRFToken")
    assert not is_token_field("Authorization")
