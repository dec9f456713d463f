"""What it takes to get to a target: read as declared, or from the environment where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodworthy.target.errors import TargetError
from prodworthy.target.loading import LoadedTarget, load_target
from prodworthy.target.reach import Pin

MINIMAL = 'name = "shop"\nbase_url = "https://shop.example"\n'


def load(folder: Path, text: str, environ: dict[str, str]) -> LoadedTarget:
    path = folder / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return load_target(str(path), environ)


def test_the_environments_proxy_holds_where_the_file_declares_none(tmp_path: Path) -> None:
    environ = {"HTTPS_PROXY": "http://runner:pass-word-1@proxy.example:3128", "NO_PROXY": ".internal, other.example"}
    loaded = load(tmp_path, MINIMAL, environ)
    proxy = loaded.target.reach.forward_proxy
    assert proxy is not None
    assert (proxy.host, proxy.port, proxy.username, proxy.password) == ("proxy.example", 3128, "runner", "pass-word-1")
    assert loaded.target.reach.no_proxy == (".internal", "other.example")
    assert "pass-word-1" in loaded.secrets
    assert load(tmp_path, MINIMAL + '[reach]\nproxy = "direct"', environ).target.reach.forward_proxy is None
    own = load(tmp_path, MINIMAL + '[reach]\nproxy = "http://own.example:1"', environ).target.reach
    assert (str(own.forward_proxy), own.no_proxy) == ("own.example:1", ())


@pytest.mark.parametrize(
    "url", ["https://localhost:1", "https://127.0.0.1:1", "https://[::1]:1", "http://shop.example"]
)
def test_the_environments_proxy_is_not_for_loopback_and_not_for_another_scheme(tmp_path: Path, url: str) -> None:
    environ = {"HTTPS_PROXY": "http://proxy.example:3128", "HTTP_PROXY": "http://set-by-a-request.example"}
    loaded = load(tmp_path, f'name = "shop"\nbase_url = "{url}"', environ)
    assert loaded.target.reach.forward_proxy is None


def test_an_environments_proxy_that_cannot_be_used_is_told_by_its_variable(tmp_path: Path) -> None:
    with pytest.raises(TargetError) as caught:
        load(tmp_path, MINIMAL, {"HTTPS_PROXY": "socks5://u:pass-word-1@proxy.example"})
    message = str(caught.value)
    assert message.startswith("the environment: HTTPS_PROXY = ")
    assert "reach.proxy" in message
    assert "pass-word-1" not in message


@pytest.mark.parametrize(
    ("pin", "meant"),
    [
        ("shop.example:443:10.0.0.7:8443", ("shop.example", 443, "10.0.0.7", 8443)),
        ("::10.0.0.7:", ("", 0, "10.0.0.7", 0)),
        ("[2001:db8::1]:443:[::1]:8443", ("2001:db8::1", 443, "::1", 8443)),
        ("Shop.Example:443::8443", ("shop.example", 443, "", 8443)),
    ],
)
def test_an_address_is_pinned_as_with_curl(pin: str, meant: tuple[str, int, str, int]) -> None:
    assert Pin.parse(pin) == meant


@pytest.mark.parametrize("pin", ["", "a", "a:b:c:d", "a:1:b:99999", "a:1:b:2:3", "2001:db8::1:443:b:1"])
def test_what_pins_nothing_is_refused(pin: str) -> None:
    with pytest.raises(ValueError, match=r"HOST:PORT|above"):
        Pin.parse(pin)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X-Key": "${KEY}"}, "reach.headers: the value of X-Key has characters that no header field can carry"),
        ({"X Key": "v"}, "reach.headers: 'X Key' is no name of a header field"),
    ],
)
def test_a_header_field_that_cannot_be_sent_is_told_before_a_run(
    tmp_path: Path, headers: dict[str, str], words: str
) -> None:
    fields = "".join(f'"{name}" = "{value}"\n' for name, value in headers.items())
    with pytest.raises(TargetError) as caught:
        load(tmp_path, f"{MINIMAL}[reach.headers]\n{fields}", {"KEY": "canary-é\r\n"})
    assert words in str(caught.value)
    assert "canary" not in str(caught.value)
