"""Is it the target that answers, or something in front of it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.facts.exchange import Exchange

_CHALLENGE_FIELDS = {"cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-datadome": "", "x-sucuri-block": ""}
_CHALLENGE_TEXT = re.compile(
    r"_cf_chl_|/cdn-cgi/challenge-platform|<title>just a moment|_incapsula_resource|errors\.edgesuite\.net"
    r"|captcha-delivery\.com|awswafintegration|px-captcha|request unsuccessful\. incapsula",
    re.IGNORECASE,
)
_SIGN_IN_HOSTS = re.compile(
    r"(^|\.)(cloudflareaccess\.com|login\.microsoftonline\.com|okta\.com|auth0\.com|accounts\.google\.com|onelogin\.com)$"
    r"|^(sso|idp|login)\.",
    re.IGNORECASE,
)
_LOOKED_AT = 65_536


@dataclass(frozen=True, slots=True)
class Interference:
    """Something that stands between the suite and the target.

    Attributes:
        kind: `throttled`, `challenge`, `maintenance` or `sign-in wall`.
        sentence: what was seen, and what to do about it.
        of_target: whether the target's users meet it as well, so that it counts against the target.
    """

    kind: str
    sentence: str
    of_target: bool = False


def judge(exchange: Exchange) -> Interference | None:
    """Return what stands in front of the target according to its first answer, or None.

    Sources: RFC 6585 section 4 (429), RFC 9110 sections 11.6.1 (WWW-Authenticate) and 15.6.4 (503).
    """
    place = urlsplit(exchange.url).netloc
    if exchange.status == 429:  # noqa: PLR2004 - RFC 6585 section 4
        retry = exchange.headers.get("retry-after")
        when = f" (it asks to wait {retry} s)" if retry.isdigit() else ""
        return Interference("throttled", f"{place} answers 429 Too Many Requests to the first request of the run{when}")
    if _is_challenge(exchange):
        return Interference(
            "challenge",
            f"a firewall in front of {place} answers with a challenge ({exchange.status}): allow this runner through, "
            "for example by the X-Prodworthy-Run header field or a secret one under [reach.headers]",
        )
    if exchange.status == 503:  # noqa: PLR2004 - RFC 9110 section 15.6.4
        return Interference(
            "maintenance", f"{place} says that it is out of service: 503 {exchange.reason}".rstrip(), of_target=True
        )
    if exchange.status == 407 or _is_wall(exchange):  # noqa: PLR2004 - RFC 9110 section 15.5.8
        return Interference(
            "sign-in wall",
            f"a sign-in wall stands in front of {place} ({exchange.status}): declare [reach.basic_auth] or the header "
            "fields that open it under [reach.headers]",
        )
    return None


def _is_challenge(exchange: Exchange) -> bool:
    if exchange.status not in {202, 401, 403, 405, 503}:
        return False
    for name, value in _CHALLENGE_FIELDS.items():
        if name in exchange.headers and value in exchange.headers.get(name).lower():
            return True
    return bool(_CHALLENGE_TEXT.search(exchange.text[:_LOOKED_AT]))


def _is_wall(exchange: Exchange) -> bool:
    if exchange.status == 401:  # noqa: PLR2004 - RFC 9110 section 15.5.2
        challenges = exchange.headers.get_list("www-authenticate")
        return any(challenge.lower().startswith(("basic", "negotiate", "ntlm")) for challenge in challenges)
    if exchange.is_redirect:
        host = urlsplit(exchange.headers.get("location")).hostname or ""
        return host != urlsplit(exchange.url).hostname and bool(_SIGN_IN_HOSTS.search(host))
    return False
