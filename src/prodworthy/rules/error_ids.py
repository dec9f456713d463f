"""Ids of errors: with which somebody who asks for help can be helped."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found

_LEAST = 4


def judge(ids: Sequence[object]) -> Findings:
    """Judge the ids of two or more refusals of the same request: there, and each its own.

    Args:
        ids: as they stand in the answers; None where there is none.
    """
    lacking = [one for one in ids if not isinstance(one, str | int) or len(str(one)) < _LEAST]
    if lacking:
        return found(f"{lacking[0]!r}"[:80] if lacking[0] is not None else "no id", "an id for the log")
    if len({str(one) for one in ids}) < len(ids):
        return found(f"the same id twice: {str(ids[0])[:80]!r}", "an id for each error")
    return Findings()
