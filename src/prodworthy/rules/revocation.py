"""Whether an authority has withdrawn a certificate (RFC 5280 section 5, RFC 6960)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from prodworthy.facts.outcome import Findings, found


@dataclass(frozen=True, slots=True)
class Status:
    """What an authority says of a certificate.

    Attributes:
        word: `good`, `revoked`, `unknown`, or `unasked` where nobody could be asked.
        since: when it was revoked.
        reason: why nobody could be asked.
        source: who said so, such as `stapled` or a URL.
    """

    word: str
    since: dt.datetime | None = None
    reason: str = ""
    source: str = ""


def judge_revoked(status: Status) -> Findings:
    """Judge whether a certificate is known to be revoked."""
    if status.word != "revoked":
        return Findings()
    when = f" on {status.since:%Y-%m-%d}" if status.since else ""
    return found(f"the certificate was revoked{when}, says {status.source}", "a certificate that is not revoked")


def judge_status(status: Status) -> Findings:
    """Judge what an authority answers: it has to know the certificate."""
    if status.word == "unknown":
        return found(f"{status.source} does not know the certificate", "a status of the certificate")
    return judge_revoked(status)


def judge_stapled(staple: bytes | None, status: Status) -> Findings:
    """Judge a server whose certificate demands a stapled status (RFC 7633 section 4).

    Args:
        staple: what was stapled.
        status: what it says; `unasked` with a reason if it cannot be used.
    """
    required = "a current, good status stapled to every handshake, as the certificate demands"
    if not staple:
        return found("nothing is stapled", required)
    return (
        found(status.reason or f"the stapled status is {status.word}", required)
        if status.word != "good"
        else (Findings())
    )
