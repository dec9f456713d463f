"""Names and texts in every script: are they kept as people write them?"""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    CheckFailed,
    Footprint,
    Http,
    NotApplicable,
    Phase,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import localisation, unicode_kept

_RUN = "{run}"
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A text in many scripts, as it was saved.

    Attributes:
        marker: what it ends with.
        plain: the same change with a plain text: the control.
        change: the change.
        profile: what is read afterwards.
    """

    marker: str
    plain: StepRun
    change: StepRun
    profile: StepRun


@observation(phase=Phase.WRITING, deadline=30.0, requests=4, needs={"accounts"})
async def text_in_many_scripts(http: Http, target: Target, accounts: Accounts) -> Kept:
    """A change of the profile with a text in many scripts, and the profile afterwards."""
    auth = target.auth
    if auth is None or auth.update is None or auth.profile is None:
        raise NotApplicable("no way to change and read a profile is declared: declare [auth.update] and [auth.profile]")
    body = unicode_kept.with_sample(auth.update.body, _RUN)
    if body is None:
        raise NotApplicable("no text of [auth.update] has {run} in it, so what is saved is not known again")
    account = await accounts.adult()
    plain = await take(http, auth.update, account.values, credential=account.headers)
    written = auth.update.model_copy(update={"body": body})
    change = await take(http, written, account.values, credential=account.headers)
    profile = await take(http, auth.profile, account.values, credential=account.headers)
    return Kept(str(account.values["run"]), plain, change, profile)


@check(
    "smoke.text_kept",
    "Text in any script is kept as it was written",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="RFC 8259 section 8.1; Unicode Standard Annex #15",
    remedy="Use UTF-8 from end to end: four bytes a sign in the database, and no cut in the middle of a sign.",
    covers=["I18N-08"],
    needs={"accounts"},
    creates="a test account, removed again",
)
def test_text_kept(text_in_many_scripts: Kept) -> None:
    """People whose own name comes back broken are told that the service is not meant for them."""
    kept = text_in_many_scripts
    if not kept.plain.accepted:
        raise Unmeasured(f"a plain text is not saved either: {kept.plain.findings.describe()}")
    answer = kept.change.answer
    if answer.status >= _SERVER_ERROR:
        raise CheckFailed(found(f"answered {answer.status}", "the text is saved"))
    if not kept.change.accepted:
        raise NotApplicable(f"the field takes no such text: {answer.describe()}")
    for shown in (kept.profile, kept.change):
        findings = unicode_kept.judge(localisation.leaves(shown.answer.json()), kept.marker)
        if findings is not None:
            findings.raise_if_any()
            return
    raise NotApplicable("neither the profile nor the answer to the change shows what was saved")
