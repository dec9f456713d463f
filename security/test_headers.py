"""The smaller header fields: types that bind, addresses that stay private, software that keeps quiet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from prodworthy.api import Exchange, Findings, Footprint, NotApplicable, Parts, Severity, check
from prodworthy.rules import (
    banner,
    cross_origin,
    csp,
    framing,
    markup,
    media_types,
    nosniff,
    obsolete,
    permissions,
    referrer,
)
from prodworthy.rules.csp import effects

_POLICY = "content-security-policy"


@check(
    "security.nosniff",
    "Browsers keep to the declared type of every answer",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Fetch Standard, determine nosniff; ASVS v5.0.0-3.4.4",
    remedy="Send X-Content-Type-Options: nosniff on every response.",
    covers=["HDR-XCTO-01", "HDR-GEN-01"],
)
def test_nosniff(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """A browser that guesses types can be made to run an uploaded picture as a script."""
    for name, answer in response_classes.items():
        if not answer.is_redirect:
            with parts.part(name):
                nosniff.judge(answer.headers.get_list("x-content-type-options")).raise_if_any()


@check(
    "security.referrer",
    "Other sites do not learn which page a visitor came from",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Referrer Policy section 8.1; ASVS v5.0.0-3.4.5",
    remedy="Send Referrer-Policy: strict-origin-when-cross-origin, or a stricter one, on every page.",
    covers=["HDR-RP-01", "HDR-RP-02", "PRV-LEAK-03"],
)
def test_referrer_policy(html_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """Addresses carry names, searches and one-time links; a loose policy hands them to every linked site."""
    for name, answer in html_answers.items():
        with parts.part(name):
            values = answer.headers.get_list("referrer-policy")
            document = markup.read(answer.text, answer.url)
            overrides = [*document.named.get("referrer", []), *document.referrer_policies]
            (referrer.judge(values) + referrer.judge_overrides(values, overrides)).raise_if_any()


@check(
    "security.banner",
    "Answers do not tell which software in which version made them",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.6; CWE-200",
    remedy="Remove the version from Server (nginx: `server_tokens off`) and remove X-Powered-By and its like.",
    covers=["HDR-INFO-01", "HDR-INFO-02", "HDR-INFO-03"],
)
def test_banner(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """A version is a shopping list: it tells which published weaknesses are worth trying."""
    for name, answer in response_classes.items():
        with parts.part(name):
            findings = banner.judge(answer.headers) + banner.judge_realm(answer.headers)
            (findings + banner.judge_detail(answer.headers)).raise_if_any()


@check(
    "security.content_types",
    "Every answer is declared as what it is",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 8.3; RFC 9239; ASVS v5.0.0-4.1.1",
    remedy="Send the body's own media type, charset=utf-8 with pages, and text/javascript with scripts.",
    covers=["HDR-GEN-05", "HDR-XCTO-02"],
)
def test_content_types(response_classes: Mapping[str, Exchange], scripts: Mapping[str, Exchange], parts: Parts) -> None:
    """JSON that is declared as a page is run as one; a script that is declared as text is not run at all."""
    for name, answer in response_classes.items():
        with parts.part(name):
            media_types.judge(answer).raise_if_any()
    for url, answer in scripts.items():
        if answer.ok:
            with parts.part(url):
                nosniff.judge_type("script", answer.media_type).raise_if_any()


@check(
    "security.obsolete_headers",
    "No header field is sent that browsers have given up",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="OWASP Secure Headers Project; RFC 9163",
    remedy="Remove the named fields; set X-XSS-Protection to 0 or leave it out.",
    covers=["HDR-XXP-01", "HDR-DEP-01"],
)
def test_obsolete_headers(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """They give a feeling of safety, and the old script filter of some browsers opened holes of its own."""
    for name, answer in response_classes.items():
        with parts.part(name):
            obsolete.judge(answer.headers).raise_if_any()


@check(
    "security.conflicting_headers",
    "No security header is sent twice with different values",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Fetch Standard; HTML Standard, X-Frame-Options; Referrer Policy section 8.1",
    remedy="Set each field in one place, in the application or in the proxy, and replace instead of adding.",
    covers=["HDR-GEN-03", "HDR-XFO-02"],
)
def test_conflicting_headers(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """Browsers take one of two values or drop both, and each browser may choose differently."""
    for name, answer in response_classes.items():
        with parts.part(name):
            policies, frames = (answer.headers.get_list(field) for field in (_POLICY, "x-frame-options"))
            two_rules = framing.judge_agreement(policies, frames, answer.url) if answer.is_html else Findings()
            advised = Findings(replace(finding, advisory=True) for finding in two_rules)
            (obsolete.judge_conflicts(answer.headers) + advised).raise_if_any()


@check(
    "security.permissions",
    "Camera, microphone, location and the like are given to nobody who does not need them",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="W3C Permissions Policy section 5; RFC 9651",
    remedy="Send Permissions-Policy with `()` for each feature that is not used, and `(self)` for those that are.",
    covers=["HDR-PP-01", "HDR-PP-02"],
)
def test_permissions(page: Exchange) -> None:
    """An embedded advertisement should not be able to ask visitors for their camera in the product's name."""
    permissions.judge(page.headers.get_list("permissions-policy")).raise_if_any()


@check(
    "security.opener",
    "Pages that open this one keep no hold on its window",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="HTML Standard, Cross-Origin-Opener-Policy; ASVS v5.0.0-3.4.8",
    remedy="Send Cross-Origin-Opener-Policy: same-origin, or same-origin-allow-popups where sign-in opens windows.",
    covers=["HDR-COOP-01", "HDR-COEP-01", "HDR-OAC-01"],
    needs={"https"},
)
def test_opener(page: Exchange) -> None:
    """A page that keeps a handle on the window it opened can swap it for a look-alike while nobody watches."""
    findings = cross_origin.judge_opener(page.headers.get_list("cross-origin-opener-policy"))
    findings += cross_origin.judge_embedder(page.headers.get_list("cross-origin-embedder-policy"))
    (findings + cross_origin.judge_agent_cluster(page.headers.get_list("origin-agent-cluster"))).raise_if_any()


@check(
    "security.api_policy",
    "An answer of the API that is opened as a page loads nothing and is framed nowhere",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="CSP Level 3; OWASP REST Security Cheat Sheet; ASVS v5.0.0-3.4.3",
    remedy="Send Content-Security-Policy: default-src 'none'; frame-ancestors 'none' with what is no page.",
    covers=["HDR-CSP-22"],
)
def test_api_policy(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """If a browser can ever be brought to show such an answer as a page, scripts in its data still do not run."""
    data = {name: answer for name, answer in response_classes.items() if answer.is_json}
    if not data:
        raise NotApplicable("no sampled answer is JSON (as observed)")
    for name, answer in data.items():
        with parts.part(name):
            effects.judge_api(csp.read(answer.headers.get_list(_POLICY))).raise_if_any()
