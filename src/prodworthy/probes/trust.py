"""Whom a TLS handshake trusts, and what it shows of us."""

from __future__ import annotations

import ssl
from pathlib import Path

from prodworthy.target import Reach


def demand_usable(reach: Reach) -> None:
    """Try the declared files, without loading what the system trusts: that takes as long as a request.

    Raises:
        ValueError: if one cannot be used; the text names its key.
    """
    for key in ("ca_file", "client_certificate", "client_key"):
        name = getattr(reach, key)
        if name and not Path(name).is_file():
            raise ValueError(f'reach.{key} = "{name}": there is no such file, seen from where the run starts')
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _trust(context, reach)
    identify(context, reach)


def trusting(reach: Reach) -> ssl.SSLContext:
    """Return a verifying context that trusts the system's authorities and the declared one.

    Raises:
        ValueError: if the declared file cannot be used.
    """
    context = ssl.create_default_context()
    _trust(context, reach)
    return context


def _trust(context: ssl.SSLContext, reach: Reach) -> None:
    if reach.ca_file:
        try:
            context.load_verify_locations(cafile=reach.ca_file)
        except OSError as error:
            raise ValueError(f'reach.ca_file = "{reach.ca_file}": {_why(error)}') from None


def identify(context: ssl.SSLContext, reach: Reach) -> None:
    """Let a context show the declared client certificate to a server that asks for one.

    Raises:
        ValueError: if a declared file cannot be used.
    """
    if not reach.client_certificate:
        return
    try:
        # A password is always given: without one, OpenSSL would ask the terminal.
        context.load_cert_chain(reach.client_certificate, reach.client_key or None, reach.client_key_password)
    except OSError as error:
        files = f'reach.client_certificate = "{reach.client_certificate}"'
        files += f', client_key = "{reach.client_key}"' if reach.client_key else ""
        raise ValueError(f"{files}: {_why_locked(reach) or _why(error)}") from None


def _why_locked(reach: Reach) -> str:
    """Return why a key that is encrypted cannot be read; empty where it is not, as far as its file tells."""
    try:
        locked = "ENCRYPTED" in Path(reach.client_key or reach.client_certificate).read_text(encoding="latin-1")
    except OSError:
        return ""
    if not locked:
        return ""
    if reach.client_key_password:
        return "the key is encrypted, and client_key_password is not its password"
    return "the key is encrypted: put its password into client_key_password, as ${NAME}"


def _why(error: OSError) -> str:
    if not isinstance(error, ssl.SSLError):
        return error.strerror or str(error)
    reason = str(error.reason or error).replace("_", " ").lower()
    if reason == "key values mismatch":
        return "the key is not the certificate's"
    return f"is not PEM as it is needed here ({reason})"
