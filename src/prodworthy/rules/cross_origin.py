"""Isolation from other origins: opener, embedder and resource policy."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import shown
from prodworthy.rules.structured import MalformedError, Token, parse_item

_OPENER = frozenset({"same-origin", "same-origin-allow-popups", "noopener-allow-popups"})
_EMBEDDER = frozenset({"require-corp", "credentialless"})
_RESOURCE = frozenset({"same-origin", "same-site"})


def opener_policy(values: Sequence[str]) -> str:
    """Return the Cross-Origin-Opener-Policy in force; two fields, or one that does not parse, mean `unsafe-none`."""
    return _token(values) or "unsafe-none"


def judge_opener(values: Sequence[str]) -> Findings:
    """Judge whether a page that opens this one keeps a handle on its window."""
    if opener_policy(values) in _OPENER:
        return Findings()
    seen = f"Cross-Origin-Opener-Policy: {shown(values)}" if values else "no Cross-Origin-Opener-Policy"
    return found(seen, "same-origin, or same-origin-allow-popups where sign-in or payment opens windows")


def judge_embedder(values: Sequence[str]) -> Findings:
    """Judge a Cross-Origin-Embedder-Policy that is sent; not sending one is fine unless isolation is promised."""
    if not values or _token(values) in _EMBEDDER | {"unsafe-none"}:
        return Findings()
    return found(f"browsers ignore Cross-Origin-Embedder-Policy: {shown(values)}", "require-corp or credentialless")


def judge_resource(values: Sequence[str]) -> Findings:
    """Judge whether other sites can load a private answer as an image or script (Fetch Standard, section 3.7).

    The value is compared as it stands, so two fields are no valid value.
    """
    if len(values) == 1 and values[0].strip() in _RESOURCE:
        return Findings()
    seen = f"Cross-Origin-Resource-Policy: {shown(values)}" if values else "no Cross-Origin-Resource-Policy"
    return found(seen, "same-origin or same-site on answers for one person")


def judge_agent_cluster(values: Sequence[str]) -> Findings:
    """Judge an Origin-Agent-Cluster that is sent: it must not give up the isolation that browsers offer."""
    if not values:
        return Findings()
    try:
        isolated = parse_item(values).value is True
    except MalformedError:
        isolated = False
    return Findings() if isolated else found(f"Origin-Agent-Cluster: {shown(values)}", "?1, or no field")


def _token(values: Sequence[str]) -> str:
    try:
        value = parse_item(values).value
    except MalformedError:
        return ""
    return str(value) if isinstance(value, Token) else ""
