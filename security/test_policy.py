"""What browsers are told about scripts and frames."""

from __future__ import annotations

from collections.abc import Mapping

from prodworthy.api import Exchange, Footprint, Parts, Severity, check
from prodworthy.rules import csp, framing, markup


@check(
    "security.csp",
    "Injected scripts do not run in the pages",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CSP Level 3; ASVS v5.0.0-3.4.3",
    remedy="Send an enforced Content-Security-Policy without 'unsafe-inline' or wildcards for scripts, with object-src "
    "'none' and base-uri 'none', on every page and HTML error.",
    covers=[
        "HDR-CSP-01",
        "HDR-CSP-02",
        "HDR-CSP-05",
        "HDR-CSP-07",
        "HDR-CSP-08",
        "HDR-CSP-09",
        "HDR-CSP-13",
        "HDR-CSP-15",
        "HDR-GEN-07",
    ],
)
def test_content_security_policy(html_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """The second lock behind every escaping mistake: without it, one injected tag takes over visitors' accounts."""
    for name, answer in html_answers.items():
        with parts.part(name):
            document = markup.read(answer.text, answer.url)
            csp.judge(
                answer.headers.get_list("content-security-policy"),
                answer.headers.get_list("content-security-policy-report-only"),
                document.http_equiv.get("content-security-policy", []),
                answer.url,
            ).raise_if_any()


@check(
    "security.framing",
    "Other sites cannot show the pages in a frame",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CSP Level 3 section 6.4.2; RFC 7034; ASVS v5.0.0-3.4.6; CWE-1021",
    remedy="Send frame-ancestors 'none', 'self' or named origins in the Content-Security-Policy header of every page.",
    covers=["HDR-XFO-01", "HDR-CSP-10"],
)
def test_framing(html_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """A framed page can be laid invisibly under another one, so that visitors click on what they do not see."""
    for name, answer in html_answers.items():
        with parts.part(name):
            framing.judge(
                answer.headers.get_list("content-security-policy"),
                answer.headers.get_list("x-frame-options"),
                answer.url,
            ).raise_if_any()
