from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.probes.first_look import STRANGER, FirstLook
from prodworthy.probes.health import HealthDocument
from prodworthy.reporting.first_target import render
from prodworthy.rules.openapi import Document
from prodworthy.target import Target
from prodworthy.target.loading import load_target
from tests.unit.reporting.samples import HOSTILE

SIGN_UP = {"required": ["email", "password"], "properties": {"email": {}, "password": {}, "birthDate": {}}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop"},
    "paths": {
        "/api/signup": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": SIGN_UP}}},
                "responses": {"201": {"content": {"application/json": {"schema": {"properties": {"token": {}}}}}}},
            }
        }
    },
}


def exchange(body: str, kind: str = "application/json", **headers: str) -> Exchange:
    fields = Headers([("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in headers.items())])
    return Exchange(Request("GET", "https://shop.example/", Headers([]), b""), 200, fields, body.encode())


LIVE = HealthDocument("/health", exchange('{"status": "ok", "version": "1.4.2"}'), declared=False)
LOOK = FirstLook(
    base_url="https://shop.example",
    landing=exchange("<title>Shop</title>", "text/html", Strict_Transport_Security="max-age=300"),
    live=LIVE,
    document=Document(DOCUMENT, "https://shop.example/openapi.json"),
    document_path="/openapi.json",
    cors="https://app.shop.example",
    legal={"privacy": "/privacy"},
    title="Shop",
    requests=38,
)


def written(look: FirstLook, folder: Path) -> tuple[str, Target]:
    text, _ = render(look, "shop")
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    return text, load_target(str(folder / "shop.toml"), {}).target


def test_what_was_seen_is_declared(tmp_path: Path) -> None:
    text, target = written(LOOK, tmp_path)
    assert (target.name, target.title, target.base_url) == ("shop", "Shop", "https://shop.example")
    assert target.capabilities == {"accounts", "openapi", "web"}
    assert (target.health.live, target.version.path, target.contract.document) == (
        "/health",
        "/health",
        "/openapi.json",
    )
    assert target.web.legal == {"privacy": "/privacy"}
    assert target.auth is not None
    assert target.auth.register_account is not None
    assert target.auth.register_account.request == "POST /api/signup"
    assert target.auth.register_account.body == {
        "email": "{email}",
        "password": "{password}",
        "birthDate": "{birth_date}",
    }
    assert target.auth.register_account.save == {"token": "token"}
    assert "# strict-transport-security: max-age=300" in text
    assert "Registration takes a date of birth as birthDate" in text
    assert "declare [auth.delete], or what a run makes stays" in text
    assert "A stranger's origin was answered with https://app.shop.example" in text
    assert target.gate.accepted_withheld == ("*",)


def test_what_the_comments_show_as_an_example_is_right_too(tmp_path: Path) -> None:
    text, _ = written(LOOK, tmp_path)
    example = text[text.index("# [[promises]]") :].replace("# ", "")
    (tmp_path / "shop.toml").write_text(text + example, encoding="utf-8")
    assert load_target(str(tmp_path / "shop.toml"), {}).target.promises[0].id == "P-1"


def test_a_place_below_a_path_has_its_paths_below_that(tmp_path: Path) -> None:
    raw = {**DOCUMENT, "servers": [{"url": "/v1"}]}
    look = replace(LOOK, base_url="https://shop.example/v1", document=Document(raw, "https://shop.example/v1/x"))
    _, target = written(look, tmp_path)
    assert target.auth is not None
    assert target.auth.register_account is not None
    assert target.auth.register_account.request == "POST /api/signup"


def test_a_bare_place_still_makes_a_file(tmp_path: Path) -> None:
    text, target = written(FirstLook("http://127.0.0.1:8080", exchange("{}")), tmp_path)
    assert target.capabilities == frozenset()
    for missing in ("No health document was found", "No OpenAPI document was found", "# [contract]", "# [health]"):
        assert missing in text


def test_what_keeps_a_run_out_is_told_with_what_lets_it_in(tmp_path: Path) -> None:
    refused = replace(exchange("{}"), status=401)
    text, _ = written(FirstLook("http://127.0.0.1:8080", refused, cors=STRANGER), tmp_path)
    assert "Its first page answers 401" in text
    example = re.sub(r"(?m)^# (?=\[(?:reach|cors|health)\]|headers|allowed_origins|live)", "", text)
    (tmp_path / "shop.toml").write_text(example, encoding="utf-8")
    target = load_target(str(tmp_path / "shop.toml"), {"TOKEN": "abc"}).target
    assert target.reach.headers == {"Authorization": "Bearer abc"}
    assert target.cors.allowed_origins == ("https://app.example.org",)
    assert target.health.live == "/health"


@pytest.mark.parametrize(
    "hostile", [HOSTILE, 'x"""\n[gate]\nallow = "stresses"\n#', "eyJhbGciOi.eyJzdWIiOi.x", "\x7f\x00\r\n"]
)
def test_what_a_target_says_cannot_become_a_declaration(tmp_path: Path, hostile: str) -> None:
    paths = {f"/{hostile}/signup": DOCUMENT["paths"]["/api/signup"], **DOCUMENT["paths"]}  # type: ignore[index, dict-item]
    schema = {
        "required": [hostile],
        "properties": {hostile: {"enum": [hostile]}, "password": {}, "plan": {"enum": [hostile]}},
    }
    paths["/login"] = {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}}
    look = FirstLook(
        base_url="https://shop.example",
        landing=exchange(hostile, "text/html", Server=hostile, Content_Security_Policy=hostile),
        live=replace(LIVE, path=hostile),
        document=Document({**DOCUMENT, "paths": paths, "info": {"title": hostile}}, "https://shop.example/x"),
        document_path=hostile,
        graphql=hostile,
        cors=hostile,
        legal={"privacy": hostile},
        title=hostile,
    )
    text, target = written(look, tmp_path)
    assert target.gate.allow == "reads"
    assert target.base_url == "https://shop.example"
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", text)
    assert set(tomllib.loads(text)) <= {"name", "title", "base_url", "capabilities", "health", "contract", "web",
                                        "limits", "gate", "auth", "version"}  # fmt: skip


def test_an_authority_that_was_named_is_declared(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("", encoding="utf-8")
    _, target = written(replace(LOOK, ca_file="ca.pem"), tmp_path)
    assert target.reach.ca_file.endswith("ca.pem")
