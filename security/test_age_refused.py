"""What a refusal at the age gate leaves, tells and forgets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    AgeTries,
    CheckFailed,
    Control,
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
    RetryPolicy,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    gate_of,
    observation,
)
from prodworthy.rules import age_wording
from prodworthy.rules.templates import NOTHING, lookup, path_of_word
from security.declared import auth_of, cookies_of

_TOO_MANY_REQUESTS = 429
_CONFLICT = 409
_SERVER_ERROR = 500
_STACK = re.compile(r"Traceback \(most recent|\bat [\w.$]+\([\w.]+:\d+\)|File \"[^\"]+\", line \d+|node_modules/")
_GATE = {"age_gate"}


@dataclass(frozen=True, slots=True)
class AfterRefusal:
    """Somebody who was refused, and what came after.

    Attributes:
        refused: the refusal.
        again: a registration with the same address and an adult's date right after it.
        used: what the refusal's cookies open, where it set any.
    """

    refused: Registration
    again: Registration
    used: Exchange | None


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs=_GATE)
async def after_refusal(http: Http, target: Target, accounts: Accounts, minors_at_gate: AgeTries) -> AfterRefusal:
    """A minor who was refused uses what the answer gave, and registers again as an adult."""
    auth, gate = auth_of(target), gate_of(target)
    name, refused = next(iter(minors_at_gate.tries.items()))
    if refused.exchange.ok:
        raise Unmeasured(f"nobody was refused ({name}): see security.age_minors_refused")
    cookies = cookies_of(refused.exchange)
    read = auth.profile.path if auth.profile is not None else next(iter(auth.protected), "")
    used = await http.get(read, headers=cookies) if cookies and read and "{" not in read else None
    field = path_of_word(auth.register_account.body if auth.register_account else None, "email")
    if not field:
        raise Unmeasured("the registration has no field that is the address alone")
    again = await accounts.register(set={**gate.extra, field: refused.email})
    return AfterRefusal(refused, again, used)


@check(
    "security.age_no_session",
    "Who is refused is given no session, and no token",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-D02; ASVS v5.0.0-7.2.4; CWE-613",
    remedy="Decide about age before a session is opened; answer a refusal with a neutral sentence and nothing else.",
    covers=["AGE-D02"],
    needs=_GATE,
    refusal=True,
    creates="one test account, removed again",
)
def test_no_session(
    minors_at_gate: AgeTries, after_refusal: AfterRefusal, target: Target, parts: Parts, refusal: Refusal
) -> None:
    """A refusal with a session in it is a page that says no and a server that says yes."""
    refusal.require(Control.accepted("an adult registers", minors_at_gate.adult.exchange))
    step = auth_of(target).register_account
    saved = {name: path for name, path in (step.save if step else {}).items() if "token" in name}
    for name, registration in minors_at_gate.tries.items():
        with parts.part(name):
            answer = registration.exchange
            document = answer.json() if answer.is_json else None
            given = [path for path in saved.values() if lookup(document, path) is not NOTHING]
            if not answer.ok and (given or age_wording.has_token(answer.text)):
                raise CheckFailed(found(f"the refusal holds a token ({', '.join(given) or 'in its text'})", "none"))
    with parts.part("what the refusal's cookies open"):
        if after_refusal.used is None:
            return
        if after_refusal.used.ok:
            raise CheckFailed(found("its cookies open the account of somebody who has none", "a refusal"))


@check(
    "security.age_refusal_neutral",
    "A refusal does not say how to get in, and does not tell back what was sent",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="AGE-U05, AGE-D03; 16 CFR part 312 and FTC, Complying with COPPA: FAQ H.3",
    remedy="Answer with a code and a neutral sentence; reasons and help stand on a page that a link leads to.",
    covers=["AGE-U05", "AGE-D03"],
    needs=_GATE,
    creates="test accounts, if the gate fails; removed again",
)
def test_refusal_neutral(minors_at_gate: AgeTries, target: Target, parts: Parts) -> None:
    """Told the limit, a child enters another year; told back an address, whoever looks on reads it."""
    gate = gate_of(target)
    for name, registration in minors_at_gate.tries.items():
        with parts.part(name):
            answer = registration.exchange
            _refused(answer)
            age_wording.judge_teaching(answer.text, gate.minimum_age).raise_if_any()
            born = minors_at_gate.births[name].written(gate)
            age_wording.judge_echo(answer, {"date of birth": born, "e-mail address": registration.email}).raise_if_any()


@check(
    "security.age_refusal_alike",
    "Minors of every age are refused in the same words, and what is no date in one way",
    severity=Severity.INFO,
    footprint=Footprint.WRITES,
    reference="AGE-U06, AGE-I25, AGE-F01; RFC 9457; ASVS v5.0.0-16.5.1",
    remedy="Have one refusal for age, with one status and code, and one for dates that cannot be read.",
    covers=["AGE-U06", "AGE-I25", "AGE-F01"],
    needs=_GATE,
    creates="test accounts, if the gate fails; removed again",
)
def test_refusal_alike(minors_at_gate: AgeTries, no_dates_at_gate: AgeTries, parts: Parts) -> None:
    """Another answer for the youngest tells them that they are watched, and everyone where the limits are."""
    with parts.part("minors of every age"):
        answers = {name: one.exchange for name, one in minors_at_gate.tries.items() if name != "born-today"}
        for answer in answers.values():
            _refused(answer)
        kinds = {age_wording.gist(answer): name for name, answer in answers.items()}
        if len(kinds) > 1:
            told = "; ".join(f"{name}: {status}" for (status, _, _), name in kinds.items())
            found(f"{len(kinds)} different refusals ({told})", "one").raise_if_any()
    with parts.part("what is no date"):
        statuses = {one.exchange.status for one in no_dates_at_gate.tries.values()}
        inside = [name for name, one in no_dates_at_gate.tries.items() if _STACK.search(one.exchange.text)]
        if inside or any(status >= _SERVER_ERROR for status in statuses):
            found(
                f"{sorted(statuses)}, with internals for {', '.join(inside) or 'none'}", "one clean refusal"
            ).raise_if_any()


@check(
    "security.age_refused_again",
    "Who was refused is not kept, and may or may not try again as it is declared",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="AGE-L06, AGE-D01; Ofcom, HEAA guidance: robust; FTC, COPPA FAQ H.3",
    remedy="Decide whether a refusal binds an address, declare it in [age_gate] retry, and keep no more than it takes.",
    covers=["AGE-L06"],
    needs=_GATE,
    creates="one test account, removed again",
)
def test_refused_again(after_refusal: AfterRefusal, target: Target, parts: Parts, evidence: Evidence) -> None:
    """An address that is taken after a refusal was kept, and it was a child's."""
    again, policy = after_refusal.again.exchange, gate_of(target).retry
    if again.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
    evidence.log("The same address with an adult's date, right after the refusal", [again.describe()])
    with parts.part("the address is not taken"):
        if again.status == _CONFLICT and policy is not RetryPolicy.REFUSED:
            found("the address of who was refused counts as taken", "nothing is kept of them").raise_if_any()
    with parts.part("as declared"):
        if policy is None:
            raise NotApplicable(f"it is not declared what should be: declare retry ({again.describe()} was seen)")
        if again.ok is not (policy is RetryPolicy.ALLOWED):
            found(f"the same address with an adult's date: {again.describe()}", f"it is {policy}").raise_if_any()


def _refused(answer: Exchange) -> None:
    """Go on only with a refusal: what was let in, or throttled, has no words to judge."""
    if answer.ok:
        raise Unmeasured("somebody was not refused: see security.age_minors_refused")
    if answer.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
