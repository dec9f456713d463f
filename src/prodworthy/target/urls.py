"""URLs below which a target's paths are: where it is, and where its pages, connections and files are if elsewhere."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _base(value: str, *schemes: str) -> str:
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        raise ValueError(f"unsupported scheme {parts.scheme!r}; allowed: {', '.join(schemes)}")
    if not parts.hostname:
        raise ValueError("names no host")
    if parts.username or parts.password:
        raise ValueError("carries credentials; declare them in [reach.basic_auth] with ${NAME} from the environment")
    if parts.query or parts.fragment:
        raise ValueError("must end with the path: a query or fragment cannot be a base")
    return value.rstrip("/")


def _http(value: str) -> str:
    return _base(value, "http", "https")


def _websocket(value: str) -> str:
    return _base(value, "http", "https", "ws", "wss")


BaseUrl = Annotated[str, AfterValidator(_http)]
"""Of HTTP; empty where it is not declared."""
SocketUrl = Annotated[str, AfterValidator(_websocket)]
"""Of WebSockets, which begin as HTTP; empty where it is not declared."""


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
