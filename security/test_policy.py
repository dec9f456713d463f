"""What browsers are told about scripts and frames."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from prodworthy.api import (
    Blocked,
    Exchange,
    Findings,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    check,
    observation,
)
from prodworthy.rules import csp, framing, markup
from prodworthy.rules.csp import effects, nonces, wording
from prodworthy.rules.structured import MalformedError, parse_dictionary

_FETCHES = 19


@observation(requests=_FETCHES)
async def page_fetches(http: Http, page: Exchange) -> list[Exchange]:
    """The first page, several times over, where its policy has a nonce."""
    if not nonces.of(page.headers.get_list("content-security-policy")):
        raise NotApplicable("the page's policy uses no nonce (as observed)")
    return [page, *await asyncio.gather(*(http.get(page.url) for _ in range(_FETCHES)))]


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
            findings = csp.judge(
                answer.headers.get_list("content-security-policy"),
                answer.headers.get_list("content-security-policy-report-only"),
                document.http_equiv.get("content-security-policy", []),
                answer.url,
            )
            _weighed(findings, answer).raise_if_any()


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
            findings = framing.judge(
                answer.headers.get_list("content-security-policy"),
                answer.headers.get_list("x-frame-options"),
                answer.url,
            )
            _weighed(findings, answer).raise_if_any()


@check(
    "security.csp_side_doors",
    "The pages' policy leaves no side doors: evaluated text, foreign forms, inline styles",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="CSP Level 3 sections 6.1, 6.4.1; CSP Evaluator 301, 302",
    remedy="Remove 'unsafe-eval', and add form-action 'self'.",
    covers=["HDR-CSP-06", "HDR-CSP-11", "HDR-CSP-19"],
)
def test_side_doors(page: Exchange, parts: Parts) -> None:
    """What an attacker may inject is not only a script: a form that posts passwords elsewhere needs none."""
    policies = _policies(page)
    with parts.part("eval"):
        effects.judge_eval(policies).raise_if_any()
    with parts.part("forms"):
        effects.judge_forms(policies, page.url).raise_if_any()
    with parts.part("styles"):
        advised = Findings(replace(finding, advisory=True) for finding in effects.judge_styles(policies))
        advised.raise_if_any()


@check(
    "security.csp_wording",
    "Browsers read the pages' policy as it was meant",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="CSP Level 3 sections 2.2.1, 2.3.1, 6.7.2",
    remedy="Mend what is named: quote keywords, give each directive once, drop http: and leftover sources.",
    covers=[
        "HDR-CSP-03",
        "HDR-CSP-04",
        "HDR-CSP-16",
        "HDR-CSP-17",
        "HDR-CSP-18",
        "HDR-CSP-20",
        "HDR-CSP-21",
        "HDR-REP-01",
    ],
)
def test_wording(page: Exchange, parts: Parts) -> None:
    """Browsers drop what they cannot read without a word, and the protection with it."""
    policies = _policies(page)
    with parts.part("syntax"):
        (wording.judge_syntax(policies) + wording.judge_deprecated(policies)).raise_if_any()
    with parts.part("sources"):
        (wording.judge_insecure(policies) + wording.judge_leftovers(policies)).raise_if_any()
    if any({"report-to", "report-uri"} & set(policy.directives) for policy in policies):
        with parts.part("reporting"):
            wording.judge_reporting(policies, _endpoints(page)).raise_if_any()


@check(
    "security.csp_nonce",
    "The word that lets a script run is new for every visitor",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CSP Level 3 section 7.1; ASVS v5.0.0-3.4.3",
    remedy="Make a nonce of 128 random bits for each response, and keep the page out of shared caches.",
    covers=["HDR-CSP-14"],
)
def test_nonce(page_fetches: list[Exchange]) -> None:
    """A nonce that comes again can be read by an attacker and put on an injected script."""
    fields = [fetch.headers.get_list("content-security-policy") for fetch in page_fetches]
    findings = nonces.judge(fields)
    for fetch, values in zip(page_fetches, fields, strict=True):
        findings += nonces.judge_used(nonces.of(values), markup.read(fetch.text, fetch.url).nonces)
    findings.raise_if_any()


def _weighed(findings: Findings, answer: Exchange) -> Findings:
    """Return the findings, advisory ones for an error page: what it writes back is another check's matter."""
    return findings if answer.ok else Findings(replace(finding, advisory=True) for finding in findings)


def _policies(page: Exchange) -> tuple[csp.Policy, ...]:
    document = markup.read(page.text, page.url)
    policies = csp.effective_set(
        page.headers.get_list("content-security-policy"), document.http_equiv.get("content-security-policy", [])
    )
    if not policies:
        raise Blocked("the page has no policy at all: see security.csp")
    return policies


def _endpoints(page: Exchange) -> dict[str, str]:
    try:
        read = parse_dictionary(page.headers.get_list("reporting-endpoints"))
    except MalformedError:
        return {}
    return {name: item.value for name, item in read.items() if isinstance(item.value, str)}
