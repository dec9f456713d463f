"""Header field values taken apart."""

import pytest

from prodworthy.rules.fields import directives, shown, split


@pytest.mark.parametrize(
    ("values", "members"),
    [
        ([], []),
        (["a"], ["a"]),
        (["a, b", "c"], ["a", "b", "c"]),
        (['"a,b", c'], ['"a,b"', "c"]),
        (['"a\\",b", c'], ['"a\\",b"', "c"]),
        (["a,,b"], ["a", "", "b"]),
        ([""], [""]),
    ],
)
def test_commas_separate_outside_quotes_only(values: list[str], members: list[str]) -> None:
    assert split(values) == members


def test_directives_are_lower_case_unquoted_and_first_wins() -> None:
    assert directives(['Max-Age="60", no-store', "max-age=5"]) == {"max-age": "60", "no-store": ""}


def test_what_is_shown_is_bounded() -> None:
    assert len(shown(["x" * 5000])) < 250
