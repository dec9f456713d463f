"""Privacy as visitors meet it: the question for consent, and what is loaded and stored in each state of the choice."""

from __future__ import annotations

from urllib.parse import urlsplit

from e2e.site import demand_page
from prodworthy.api import (
    AGREES,
    BY_BROWSER,
    NO_SCRIPTS,
    REFUSES,
    Blocked,
    CheckFailed,
    Control,
    Evidence,
    Findings,
    Footprint,
    NotApplicable,
    Parts,
    Refusal,
    Severity,
    SiteVisit,
    Target,
    check,
    found,
)
from prodworthy.rules import consent
from prodworthy.rules.consent import Trace

_EPRIVACY = "Directive 2002/58/EC art. 5(3); GDPR art. 4(11) and 7"
_ASKED = "nothing is asked (as observed): no question for consent was found on the first page"


def _judged(trace: Trace, visit: SiteVisit, target: Target) -> dict[str, bool]:
    return consent.extras(trace, visit.belongs, target.privacy)


def _show(evidence: Evidence, title: str, trace: Trace, visit: SiteVisit) -> None:
    hosts = {urlsplit(one.url).hostname or "" for one in trace.requests if not visit.belongs(one.url)}
    evidence.log(title, [*(f"elsewhere {host}" for host in sorted(hosts)), *trace.stored] or ["nothing"])


def _demand(visit: SiteVisit, trace: Trace | None, who: str) -> Trace:
    """Return a trace, or say why there is none."""
    demand_page(visit)
    if who in visit.failures:
        raise Blocked(f"the {who} did not get through: {visit.failures[who]}")
    if visit.choice is None and who in {REFUSES, AGREES}:
        raise NotApplicable(_ASKED)
    if trace is None:
        raise Blocked(f"the {who} found no control to press: see e2e.consent_offer")
    return trace


def _demand_question(target: Target) -> None:
    """Go on only where nothing may run before an answer."""
    if target.privacy and target.privacy.opt_out:
        raise NotApplicable("everything may run until someone says no: [privacy] opt_out is declared")


@check(
    "e2e.consent_first",
    "Before a choice, nothing is stored or loaded that needs one",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    requests=40,
    reference=_EPRIVACY,
    remedy="Load tags and set identifiers from the code that has the answer; name what is essential in [privacy].",
    covers=["PRV-CON-01", "PRV-CON-02"],
    deadline_s=90,
)
async def test_before_a_choice(site_visit: SiteVisit, target: Target, evidence: Evidence) -> None:
    """It is what authorities and complaints look at first: a browser's network panel shows it in a minute."""
    demand_page(site_visit)
    if site_visit.before is None:
        raise Blocked("what the first page loads was not seen")
    _demand_question(target)
    _show(evidence, "Before a choice", site_visit.before, site_visit)
    # Where nothing is declared and nothing is asked, the law of the place may not ask for consent.
    unsure = target.privacy is None and site_visit.choice is None
    consent.judge_extras(
        _judged(site_visit.before, site_visit, target), "before a choice", advisory=unsure
    ).raise_if_any()


@check(
    "e2e.consent_offer",
    "Refusing is as easy as agreeing",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="GDPR art. 4(11) and 7(3); EDPB, Cookie Banner Taskforce (2023)",
    remedy="Put Accept and Reject side by side, of one size and contrast, and leave every option off.",
    covers=["PRV-CON-03", "PRV-CON-04"],
    deadline_s=90,
)
async def test_offer(site_visit: SiteVisit, target: Target, evidence: Evidence) -> None:
    """A consent that people could only avoid by searching is void, and so is everything that was built on it."""
    demand_page(site_visit)
    if site_visit.choice is None:
        if target.privacy and target.privacy.consent:
            name = target.privacy.consent.accept.name
            found("nothing is asked", f"the declared question, with {name!r}").raise_if_any()
        raise NotApplicable(_ASKED)
    choice = site_visit.choice
    rows = [(one.name, f"{one.area:.0f} px²", one.contrast or "?") for one in (choice.accept, choice.reject) if one]
    evidence.table("The choice", ["control", "area", "contrast"], rows)
    consent.judge_offer(choice).raise_if_any()


@check(
    "e2e.consent_refused",
    "After a refusal, nothing is stored or loaded that needs consent",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    refusal=True,
    reference=_EPRIVACY,
    remedy="Let the one place that loads tags and sets identifiers ask for the stored choice.",
    covers=["PRV-CON-05"],
    deadline_s=90,
)
async def test_refused(site_visit: SiteVisit, target: Target, refusal: Refusal, evidence: Evidence) -> None:
    """A button that does nothing is worse than none: it shows that the law was known."""
    refused = _demand(site_visit, site_visit.refused, REFUSES)
    _show(evidence, "After a refusal", refused, site_visit)
    consent.judge_extras(_judged(refused, site_visit, target), "after a refusal").raise_if_any()
    agreed = _judged(site_visit.accepted, site_visit, target) if site_visit.accepted else {}
    if site_visit.accepted and not agreed:
        raise NotApplicable("nothing that needs consent is stored or loaded even after agreeing (as observed)")
    refusal.require(Control("agreeing makes a difference", bool(agreed), ", ".join(agreed) or "nobody could agree"))


@check(
    "e2e.consent_kept",
    "A choice is remembered, whichever it was",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="EDPB Guidelines 05/2020, section 3.1.2; CNIL, deliberation 2020-092",
    remedy="Keep a refusal as long as an agreement, in a cookie of its own.",
    covers=["PRV-CON-09"],
    deadline_s=90,
)
async def test_kept(site_visit: SiteVisit, parts: Parts) -> None:
    """Who refuses and is asked again on every page is worn down, which authorities call a dark pattern."""
    with parts.part("a refusal"):
        _demand(site_visit, site_visit.refused, REFUSES)
        if site_visit.asked_after_refusal:
            found("the next page asks again", "the question once").raise_if_any()
    with parts.part("an agreement"):
        _demand(site_visit, site_visit.accepted, AGREES)
        if site_visit.asked_after_acceptance:
            found("the next page asks again", "the question once").raise_if_any()


@check(
    "e2e.consent_withdrawn",
    "Consent can be withdrawn, and then what needed it is gone",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    refusal=True,
    reference="GDPR art. 7(3)",
    remedy="Link to the choice from every page; when it changes to no, remove what was stored and load nothing more.",
    covers=["PRV-CON-08", "PRV-RTS-06"],
    deadline_s=90,
)
async def test_withdrawn(site_visit: SiteVisit, target: Target, refusal: Refusal, evidence: Evidence) -> None:
    """Withdrawing has to be as easy as agreeing; most sites forget what was stored in between."""
    demand_page(site_visit)
    declared = target.privacy.consent if target.privacy else None
    if declared is None:
        raise NotApplicable("it is not declared how consent is withdrawn: declare [privacy.consent]")
    if declared.withdraw is None:
        raise CheckFailed(found("nothing is declared that withdraws consent", "a control for it"))
    accepted = _demand(site_visit, site_visit.accepted, AGREES)
    if site_visit.withdrawn is None:
        found(f"{declared.withdraw_at} has no {declared.withdraw.name!r}", "the declared control").raise_if_any()
        return
    _show(evidence, "After withdrawing", site_visit.withdrawn, site_visit)
    seen = _judged(site_visit.withdrawn, site_visit, target)
    left = {what: sure for what, sure in seen.items() if not what.startswith("foreign-")}  # those cannot be deleted
    findings = consent.judge_extras(left, "after withdrawing")
    findings += _linked(site_visit, target, declared.withdraw_at, "where consent is withdrawn")
    findings.raise_if_any()
    agreed = _judged(accepted, site_visit, target)
    if not agreed:
        raise NotApplicable("nothing that needs consent is stored or loaded even after agreeing (as observed)")
    refusal.require(Control("agreeing makes a difference", held=True, seen=", ".join(agreed)))


@check(
    "e2e.privacy_signal",
    "A browser that says no by itself (Global Privacy Control) is heard",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="11 CCR section 7025; W3C, Global Privacy Control",
    remedy="Treat Sec-GPC: 1 and navigator.globalPrivacyControl as a refusal before any tag is loaded.",
    covers=["PRV-GPC-01"],
    deadline_s=90,
)
async def test_signal(site_visit: SiteVisit, target: Target, evidence: Evidence) -> None:
    """California fined for exactly this; the signal comes with the first request, before anyone could be asked."""
    signalled = _demand(site_visit, site_visit.signalled, BY_BROWSER)
    _show(evidence, "With Global Privacy Control", signalled, site_visit)
    consent.judge_extras(
        _judged(signalled, site_visit, target), "with Global Privacy Control", advisory=target.privacy is None
    ).raise_if_any()


@check(
    "e2e.consent_scriptless",
    "Where no scripts run, nothing is stored or loaded that needs consent",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference=_EPRIVACY,
    remedy="Take the pixels out of the noscript elements: who cannot be asked has not agreed.",
    covers=["PRV-CON-14"],
    deadline_s=90,
)
async def test_scriptless(site_visit: SiteVisit, target: Target, evidence: Evidence) -> None:
    """Vendors' snippets end with a pixel for browsers without scripts, and there is nobody who could say no to it."""
    scriptless = _demand(site_visit, site_visit.scriptless, NO_SCRIPTS)
    _demand_question(target)
    _show(evidence, "Without scripts", scriptless, site_visit)
    unsure = target.privacy is None and site_visit.choice is None
    consent.judge_extras(_judged(scriptless, site_visit, target), "without scripts", advisory=unsure).raise_if_any()


@check(
    "e2e.consent_no_wall",
    "Who refuses can use the site",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="GDPR art. 7(4); EDPB Guidelines 05/2020, section 3.1.2; EDPB Opinion 08/2024",
    remedy="Show the same page after a refusal; where refusing costs something, have that judged by a lawyer.",
    covers=["PRV-CON-11"],
    deadline_s=90,
)
async def test_no_wall(site_visit: SiteVisit) -> None:
    """An agreement that was the price of entry is not free, and so it is none."""
    _demand(site_visit, site_visit.refused, REFUSES)
    _demand(site_visit, site_visit.accepted, AGREES)
    consent.judge_wall(site_visit.text_refused, site_visit.text_accepted).raise_if_any()


@check(
    "e2e.third_parties",
    "The policy names the third parties that pages reach",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="GDPR art. 13(1)(e); CCPA section 1798.130(a)(5)",
    remedy="Name each recipient in the policy, or remove it from the pages.",
    covers=["PRV-CON-06", "PRV-LEAK-04"],
    deadline_s=90,
)
async def test_third_parties(site_visit: SiteVisit, target: Target) -> None:
    """A tag manager lets anyone add a recipient; the policy then says what was true a year ago."""
    demand_page(site_visit)
    pages = target.web.legal or site_visit.found
    if "privacy" not in pages:
        raise NotApplicable(
            "no policy is declared, nor recognised on the first page: name it as privacy in [web.legal]"
        )
    policy = site_visit.page(pages["privacy"]).text
    traces = [one for one in (site_visit.before, site_visit.accepted) if one]
    consent.undisclosed(traces, site_visit.belongs, policy, target.privacy).raise_if_any()


def _linked(visit: SiteVisit, target: Target, path: str, what: str) -> Findings:
    """Judge whether the first page links to a page of the target."""
    wanted = urlsplit(target.page_url(path)).path.rstrip("/")
    links = visit.landing.links if visit.landing else ()
    if wanted in {urlsplit(url).path.rstrip("/") for url, _ in links} or path == target.web.landing:
        return Findings()
    return found(f"the first page has no link to the page {what}", f"a link to {path}")
