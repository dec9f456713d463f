"""Applications on loopback over TLS, with the listener beside them that sends plain HTTP there."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
import uvicorn
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_START_S = 10.0
_DAYS = 60
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


@dataclass(frozen=True, slots=True)
class Served:
    """An application that is being served.

    Attributes:
        url: where.
        plain_url: the listener for plain HTTP.
        ca_file: the authority of its certificate.
    """

    url: str
    plain_url: str
    ca_file: str


@contextmanager
def serving(app: ASGIApp, folder: Path) -> Iterator[Served]:
    """Serve an application as behind a proxy that ends TLS, as long as the block lasts."""
    authority = trustme.CA()
    now = dt.datetime.now(dt.UTC)
    begin, end = now - dt.timedelta(days=1), now + dt.timedelta(days=_DAYS)
    certificate = authority.issue_cert("localhost", not_before=begin, not_after=end)
    ca_file, chain, key = folder / "ca.pem", folder / "chain.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    certificate.private_key_pem.write_to_path(str(key))
    chain.write_bytes(b"".join(part.bytes() for part in certificate.cert_chain_pems))
    with _listening(app, ssl_certfile=str(chain), ssl_keyfile=str(key), ssl_ciphers=_CIPHERS) as port:
        url = f"https://localhost:{port}"
        with _listening(_redirecting(url)) as plain:
            yield Served(url, f"http://localhost:{plain}", str(ca_file))


def _redirecting(url: str) -> ASGIApp:
    async def to_tls(scope: Scope, receive: Receive, send: Send) -> None:
        asked = Request(scope).url
        query = f"?{asked.query}" if asked.query else ""
        await RedirectResponse(f"{url}{asked.path}{query}", 308)(scope, receive, send)

    return to_tls


@contextmanager
def _listening(app: ASGIApp, **options: Any) -> Iterator[int]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="critical", server_header=False, lifespan="off", **options
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up_at = time.monotonic() + _START_S
    while not server.started:
        assert time.monotonic() < give_up_at, "the application does not start"
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(_START_S)
