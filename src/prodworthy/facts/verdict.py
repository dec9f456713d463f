"""From outcomes to one verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from prodworthy.facts.catalogue import LAYERS
from prodworthy.facts.outcome import TOO_FEW_SAMPLES, Outcome
from prodworthy.facts.record import CheckRecord, Verdict
from prodworthy.target import Target

EXIT_CODES: dict[Verdict, int] = {"GO": 0, "NO-GO": 1, "INCOMPLETE": 10}
_LAYER_OF_CAPABILITY = {"web": "e2e", "openapi": "contract", "graphql": "contract"}
_NOT_FOUND_OUT = {Outcome.UNMEASURED, Outcome.BLOCKED}
_NAMED = 3
_LOOKED = {Outcome.PASSED, Outcome.FAILED, Outcome.WAIVED}


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and the reasons for it, in plain words, weightiest first."""

    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """The process exit code that says the verdict."""
        return EXIT_CODES[self.verdict]


def decide(  # noqa: PLR0913 - each is a circumstance of the run that bears on the verdict
    checks: Sequence[CheckRecord],
    target: Target,
    *,
    down: str = "",
    unknown: str = "",
    interrupted: str = "",
    narrowed: bool = False,
    broken_promises: Collection[str] = (),
) -> Decision:
    """Return the verdict of a run.

    Args:
        checks: every check that was selected.
        target: its gate says what blocks.
        down: why the target counts as not answering; empty if it answers.
        unknown: why nothing can be said about the target; empty if something can.
        interrupted: why the run ended early; empty for a finished one.
        narrowed: whether only a selection was asked for, so that no layer is required.
        broken_promises: promises that block by themselves and are broken or not proven, as sentences.
    """
    if down:
        return Decision("NO-GO", (down,))
    gate = target.gate
    by_weight = sorted(checks, key=lambda check: check.severity.rank)
    counting = [check for check in by_weight if check.severity.at_least(gate.threshold)]
    counting_flakes = [check for check in counting if check.flaky and gate.flaky_blocks]
    blocking = [f"{c.title}: failed at first, and passed when asked again ({c.id})" for c in counting_flakes]
    blocking += [f"{c.title}: failed ({c.id}, {c.severity})" for c in counting if c.outcome is Outcome.FAILED]
    if blocking:
        return Decision("NO-GO", tuple(blocking))

    open_questions: list[str] = [reason for reason in (unknown, interrupted) if reason]
    if not unknown:
        unmeasured = [c for c in counting if c.outcome in _NOT_FOUND_OUT and not _tolerated(c, target)]
        open_questions += _by_reason(unmeasured, "could not be found out")
        accepted = set(gate.accepted_withheld)
        withheld = [c for c in counting if c.outcome is Outcome.WITHHELD and not {c.id, "*"} & accepted]
        open_questions += _by_reason(withheld, "not allowed to run")
    if not narrowed and not unknown:
        for layer in required_layers(target):
            if not any(check.layer == layer and check.outcome in _LOOKED for check in checks):
                open_questions.append(f"the required layer {layer} found nothing out")
    if not any(check.outcome is Outcome.PASSED for check in checks):
        open_questions.append("no check passed")
    open_questions += broken_promises
    if open_questions:
        return Decision("INCOMPLETE", tuple(open_questions))
    passed = sum(check.outcome is Outcome.PASSED for check in checks)
    counted = "1 check passed" if passed == 1 else f"{passed} checks passed"
    return Decision("GO", (f"{counted}, and nothing of severity {gate.threshold} or above failed",))


def required_layers(target: Target) -> tuple[str, ...]:
    """Return the layers that must find something out: the declared ones, else those with a declared capability."""
    if target.gate.required_layers:
        return target.gate.required_layers
    declared = {_LAYER_OF_CAPABILITY.get(capability) for capability in target.capabilities or ()}
    return tuple(layer for layer in LAYERS if layer in {"smoke", "security"} | declared)


def _by_reason(checks: Sequence[CheckRecord], what: str) -> list[str]:
    """Return a sentence for each reason why checks came to nothing, however many share it."""
    groups: dict[str, list[CheckRecord]] = {}
    for check in checks:
        groups.setdefault(check.summary, []).append(check)
    sentences = []
    for reason, group in groups.items():
        ids = ", ".join(check.id for check in group[:_NAMED])
        ids += f" and {len(group) - _NAMED} more" if len(group) > _NAMED else ""
        subject = group[0].title if len(group) == 1 else f"{len(group)} checks"
        sentences.append(f"{subject}: {what} ({ids}): {reason}")
    return sentences


def _tolerated(check: CheckRecord, target: Target) -> bool:
    open_points = [part.summary for part in check.parts if part.outcome is check.outcome] or [check.summary]
    return not target.gate.samples_block and all(point.startswith(TOO_FEW_SAMPLES) for point in open_points)
