"""The names in a certificate: whom it is for, and what else they give away."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.certificates import Certificate

_INTERNAL_ENDINGS = ("internal", "local", "lan", "corp", "intranet", "private", "home.arpa")
_OWN_MACHINE = ("localhost", "test")
_SPECIAL = (*_OWN_MACHINE, "example", "invalid")


def judge_name(leaf: Certificate, host: str) -> Findings:
    """Judge whether a certificate is for a host (RFC 9525 section 6): subjectAltName decides, the common name nothing.

    A wildcard stands for exactly one whole leftmost label.
    """
    if _address(host) is not None:
        if any(_address(one) == _address(host) for one in leaf.addresses):
            return Findings()
    elif any(_matches(name, host) for name in leaf.names):
        return Findings()
    listed = [*leaf.names, *leaf.addresses]
    seen = f"the certificate is for {', '.join(listed[:8])}" if listed else "the certificate names no host"
    if len(listed) > 8:  # noqa: PLR2004 - as many as are shown
        seen += f" and {len(listed) - 8} more"
    if leaf.common_name.lower() == host.lower():
        seen += "; its common name would fit, but counts for nothing"
    return found(seen, f"{host} in subjectAltName")


def internal_names(leaf: Certificate, host: str) -> list[str]:
    """Return the names in a certificate that are of an inner network, of which the host is not itself a part."""
    names = [name for name in leaf.names if _internal(name) and not _related(name, host)]
    addresses = [one for one in leaf.addresses if (ip := _address(one)) is not None and _inner(ip) and one != host]
    return names + (addresses if not is_inner_host(host) else [])


def _matches(pattern: str, host: str) -> bool:
    pattern, host = pattern.lower().rstrip("."), host.lower().rstrip(".")
    if not pattern.startswith("*."):
        return pattern == host
    _, _, parent = host.partition(".")
    return "." in pattern[2:] + "." and parent == pattern[2:] and not host.startswith(".")


def _internal(name: str) -> bool:
    bare = name.lower().removeprefix("*.").rstrip(".")
    if _ends(bare, _SPECIAL):
        return False
    return "." not in bare or _ends(bare, _INTERNAL_ENDINGS)


def _ends(name: str, endings: Sequence[str]) -> bool:
    return any(name == ending or name.endswith(f".{ending}") for ending in endings)


def _related(name: str, host: str) -> bool:
    own = host.lower().rsplit(".", 2)[-2:]
    return name.lower().removeprefix("*.").rsplit(".", 2)[-2:] == own or _internal(host)


def is_inner_host(host: str) -> bool:
    """Whether a name or address is of this machine or of a network that the public does not reach."""
    ip = _address(host)
    return _inner(ip) if ip is not None else _internal(host) or _ends(host.lower(), _OWN_MACHINE)


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_private


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
