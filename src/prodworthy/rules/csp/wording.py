"""How a policy is written: what browsers silently drop, and what its author cannot have meant."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.csp.policy import Policy, has_hash, has_nonce, host_of

_DIRECTIVES = frozenset(
    {
        "base-uri",
        "child-src",
        "connect-src",
        "default-src",
        "fenced-frame-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "report-to",
        "report-uri",
        "require-trusted-types-for",
        "sandbox",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src",
        "style-src-attr",
        "style-src-elem",
        "trusted-types",
        "upgrade-insecure-requests",
        "webrtc",
        "worker-src",
    }
)
DEPRECATED = frozenset(
    {
        "block-all-mixed-content",
        "disown-opener",
        "navigate-to",
        "plugin-types",
        "prefetch-src",
        "referrer",
        "reflected-xss",
        "require-sri-for",
    }
)
_KEYWORDS = frozenset(
    {
        "none",
        "report-sample",
        "self",
        "strict-dynamic",
        "unsafe-eval",
        "unsafe-hashes",
        "unsafe-inline",
        "wasm-unsafe-eval",
    }
)
_UNQUOTED = re.compile(r"nonce-.+|sha(?:256|384|512)-.+", re.IGNORECASE)
_LISTS_OF_SOURCES = frozenset({"base-uri", "form-action", "frame-ancestors"})
_UPGRADED = frozenset({"img-src", "media-src"})
_DEVELOPMENT = re.compile(
    r"(?:.*\.)?localhost|.*\.(?:ngrok\.io|ngrok-free\.app|local|test)|(?:\*\.)?(?:dev|staging)\..+", re.IGNORECASE
)


def judge_syntax(policies: Iterable[Policy]) -> Findings:
    """Judge whether browsers read the policies as they were meant: nothing dropped, misspelt or run together."""
    return each(
        finding
        for policy in policies
        for finding in (_duplicates(policy), _names(policy), *map(_values, _source_lists(policy).items()))
    )


def judge_deprecated(policies: Iterable[Policy]) -> Findings:
    """Judge whether the policies lean on directives that browsers no longer read."""
    old = sorted({name for policy in policies for name in policy.directives if name in DEPRECATED})
    return found(", ".join(old), "only directives of CSP Level 3", advisory=True) if old else Findings()


def judge_insecure(policies: Iterable[Policy]) -> Findings:
    """Judge whether anything may be loaded, or reported, over an unencrypted connection.

    For pictures and media it is advice: browsers ask for those over HTTPS in any case (Mixed Content, section 4.1).
    Beside 'strict-dynamic', schemes are for browsers that do not know it; others ignore them (CSP3, section 8.2).
    """
    plain = sorted(
        {
            (name in _UPGRADED, f"{name} {source}")
            for policy in policies
            for name, sources in (
                *_source_lists(policy).items(),
                ("report-uri", policy.directives.get("report-uri", ())),
            )
            for source in sources
            if source.lower().startswith(("http:", "ws:", "ftp:")) and not _is_fallback(source, sources)
        }
    )
    findings = Findings()
    for upgraded in (False, True):
        if some := [text for passive, text in plain if passive is upgraded]:
            findings += found("; ".join(some), "https: and wss: sources only", advisory=upgraded)
    return findings


def judge_leftovers(policies: Iterable[Policy]) -> Findings:
    """Judge whether addresses of developers' machines are left in the policies."""
    left = sorted(
        {
            f"{name} {source}"
            for policy in policies
            for name, sources in _source_lists(policy).items()
            for source in sources
            if _is_leftover(host_of(source)[1])
        }
    )
    return found("; ".join(left), "no IP address, localhost or staging host", advisory=True) if left else Findings()


def judge_reporting(policies: Sequence[Policy], groups: Mapping[str, str]) -> Findings:
    """Judge whether violations are reported to a place that can exist.

    Args:
        policies: enforced and report-only ones.
        groups: address by name, of the Reporting-Endpoints field.
    """
    named = {value for policy in policies for value in policy.directives.get("report-to", ())}
    addresses = [value for policy in policies for value in policy.directives.get("report-uri", ())]
    if not named and not addresses:
        return found(
            "violations are reported nowhere", "report-to with Reporting-Endpoints, or report-uri", advisory=True
        )
    findings = Findings()
    for group in sorted(named - set(groups)):
        findings += found(f"report-to {group}, which Reporting-Endpoints does not name", "a named https endpoint")
    for address in (*addresses, *(groups[group] for group in sorted(named & set(groups)))):
        if urlsplit(address).scheme not in {"", "https"}:
            findings += found(f"reports go to {address}", "an https endpoint")
    return findings


def _source_lists(policy: Policy) -> dict[str, tuple[str, ...]]:
    return {
        name: values
        for name, values in policy.directives.items()
        if name.endswith(("-src", "-src-elem", "-src-attr")) or name in _LISTS_OF_SOURCES
    }


def _duplicates(policy: Policy) -> Findings:
    return each(
        found(f"{name} comes twice, and browsers ignore the second: {' '.join(values)}", "each directive once")
        for name, values in policy.ignored
        if values != policy.directives[name]
    )


def _names(policy: Policy) -> Findings:
    unknown = [name for name in policy.directives if name not in _DIRECTIVES | DEPRECATED]
    return each(found(f"unknown directive {name[:60]!r}", "only directives that browsers know") for name in unknown)


def _values(directive: tuple[str, tuple[str, ...]]) -> Findings:
    name, sources = directive
    findings = Findings()
    for source in sources:
        lowered = source.lower()
        if lowered in _KEYWORDS or _UNQUOTED.fullmatch(source):
            findings += found(f"{name} has {source[:60]} without quotes, which is read as a host", f"'{source[:60]}'")
        elif lowered.rstrip(":") in _DIRECTIVES and lowered != "sandbox":
            findings += found(f"{name} has the directive {source} among its values", "a semicolon before it")
    if len(sources) > 1 and "'none'" in map(str.lower, sources):
        findings += found(f"{name} {' '.join(sources)[:120]}: 'none' beside others is ignored", "'none' alone")
    return findings


def _is_fallback(source: str, sources: Sequence[str]) -> bool:
    """Whether a source is a whole scheme that stands there for browsers which do not know 'strict-dynamic'."""
    strict = "'strict-dynamic'" in map(str.lower, sources) and (has_nonce(sources) or has_hash(sources))
    return strict and source.lower() in {"http:", "https:"}


def _is_leftover(host: str) -> bool:
    if not host:
        return False
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _DEVELOPMENT.fullmatch(host) is not None
    return True
