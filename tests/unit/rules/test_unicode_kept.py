"""Text in any script: what is sent, and what counts as the same."""

from __future__ import annotations

import unicodedata

import pytest

from prodworthy.rules.unicode_kept import SAMPLE, judge, with_sample


def test_the_sample_takes_the_place_of_what_is_known_again() -> None:
    assert with_sample({"bio": "Checked by {run}", "age": 3, "a": {"b": "x {run}"}}, "{run}") == {
        "bio": f"{SAMPLE} {{run}}",
        "age": 3,
        "a": {"b": f"{SAMPLE} {{run}}"},
    }
    assert with_sample({"bio": "Checked"}, "{run}") is None
    assert with_sample(None, "{run}") is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_same_text(form: str) -> None:
    assert judge({"bio": unicodedata.normalize(form, f"{SAMPLE} r1"), "id": "7"}, "r1") == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "back",
    [
        SAMPLE.encode().decode("latin-1"),
        SAMPLE.encode("ascii", "replace").decode(),
        "".join(sign for sign in SAMPLE if ord(sign) < 0x10000),
        SAMPLE[:-1],
        SAMPLE.replace("\u200d", ""),
    ],
)
def test_another_text(back: str) -> None:
    findings = judge({"bio": f"{back} r1"}, "r1")
    assert findings
    assert findings[0].where == "bio"


def test_nothing_came_back() -> None:
    assert judge({"name": "Sam"}, "r1") is None
