"""A deployment under a made-up name, which only who goes the declared way can find."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import trustme

from prodworthy.probes.http import Http
from prodworthy.target import Target
from tests.loopback import ByteServer, response

HOST = "shop.example"
PAGE = response(b"<!doctype html><title>The new colour</title>", headers="Content-Type: text/html\r\n")


class Deployment:
    """A TLS server for the made-up name, and the authority that vouches for it."""

    def __init__(self, folder: Path, *, demands_certificate: bool = False) -> None:
        self.ca = trustme.CA()
        self.files = {"ca_file": str(folder / "ca.pem")}
        self.ca.cert_pem.write_to_path(self.files["ca_file"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(HOST).configure_cert(context)
        if demands_certificate:
            self.ca.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        self.server = ByteServer(lambda _: PAGE, tls=context)

    def client(self, folder: Path) -> dict[str, str]:
        """Return what a target declares to be let in."""
        issued = self.ca.issue_cert("suite@prodworthy.example")
        issued.cert_chain_pems[0].write_to_path(str(folder / "client.pem"))
        issued.private_key_pem.write_to_path(str(folder / "client.key"))
        return {"client_certificate": str(folder / "client.pem"), "client_key": str(folder / "client.key")}


def target_of(url: str, **declared: Any) -> Target:
    limits = {"request_timeout_s": 3.0, "body_bytes": 65_536}
    return Target.model_validate({"name": "test", "base_url": url, "limits": limits, **declared})


def http_of(target: Target) -> Http:
    return Http(target, user_agent="prodworthy-test", run_id="r1")


def pinned(deployment: Deployment, **more: Any) -> Target:
    reach = {**deployment.files, "connect_to": [f"{HOST}:443:127.0.0.1:{deployment.server.port}"], **more}
    return target_of(f"https://{HOST}", reach=reach)
