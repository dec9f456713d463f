"""From plain HTTP to HTTPS: the first answer that a visitor gets who typed no scheme."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

PERMANENT = frozenset({301, 308})
_CLIENT_ERRORS = range(400, 500)


def judge_upgrade(hops: Sequence[Exchange], host: str) -> Findings:
    """Judge what a plain-HTTP request of a page led to, hop by hop.

    A refusal (4xx) serves nothing and is fine: it is what ASVS 4.1.2 asks of API hosts. A closed port never gets here.

    Args:
        hops: the exchanges from the plain-HTTP request on, each answer's redirect followed.
        host: the target's host name: the first redirect has to stay on it, since a browser accepts
            Strict-Transport-Security of a host only from that host (RFC 6797 section 8.1).

    Raises:
        ValueError: for no hops at all.
    """
    if not hops:
        raise ValueError("no hops")
    first = hops[0]
    if first.status in _CLIENT_ERRORS:
        return Findings()
    if not first.is_redirect:
        what = f"plain HTTP is answered with {first.status}"
        what += f" and {len(first.body)} bytes of {first.media_type or 'content'}" if first.ok and first.body else ""
        return found(what, "a redirect (301 or 308) to https, or no service on plain HTTP")
    return _first_hop(first, host) + _later_hops(hops[1:])


def location(exchange: Exchange) -> str:
    """Return the absolute URL that a redirect leads to, resolved as browsers do it: a backslash is a slash."""
    return urljoin(exchange.url, exchange.headers.get("location").strip().replace("\\", "/"))


def _first_hop(first: Exchange, host: str) -> Findings:
    findings = Findings()
    try:
        goal = urlsplit(location(first))
        goal_host = (goal.hostname or "").lower()
    except ValueError:
        return found(
            f"a redirect to {first.headers.get('location')!r}, which is no URL", "an https URL", where="first hop"
        )
    shown = goal._replace(query="", fragment="").geturl()
    if goal.scheme != "https":
        findings += found(f"plain HTTP redirects to {shown}", "https in the first hop", where="first hop")
    elif goal_host != host.lower():
        findings += found(
            f"the first redirect leaves for {goal_host}, so {host} never gets to send Strict-Transport-Security",
            f"https://{host} first, any other host after it",
            where="first hop",
            advisory=True,
        )
    if first.status not in PERMANENT:
        findings += found(f"status {first.status}", "301 or 308, which browsers keep", where="first hop", advisory=True)
    return findings


def _later_hops(hops: Sequence[Exchange]) -> Findings:
    """Judge the hops after the first: once on https, never back."""
    for number, hop in enumerate(hops, start=2):
        if hop.is_redirect and urlsplit(location(hop)).scheme == "http":
            return found(f"{hop.url} redirects back to plain HTTP", "https in every hop", where=f"hop {number}")
    if hops and hops[-1].is_redirect:
        return found(f"still redirecting after {len(hops) + 1} hops", "an end to the redirects", where="last hop")
    return Findings()
