"""Answers and steps as observations bring them, and what checks make of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.redaction import Redactor
from prodworthy.plugin.evidence import Parts
from prodworthy.probes.steps import StepRun, answered
from prodworthy.target import Step

ENVELOPE = Step.model_validate(
    {"request": "POST /graphql", "expect": {"status": 200, "json": {"data.logIn.token": "*"}}, "save": {}}
)
"""A step of an API that answers everything with 200: what came of a request stands in the body."""


def answer(
    status: int = 200,
    body: Any = None,
    *,
    url: str = "https://a.example/",
    headers: dict[str, str] | None = None,
) -> Exchange:
    """Return an answer, with JSON as its body unless that is a text."""
    text = body if isinstance(body, str) else json.dumps(body)
    fields = Headers({"Content-Type": "text/html" if isinstance(body, str) else "application/json"} | (headers or {}))
    return Exchange(Request("GET", url), status, fields, text.encode(), elapsed=0.01)


def admitted() -> StepRun:
    """Return a step of the envelope that was accepted."""
    return answered(ENVELOPE, answer(body={"data": {"logIn": {"token": "t"}}}), {})


def refused_in_body() -> StepRun:
    """Return one that was refused, with 200."""
    return answered(ENVELOPE, answer(body={"data": None, "errors": [{"message": "wrong"}]}), {})


def broken(status: int = 500) -> StepRun:
    """Return one that failed."""
    return answered(ENVELOPE, answer(status, {"errors": []}), {})


def outcomes(judge: Callable[[Parts], None]) -> dict[str, Outcome]:
    """Return what a check of parts makes of each."""
    parts = Parts(Redactor())
    judge(parts)
    return {part.name: part.outcome for part in parts.parts}
