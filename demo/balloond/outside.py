"""What reaches out of the service and into it: previews of links, and events of the payment service."""

import asyncio
import hashlib
import hmac
import ipaddress
import urllib.request
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from pydantic import Field

from demo.balloond.given import Given
from demo.balloond.manners import MANNERS
from demo.kernel import forms
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import CamelCase

router = APIRouter(prefix="/api")

_WAIT = 2
_MOST = 2000
_INNER = (".internal", ".local", ".localhost", ".invalid", ".test")


class Link(Given):
    """A link in a message."""

    url: Annotated[str, Field(max_length=500, examples=["https://balloond.example/"])]


class Preview(CamelCase):
    """What is shown of a link."""

    host: str
    excerpt: str


class PaymentEvent(Given):
    """An event of the payment service."""

    event: str
    subscription: str


@router.post("/chat/preview", tags=["chat"], responses=MANNERS.answers(400))
async def preview(deployment: Running, _who: Who, form: Link) -> Preview:
    """Show what a link leads to; only its host, as nothing is fetched from inside."""
    careless = deployment.faults.planted("preview-fetches-anything")
    host = _public_host(form.url)
    if host is None and not careless:
        raise ApiError(400, "url: is not a public address")
    excerpt = await asyncio.to_thread(_fetched, form.url) if careless and host is None else ""
    return Preview(host=host or "", excerpt=excerpt)


@router.post("/webhooks/payments", status_code=204, include_in_schema=False)
async def payments(request: Request, deployment: Running) -> None:
    """Take an event of the payment service, which signs it."""
    body = await request.body()
    made = hmac.new(deployment.secret, body, hashlib.sha256).hexdigest()
    genuine = hmac.compare_digest(made, request.headers.get("x-signature", ""))
    if not genuine and not _careless(deployment, request):
        raise ApiError(401, "The signature is wrong")
    forms.validate(PaymentEvent, await forms.raw(request))


def _careless(deployment: Deployment, request: Request) -> bool:
    planted = deployment.faults.planted
    return planted("hook-unsigned") or (planted("hook-signature-unchecked") and "x-signature" in request.headers)


def _public_host(url: str) -> str | None:
    """Give the host of an address that anyone may see, by its name; of any other nothing."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.username or "." not in host or host.endswith(_INNER):
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host if host.rpartition(".")[2].isalpha() else None
    return None


def _fetched(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=_WAIT) as answer:  # noqa: S310 - only with a fault planted
            return str(answer.read(_MOST).decode(errors="replace"))
    except (OSError, ValueError):
        return ""
