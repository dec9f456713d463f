"""A target file is read, or refused with one line that says what to change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prodworthy.target import Target
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import LoadedTarget, load_target
from prodworthy.target.secrets import substitute

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLW9mLXRlc3Q"
ANON_KEY = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJlLXg"
SERVICE_KEY = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJlLXg"
MINIMAL = 'name = "shop"\nbase_url = "https://shop.example"\n'


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "targets").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(folder: Path, text: str, environ: dict[str, str] | None = None, **options: Any) -> LoadedTarget:
    (folder / "targets" / "shop.toml").write_text(text, encoding="utf-8")
    return load_target("shop", environ or {}, **options)


def refused(folder: Path, text: str, environ: dict[str, str] | None = None, **options: Any) -> str:
    with pytest.raises(TargetError) as caught:
        load(folder, text, environ, **options)
    return str(caught.value)


def test_a_named_target_of_the_current_folder(folder: Path) -> None:
    loaded = load(folder, MINIMAL)
    assert loaded.target == Target(name="shop", base_url="https://shop.example")
    assert loaded.path.resolve() == folder / "targets" / "shop.toml"
    assert loaded.secrets == frozenset()


def test_a_path_may_have_a_name_of_its_own(folder: Path) -> None:
    (folder / "staging.toml").write_text(MINIMAL)
    assert load_target("./staging.toml", {}).target.name == "shop"
    assert load_target(str(folder / "staging.toml"), {}).target.name == "shop"


@pytest.mark.parametrize(
    ("added", "line"),
    [
        ("[limits]\nlatency_p95 = 3", "limits.latency_p95 = 3: unknown key; did you mean latency_p95_ms?"),
        ("[limits]\nsuccess_rate = 2", "limits.success_rate = 2: must be less than or equal to 1"),
        ('[gate]\nconcurrency = "x"', 'gate.concurrency = "x": must be a valid integer'),
        ('[health]\nlive = "x y"', 'health.live = "x y": must be a path that begins with / and has no spaces or empty'),
        ('[gate]\nthreshold = "blocked"', 'gate.threshold = "blocked": not allowed; did you mean blocker? allowed: '),
        ('capabilities = ["acounts"]', 'capabilities[0] = "acounts": not allowed; did you mean accounts? allowed: '),
        ('[auth]\nlogin = {requst = "GET /x"}', 'auth.login.requst = "GET /x": unknown key; did you mean request?'),
        ('[auth]\nlogin = {request = "FETCH /"}', 'auth.login.request = "FETCH /": must be a method and a path'),
        (
            '[auth]\nregister_account = {request = "GET /"}',
            "auth.register_account: unknown key; did you mean register?",
        ),
        ('[[journeys]]\nid = "a"\ntitle = "b"\nsteps = []', "journeys[0].steps: must have at least 1 item"),
        ('[[waivers]]\ncheck = "a"\nreason = "long enough"', "waivers[0].owner: missing; it has to be set"),
        ('[[promises]]\nid = "A"\ntext = "b"', "promises[0]: promise A names nothing that answers it"),
        ("[age_gate]\nminimum_age = 3", "age_gate.minimum_age = 3: must be greater than or equal to 13"),
        (
            "[phases.launch]\nlatency_p95 = 3",
            "phases.launch.latency_p95 = 3: unknown key; did you mean latency_p95_ms?",
        ),
        ("[phases.launch]\nsuccess_rate = 2", "phases.launch.success_rate = 2: must be less than or equal to 1"),
        ("colour = 1", "colour = 1: unknown key; "),
        (
            '[reach]\nproxy = "socks5://a:1"',
            "reach.proxy = \"socks5://a:1\": unsupported scheme 'socks5'; allowed: http://",
        ),
        ('[reach]\nconnect_to = ["a:443"]', 'reach.connect_to[0] = "a:443": must be HOST:PORT:HOST:PORT, as of curl'),
        ('[reach]\nconnect_to = ["a:443::"]', 'reach.connect_to[0] = "a:443::": must be HOST:PORT:HOST:PORT'),
        ('[reach]\nclient_key = "k.pem"', "reach: client_key and client_key_password go with client_certificate"),
        ('[web]\nurl = "app.example"', "web.url = \"app.example\": unsupported scheme ''; allowed: http, https"),
    ],
)
def test_one_line_names_file_key_value_and_what_is_allowed(folder: Path, added: str, line: str) -> None:
    message = refused(folder, MINIMAL + added)
    assert any(told.startswith(f"targets/shop.toml: {line}") for told in message.splitlines()), message


def test_every_problem_is_told_at_once_and_no_consequence_of_one(folder: Path) -> None:
    message = refused(
        folder,
        MINIMAL
        + '[gate]\nthreshold = 1\n[[journeys]]\nid = "a"\ntitle = "b"\nsteps = [{request = "x"}]\n[[waivers]]\n',
    )
    keys = [line.split(": ")[1].split(" = ")[0] for line in message.splitlines()]
    assert keys == ["gate.threshold", "journeys[0].steps[0].request", "waivers[0].check", "waivers[0].reason",
                    "waivers[0].owner", "waivers[0].expires"]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://shop.example", "unsupported scheme 'ftp'"),
        ("https:///x", "names no host"),
        ("https://u:hunter22@shop.example", "must not be written down"),
        ("https://shop.example/?a=1", "a query or fragment cannot be a base"),
    ],
)
def test_a_base_url_that_is_none(folder: Path, url: str, problem: str) -> None:
    message = refused(folder, f'name = "shop"\nbase_url = "{url}"')
    assert problem in message
    assert "hunter22" not in message


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name = ", "is not TOML: "),
        (b'name = "\xff"', "is not UTF-8 at byte 8"),
        (b"#" * 1_000_001, "is larger than 1000000 bytes"),
        (b'name = "another"', 'name = "another": must be the file\'s own name, shop'),
        (b"\xef\xbb\xbfnmae = 'shop'", "name: missing"),
    ],
)
def test_a_file_that_is_no_target_file(folder: Path, content: bytes, problem: str) -> None:
    (folder / "targets" / "shop.toml").write_bytes(content)
    with pytest.raises(TargetError, match=r"^targets/shop\.toml: ") as caught:
        load_target("shop", {})
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("shpo", "shpo: there is no target of that name; did you mean shop?"),
        ("shop.example", "shop.example: a URL begins with its scheme: https://shop.example"),
        ("localhost:8000", "localhost:8000: a URL begins with its scheme: https://localhost:8000"),
        ("elsewhere/shop.toml", "elsewhere/shop.toml: there is no such file"),
        ("./targets", "./targets: is a folder"),
    ],
)
def test_what_is_no_target(folder: Path, asked: str, problem: str) -> None:
    (folder / "targets" / "shop.toml").write_text(MINIMAL)
    with pytest.raises(TargetError) as caught:
        load_target(asked, {})
    assert str(caught.value) == problem


def test_a_bare_url_is_a_target_named_after_its_host(folder: Path) -> None:
    (folder / "targets" / "generic.toml").write_text('name = "generic"\n')
    target = load_target("https://Shop.example:8443/api/", {}).target
    assert (target.name, target.base_url) == ("shop-example-8443", "https://Shop.example:8443/api")


def test_a_bad_url_of_the_command_line_is_not_blamed_on_the_file(folder: Path) -> None:
    (folder / "targets" / "generic.toml").write_text('name = "generic"\n')
    with pytest.raises(TargetError, match=r'^the command line: base_url = "ftp://x": unsupported scheme'):
        load_target("ftp://x", {})


WALL = MINIMAL + '[reach.basic_auth]\nusername = "${WALL_USER}"\npassword = "${WALL_PASSWORD}"\n'


def test_values_from_the_environment_are_put_in_and_remembered_as_secrets(folder: Path) -> None:
    loaded = load(folder, WALL, {"WALL_USER": "visitor", "WALL_PASSWORD": "canary-5e"})
    assert loaded.target.reach.basic_auth is not None
    assert loaded.target.reach.basic_auth.password == "canary-5e"
    assert loaded.secrets == {"visitor", "canary-5e"}


def test_a_public_value_from_the_environment_is_no_secret(folder: Path) -> None:
    loaded = load(folder, 'name = "shop"\nbase_url = "https://${HOST}/api"', {"HOST": "shop.example"})
    assert loaded.target.base_url == "https://shop.example/api"
    assert loaded.secrets == frozenset()


def test_a_missing_variable_is_named_with_file_and_key(folder: Path) -> None:
    message = refused(folder, WALL, {"WALL_USER": ""})
    assert message.splitlines() == [
        "targets/shop.toml: reach.basic_auth.username: the environment variable WALL_USER is not set, or is empty",
        "targets/shop.toml: reach.basic_auth.password: the environment variable WALL_PASSWORD is not set, or is empty",
    ]


def test_an_override_makes_the_variable_that_it_replaces_unnecessary(folder: Path) -> None:
    text = 'name = "shop"\nbase_url = "${SHOP_URL}"'
    options = {"overrides": {"base_url": "http://127.0.0.1:1", "reach.ca_file": "ca.pem"}}
    target = load(folder, text, **options).target
    assert (target.base_url, target.reach.ca_file) == ("http://127.0.0.1:1", "ca.pem")


def test_a_doubled_dollar_stands_for_itself() -> None:
    assert substitute({"a": "$${NAME} and ${NAME}"}, {"NAME": "x"})[0] == {"a": "${NAME} and x"}


@pytest.mark.parametrize(
    "added",
    [
        '[reach.basic_auth]\nusername = "u"\npassword = "canary-5e"',
        '[reach.headers]\nAuthorization = "canary-5e"',
        '[reach.headers]\nCookie = "a=canary-5e"',
        '[reach.headers]\nx-api-key = "canary-5e"',
        '[reach.headers]\nx-vercel-protection-bypass = "canary-5e"',
        '[auth]\ncredential = {apikey = "canary-5e"}',
        '[auth]\nlogin = {request = "POST /l", json = {password = "canary-5e"}}',
        '[auth]\nlogin = {request = "POST /l", json = {user = {accessToken = "canary-5e"}}}',
        '[auth]\nlogin = {request = "POST /l", headers = {Authorization = "Bearer canary-5e"}}',
        f'title = "{JWT}"',
        f'[reach.headers]\napikey = "{SERVICE_KEY}"',
        '[values]\nservice_key = "Bearer canary-5e-canary"',
        'title = """-----BEGIN RSA PRIVATE KEY-----\ncanary-5e"""',
        'title = "sk_live_canary5ecanary5ecanary"',
    ],
)
def test_a_secret_that_is_written_down_is_refused_and_not_shown(folder: Path, added: str) -> None:
    message = refused(folder, MINIMAL + added)
    assert "a secret must not be written down; put ${NAME} here, NAME in the environment" in message
    assert "canary" not in message
    assert JWT not in message


@pytest.mark.parametrize(
    "added",
    [
        '[auth]\ncredential = {Authorization = "Bearer {token}"}',
        '[auth]\nlogin = {request = "POST /l", json = {password = "{password}"}, save = {token = "access_token"}}',
        '[auth]\nlogin = {request = "POST /l?grant_type=password", expect = {json = {token = "*"}}}',
        '[reach.headers]\nUser-Agent = "prodworthy"\nIdempotency-Key = "one"',
        '[reach.headers]\napikey = "sb_publishable_of_everyone"',
        f'[reach.headers]\napikey = "{ANON_KEY}"',
        '[[promises]]\nid = "A"\ntext = "no password: ever"\nunproven = "a token is asked of a person"',
    ],
)
def test_what_only_sounds_like_a_secret_is_accepted(folder: Path, added: str) -> None:
    assert load(folder, MINIMAL + added).target.name == "shop"


def test_a_secret_from_the_environment_is_not_told_by_an_error(folder: Path) -> None:
    text = MINIMAL + '[auth]\nlogin = {request = "${LOGIN}"}'
    message = refused(folder, text, {"LOGIN": "canary-5e"})
    assert "auth.login.request" in message
    assert "canary" not in message


def test_a_phase_overrides_limits(folder: Path) -> None:
    text = MINIMAL + "[limits]\nlatency_p95_ms = 500\nsuccess_rate = 0.9\n[phases.soft-launch]\nlatency_p95_ms = 2000\n"
    assert load(folder, text).target.limits.latency_p95_ms == 500
    limits = load(folder, text, phase="soft-launch").target.limits
    assert (limits.latency_p95_ms, limits.success_rate) == (2000, 0.9)
    assert "there is no phase 'soft'; did you mean soft-launch?" in refused(folder, text, phase="soft")


def test_the_schema_for_editors_is_current() -> None:
    written = Path(__file__).parents[2] / "docs" / "target.schema.json"
    schema = json.loads(written.read_text(encoding="utf-8"))
    assert schema == Target.model_json_schema() | {"$schema": schema["$schema"]}, "run: python tools/write_schema.py"
