"""Certificates of every kind, made for the test that shows them."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Authority:
    """A private certificate authority and the file that a target names to trust it."""

    ca: trustme.CA
    ca_file: str

    @classmethod
    def new(cls, folder: Path) -> Authority:
        """Make one."""
        ca = trustme.CA()
        path = folder / "ca.pem"
        ca.cert_pem.write_to_path(str(path))
        return cls(ca, str(path))

    def context(self, name: str = "localhost", *, days: int = 30) -> ssl.SSLContext:
        """Return a server's context with a certificate for a name; negative days: it has expired."""
        until = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
        begin = min(until, dt.datetime.now(dt.UTC)) - dt.timedelta(days=10)
        certificate = self.ca.issue_cert(name, not_before=begin, not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context
