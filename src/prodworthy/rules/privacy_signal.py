"""The statement of a site on Global Privacy Control."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

STATEMENT = "/.well-known/gpc.json"


def judge(answer: Exchange) -> Findings:
    """Judge the statement: a JSON object that says whether the signal is heard, and since when it says so.

    Source: W3C, Global Privacy Control, section 4 (GPC support resource).
    """
    findings = Findings()
    if answer.media_type != "application/json":
        findings += found(f"Content-Type {answer.media_type or 'missing'}", "application/json", advisory=True)
    document = answer.json()
    if not isinstance(document, Mapping):
        return findings + found("it is no JSON object", '{"gpc": true, "lastUpdate": "2026-01-31"}')
    if not isinstance(document.get("gpc"), bool):
        findings += found(f"gpc is {document.get('gpc')!r:.40}", "true or false")
    try:
        dt.datetime.fromisoformat(str(document.get("lastUpdate", "")))
    except ValueError:
        findings += found(f"lastUpdate is {document.get('lastUpdate')!r:.40}", "a date", advisory=True)
    return findings
