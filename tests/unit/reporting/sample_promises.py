"""Promises with each kind of answer."""

from __future__ import annotations

from typing import Any

from prodworthy.facts.record import AnswerRecord, PromiseRecord


def _answer(kind: Any, name: str, answer: Any = "kept", said: str = "", **more: str) -> AnswerRecord:
    check = name.partition("#")[0] if kind == "check" and "not run" not in said else ""
    return AnswerRecord(kind=kind, name=name, answer=answer, said=said, **{"check": check, **more})


def promises() -> list[PromiseRecord]:
    uptime = "the target answered 1,412 of 1,413 runs since 2025-11-06 12:00 UTC (99.929 %)"
    rows: list[tuple[str, str, Any, list[AnswerRecord]]] = [
        ("BAL-01", "18+ enforcement with date-of-birth verification", "broken",
         [_answer("check", "security.age_gate", "broken", "failed: a minor was let in"),
          _answer("check", "security.https")]),
        ("BAL-06", "Auth endpoints: p99 under 500 ms and 99.5 % success", "broken",
         [_answer("check", "smoke.latency.signin", "broken", "failed: too slow"),
          _answer("history", "success of sign_in_rate over 30d: at least 99.5 %", "not proven",
                  "sign_in_rate: 240 of 240 samples of 4 runs since 2025-11-18 08:00 UTC succeeded (100 %)",
                  needed="6 more runs needed, with 358 samples and no failure among them, to prove 99.5 %")]),
        ("BAL-07", "Match queue generated within 200 ms", "kept", [_answer("check", "smoke.journey.match")]),
        ("BAL-08", "Chat over Socket.IO: connect, deliver; up 99.5 % of the time", "kept",
         [_answer("check", "smoke.realtime"), _answer("history", "uptime over 14d: at least 99.5 %", "kept", uptime)]),
        ("BAL-10", "100K concurrent users", "not proven",
         [_answer("reason", "", "not proven", "load profiles run on a distributed load engine")]),
        ("BAL-11", "Both contracts hold", "not proven",
         [_answer("check", "contract.operations"),
          _answer("check", "contract.graphql_depth", "not proven", "is BLOCKED: no document",
                  needed="mend what failed before it"),
          _answer("check", "contract.gone", "not proven", "was not run", needed="run it")]),
        ("BAL-15", "HTTPS everywhere; strict security headers", "broken",
         [_answer("check", "security.hsts", "broken", "failed: no header"),
          _answer("check", "security.https")]),
        ("BAL-20", "Cache hits above 80 %", "kept",
         [_answer("metric", "cache-hits (at least 0.8)", "kept", "passed", check="smoke.realtime"),
          _answer("attestation", "", "kept", "attested by the release manager, until 2026-05-01",
                  link="https://wiki.example/launch/minutes")]),
        ("BAL-21", "Monitoring, alerts, backups: launch checklist", "not proven",
         [_answer("attestation", "", "not proven", "no one has attested it",
                  needed="an [[attestations]] entry: who attests it, when, until when, and where the evidence is")]),
        ("BAL-22", "Everything at full launch", "not asked", []),
    ]  # fmt: skip
    return [
        PromiseRecord(
            id=one,
            text=text,
            answer=answer,
            checks=[each.name for each in answers if each.kind == "check"],
            reason="; ".join(each.said for each in answers if each.answer == answer) or "asked in full-launch only",
            required=one == "BAL-21",
            answers=answers,
        )
        for one, text, answer, answers in rows
    ]


def hostile_promises(hostile: str, check: str) -> list[PromiseRecord]:
    """Return promises in which every text is hostile, and whose answers come from a check."""
    links = ("", hostile, "javascript:alert(1)", 'https://x.example/"onmouseover=alert(1)')
    answers = [
        _answer(kind, hostile, "broken", hostile, needed=hostile, check=of, link=link)
        for kind in ("check", "history", "metric", "attestation", "reason")
        for of in ("", hostile, check)
        for link in links
    ]
    outcomes: list[Any] = ["kept", "broken", "not proven", "not asked"]
    return [
        PromiseRecord(
            id=hostile, text=hostile, answer=answer, checks=[hostile, check], reason=hostile,
            answers=answers if answer == "broken" else [],
        )
        for answer in outcomes
    ]  # fmt: skip
