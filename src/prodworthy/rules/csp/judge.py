"""The policies of a page as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.csp import effects
from prodworthy.rules.csp.policy import effective_set, read

_REQUIRED = "an enforced Content-Security-Policy in the header"


def judge(values: Sequence[str], report_only: Sequence[str], meta_values: Sequence[str], page: str) -> Findings:
    """Judge whether a page's policies hold back injected scripts, plug-ins and bases.

    Args:
        values: the Content-Security-Policy fields.
        report_only: the Content-Security-Policy-Report-Only fields, which protect nobody.
        meta_values: policies in the document, which are read late and cannot say everything.
        page: the page's URL.
    """
    policies = effective_set(values, meta_values)
    if not policies:
        seen = "only a report-only policy" if read(report_only) else "no Content-Security-Policy"
        return found(seen, _REQUIRED)
    findings = effects.judge_scripts(policies, page) + effects.judge_bypasses(policies, page)
    findings += effects.judge_objects(policies, page) + effects.judge_base(policies, page)
    findings += effects.judge_strict_dynamic(policies)
    if not read(values):
        findings += found("the only policy stands in the document, after what came before it", _REQUIRED, advisory=True)
    return findings
