"""What a set of policies lets an attacker do. A weakness counts only if no policy of the set removes it."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.csp.policy import FALLBACKS, Policy, allowed_by_all, has_hash, has_nonce, host_of

_ANYWHERE = {
    "any https host": "https://anywhere.prodworthy.invalid/x",
    "any http host": "http://anywhere.prodworthy.invalid/x",
    "data: URLs": "data:text/javascript,x",
}
_MADE_BY_SCRIPTS = {
    "blob: URLs": "blob:https://anywhere.prodworthy.invalid/x",
    "filesystem: URLs": "filesystem:https://anywhere.prodworthy.invalid/x",
}
_SHOWN = 200

BYPASSES = frozenset(
    {
        "accounts.google.com",
        "ajax.googleapis.com",
        "cdn.bootcdn.net",
        "cdn.jsdelivr.net",
        "cdnjs.cloudflare.com",
        "code.angularjs.org",
        "raw.githubusercontent.com",
        "storage.googleapis.com",
        "translate.googleapis.com",
        "unpkg.com",
        "www.google.com",
        "yandex.st",
    }
)
"""Hosts that serve old script frameworks or callbacks of the caller's choice, so that listing one allows any script."""


def shown(policies: Sequence[Policy], directive: str) -> str:
    """Return the source lists in force for a directive, one per policy, as bounded text."""
    lists = (policy.effective(directive) for policy in policies)
    unset = f"no {' or '.join((directive, *FALLBACKS.get(directive, ()))[-2:])}"
    text = " & ".join(unset if one is None else " ".join((directive, *one)) for one in lists)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def judge_scripts(policies: Sequence[Policy], page: str) -> Findings:
    """Judge whether injected scripts run: inline, from handlers, or from a place of the attacker's choice."""
    findings = Findings()
    if all(policy.effective(name) is None for policy in policies for name in ("script-src-elem", "script-src-attr")):
        required = "script-src, or default-src, with nonces, hashes or named places"
        return found(f"every script runs: {shown(policies, 'script-src-elem')}", required)
    if all(policy.allows_inline("script-src-elem", "script") for policy in policies):
        seen = f"inline scripts run: {shown(policies, 'script-src-elem')}"
        findings += found(seen, "no 'unsafe-inline' without a nonce or hash beside it")
    if all(policy.allows_inline("script-src-attr", "script attribute") for policy in policies):
        seen = f"inline event handlers run: {shown(policies, 'script-src-attr')}"
        findings += found(seen, "no 'unsafe-inline' in force for script attributes")
    return findings + _judge_places(policies, "script-src-elem", page)


def judge_eval(policies: Sequence[Policy]) -> Findings:
    """Judge whether text becomes code; compiling WebAssembly ('wasm-unsafe-eval') is another matter.

    Addresses that only a script can make (blob:, filesystem:) come to the same as 'unsafe-eval': somebody's script has
    to run first (CSP Level 2, section 4.2.2.1).
    """
    findings = Findings()
    if all(policy.allows_keyword("script-src", "'unsafe-eval'") for policy in policies):
        findings += found(f"text may be run as script: {shown(policies, 'script-src')}", "no 'unsafe-eval'")
    made = [
        name
        for name, url in _MADE_BY_SCRIPTS.items()
        if allowed_by_all(policies, "script-src-elem", url, _ANYWHERE["any https host"])
    ]
    if made and any(policy.effective("script-src-elem") is not None for policy in policies):
        seen = f"text may be run as script, from {', '.join(made)}: {shown(policies, 'script-src-elem')}"
        findings += found(seen, "no blob: or filesystem: among the places of scripts")
    return findings


def judge_objects(policies: Sequence[Policy], page: str) -> Findings:
    """Judge whether plug-in content loads: from anywhere is a weakness, from listed places is merely not needed."""
    wide = _judge_places(policies, "object-src", page)
    if wide:
        return wide
    if any(_admits_nothing(policy.effective("object-src")) for policy in policies):
        return Findings()
    return found(shown(policies, "object-src"), "object-src 'none'", advisory=True)


def judge_base(policies: Sequence[Policy], page: str) -> Findings:
    """Judge whether a `<base>` can be injected, which moves every relative script address to another host.

    `default-src` does not cover it. Where scripts are let in by nonce, a moved address runs; where every script address
    is bound to its host, the gain is less; where no script runs at all, there is none.
    """
    if any("base-uri" in policy.directives for policy in policies):
        return _judge_places(policies, "base-uri", page)
    if any(_admits_nothing(policy.effective("script-src-elem")) for policy in policies):
        return Findings()
    trusting = any(_trusts_by_nonce(policy.effective("script-src-elem")) for policy in policies)
    return found("no base-uri", "base-uri 'none' or 'self'; default-src does not cover it", advisory=not trusting)


def judge_forms(policies: Sequence[Policy], page: str) -> Findings:
    """Judge whether an injected form may send what people type to any place."""
    if any("form-action" in policy.directives for policy in policies):
        return _judge_places(policies, "form-action", page)
    return found("no form-action", "form-action 'self', 'none' or a list; default-src does not cover it")


def judge_styles(policies: Sequence[Policy]) -> Findings:
    """Judge whether injected styles apply."""
    if not all(policy.allows_inline("style-src-elem", "style") for policy in policies):
        return Findings()
    return found(f"inline styles apply: {shown(policies, 'style-src-elem')}", "no 'unsafe-inline' for styles")


def judge_bypasses(policies: Sequence[Policy], page: str) -> Findings:
    """Judge whether a listed host is known to serve scripts that do an attacker's bidding.

    Hosts are ignored by browsers where 'strict-dynamic' is in force.
    """
    open_hosts = sorted(
        host for host in BYPASSES if allowed_by_all(policies, "script-src-elem", f"https://{host}/x.js", page)
    )
    if not open_hosts or _judge_places(policies, "script-src-elem", page):
        return Findings()
    return found(f"scripts may come from {', '.join(open_hosts)}", "own hosts, or nonces with 'strict-dynamic'")


def judge_strict_dynamic(policies: Sequence[Policy]) -> Findings:
    """Judge whether 'strict-dynamic' stands without the nonce or hash that it needs: then no script runs at all."""
    findings = Findings()
    for policy in policies:
        sources = policy.effective("script-src-elem") or ()
        lone = "'strict-dynamic'" in map(str.lower, sources) and not has_nonce(sources) and not has_hash(sources)
        if lone:
            findings += found("'strict-dynamic' without nonce or hash blocks every script", "a nonce or hash beside it")
    return findings


def judge_api(policies: Sequence[Policy]) -> Findings:
    """Judge the policies of an answer that is no document: nothing loads from it, and nothing frames it."""
    nothing = any(_admits_nothing(policy.effective("default-src")) for policy in policies)
    sandboxed = any("sandbox" in policy.directives for policy in policies)
    framed = not any(_admits_nothing(policy.directives.get("frame-ancestors")) for policy in policies)
    if sandboxed or (nothing and not framed):
        return Findings()
    seen = shown(policies, "default-src") if policies else "no Content-Security-Policy"
    return found(seen, "default-src 'none'; frame-ancestors 'none'")


def _judge_places(policies: Sequence[Policy], directive: str, page: str) -> Findings:
    places = _ANYWHERE if directive == "script-src-elem" else _ANYWHERE | _MADE_BY_SCRIPTS
    open_to = [name for name, url in places.items() if allowed_by_all(policies, directive, url, page)]
    if not open_to and all(_whole_domain(policy.effective(directive)) for policy in policies):
        open_to = ["every host of a top-level domain"]
    if not open_to:
        return Findings()
    return found(f"open to {', '.join(open_to)}: {shown(policies, directive)}", f"named places only in {directive}")


def _whole_domain(sources: Sequence[str] | None) -> bool:
    hosts = (host_of(source)[1] for source in sources or ())
    return any(host.startswith("*.") and "." not in host[2:] for host in hosts)


def _admits_nothing(sources: Sequence[str] | None) -> bool:
    return sources is not None and [source.lower() for source in sources] in ([], ["'none'"])


def _trusts_by_nonce(sources: Sequence[str] | None) -> bool:
    sources = sources or ()
    return has_nonce(sources) or (has_hash(sources) and "'strict-dynamic'" in map(str.lower, sources))
