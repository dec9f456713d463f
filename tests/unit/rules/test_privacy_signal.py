"""The statement on Global Privacy Control."""

from __future__ import annotations

import json

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.privacy_signal import judge


def answer(document: object, kind: str = "application/json") -> Exchange:
    headers = Headers({"Content-Type": kind})
    return Exchange(Request("GET", "https://x.example/"), 200, headers, json.dumps(document).encode())


@pytest.mark.parametrize("update", ["2026-11-01", "2026-11-01T12:00:00Z"])
def test_a_right_statement(update: str) -> None:
    assert not judge(answer({"gpc": True, "lastUpdate": update}))
    assert not judge(answer({"gpc": False, "lastUpdate": update, "more": 1}))


@pytest.mark.parametrize(
    ("document", "kind", "advisory"),
    [
        (["gpc"], "application/json", False),
        ({"gpc": "true", "lastUpdate": "2026-11-01"}, "application/json", False),
        ({"lastUpdate": "2026-11-01"}, "application/json", False),
        ({"gpc": True}, "application/json", True),
        ({"gpc": True, "lastUpdate": "yesterday"}, "application/json", True),
        ({"gpc": True, "lastUpdate": "2026-11-01"}, "text/plain", True),
    ],
)
def test_wrong_statements(document: object, kind: str, *, advisory: bool) -> None:
    findings = judge(answer(document, kind))
    assert findings
    assert findings[0].advisory is advisory
