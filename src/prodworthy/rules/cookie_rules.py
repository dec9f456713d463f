"""Judgement of the cookies that a target sets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.cookies import Cookie, readings

LONGEST_S = 400 * 86_400
"""Browsers cap every lifetime at 400 days (RFC 6265bis section 5.5)."""
_LONGEST_BYTES = 4096
_MOST_PER_HOST = 50
_SENSITIVE = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)),
    ("a date of birth", re.compile(r"(?:birth|dob)[\w\"':= ]{0,16}(?:19|20)\d\d", re.IGNORECASE)),
    ("a password", re.compile(r"\"?passw(?:or)?d\"?\s*[:=]", re.IGNORECASE)),
    ("a role", re.compile(r"\"(?:role|is_?admin|permissions)\"\s*:", re.IGNORECASE)),
    ("coordinates", re.compile(r"\"lat(?:itude)?\"\s*:\s*-?\d+\.\d+", re.IGNORECASE)),
)


def judge_secure(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge whether cookies stay off unencrypted connections; of a cookie that is no session, it is advised."""
    return each(
        found("the cookie lacks Secure", "Secure", where=cookie.name, advisory=not cookie.is_session(session_names))
        for cookie in cookies
        if not cookie.secure
    )


def judge_http_only(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge whether scripts are kept from session cookies; other cookies may be made for scripts."""
    return each(
        found("scripts can read the session cookie", "HttpOnly", where=cookie.name)
        for cookie in cookies
        if cookie.is_session(session_names) and not cookie.http_only
    )


def judge_same_site(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge whether each cookie says when other sites' requests carry it.

    What is not said, browsers decide differently. A session that travels with every cross-site request needs an
    embedding product to justify it; another cookie may be `None` on purpose, as long as it is Secure.
    """
    findings = Findings()
    for cookie in cookies:
        session = cookie.is_session(session_names)
        if cookie.is_balancer():
            continue
        if cookie.same_site == "none" and not cookie.secure:
            findings += found(
                "SameSite=None without Secure, which browsers drop", "Secure beside it", where=cookie.name
            )
        elif cookie.same_site == "none" and session:
            findings += found("the session goes along with every cross-site request", "SameSite=Lax", where=cookie.name)
        elif not cookie.same_site:
            said = cookie.attributes.get("samesite")
            seen = "SameSite is not said" if said is None else f"SameSite={said[:40]}, which no browser knows"
            findings += found(seen, "SameSite=Lax or Strict", where=cookie.name, advisory=not session)
    return findings


def judge_prefixes(cookies: Iterable[Cookie]) -> Findings:
    """Judge whether browsers keep the cookies whose names promise something (RFC 6265bis section 4.1.3)."""
    return each(
        found(f"browsers drop it: {problem}", "what its prefix promises", where=cookie.name)
        for cookie in cookies
        if (problem := cookie.prefix_problem())
    )


def judge_session_prefix(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge whether a session cookie is protected against one planted by a neighbouring host."""
    return each(
        found("its name has no prefix", "a name that begins with __Host- or __Secure-", where=cookie.name)
        for cookie in cookies
        if cookie.is_session(session_names) and not re.match("__(?:host|secure)-", cookie.name, re.IGNORECASE)
    )


def judge_domain(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge whether the session stays with the host that made it."""
    return each(
        found(f"Domain={cookie.attributes['domain'][:80]} sends it to every subdomain", "no Domain", where=cookie.name)
        for cookie in cookies
        if cookie.is_session(session_names) and not cookie.host_only
    )


def judge_lifetime(
    cookies: Iterable[Cookie], now: dt.datetime, session_names: Sequence[str] = (), session_limit_s: float = LONGEST_S
) -> Findings:
    """Judge how long cookies live: sessions no longer than documented, nothing longer than browsers keep anything."""
    findings = Findings()
    for cookie in cookies:
        limit = session_limit_s if cookie.is_session(session_names) else LONGEST_S
        lifetime = cookie.lifetime_s(now)
        if lifetime is not None and lifetime > limit + 60:
            findings += found(f"lives {lifetime / 86_400:.0f} days", f"at most {limit / 86_400:.0f}", where=cookie.name)
    return findings


def judge_content(cookies: Iterable[Cookie]) -> Findings:
    """Judge whether a cookie's value tells personal data to whoever reads it; a signature does not hide anything."""
    findings = Findings()
    for cookie in cookies:
        texts = readings(cookie.value)
        for what, pattern in _SENSITIVE:
            if any(pattern.search(text) for text in texts):
                findings += found(f"its value holds {what}", "an opaque identifier", where=cookie.name)
    return findings


def judge_size(cookies: Sequence[Cookie]) -> Findings:
    """Judge whether browsers and servers can carry the cookies."""
    findings = each(
        found(f"{size} bytes", f"name and value of at most {_LONGEST_BYTES} bytes", where=cookie.name)
        for cookie in cookies
        if (size := len(cookie.name.encode()) + len(cookie.value.encode())) > _LONGEST_BYTES
    )
    names = {cookie.name for cookie in cookies}
    if len(names) > _MOST_PER_HOST:
        findings += found(f"{len(names)} cookies", f"at most {_MOST_PER_HOST} of one host")
    return findings


def judge_partitioned(cookies: Iterable[Cookie]) -> Findings:
    """Judge whether partitioned cookies are kept at all: browsers demand Secure."""
    return each(
        found("Partitioned without Secure, which browsers drop", "Secure", where=cookie.name)
        for cookie in cookies
        if cookie.partitioned and not cookie.secure
    )


def judge_plain(cookies: Iterable[Cookie], session_names: Sequence[str] = ()) -> Findings:
    """Judge the cookies of an answer over plain HTTP; of a cookie that is no session, absence is advised."""
    return each(
        found(
            "it is set over plain HTTP", "no cookie", where=cookie.name, advisory=not cookie.is_session(session_names)
        )
        for cookie in cookies
    )
