"""Set-Cookie as browsers read it (RFC 6265bis), and which cookie carries what."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import email.utils
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

_KNOWN = frozenset(
    {"domain", "expires", "httponly", "max-age", "partitioned", "path", "priority", "samesite", "secure"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SESSION = re.compile(
    r"(?:^|[-_.])(?:sid|sess|session|sessionid|sessid|phpsessid|jsessionid|asp\.net_sessionid|auth|authn|token|jwt|"
    r"access|refresh|login|remember|remember_me|identity|credential|user_session)(?:$|[-_.0-9])"
    r"|session|sessid|accesstoken|refreshtoken|authtoken|connect\.sid|\.aspnetcore\.(?:cookies|identity)|laravel_session",
    re.IGNORECASE,
)
_READABLE = re.compile(
    r"xsrf|csrf|consent|cookie[-_.]?(?:notice|banner|prefs|policy)|gdpr|locale|lang(?:uage)?|i18n|theme|dark[-_]?mode|"
    r"time[-_]?zone|^tz$|currency|^_ga|^_gid|^_fbp|optanon|euconsent|ab[-_]?test|variant|experiment",
    re.IGNORECASE,
)
_BALANCERS = re.compile(
    r"^(?:AWSALB(?:CORS|TG|TGCORS)?|__cf_bm|cf_clearance|_cfuvid|incap_ses_.*|visid_incap_.*|BIGip.*|SERVERID)$",
    re.IGNORECASE,
)
_OPAQUE = re.compile(r"[A-Za-z0-9._~+/=:%-]{22,}")
_FOREVER_DIGITS = 12
_READ = 4096  # letters of a value: browsers drop longer ones


@dataclass(frozen=True, slots=True)
class Cookie:
    """One Set-Cookie field.

    Attributes:
        name: empty for a nameless cookie.
        value: as sent.
        attributes: values by lower-case name; of one that comes twice, the last, as browsers take it.
        unknown: attributes that browsers skip.
    """

    name: str
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether it travels over encrypted connections only; `Secure=false` is still Secure."""
        return "secure" in self.attributes

    @property
    def http_only(self) -> bool:
        """Whether scripts cannot read it."""
        return "httponly" in self.attributes

    @property
    def partitioned(self) -> bool:
        """Whether it is kept apart for each embedding site."""
        return "partitioned" in self.attributes

    @property
    def same_site(self) -> str:
        """`strict`, `lax` or `none`; empty where it is not said or not known, which browsers treat differently."""
        value = self.attributes.get("samesite", "").lower()
        return value if value in {"strict", "lax", "none"} else ""

    @property
    def host_only(self) -> bool:
        """Whether it goes to this host alone: no Domain, or an empty one."""
        return not self.attributes.get("domain", "").lstrip(".")

    def lifetime_s(self, now: dt.datetime) -> float | None:
        """Return how long it lives, in seconds from `now`; None: until the browser ends its session.

        Max-Age goes before Expires (RFC 6265bis section 5.7). What does not parse is as if absent.
        """
        age = self.attributes.get("max-age", "")
        if re.fullmatch(r"-?[0-9]+", age):
            return float(age[:_FOREVER_DIGITS])
        moment = parse_date(self.attributes.get("expires", ""))
        return None if moment is None else (moment - now).total_seconds()

    def removes(self, now: dt.datetime) -> bool:
        """Whether the field only deletes a cookie."""
        lifetime = self.lifetime_s(now)
        return lifetime is not None and lifetime <= 0

    def prefix_problem(self) -> str:
        """Return why browsers drop the cookie for its name's prefix (section 5.7); empty if they keep it."""
        name = self.name.lower()
        if not name.startswith(("__host-", "__secure-", "__http-")):
            return ""
        if not self.secure:
            return "without Secure"
        if name.startswith("__host-") and not (self.host_only and "domain" not in self.attributes):
            return "with Domain"
        if name.startswith("__host-") and self.attributes.get("path") != "/":
            return "without Path=/"
        if name.startswith(("__http-", "__host-http-")) and not self.http_only:
            return "without HttpOnly"
        return ""

    def is_balancer(self) -> bool:
        """Whether it belongs to a load balancer or an edge network, and carries nobody's session."""
        return _BALANCERS.match(self.name) is not None

    def is_readable_by_design(self) -> bool:
        """Whether scripts have to read it: a double-submit CSRF token, consent, language and the like."""
        return _READABLE.search(self.name) is not None

    def is_session(self, declared: Sequence[str] = ()) -> bool:
        """Whether it carries who someone is.

        By declaration, if there is one; else by its name, or because it is an opaque value hidden from scripts.
        """
        if declared:
            return self.name in declared
        if self.is_balancer() or self.is_readable_by_design():
            return False
        bare = re.sub(r"^__(?:host-http|host|secure|http)-", "", self.name, flags=re.IGNORECASE)
        named = _SESSION.search(bare) is not None
        return named or _is_jwt(self.value) or (self.http_only and _OPAQUE.fullmatch(self.value) is not None)


def parse(value: str) -> Cookie | None:
    """Read one field as browsers do (RFC 6265bis section 5.6); None where they drop it whole."""
    if _CONTROL.search(value):
        return None
    pair, *rest = value.split(";")
    name, separator, content = pair.partition("=")
    if not separator:
        name, content = "", pair
    name, content = name.strip(" \t"), content.strip(" \t")
    if not name and not content:
        return None
    attributes: dict[str, str] = {}
    unknown: list[str] = []
    for part in rest:
        key, _, attribute = part.partition("=")
        key = key.strip(" \t")
        if key.lower() in _KNOWN:
            attributes[key.lower()] = attribute.strip(" \t")
        elif key:
            unknown.append(key)
    return Cookie(name, content, attributes, tuple(unknown))


def parse_all(values: Sequence[str]) -> list[Cookie]:
    """Read every Set-Cookie field of a response, which must not be joined: Expires has a comma."""
    return [cookie for value in values if (cookie := parse(value)) is not None]


def parse_date(text: str) -> dt.datetime | None:
    """Read an Expires value leniently; None where it is no date."""
    cleaned = re.sub(r"[-,]", " ", text)
    cleaned = re.sub(r"^[A-Za-z]+\s+", "", cleaned.strip())
    try:
        moment = email.utils.parsedate_to_datetime(cleaned)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def readings(value: str) -> list[str]:
    """Return the texts that anyone can read out of a cookie's value: itself, unquoted, and its base64 parts decoded."""
    value = value[:_READ]
    texts = [value, unquote(value)]
    for part in re.split(r"[.|:~]|%2E|%7C", unquote(value)):
        try:
            decoded = base64.b64decode(part.replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4), validate=True)
            texts.append(decoded.decode())
        except (binascii.Error, ValueError):
            continue
    return texts


def _is_jwt(value: str) -> bool:
    return re.fullmatch(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", value) is not None
