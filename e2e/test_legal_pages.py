"""The pages that law and stores ask for: they can be read, are linked to, and say what they have to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from e2e.site import demand_page
from prodworthy.api import (
    Blocked,
    Findings,
    Footprint,
    NotApplicable,
    Parts,
    ReadPage,
    Severity,
    SiteVisit,
    Target,
    check,
    found,
)
from prodworthy.rules import languages, policy_text

_LEAST_TEXT = 200
"""Characters of its own: what is shorter is no policy, but a page that failed to show it."""
_LEAST_INSTRUCTIONS = 80
_SALE_CHOICE = re.compile(
    r"do not (?:sell|share)|don.t (?:sell|share)|your (?:california )?privacy (?:choices|rights)|limit the use",
    re.IGNORECASE,
)
_DELETION = re.compile(
    r"delet|eras|remov|lösch|supprim|efface|elimin|borra|cancell|apag|exclu|verwijder|usun|usuń|radera|slet|poista|smaz"
    r"|удал|削除|삭제|删除|حذف",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"report|notice|illegal|abuse|infring|meld|rechtswidrig|illegal|signal|illicite|denunc|ilegal|illecit|segnal|misbruik"
    r"|zgło|nielegal|anmäl|olagl|anmeld|ulovlig|ilmoit|laiton|nahlás|nezákon",
    re.IGNORECASE,
)
_ACCESSIBILITY = re.compile(
    r"accessib|barriere|zugänglich|accesib|acessib|toegankelijk|dostępno|tillgänglig|tilgængelig|tilgjengelig|saavutettav|přístupnost",
    re.IGNORECASE,
)


@check(
    "e2e.legal_pages",
    "The legal pages can be read",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    requests=10,
    reference="GDPR art. 12 and 13; Directive 2000/31/EC art. 5",
    remedy="Publish the pages declared in [web.legal] of the target file, and link to each from the landing page.",
    covers=["PRV-DOC-01", "PRV-DOC-03", "PRV-DOC-07"],
    deadline_s=90,
)
async def test_legal_pages(site_visit: SiteVisit, target: Target, parts: Parts) -> None:
    """App stores and regulators look for them first, and a link that leads to an error counts as no policy."""
    demand_page(site_visit)
    pages = target.web.legal or site_visit.found
    if not pages:
        raise NotApplicable("no legal pages are declared, nor recognised on the first page: name them in [web.legal]")
    for kind, path in pages.items():
        with parts.part(kind):
            judge_text(site_visit, path, _LEAST_TEXT).raise_if_any()
            if not links_to(site_visit, target, path):
                found("the landing page has no link to it", f"a link to {path}", advisory=True).raise_if_any()


@check(
    "e2e.policy_content",
    "The privacy policy says whom to write to and which rights people have",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="GDPR art. 13 and 14; CCPA section 1798.130(a)(5)",
    remedy="Add what is missing to the policy; have it read by someone who knows the law of your markets.",
    covers=["PRV-DOC-02", "PRV-DOC-04", "PRV-DOC-05"],
    deadline_s=90,
)
async def test_policy_content(site_visit: SiteVisit, target: Target, parts: Parts) -> None:
    """Words can only show what is absent; what is there still has to be true, which no run can tell."""
    demand_page(site_visit)
    if "privacy" not in target.web.legal:
        raise NotApplicable("no policy is declared: name it as privacy in [web.legal]")
    contact = target.privacy.contact if target.privacy else ""
    with parts.part("the policy"):
        path = target.web.legal["privacy"]
        if judge_text(site_visit, path, _LEAST_TEXT):
            raise Blocked("the policy cannot be read: see e2e.legal_pages")
        page = site_visit.page(path)
        language = languages.of(page.text) or page.language.lower().partition("-")[0]
        if language not in policy_text.LANGUAGES:
            raise NotApplicable(f"the words of a policy in {language or 'an unknown language'!r} are not known here")
        elsewhere = bool(contact) and urlsplit(contact).path != urlsplit(path).path
        policy_text.judge(page.text, language, contact_elsewhere=elsewhere).raise_if_any()
    if contact:
        with parts.part("the contact"):
            page = site_visit.page(contact)
            if not policy_text.names_contact(page.text) and not page.forms:
                found("it has neither an address nor a form", "a way to write to someone").raise_if_any()


@check(
    "e2e.deletion_page",
    "A deletion can be asked for on the web, without the app and without a login",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="Google Play, User Data policy: account deletion; App Store Review Guideline 5.1.1(v)",
    remedy="Publish a page that names the app, says how to ask for a deletion, and what is deleted and kept.",
    covers=["PRV-RTS-03"],
    deadline_s=90,
)
async def test_deletion_page(site_visit: SiteVisit, target: Target) -> None:
    """The store asks for its address in the form for data safety, opens it, and holds the next release back."""
    path = target.privacy.deletion if target.privacy else ""
    if not path:
        raise NotApplicable("no page for deletion requests is declared: name it as deletion in [privacy]")
    demand_page(site_visit)
    findings = judge_page(site_visit, target, path, _DELETION, "deleting an account")
    if target.title and target.title.casefold() not in site_visit.page(path).text.casefold():
        findings += found(f"it does not name {target.title}", "the name of the app", advisory=True)
    findings.raise_if_any()


@check(
    "e2e.notice_page",
    "Anyone can tell of illegal content",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="Regulation (EU) 2022/2065 art. 12 and 16; TAKE IT DOWN Act, section 3",
    remedy="Publish a page that says, to people without accounts too, how to tell of such content and of pictures.",
    covers=["PRV-DOC-06"],
    deadline_s=90,
)
async def test_notice_page(site_visit: SiteVisit, target: Target) -> None:
    """Who is shown somewhere against their will has no account there; the law gives 48 hours from their notice."""
    path = target.web.legal.get("notice", "")
    if not path:
        raise NotApplicable("no such page is declared: name it as notice in [web.legal] where people publish something")
    demand_page(site_visit)
    judge_page(site_visit, target, path, _NOTICE, "telling of illegal content").raise_if_any()


@check(
    "e2e.accessibility_statement",
    "The statement on accessibility says how to tell of a barrier",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="Directive (EU) 2019/882 art. 13 and annex V; Directive (EU) 2016/2102 art. 7",
    remedy="Publish what is not accessible yet, whom to write to, and who enforces the law.",
    covers=["A11Y-14"],
    deadline_s=90,
)
async def test_accessibility_statement(site_visit: SiteVisit, target: Target) -> None:
    """It is asked for by law, and it is how a barrier that no machine finds comes to be known."""
    path = target.web.legal.get("accessibility", "")
    if not path:
        raise NotApplicable("no such statement is declared: name it as accessibility in [web.legal]")
    demand_page(site_visit)
    judge_page(site_visit, target, path, _ACCESSIBILITY, "accessibility").raise_if_any()


@check(
    "e2e.sale_choice",
    "The choice not to have one's data sold or shared is linked from the first page",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="CCPA section 1798.135(a); 11 CCR sections 7013 to 7015",
    remedy='Link to it from every page as "Do Not Sell or Share My Personal Information" or "Your Privacy Choices".',
    covers=["PRV-GPC-03"],
    deadline_s=90,
)
async def test_sale_choice(site_visit: SiteVisit, target: Target) -> None:
    """The link and its words are prescribed, so that people find it on every site."""
    path = target.privacy.do_not_sell if target.privacy else ""
    if not path:
        raise NotApplicable("no such choice is declared: name its page as do_not_sell in [privacy] where data are sold")
    demand_page(site_visit)
    findings = judge_text(site_visit, path, _LEAST_INSTRUCTIONS)
    landing = site_visit.landing
    whole = target.page_url(path)
    texts = [text for url, text in landing.links if same_place(url, whole)] if landing else []
    if not texts:
        findings += found("the first page has no link to it", f"a link to {path}")
    elif landing and landing.language.lower().startswith("en") and not any(map(_SALE_CHOICE.search, texts)):
        findings += found(f"the link says {texts[0]!r}", "Your Privacy Choices", advisory=True)
    findings.raise_if_any()


def judge_page(visit: SiteVisit, target: Target, path: str, subject: re.Pattern[str], named: str) -> Findings:
    """Judge whether a page can be read by anyone, speaks of its subject, and names a way to write to someone."""
    page = visit.page(path)
    asked, ended = urlsplit(target.page_url(path)).path.rstrip("/"), urlsplit(page.url).path.rstrip("/")
    if page.asks_password and ended != asked:
        return found(f"it leads to {ended}, which asks for a password", "a page that can be read by anyone")
    findings = judge_text(visit, path, _LEAST_INSTRUCTIONS)
    language = page.language.lower().partition("-")[0]
    if not subject.search(page.text) and language in policy_text.LANGUAGES:
        findings += found(f"it does not speak of {named}", "a page about it")
    if not (policy_text.names_contact(page.text) or page.forms):
        findings += found("it has neither an address nor a form", "a way to write to someone")
    return findings


def judge_text(visit: SiteVisit, path: str, least: int) -> Findings:
    """Judge whether a page has a text of its own, once its scripts have run.

    What also stands on a page that cannot exist (menus, banners, the sentence of an error) does not count, and neither
    does what stands on the first page if that is where the address leads.
    """
    page = visit.page(path)
    if page.status >= 400:  # noqa: PLR2004 - RFC 9110 section 15
        return found(f"status {page.status}", "a page")
    others: list[ReadPage | None] = [visit.unknown]
    if visit.landing and same_place(page.url, visit.landing.url) and path.partition("#")[0] != visit.landing.path:
        others.append(visit.landing)
    own = policy_text.own_text(page.text, *(one.text for one in others if one))
    if len(own) >= least:
        return Findings()
    like = (
        ", and otherwise what a page shows that does not exist" if visit.unknown and len(page.text) > len(own) else ""
    )
    return found(f"a page with {len(own)} characters of text of its own{like}", f"at least {least}")


def links_to(visit: SiteVisit, target: Target, path: str) -> bool:
    """Whether the first page links to a page."""
    wanted = urlsplit(target.page_url(path)).path.rstrip("/")
    return visit.landing is not None and wanted in {urlsplit(url).path.rstrip("/") for url, _ in visit.landing.links}


def same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to the same place of the same page, whatever the host is called."""
    a, b = urlsplit(one), urlsplit(other)
    return (a.path.rstrip("/"), a.fragment) == (b.path.rstrip("/"), b.fragment)
