"""Behaviour beside values: what a browser let another site do, and what the header fields say that it should."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import ForeignRead, Framed, InsecureLoad
from prodworthy.rules import cors, framing, markup
from prodworthy.rules.cookies import Cookie
from prodworthy.rules.csp import effective_set

_MOST_NAMED = 3
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that was tried in a browser, beside what the values say of it.

    Attributes:
        where: what it was tried on.
        what: what happens where it is allowed, such as "was shown in a frame of another site".
        happened: whether the browser let it happen.
        foretold: whether by the values it would.
        seen: what the browser said or did, in short.
    """

    where: str
    what: str
    happened: bool
    foretold: bool
    seen: str = ""

    @property
    def agreement(self) -> str:
        """Whether value and behaviour agree, in words."""
        if self.happened is self.foretold:
            return "agree"
        return f"disagree: the values {'forbid' if self.happened else 'allow'} it"

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The row of the table that shows it."""
        said, did = ("allowed" if one else "forbidden" for one in (self.foretold, self.happened))
        return self.where, said, f"{did}: {self.seen}" if self.seen else did, self.agreement


COLUMNS = ("tried on", "by its values", "by the browser", "value and behaviour")


def judge(compared: Iterable[Compared], required: str) -> Findings:
    """Judge what happened; what only the values would allow is another check's matter, and told in the table."""
    return each(found(_sentence(one), required, where=one.where) for one in compared if one.happened)


def compare_framing(framed: Framed, answer: Exchange | None) -> Compared:
    """Compare an attempt to show a page in a frame with what its answer says of frames.

    Args:
        framed: the attempt.
        answer: the answer that another client got; None where there is none.
    """
    allowed = answer is not None and bool(
        framing.judge(
            answer.headers.get_list("content-security-policy"), answer.headers.get_list("x-frame-options"), answer.url
        )
    )
    seen = f"status {framed.status}" if framed.shown else framed.failure
    refused = framed.status >= 400  # noqa: PLR2004 - RFC 9110 section 15: an error in the frame is not the page
    return Compared(framed.url, "was shown in a frame of another site", framed.shown and not refused, allowed, seen)


def compare_injection(ran: Collection[str], page: Exchange) -> list[Compared]:
    """Compare which injected marks ran in a page with its policies, as another client got them."""
    document = markup.read(page.text, page.url)
    policies = effective_set(
        page.headers.get_list("content-security-policy"), document.http_equiv.get("content-security-policy", [])
    )
    allowed = {
        "inline script": all(policy.allows_inline("script-src-elem", "script") for policy in policies),
        "inline event handler": all(policy.allows_inline("script-src-attr", "script attribute") for policy in policies),
    }
    return [Compared(f"injected {kind}", "was run", kind in ran, foretold) for kind, foretold in allowed.items()]


def compare_read(read: ForeignRead, answer: Exchange, origin: str) -> Compared:
    """Compare an attempt of another site's page to read with a visitor's session with what the answer grants.

    The session itself may stay at home, as a cookie does unless it says SameSite=None (RFC 6265bis section 5.8.3): then
    the page reads what every stranger gets, though the answer grants more.

    Args:
        read: the attempt.
        answer: the answer to a request that names that origin, without a session.
        origin: of the other site's page.
    """
    said = read.failure
    if read.readable:
        said = f"its page read status {read.status}" + ("" if read.succeeded else ", as the session stayed at home")
    what = "was read by another site's page with the visitor's session"
    return Compared(read.url, what, read.succeeded, cors.grants_with_credentials(answer.headers, origin), said)


def compare_cookies(cookies: Iterable[Cookie], visible: Collection[str]) -> list[Compared]:
    """Compare which session cookies scripts see with their HttpOnly attribute."""
    return [
        Compared(cookie.name, "is seen by scripts", cookie.name in visible, not cookie.http_only)
        for cookie in cookies
        if cookie.is_session()
    ]


def judge_kept(cookies: Iterable[Cookie], kept: Collection[str]) -> Findings:
    """Judge whether the browser keeps the session cookies that it is given; without them nobody is signed in."""
    return each(
        found("the browser does not keep it: value and behaviour disagree", "a cookie that browsers keep", where=name)
        for name in (cookie.name for cookie in cookies if cookie.is_session())
        if name not in kept
    )


def judge_insecure(loads: Sequence[InsecureLoad]) -> Findings:
    """Judge what a running page asked for over plain HTTP.

    What the browser upgraded by itself was never sent in the clear (Mixed Content, section 4.1); that is advisory.
    """
    findings = Findings()
    for resolution in ("let through", "blocked", "upgraded"):
        some = [load for load in loads if load.resolution == resolution]
        if some:
            named = ", ".join(f"{load.kind.lower()} {load.url[:_LONGEST]}" for load in some[:_MOST_NAMED])
            more = f" and {len(some) - _MOST_NAMED} more" if len(some) > _MOST_NAMED else ""
            seen = f"to plain HTTP, and {resolution} by the browser: {named}{more}"
            findings += found(seen, "https: addresses only", advisory=resolution == "upgraded")
    return findings


def _sentence(one: Compared) -> str:
    if one.foretold:
        return f"it {one.what}, as its values allow"
    return f"it {one.what}, though its values forbid it: value and behaviour disagree"
