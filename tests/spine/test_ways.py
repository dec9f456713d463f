"""Who knows only how to use a proxy goes the declared way as well: real-time connections and the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from prodworthy.chromium import find_chromium
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.browser import Browser
from prodworthy.probes.realtime import connect, try_to_connect
from tests.loopback import ByteServer
from tests.proxy import Proxy
from tests.unit.probes.deployment import HOST, PAGE, Deployment, http_of, pinned, target_of

REALTIME = {"send": {"event": "send", "data": {}}, "receive": {"event": "message"}}


@pytest.fixture(name="deployment")
def _deployment(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    with deployment.server:
        yield deployment


@asynccontextmanager
async def socket_io(deployment: Deployment) -> AsyncIterator[tuple[int, Callable[[], list[str]]]]:
    """A Socket.IO server for the made-up name; yields its port, and what names it was asked for."""
    import socketio  # type: ignore[import-untyped]  # noqa: PLC0415 - the package has no types
    import uvicorn  # noqa: PLC0415 - of the demo

    hosts: list[str] = []
    server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")

    @server.event  # type: ignore[untyped-decorator]  # see above
    async def connect(_sid: str, environ: dict[str, Any], _auth: object) -> None:
        hosts.append(environ["HTTP_HOST"])

    issued = deployment.ca.issue_cert(HOST)
    folder = Path(deployment.files["ca_file"]).parent
    issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    config = uvicorn.Config(
        socketio.ASGIApp(server), port=0, log_level="critical", ssl_certfile=str(folder / "server.pem")
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    while not running.started:  # noqa: ASYNC110 - the server tells in no other way
        await asyncio.sleep(0.01)
    try:
        yield running.servers[0].sockets[0].getsockname()[1], lambda: hosts
    finally:
        running.should_exit = running.force_exit = True  # a long poll would be waited for
        await task


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize("proxied", [False, True])
async def test_real_time_connections_go_the_same_way(deployment: Deployment, transport: str, *, proxied: bool) -> None:
    with Proxy() as proxy:
        async with socket_io(deployment) as (port, hosts):
            reach: dict[str, Any] = {**deployment.files, "connect_to": [f"{HOST}:443:127.0.0.1:{port}"]}
            reach |= {"proxy": proxy.url} if proxied else {}
            declared = {**REALTIME, "transports": [transport]}
            http = http_of(target_of(f"https://{HOST}", reach=reach, realtime=declared))
            socket = await connect(http)
            await socket.close()
            assert hosts() == [HOST]
        assert bool(proxy.lines) is proxied


async def test_a_real_time_connection_that_the_proxy_refuses_is_no_refusal_of_the_target(
    deployment: Deployment,
) -> None:
    with Proxy(status=403) as proxy:
        target = target_of(f"https://{HOST}", reach={**deployment.files, "proxy": proxy.url}, realtime=REALTIME)
        with pytest.raises(TargetFailed, match="lets nothing through"):
            await try_to_connect(http_of(target))


_BROWSER = find_chromium({})


@pytest.mark.skipif(_BROWSER is None, reason="there is no browser on this machine")
@pytest.mark.parametrize(("proxied", "certified"), [(False, False), (True, False), (False, True), (True, True)])
async def test_the_browser_goes_the_same_way(tmp_path: Path, *, proxied: bool, certified: bool) -> None:
    deployment = Deployment(tmp_path, demands_certificate=certified)
    with deployment.server, Proxy(password="runner:word") as proxy:
        more: dict[str, Any] = deployment.client(tmp_path) if certified else {}
        more |= {"proxy": proxy.url} if proxied else {}
        target = pinned(deployment, headers={"X-Edge": "open-sesame"}, **more)
        async with Browser.launch(target, executable=_BROWSER) as browser, browser.visitor() as visitor:
            assert await visitor.open("/") == 200
            assert await visitor.page.title() == "The new colour"
        assert bool(proxy.lines) is proxied
        assert not [line for line in proxy.lines if str(deployment.server.port) not in line]
    assert any(b"open-sesame" in request for request in deployment.server.requests)


@pytest.mark.skipif(_BROWSER is None, reason="there is no browser on this machine")
async def test_the_browser_goes_to_plain_pages_through_the_proxy() -> None:
    with ByteServer(lambda _: PAGE) as server, Proxy({HOST: "127.0.0.1"}, password="runner:word") as proxy:
        target = target_of(f"http://{HOST}:{server.port}", reach={"proxy": proxy.url})
        async with Browser.launch(target, executable=_BROWSER) as browser, browser.visitor() as visitor:
            assert await visitor.open("/") == 200
        assert f"GET http://{HOST}:{server.port}/ HTTP/1.1" in proxy.lines
