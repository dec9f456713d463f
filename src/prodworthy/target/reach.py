"""What it takes to get to a target: sign-in walls, private authorities, proxies, client certificates, addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated, NamedTuple, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from prodworthy.target.model import Model

DIRECT = "direct"
"""In place of a proxy's URL: none, also where the environment names one."""
_HIGHEST_PORT = 65_535
_PIN_FORM = "must be HOST:PORT:HOST:PORT, as of curl's --connect-to; a host or port may be empty, IPv6 is [bracketed]"
_PIN = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]*\]|[^:\[\]]*):(\d*)")
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(r"[\x20-\x7e\t]*")
_VARIABLES = {"https": ("HTTPS_PROXY", "https_proxy"), "http": ("http_proxy",)}  # HTTP_PROXY can be set by a request


class BasicAuth(Model):
    """Credentials of a sign-in wall in front of the whole target."""

    username: str
    password: str


class Pin(NamedTuple):
    """Where connections go that are meant for a host and port; empty, or 0, stands for any, or for the same.

    Attributes:
        host: the host that is asked for.
        port: the port that is asked for.
        to_host: the host or address that is connected to.
        to_port: the port that is connected to.
    """

    host: str
    port: int
    to_host: str
    to_port: int

    @classmethod
    def parse(cls, text: str) -> Pin:
        """Read `HOST:PORT:HOST:PORT`.

        Raises:
            ValueError: if it is not of that form.
        """
        match = _PIN.fullmatch(text.strip())
        if match is None:
            raise ValueError(_PIN_FORM)
        host, port, to_host, to_port = match.groups()
        ports = [int(one or 0) for one in (port, to_port)]
        if max(ports) > _HIGHEST_PORT:
            raise ValueError(f"port {max(ports)} is above {_HIGHEST_PORT}")
        if not to_host and not to_port:
            raise ValueError(f"{_PIN_FORM}; this one leads to where it comes from")
        return cls(host.strip("[]").lower(), ports[0], to_host.strip("[]"), ports[1])


class Proxy(NamedTuple):
    """A forward proxy, spoken to in the clear.

    Attributes:
        host: its name or address.
        port: its port.
        username: empty where it asks for none.
        password: the same.
    """

    host: str
    port: int
    username: str = ""
    password: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, url: str) -> Proxy:
        """Read a proxy's URL.

        Raises:
            ValueError: if it is none of a proxy that can be used.
        """
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme != "http":
            raise ValueError(f"unsupported scheme {parts.scheme!r}; allowed: http://HOST:PORT, or {DIRECT!r} for none")
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("must be http://HOST:PORT and nothing behind it")
        return cls(parts.hostname, parts.port or 80, unquote(parts.username or ""), unquote(parts.password or ""))


def _a_pin(text: str) -> str:
    Pin.parse(text)
    return text


def _a_proxy(url: str) -> str:
    if url not in {"", DIRECT}:
        Proxy.parse(url)
    return url


class Reach(Model):
    """What it takes to get to the target.

    Attributes:
        headers: sent with every request to the target's hosts, and to no other.
        basic_auth: for a target behind a sign-in wall.
        ca_file: PEM file of a private certificate authority.
        plain_url: where the plain-HTTP listener is; by default port 80 of the target's host.
        proxy: `http://HOST:PORT` of a forward proxy through which everything goes; by default what HTTPS_PROXY (of a
            plain target, http_proxy) says, unless the target is on loopback; `direct` for none. Put a password into the
            environment: `http://name:${PROXY_PASSWORD}@proxy.example:3128`.
        no_proxy: hosts and domains that are reached without the proxy; `*` for all.
        client_certificate: PEM file of a certificate that is shown to the target's hosts where they ask for one.
        client_key: PEM file of its key, where that is a file of its own.
        client_key_password: of an encrypted key, from the environment.
        connect_to: `HOST:PORT:HOST:PORT`, as of curl's `--connect-to`: who asks for the first pair is connected to the
            second, while names in requests and certificates stay; the first that fits holds.
    """

    headers: dict[str, str] = Field(default_factory=dict)
    basic_auth: BasicAuth | None = None
    ca_file: str = ""
    plain_url: str = ""
    proxy: Annotated[str, AfterValidator(_a_proxy)] = Field(default="", repr=False)
    no_proxy: tuple[str, ...] = ()
    client_certificate: str = ""
    client_key: str = ""
    client_key_password: str = Field(default="", repr=False)
    connect_to: tuple[Annotated[str, AfterValidator(_a_pin)], ...] = ()

    @model_validator(mode="after")
    def _key_of_a_certificate(self) -> Self:
        if (self.client_key or self.client_key_password) and not self.client_certificate:
            raise ValueError("client_key and client_key_password go with client_certificate, which is missing")
        return self

    @field_validator("headers")
    @classmethod
    def _can_be_sent(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _FIELD_NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a header field (RFC 9110 section 5.1)")
            if not _FIELD_VALUE.fullmatch(value):
                raise ValueError(f"the value of {name} has characters that no header field can carry: it is ASCII only")
        return headers

    @property
    def pins(self) -> tuple[Pin, ...]:
        """What `connect_to` says."""
        return tuple(map(Pin.parse, self.connect_to))

    @property
    def forward_proxy(self) -> Proxy | None:
        """The proxy, if there is one."""
        return Proxy.parse(self.proxy) if self.proxy not in {"", DIRECT} else None

    def is_direct(self, host: str) -> bool:
        """Whether a host is reached without the proxy."""
        names = [name.strip().lower().lstrip(".") for name in self.no_proxy]
        host = host.lower()
        return any(name in {"*", host} or (name and host.endswith(f".{name}")) for name in names)


def proxy_of_environment(environ: Mapping[str, str], base_url: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the variable that names a proxy for a URL, the proxy, and which hosts do without it; empty for none."""
    parts = urlsplit(base_url)
    for variable in _VARIABLES.get(parts.scheme, ()):
        if environ.get(variable) and not is_loopback(parts.hostname or ""):
            spared = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
            return variable, environ[variable], tuple(one.strip() for one in spared.split(",") if one.strip())
    return "", "", ()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
