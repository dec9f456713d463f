"""Transport: the way from a typed address to the encrypted site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Severity,
    Target,
    TargetFailed,
    check,
    observation,
)
from prodworthy.rules import redirects
from prodworthy.rules.certificate_names import is_inner_host


@dataclass(frozen=True, slots=True)
class PlainHttp:
    """What plain HTTP is answered with.

    Attributes:
        hops: the exchanges, redirects followed; none where there is no service on plain HTTP.
    """

    hops: tuple[Exchange, ...]


@observation(deadline=30.0, requests=3)
async def plain_http(http: Http, target: Target) -> PlainHttp:
    """What a visitor gets who typed no scheme, or one who comes to a target that is declared without TLS."""
    if not target.is_https and is_inner_host(target.host):
        raise NotApplicable("reached in the clear within a machine or network: TLS is judged where people reach it")
    base = target.reach.plain_url or (f"http://{_bracketed(target.host)}" if target.is_https else target.origin)
    try:
        first = await http.get(f"{base.rstrip('/')}{target.web.landing}", headers=_without_credentials(target))
    except TargetFailed as failure:
        if failure.kind == "network":
            raise
        return PlainHttp(())
    if not first.is_redirect:
        return PlainHttp((first,))
    try:
        rest = await http.follow(redirects.location(first)) if _leads_to_https(first) else []
    except (TargetFailed, ValueError):
        rest = []  # where it leads to is judged by the first hop; whether that place answers, by other checks
    return PlainHttp((first, *rest))


@check(
    "smoke.https_redirect",
    "Plain HTTP leads to HTTPS on the same host, or is not served",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-4.1.2, v5.0.0-12.2.1; RFC 6797 section 7.2",
    remedy="Answer plain HTTP with 301 or 308 to https on the same host, and with nothing else.",
    covers=["TLS-15", "TLS-18"],
)
def test_https_redirect(plain_http: PlainHttp, target: Target) -> None:
    """Whoever types the name without a scheme starts on plain HTTP, where anybody on the way can read and change it."""
    if plain_http.hops:
        redirects.judge_upgrade(plain_http.hops, target.host).raise_if_any()


def _without_credentials(target: Target) -> dict[str, str]:
    """Return fields that blank out what the target's hosts are told otherwise: none of it may travel unencrypted."""
    names = [*target.reach.headers, *(["Authorization"] if target.reach.basic_auth else [])]
    return dict.fromkeys(names, "")


def _leads_to_https(exchange: Exchange) -> bool:
    try:
        return urlsplit(redirects.location(exchange)).scheme == "https"
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
