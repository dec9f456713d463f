"""Whether something was accepted is what its declared step says, not the status code: some refuse with 200."""

from __future__ import annotations

import pytest

from prodworthy.facts.controls import Control, Refusal
from prodworthy.facts.outcome import CheckFailed, Outcome, Unmeasured
from prodworthy.probes.steps import StepRun
from security import test_chosen_passwords as chosen
from security import test_logins as logins
from security import test_passwords as passwords
from tests.unit.layers.told import admitted, answer, broken, outcomes, refused_in_body

COMMON = chosen._COMMON  # the check's own list


def choices(**others: chosen.Chosen) -> dict[str, chosen.Chosen]:
    """Return choices of a service that refuses the weak ones with 200, and some that differ."""
    weak = {
        title: chosen.Chosen(refused_in_body()) for title in ("7 characters", *(f"common: {one}" for one in COMMON))
    }
    strong = {title: taken(admitted()) for title in ("64 characters", "80 characters", "spaces", "small letters only")}
    named = {name.replace("_", " "): one for name, one in others.items()}
    return {"an ordinary one": taken(admitted()), **weak, **strong, **named}


def taken(right: StepRun, **logins: StepRun) -> chosen.Chosen:
    wrong = logins or {"without its end": refused_in_body()}
    return chosen.Chosen(admitted(), {**wrong, "as it was chosen": right})


def test_a_login_that_is_refused_with_200_is_refused() -> None:
    tried = {"admin with admin": refused_in_body(), "root with root": admitted()}
    seen = outcomes(lambda parts: logins.test_default_accounts((admitted(), tried), parts, Refusal()))
    assert seen == {"admin with admin": Outcome.PASSED, "root with root": Outcome.FAILED}


def test_a_control_that_is_refused_with_200_proves_nothing() -> None:
    tried = {"admin with admin": refused_in_body()}
    seen = outcomes(lambda parts: logins.test_default_accounts((refused_in_body(), tried), parts, Refusal()))
    assert seen == {"admin with admin": Outcome.UNMEASURED}


def test_weak_passwords_refused_with_200() -> None:
    chosen.test_password_length(choices(), Refusal())
    assert set(outcomes(lambda parts: chosen.test_password_common(choices(), parts, Refusal())).values()) == {
        Outcome.PASSED
    }
    assert set(outcomes(lambda parts: chosen.test_password_kept_whole(choices(), parts, Refusal())).values()) == {
        Outcome.PASSED
    }


def test_strong_passwords_refused_with_200() -> None:
    refusing = choices(small_letters_only=chosen.Chosen(refused_in_body()))
    with pytest.raises(CheckFailed, match="twenty small letters were refused"):
        chosen.test_password_composition(refusing, Refusal())


def test_where_nobody_can_register_nothing_is_known_of_passwords() -> None:
    nobody = {title: chosen.Chosen(broken()) for title in choices()}
    with pytest.raises(Unmeasured):
        chosen.test_password_composition(nobody, Refusal())
    with pytest.raises(Unmeasured):
        outcomes(lambda parts: chosen.test_password_kept_whole(nobody, parts, Refusal()))


def test_a_password_of_64_characters_that_is_cut_is_found() -> None:
    cut = taken(admitted(), **{"without its last character": admitted()})
    refused = chosen.Chosen(refused_in_body())
    seen = outcomes(
        lambda parts: chosen.test_password_kept_whole(
            choices() | {"64 characters": cut, "80 characters": refused}, parts, Refusal()
        )
    )
    assert seen == {
        "64 characters": Outcome.FAILED,
        "80 characters": Outcome.PASSED,
        "spaces": Outcome.PASSED,
    }


def test_a_change_of_the_password_that_is_refused_with_200_is_refused() -> None:
    attempts = {"without the current one": refused_in_body(), "with a wrong one": admitted()}
    change = passwords.PasswordChange(attempts, admitted(), answer(), answer(401), None)
    seen = outcomes(lambda parts: passwords.test_password_change(change, parts, Refusal()))
    assert seen == {"without the current one": Outcome.PASSED, "with a wrong one": Outcome.FAILED}


def test_a_new_password_that_does_not_sign_in_proves_nothing() -> None:
    attempts = {"without the current one": refused_in_body()}
    change = passwords.PasswordChange(attempts, refused_in_body(), answer(), answer(401), None)
    seen = outcomes(lambda parts: passwords.test_password_change(change, parts, Refusal()))
    assert seen == {"without the current one": Outcome.UNMEASURED}


def test_a_reset_that_is_refused_with_200_tells_nothing() -> None:
    asked = passwords.ResetRequests((refused_in_body(),) * 2, (refused_in_body(),) * 2, ())
    with pytest.raises(Unmeasured, match="asking for a new password failed"):
        passwords.test_reset_told(asked)
    passwords.test_reset_told(passwords.ResetRequests((admitted(),) * 2, (admitted(),) * 2, ()))


def test_a_redirect_that_is_expected_is_an_acceptance() -> None:
    control = Control("the right password", held=True, seen="303")
    with pytest.raises(CheckFailed, match="was accepted with 303"):
        Refusal().judge(answer(303), control, what="a login", refused={303}, accepted=True)
