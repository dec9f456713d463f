"""App links, as their platforms read them."""

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.app_links import ANDROID, APPLE, judge

PRINT = ":".join(["AB"] * 32)
APP = {"namespace": "android_app", "package_name": "org.example", "sha256_cert_fingerprints": [PRINT]}


def answer(document: Any, kind: str = "application/json") -> Exchange:
    headers = Headers({"Content-Type": kind})
    return Exchange(Request("GET", "https://x.example/"), 200, headers, json.dumps(document).encode())


def test_right_files() -> None:
    assert not judge(ANDROID, answer([{"relation": [], "target": APP}]))
    assert not judge(ANDROID, answer([{"target": {"namespace": "web", "site": "https://y.example"}}]))
    assert not judge(APPLE, answer({"applinks": {"details": [{"appIDs": ["A1B2C3D4E5.org.example"]}]}}, "text/plain"))
    assert not judge(APPLE, answer({"applinks": {"apps": [], "details": [{"appID": "A1B2C3D4E5.org.example"}]}}))
    assert not judge(APPLE, answer({"webcredentials": {"apps": ["A1B2C3D4E5.org.example"]}}))


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        [],
        [{}],
        [{"target": {**APP, "sha256_cert_fingerprints": []}}],
        [{"target": {"namespace": "android_app"}}],
        [{"target": {**APP, "sha256_cert_fingerprints": ["AB"]}}],
    ],
)
def test_wrong_android_files(document: Any) -> None:
    assert judge(ANDROID, answer(document))


@pytest.mark.parametrize("document", [None, [], {}, {"applinks": {"details": [{"appIDs": ["org.example"]}]}}])
def test_wrong_apple_files(document: Any) -> None:
    assert judge(APPLE, answer(document))


def test_redirects_and_other_types() -> None:
    moved = Exchange(Request("GET", "https://x.example/"), 302, Headers({"Location": "/"}))
    assert judge(ANDROID, moved)
    assert judge(ANDROID, answer([{"target": APP}], "text/html"))
