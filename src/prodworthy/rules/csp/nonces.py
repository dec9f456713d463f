"""Nonces: a word that lets a script run must be new each time, and beyond guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.csp.policy import nonces, read

_LEAST_LETTERS = 22  # 128 bits in base64


def of(values: Sequence[str]) -> list[str]:
    """Return the script nonces of a response's Content-Security-Policy fields."""
    return [nonce for policy in read(values) for nonce in nonces(policy.effective("script-src-elem") or ())]


def judge(answers: Sequence[Sequence[str]]) -> Findings:
    """Judge the nonces of one page, fetched several times.

    Args:
        answers: for each fetch, the Content-Security-Policy fields.
    """
    seen = [nonce for values in answers for nonce in dict.fromkeys(of(values))]
    findings = Findings()
    if again := len(seen) - len(set(seen)):
        findings += found(
            f"{again} of {len(seen)} fetches got a nonce that another had", "a new nonce for each response"
        )
    short = [nonce for nonce in seen if len(re.sub(r"=+$", "", nonce)) < _LEAST_LETTERS]
    if short:
        findings += found(
            f"nonces of {len(short[0])} letters", f"128 bits: at least {_LEAST_LETTERS} letters of base64"
        )
    return findings


def judge_used(announced: Sequence[str], used: Sequence[str]) -> Findings:
    """Judge whether a page's scripts carry the nonce that came with this very page, and not one of another answer.

    Args:
        announced: the nonces of the response's Content-Security-Policy fields.
        used: the `nonce` attributes of the page's scripts.
    """
    stale = sum(1 for nonce in used if nonce not in announced)
    if not stale:
        return Findings()
    return found(f"{stale} of {len(used)} scripts have a nonce that the policy does not", "one nonce for both")
