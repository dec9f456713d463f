"""What test accounts sign in with comes from one secret, and nothing that is written down tells it."""

import pytest

from prodworthy.facts.credentials import VARIABLE, Credentials

SECRET = "a secret that is long enough"


def test_the_same_secret_gives_the_same_passwords() -> None:
    one, two = (Credentials.from_environment({VARIABLE: SECRET}) for _ in range(2))
    assert one.password("pw-1-1@x.invalid") == two.password("pw-1-1@x.invalid")
    assert one.fingerprint == two.fingerprint != ""
    assert one.lasting


def test_every_account_has_a_password_of_its_own_that_the_usual_rules_accept() -> None:
    mine = Credentials.from_environment({VARIABLE: SECRET})
    made = [mine.password(f"pw-1-{number}@x.invalid") for number in range(50)]
    assert len(set(made)) == 50
    for password in made:
        assert 12 <= len(password) <= 64
        assert {"P", "w", "7", "-"} <= set(password)


def test_another_secret_gives_other_ones() -> None:
    one = Credentials.from_environment({VARIABLE: SECRET})
    two = Credentials.from_environment({VARIABLE: SECRET + "!"})
    assert one.password("a@x.invalid") != two.password("a@x.invalid")
    assert one.fingerprint != two.fingerprint


def test_without_one_every_run_has_its_own_and_nothing_to_know_it_by() -> None:
    one, two = Credentials.from_environment({}), Credentials.from_environment({VARIABLE: ""})
    assert one.password("a@x.invalid") != two.password("a@x.invalid")
    assert (one.fingerprint, one.declared, one.lasting) == ("", "", False)


def test_what_is_shown_of_it_tells_nothing() -> None:
    mine = Credentials.from_environment({VARIABLE: SECRET})
    assert SECRET not in repr(mine)
    assert SECRET not in mine.fingerprint
    assert mine.declared == SECRET


def test_one_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="PRODWORTHY_SECRET is shorter than 16 characters") as caught:
        Credentials.from_environment({VARIABLE: "hunter2"})
    assert "hunter2" not in str(caught.value)
