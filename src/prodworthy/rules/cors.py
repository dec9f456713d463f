"""Cross-origin reads: who gets to read responses, by the rules of the Fetch Standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from prodworthy.facts.exchange import Exchange, Headers
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.caching import varies_by
from prodworthy.rules.fields import shown, split

_ALLOW_ORIGIN = "access-control-allow-origin"
_LONGEST_MAX_AGE_S = 86_400
_SECRET_EXPOSED = frozenset({"authorization", "set-cookie", "set-cookie2", "x-api-key", "x-internal-id"})
SHARED_HOSTING = ("vercel.app", "netlify.app", "github.io", "herokuapp.com", "web.app")
DEVELOPMENT = ("http://localhost:3000", "http://127.0.0.1:5173")
APP_SHELLS = ("capacitor://localhost", "ionic://localhost")


def grants(headers: Headers, origin: str) -> bool:
    """Whether a browser lets a page of that origin read the response, without credentials."""
    values = headers.get_list(_ALLOW_ORIGIN)
    return len(values) == 1 and values[0].strip() in {"*", origin}


def grants_with_credentials(headers: Headers, origin: str) -> bool:
    """Whether a browser lets a page of that origin read the response to a request with cookies.

    The comparison with `true` is case-sensitive, and `*` never serves with credentials.
    """
    values = [value.strip() for value in headers.get_list(_ALLOW_ORIGIN)]
    flags = [value.strip() for value in headers.get_list("access-control-allow-credentials")]
    return values == [origin] and flags == ["true"]


def judge_stranger(answer: Exchange, origin: str) -> Findings:
    """Judge a response to a request from an origin that nobody can have meant to trust with visitors' sessions."""
    if not grants_with_credentials(answer.headers, origin):
        return Findings()
    return found(f"{origin} may read answers with the visitor's cookies", "no trust in that origin")


def judge_echo(answer: Exchange, origin: str) -> Findings:
    """Judge whether a stranger's origin is echoed without credentials: what is for everybody is written `*`.

    An echo with credentials is `judge_stranger`'s matter.
    """
    values = [value.strip() for value in answer.headers.get_list(_ALLOW_ORIGIN)]
    if origin not in values or grants_with_credentials(answer.headers, origin):
        return Findings()
    return found(f"the origin {origin} is echoed as allowed", "no echo of strangers; * for public data")


def judge_wildcard(answer: Exchange) -> Findings:
    """Judge `*` beside credentials: browsers refuse the pair, so it shows an intention that failed."""
    values = [value.strip() for value in answer.headers.get_list(_ALLOW_ORIGIN)]
    if "*" in values and answer.headers.get("access-control-allow-credentials").strip().lower() == "true":
        return found("* with Access-Control-Allow-Credentials: true", "named origins, or * without credentials")
    return Findings()


def judge_private_wildcard(answer: Exchange) -> Findings:
    """Judge an answer for one person, which must not be given to every origin."""
    if "*" in [value.strip() for value in answer.headers.get_list(_ALLOW_ORIGIN)]:
        seen = "a personal answer is open to every origin (*)"
        return found(seen, "named origins on personal answers", advisory=True)
    return Findings()


def judge_single(headers: Headers) -> Findings:
    """Judge whether the answer names one origin at most: of two, browsers accept none."""
    values = headers.get_list(_ALLOW_ORIGIN)
    if len(split(values)) <= 1 and all(len(value.split()) <= 1 for value in values):
        return Findings()
    return found(f"Access-Control-Allow-Origin: {shown(values)}", "one field with one origin")


def judge_preflight_stranger(answer: Exchange, origin: str) -> Findings:
    """Judge a preflight by which a foreign page asks to send a changing request.

    A grant by `*` brings no cookies and no `Authorization`, so it is none to a stranger in particular; an echo without
    credentials is advisory for the same reason.
    """
    values = [value.strip() for value in answer.headers.get_list(_ALLOW_ORIGIN)]
    if not answer.ok or values != [origin]:
        return Findings()
    methods = shown(answer.headers.get_list("access-control-allow-methods")) or "(safelisted)"
    headers = shown(answer.headers.get_list("access-control-allow-headers")) or "(safelisted)"
    credentials = grants_with_credentials(answer.headers, origin)
    granted = f"{origin} is granted methods {methods}, headers {headers}{', with credentials' if credentials else ''}"
    return found(granted, "no grant to that origin", advisory=not credentials)


def judge_preflight_allowed(answer: Exchange, origin: str, method: str) -> Findings:
    """Judge the preflight of an origin that the target serves by design (Fetch Standard, section 4.8)."""
    required = f"2xx that allows {origin} to use {method}, without credentials asked for and without a redirect"
    if not answer.ok:
        return found(f"the preflight was answered with {answer.status}", required)
    if not grants(answer.headers, origin):
        return found(f"Access-Control-Allow-Origin: {shown(answer.headers.get_list(_ALLOW_ORIGIN))}", required)
    methods = {member.upper() for member in split(answer.headers.get_list("access-control-allow-methods"))}
    if method not in methods | {"GET", "HEAD", "POST"} and "*" not in methods:
        return found(f"allowed methods: {', '.join(sorted(methods)) or 'none'}", required)
    return Findings()


def judge_allowed(answer: Exchange, origin: str) -> Findings:
    """Judge whether an origin that the target serves by design can read the answer."""
    if grants(answer.headers, origin):
        return Findings()
    values = shown(answer.headers.get_list(_ALLOW_ORIGIN)) or "missing"
    return found(f"Access-Control-Allow-Origin: {values}", f"the declared origin {origin}")


def judge_preflight_limits(answer: Exchange, method: str, header: str) -> Findings:
    """Judge whether a preflight grants a method and a header that no product has."""
    methods = {member.upper() for member in split(answer.headers.get_list("access-control-allow-methods"))}
    headers = {member.lower() for member in split(answer.headers.get_list("access-control-allow-headers"))}
    granted = [word for word, members in ((method.upper(), methods), (header.lower(), headers)) if word in members]
    if not granted:
        return Findings()
    return found(f"granted as asked: {', '.join(granted)}", "a fixed list of methods and headers", advisory=True)


def judge_max_age(answer: Exchange) -> Findings:
    """Judge how long browsers may keep the answer to a preflight."""
    value = answer.headers.get("access-control-max-age").strip()
    if not value.isdigit() or int(value[:18]) <= _LONGEST_MAX_AGE_S:
        return Findings()
    return found(f"Access-Control-Max-Age: {value[:40]}", f"at most {_LONGEST_MAX_AGE_S}", advisory=True)


def judge_exposed(headers: Headers) -> Findings:
    """Judge which response fields foreign pages may read."""
    exposed = {member.lower() for member in split(headers.get_list("access-control-expose-headers"))}
    if secret := sorted(exposed & _SECRET_EXPOSED):
        return found(f"exposed to scripts: {', '.join(secret)}", "no credential among the exposed fields")
    return Findings()


def judge_vary(answers: Mapping[str, Exchange]) -> Findings:
    """Judge whether caches are told that the answer depends on the Origin, where it does.

    Args:
        answers: exchanges on one path by the Origin that was sent; an empty one: none.
    """
    allowed = {tuple(answer.headers.get_list(_ALLOW_ORIGIN)) for answer in answers.values()}
    if len(allowed) <= 1 and not any(origin and (origin,) in allowed for origin in answers):
        return Findings()
    careless = [
        origin or "no Origin"
        for origin, answer in answers.items()
        if not varies_by(answer.headers, "origin") and not _uncacheable(answer)
    ]
    if not careless:
        return Findings()
    required = "Vary: Origin on every answer of that path, or the same Access-Control-Allow-Origin whoever asks"
    return found(f"no Vary: Origin on the answer to {', '.join(careless)}", required)


def lookalikes(origin: str, token: str) -> Mapping[str, Sequence[str]]:
    """Return origins that resemble a trusted one, by the mistake that would let them in.

    Args:
        origin: one that the target serves by design, such as `https://app.example.org`.
        token: random letters, so that no lookalike can be a real site.
    """
    parts = urlsplit(origin)
    scheme, host = parts.scheme, parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    dotted = host.replace(".", token[0], 1)
    return {
        "suffix": (f"{scheme}://{host}.{token}.invalid{port}",),
        "prefix": (f"{scheme}://{token}{host}{port}", f"{scheme}://{token}-{host}{port}"),
        "unescaped dot": (f"{scheme}://{dotted}{port}",) if dotted != host else (),
        "subdomain": (f"{scheme}://{token}.{host}{port}",),
        "plain http": (f"http://{host}{port}",) if scheme == "https" else (),
        "other port": (f"{scheme}://{host}:444",),
        "trailing dot": (f"{scheme}://{host}.{port}",),
        "odd character": (f"{scheme}://{host}_.{token}.invalid{port}",),
    }


def _uncacheable(answer: Exchange) -> bool:
    return "no-store" in {member.lower() for member in split(answer.headers.get_list("cache-control"))}
