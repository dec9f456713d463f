"""Whose runs belong together: the same target at the same place."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class Subject:
    """A target at a place: production and its staging twin share a target file, but no history.

    Attributes:
        target: the target's name.
        place: scheme, host and port; for this machine just `loopback`, as ports there change from run to run.
    """

    target: str
    place: str

    @classmethod
    def of(cls, target: str, base_url: str) -> Subject:
        """Return the subject of a run."""
        try:
            parts = urlsplit(base_url)
            host = parts.hostname or ""
            origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
        except ValueError:
            return cls(target, base_url)
        return cls(target, LOOPBACK if _is_loopback(host) else origin)

    def __str__(self) -> str:
        return f"{self.target} at {self.place}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
