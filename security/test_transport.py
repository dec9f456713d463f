"""Transport: what a browser is told about how to reach the target."""

from __future__ import annotations

from collections.abc import Mapping

from prodworthy.api import Blocked, Exchange, Footprint, Limits, NotApplicable, Parts, Severity, Target, check
from prodworthy.rules import cookie_rules, hsts
from prodworthy.rules.cookies import parse_all


@check(
    "security.hsts",
    "Browsers are told to refuse plain HTTP",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 6797 sections 6.1, 7.1, 8.1; ASVS v5.0.0-3.4.1",
    remedy="Send one Strict-Transport-Security field with max-age of at least one year on every HTTPS response, errors "
    "and redirects included (nginx: `always`).",
    covers=[
        "HDR-GEN-01",
        "HDR-HSTS-01",
        "HDR-HSTS-02",
        "HDR-HSTS-04",
        "HDR-HSTS-05",
        "HDR-HSTS-08",
        "HDR-HSTS-09",
    ],
    needs={"https"},
)
def test_strict_transport_security(
    response_classes: Mapping[str, Exchange], target: Target, limits: Limits, parts: Parts
) -> None:
    """Without it, a visitor on hostile Wi-Fi can be moved to plain HTTP unseen."""
    if not hsts.applies_to(target.host):
        raise NotApplicable("browsers keep no such policy for an IP address (RFC 6797 section 8.1.1)")
    for name, answer in response_classes.items():
        if answer.url.startswith("https://"):
            with parts.part(name):
                values = answer.headers.get_list("strict-transport-security")
                (hsts.judge(values, limits.hsts_max_age_s) + hsts.judge_preload(values)).raise_if_any()


@check(
    "security.hsts_subdomains",
    "The refusal of plain HTTP covers every host below this one",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 6797 section 6.1.2; ASVS v5.0.0-3.4.1",
    remedy="Add includeSubDomains, after every subdomain answers over HTTPS.",
    covers=["HDR-HSTS-03"],
    needs={"https"},
)
def test_subdomains(landing: Exchange, target: Target) -> None:
    """A subdomain that can be reached over plain HTTP can plant cookies for the whole site."""
    if not hsts.applies_to(target.host):
        raise NotApplicable("browsers keep no such policy for an IP address (RFC 6797 section 8.1.1)")
    values = landing.headers.get_list("strict-transport-security")
    if hsts.judge(values, 1):
        raise Blocked("there is no valid policy to extend: see security.hsts")
    hsts.judge_subdomains(values).raise_if_any()


@check(
    "security.plain_answers",
    "Plain HTTP answers set no cookie and no security policy",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 6797 section 7.2; ASVS v5.0.0-12.2.1; CWE-319",
    remedy="Let the plain listener do nothing but redirect; set cookies and policies on HTTPS answers only.",
    covers=["CK-09", "HDR-HSTS-06"],
    needs={"https"},
)
def test_plain_answers(plain_answer: Exchange, parts: Parts) -> None:
    """A cookie that is set over plain HTTP has been seen, and may have been changed, by everyone on the way."""
    with parts.part("cookies"):
        cookie_rules.judge_plain(parse_all(plain_answer.headers.get_list("set-cookie"))).raise_if_any()
    with parts.part("Strict-Transport-Security"):
        hsts.judge_plain(plain_answer.headers.get_list("strict-transport-security")).raise_if_any()
