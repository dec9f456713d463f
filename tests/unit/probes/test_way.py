"""Every probe goes the declared way: pinned addresses, proxies, client certificates; with real parts on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.facts.redaction import Redactor
from prodworthy.probes.certificates import shown_certificates
from prodworthy.probes.raw import Raw
from prodworthy.probes.tls import scan_tls
from prodworthy.probes.upgrades import websocket_status
from prodworthy.target import Target
from tests.loopback import ByteServer
from tests.proxy import Proxy
from tests.unit.probes.deployment import HOST, PAGE, Deployment, http_of, pinned, target_of


@pytest.fixture(name="deployment")
def _deployment(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    with deployment.server:
        yield deployment


async def every_probe(target: Target) -> dict[str, object]:
    """Return what each kind of probe has seen of a target that is reached by TLS."""
    http = http_of(target)
    landing = await http.get("/")
    raw = await Raw(http).send("/../secret")
    scans, _ = await scan_tls(http, HOST, 443)
    shown, _ = await shown_certificates(http, HOST, 443)
    await http.close()
    return {
        "http": (landing.status, b"new colour" in landing.body),
        "raw": (raw.status, b"new colour" in raw.body),
        "scan": 0x0304 in scans[0].versions,
        "certificate": (shown[0].leaf.names, shown[0].distrust),
        "upgrade": await websocket_status(http, target.origin, "/ws"),
    }


SEEN = {
    "http": (200, True),
    "raw": (200, True),
    "scan": True,
    "certificate": ((HOST,), ""),
    "upgrade": 200,
}


async def test_every_probe_goes_to_the_pinned_address(deployment: Deployment) -> None:
    assert await every_probe(pinned(deployment)) == SEEN
    requests = b"".join(deployment.server.requests)
    assert b"GET /../secret HTTP/1.1" in requests
    assert requests.lower().count(b"host: shop.example\r\n") == len(deployment.server.requests)


async def test_every_probe_goes_through_the_proxy(deployment: Deployment) -> None:
    with Proxy({HOST: "127.0.0.1"}, password="runner:open-sesame") as proxy:
        url = f"https://{HOST}:{deployment.server.port}"
        reach = {**deployment.files, "proxy": proxy.url}
        target = target_of(url, reach=reach)
        http = http_of(target)
        assert (await http.get("/")).ok
        assert (await Raw(http).send("/../secret")).ok
        assert 0x0304 in (await scan_tls(http, HOST, deployment.server.port))[0][0].versions
        assert (await shown_certificates(http, HOST, deployment.server.port))[0][0].leaf.names == (HOST,)
        assert await websocket_status(http, target.origin, "/ws") == 200
        await http.close()
        assert {line.split()[0] for line in proxy.lines} == {"CONNECT"}
    assert not any(b"open-sesame" in request for request in deployment.server.requests)
    assert not any(b"roxy-authorization" in request for request in deployment.server.requests)


async def test_a_pinned_address_is_reached_through_the_proxy_too(deployment: Deployment) -> None:
    with Proxy() as proxy:
        assert await every_probe(pinned(deployment, proxy=proxy.url)) == SEEN
        assert set(proxy.lines) == {f"CONNECT 127.0.0.1:{deployment.server.port} HTTP/1.1"}


async def test_a_proxy_forwards_plain_requests() -> None:
    with ByteServer(lambda _: PAGE) as server, Proxy({HOST: "127.0.0.1"}, password="runner:word") as proxy:
        target = target_of(f"http://{HOST}:{server.port}", reach={"proxy": proxy.url})
        http = http_of(target)
        assert (await http.get("/page?x=1")).ok
        raw = await Raw(http).send("/a/../b%2e")
        assert raw.ok
        assert raw.url == f"http://{HOST}:{server.port}/a/../b%2e"
        assert "Proxy-Authorization" not in raw.request.headers
        assert await websocket_status(http, target.origin, "/ws") == 200
        with pytest.raises(Unmeasured, match="cannot be sent through a proxy"):
            await Raw(http).send("*", method="OPTIONS")
        with pytest.raises(Unmeasured, match="another Host"):
            await Raw(http).send("/", host="other.example")
        await http.close()
    assert f"GET http://{HOST}:{server.port}/page?x=1 HTTP/1.1" in proxy.lines
    assert f"GET http://{HOST}:{server.port}/a/../b%2e HTTP/1.1" in proxy.lines
    assert f"CONNECT {HOST}:{server.port} HTTP/1.1" in proxy.lines


async def test_a_host_can_be_spared_the_proxy() -> None:
    with ByteServer(lambda _: PAGE) as server, Proxy() as proxy:
        reach = {"proxy": proxy.url, "no_proxy": [".other.example", "127.0.0.1"]}
        http = http_of(target_of(f"http://127.0.0.1:{server.port}", reach=reach))
        assert (await http.get("/")).ok
        await http.close()
    assert proxy.lines == []


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"password": "runner:word"}, "network", r"lets nothing through to shop\.example:443 \(it answers 407\): decl"),
        ({"status": 403}, "network", r"lets nothing through to shop\.example:443 \(it answers 403\)"),
        ({"status": 502}, "refused", r"cannot reach shop\.example:443 \(it answers 502\)"),
    ],
)
async def test_what_a_proxy_answers_is_not_taken_for_the_target(options: Any, kind: str, words: str) -> None:
    with Proxy(**options) as proxy:
        http = http_of(target_of(f"https://{HOST}", reach={"proxy": f"http://127.0.0.1:{proxy.port}"}))
        for ask in (http.get("/"), Raw(http).send("/"), scan_tls(http, HOST, 443)):
            with pytest.raises(TargetFailed, match=words) as caught:
                await ask
            assert caught.value.kind == kind


async def test_a_proxy_that_is_not_there_says_nothing_of_the_target() -> None:
    for url in (f"https://{HOST}", f"http://{HOST}"):
        http = http_of(target_of(url, reach={"proxy": "http://127.0.0.1:9"}))
        for ask in (http.get("/"), Raw(http).send("/")):
            with pytest.raises(TargetFailed, match=r"the proxy 127\.0\.0\.1:9 cannot be reached") as caught:
                await ask
            assert caught.value.kind == "network"


async def test_a_failure_tells_of_the_detour(deployment: Deployment) -> None:
    target = pinned(deployment, connect_to=[f"{HOST}:443:127.0.0.1:9"])
    with pytest.raises(TargetFailed, match=r"refused the connection .*connected to 127\.0\.0\.1:9, as connect_to says"):
        await http_of(target).get("/")


async def test_two_names_at_one_address_do_not_share_a_connection(deployment: Deployment) -> None:
    pins = [f":443:127.0.0.1:{deployment.server.port}"]
    http = http_of(target_of(f"https://{HOST}", reach={**deployment.files, "connect_to": pins}))
    assert (await http.get("/")).ok
    with pytest.raises(TargetFailed, match="not valid for"):
        await http.get("https://other.example/")
    await http.close()


async def test_a_client_certificate_lets_every_probe_in(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, demands_certificate=True)
    with deployment.server:
        stranger = http_of(pinned(deployment))
        with pytest.raises(TargetFailed):
            await stranger.get("/")
        assert await every_probe(pinned(deployment, **deployment.client(tmp_path))) == SEEN


async def test_a_client_certificate_is_not_shown_to_strangers(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, demands_certificate=True)
    with deployment.server:
        reach = {**deployment.files, **deployment.client(tmp_path)}
        reach |= {"connect_to": [f":443:127.0.0.1:{deployment.server.port}"]}
        http = http_of(target_of("https://elsewhere.example", reach=reach))
        with pytest.raises(TargetFailed):
            await http.get(f"https://{HOST}/")
        await http.close()


async def test_a_curl_line_goes_the_same_way(deployment: Deployment, tmp_path: Path) -> None:
    target = pinned(deployment, **deployment.client(tmp_path))
    http = http_of(target)
    deployment_port = deployment.server.port
    for exchange in (await http.get("/"), await Raw(http).send("/")):
        line = exchange.curl(Redactor())
        assert f"--connect-to {HOST}:443:127.0.0.1:{deployment_port}" in line
        assert "--cacert ca.pem --cert client.pem --key client.key" in line
    await http.close()
    [detour] = http.way.detours
    assert (
        detour
        == f"who asks for {HOST}, port 443, was connected to 127.0.0.1, port {deployment_port}, as connect_to says"
    )


PROBES = Path(__file__).parents[3] / "src" / "prodworthy" / "probes"
OPENING = re.compile(
    r"open_connection\(|create_connection\(|AsyncClient\(|AsyncHTTPTransport\(|ClientSession\(|getaddrinfo\("
)


def test_no_probe_opens_a_connection_of_its_own() -> None:
    allowed = {"way.py", "client.py", "lines.py", "socketio_line.py"}
    assert not [
        path.name for path in PROBES.glob("*.py") if path.name not in allowed and OPENING.search(path.read_text())
    ]
