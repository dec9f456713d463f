"""Files that are not for the public, told by their content."""

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import exposure

SHELL = "<!doctype html><html><head><title>App</title></head><body><div id=root></div></body></html>"


def answer(body: str | bytes, media_type: str = "text/plain", status: int = 200) -> Exchange:
    raw = body if isinstance(body, bytes) else body.encode()
    return Exchange(Request("GET", "https://app.example/x"), status, Headers([("content-type", media_type)]), raw)


MISSING = answer("not found", status=404)


def by_path(path: str) -> exposure.Exposure:
    every = (*exposure.DOTENV, *exposure.GIT, *exposure.SECRET_FILES, *exposure.OPERATIONS, *exposure.METRICS)
    return next(one for one in every if one.path == path)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/.env", "# app\nDATABASE_URL=postgres://x\nexport API_KEY=1\n"),
        ("/.git/HEAD", "ref: refs/heads/main\n"),
        ("/.git/HEAD", "0123456789abcdef0123456789abcdef01234567\n"),
        ("/.git/config", "[core]\n\trepositoryformatversion = 0\n"),
        ("/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"),
        ("/backup.zip", b"PK\x03\x04\x14\x00"),
        ("/dump.sql", "-- PostgreSQL database dump\nCREATE TABLE users ("),
        ("/actuator", '{"_links":{"self":{"href":"x"},"env":{"href":"y"}}}'),
        ("/package.json", '{"name":"x","dependencies":{}}'),
        ("/metrics", "# HELP process_cpu_seconds_total x\n# TYPE process_cpu_seconds_total counter\n"),
        ("/.htpasswd", "admin:$2y$05$abc"),
        ("/docker-compose.yml", "services:\n  db:\n"),
    ],
)
def test_content_tells(path: str, body: str | bytes) -> None:
    assert exposure.judge(by_path(path), answer(body), MISSING)


@pytest.mark.parametrize(
    "path", [one.path for one in (*exposure.DOTENV, *exposure.GIT, *exposure.SECRET_FILES, *exposure.OPERATIONS)]
)
def test_an_app_shell_for_every_path_is_no_exposure(path: str) -> None:
    shell = answer(SHELL, "text/html")
    assert not exposure.judge(by_path(path), shell, shell)
    assert exposure.control(shell, shell).held


def test_actuators_for_health_alone_are_meant_to_be_open() -> None:
    health = answer('{"_links":{"self":{"href":"x"},"health":{"href":"y"}}}')
    assert not exposure.judge(by_path("/actuator"), health, MISSING)


def test_a_build_description_is_no_secret() -> None:
    assert exposure.judge(by_path("/package.json"), answer('{"dependencies":{}}'), MISSING).advisory


def test_a_status_alone_proves_nothing() -> None:
    assert not exposure.judge(by_path("/.env"), answer("hello"), MISSING)
    assert not exposure.judge(by_path("/.env"), answer("A_KEY=1", status=403), MISSING)


def test_what_every_path_says_proves_nothing() -> None:
    echo = answer("PATH_INFO=/anything\n")
    assert not exposure.judge(by_path("/.env"), echo, echo)


def test_the_control_needs_unknown_paths_to_be_told_apart() -> None:
    assert exposure.control(MISSING, MISSING).held
    assert not exposure.control(MISSING, answer("", status=503)).held
    assert exposure.control(answer("", status=403), answer(SHELL, "text/html")).held


def test_listings_and_source_maps() -> None:
    assert exposure.is_listing(answer("<html><title>Index of /static</title>", "text/html"))
    assert exposure.is_listing(answer("<ListBucketResult xmlns='x'>", "application/xml"))
    assert not exposure.is_listing(answer(SHELL, "text/html"))
    assert exposure.is_source_map(answer('{"version":3,"mappings":"A","sourcesContent":["x"]}'))
    assert not exposure.is_source_map(answer('{"version":3,"mappings":"A"}'))
    assert not exposure.is_source_map(answer(SHELL, "text/html"))


def test_a_key_set_may_hold_public_keys_only() -> None:
    (served,) = [one for one in exposure.SECRET_FILES if one.path == "/.well-known/jwks.json"]
    assert not served.signature(answer('{"keys": [{"kty": "EC", "x": "AA", "y": "AA"}]}', "application/json"))
    assert served.signature(answer('{"keys": [{"kty": "EC", "x": "AA", "d": "AA"}]}', "application/json"))
    assert served.signature(answer('{"keys": [{"kty": "oct", "k": "AA"}]}', "application/json"))
    assert not served.signature(answer('{"keys": "none"}', "application/json"))
