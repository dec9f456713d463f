"""Sends the requests that a target file declares as steps."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.controls import Control
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, Unmeasured, each, found
from prodworthy.probes.http import Http
from prodworthy.rules import media_files, moments, totp
from prodworthy.rules.templates import NOTHING, fill, fill_path, fill_text, lookup
from prodworthy.target.steps import Expectation, Step

_LONGEST_SHOWN = 120
_ANY = "*"


@dataclass(frozen=True, slots=True)
class StepRun:
    """One step, as it went.

    Attributes:
        title: what the target file calls it.
        exchange: request and response; None where it was not answered.
        findings: what was not as expected.
        saved: the values for later steps.
    """

    title: str
    exchange: Exchange | None
    findings: Findings = field(default_factory=Findings)
    saved: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def elapsed(self) -> float:
        """Seconds that the answer took; 0 where there was none."""
        return self.exchange.elapsed if self.exchange else 0.0

    @property
    def answer(self) -> Exchange:
        """Request and response.

        Raises:
            Unmeasured: if there is none.
        """
        if self.exchange is None:
            raise Unmeasured(f"{self.title} was not answered")
        return self.exchange

    @property
    def accepted(self) -> bool:
        """Whether it went as declared: a status of success does not say so where refusals have one as well."""
        return self.exchange is not None and not self.findings

    def control(self, title: str) -> Control:
        """Return the control that holds if the step was accepted."""
        seen = self.findings.describe() or (self.exchange.describe() if self.exchange else "not answered")
        return Control(title, self.accepted, seen, self.exchange)


async def take(
    http: Http,
    step: Step,
    values: Mapping[str, Any],
    *,
    credential: Mapping[str, str] | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 - bounds the exchange, not its waiting for the run's pace
) -> StepRun:
    """Send a step's request and hold the answer against its expectation.

    Args:
        http: sends it.
        step: what to send.
        values: for the words in braces.
        credential: header fields to send unless the step names them itself; one that it leaves empty is not sent.
        timeout: seconds for the exchange.

    Raises:
        MissingValue: if the step needs a value that there is not.
        TargetFailed: if there is no answer.
    """
    values = {**http.target.values, **values}
    if step.totp:
        values = {**values, "totp": totp.code(str(fill(f"{{{step.totp}}}", values)), time.time())}
    headers = {name: fill_text(text, values) for name, text in step.headers.items()}
    named = {name.lower() for name in headers}
    headers.update({name: text for name, text in (credential or {}).items() if name.lower() not in named})
    headers = {name: text for name, text in headers.items() if text}
    body: dict[str, Any] = {} if step.body is None else {"json": fill(step.body, values)}
    if step.form:
        body["form"] = {name: fill_text(text, values) for name, text in step.form.items()}
    if step.upload:
        body["files"] = {step.upload: media_files.SMALL[step.file]()}
    exchange = await http.send(step.method, fill_path(step.path, values), headers=headers, timeout=timeout, **body)
    return answered(step, exchange, values)


def answered(step: Step, exchange: Exchange, values: Mapping[str, Any]) -> StepRun:
    """Return what became of a step that was answered: whether as expected, and what it saves."""
    findings = judge(step.expect, exchange, values)
    document = exchange.json() if step.save else None
    saved = {name: lookup(document, path) for name, path in step.save.items()}
    for name, value in saved.items():
        if value is NOTHING and not findings:
            findings += found(f"nothing stands at {step.save[name]!r} of the answer", f"the value of {{{name}}}")
    return StepRun(step.title, exchange, findings, {name: v for name, v in saved.items() if v is not NOTHING})


def judge(expected: Expectation, exchange: Exchange, values: Mapping[str, Any]) -> Findings:
    """Hold an answer against an expectation, whose words in braces are filled as well."""
    if exchange.status not in expected.status:
        allowed = " or ".join(map(str, expected.status))
        return found(f"answered {exchange.status} {_excerpt(exchange)}".rstrip(), f"status {allowed}")
    findings = Findings()
    document = exchange.json() if expected.json_values else None
    for path, value in fill(expected.json_values, values).items():
        seen = lookup(document, path)
        if seen is NOTHING:
            findings += found(f"nothing stands at {path!r} of the answer", _wanted(value), where=path)
        elif value not in (_ANY, seen):
            findings += found(f"{path} is {_short(seen)}", _wanted(value), where=path)
    findings += _judge_moments(expected, exchange)
    if expected.contains and fill_text(expected.contains, values) not in exchange.text:
        findings += found("the answer does not contain the expected text", f"{expected.contains!r} in the body")
    return findings


def _judge_moments(expected: Expectation, exchange: Exchange) -> Findings:
    document = exchange.json() if expected.moments else None
    answered_at = exchange.started + exchange.elapsed
    return each(
        moments.judge(
            lookup(document, path),
            lookup(document, wanted.after) if wanted.after else answered_at,
            hours=wanted.hours,
            tolerance_s=wanted.tolerance_s,
        ).at(path)
        for path, wanted in expected.moments.items()
    )


def _wanted(value: Any) -> str:
    return "any value" if value == _ANY else _short(value)


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_SHOWN]


def _excerpt(exchange: Exchange) -> str:
    """Return the beginning of an error's text; of a page nothing, as it tells no more than the status."""
    if exchange.is_html:
        return ""
    text = " ".join(exchange.text.split())
    return f"({text[:_LONGEST_SHOWN]})" if text else ""
