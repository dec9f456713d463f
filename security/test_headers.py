"""The smaller header fields: types that bind, addresses that stay private, software that keeps quiet."""

from __future__ import annotations

from collections.abc import Mapping

from prodworthy.api import Exchange, Footprint, Parts, Severity, check
from prodworthy.rules import banner, nosniff, referrer


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
    covers=["HDR-RP-01"],
)
def test_referrer_policy(html_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """Addresses carry names, searches and one-time links; a loose policy hands them to every linked site."""
    for name, answer in html_answers.items():
        with parts.part(name):
            referrer.judge(answer.headers.get_list("referrer-policy")).raise_if_any()


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
