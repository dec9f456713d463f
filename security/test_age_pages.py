"""The pages about age: the question cannot be laid under another site's page, and the terms say who may come in."""

from __future__ import annotations

import re

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    gate_of,
    observation,
)
from prodworthy.rules import framing
from security.age_asked import Gateway

_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LEAST = 400


@observation(needs={"age_gate"})
async def terms_page(http: Http, target: Target) -> Exchange:
    """The terms of service."""
    path = target.web.legal.get("terms")
    if not path:
        raise NotApplicable("it is not declared where the terms are: declare [web.legal] terms")
    return await http.get(target.page_url(path))


@check(
    "security.age_question_framed",
    "The question for the age cannot be framed by another site",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="AGE-F05; CSP Level 3 section 6.4.2; RFC 7034; CWE-1021",
    remedy="Send Content-Security-Policy: frame-ancestors 'none' with the page that asks.",
    covers=["AGE-F05"],
    needs={"age_gate"},
)
def test_question_framed(gateway: Gateway) -> None:
    """Laid invisibly under another page, the question is answered by clicks that were meant for something else."""
    if gateway.asked is None:
        raise NotApplicable("no page that asks is declared: declare [age_gate.question]")
    if not (gateway.asked.ok and gateway.asked.is_html):
        raise Unmeasured(f"the page that asks is no page: {gateway.asked.describe()}")
    headers = gateway.asked.headers
    policies, frames = headers.get_list("content-security-policy"), headers.get_list("x-frame-options")
    framing.judge(policies, frames, gateway.asked.url).raise_if_any()


@check(
    "security.age_terms",
    "The terms say from which age on people may come in",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="AGE-S12; DSA art. 14",
    remedy="State the minimum age in the terms, in each language, with the version and its day.",
    covers=["AGE-S12"],
    needs={"age_gate"},
)
def test_terms(terms_page: Exchange, target: Target) -> None:
    """A gate that the terms do not know is hard to enforce, and one that they contradict is none."""
    if not terms_page.ok:
        raise Unmeasured(f"the terms were not answered: {terms_page.describe()}")
    text = " ".join(_MARKUP.sub(" ", terms_page.text).split())
    years = gate_of(target).minimum_age
    if re.search(rf"(?<![\d.,-]){years}(?![\d.,-]*\d)", text):
        return
    if len(text) < _LEAST:
        raise Unmeasured("the terms are put together by scripts, so their text is not in the page as it is sent")
    found(f"{years} does not stand in the terms", "the minimum age", where=terms_page.url).raise_if_any()
