"""What may be declared of languages and of ids of errors, and what is refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from prodworthy.target import ErrorTracking, Localisation

_LEAST: dict[str, Any] = {"locales": ["en", "pt-BR"], "default": "en"}


def test_the_least_that_is_declared() -> None:
    declared = Localisation.model_validate(_LEAST)
    assert declared.order == ("accept-language",)
    assert declared.path == "/"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"default": "fr"}, "none of the locales"),
        ({"locales": []}, "at least 1"),
        ({"locales": ["en", "not a tag"]}, "pattern"),
        ({"order": ["query", "query"]}, "twice"),
        ({"order": ["cookie"]}, "'query', 'header' or 'accept-language'"),
        ({"texts": {"path": "/t/{locale}", "placeholder": "(["}}, "no regular expression"),
        ({"texts": {"path": "/t/{locale}", "complete": {"fr": 100}}}, "less than or equal to 1"),
        ({"formats": {"path": "/f", "expect": {}}}, "at least 1"),
    ],
)
def test_what_cannot_be_meant(more: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Localisation.model_validate(_LEAST | more)


@pytest.mark.parametrize("places", [{}, {"id": "error.id", "header": "X-Request-ID"}])
def test_an_id_stands_in_one_place(places: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="either id"):
        ErrorTracking.model_validate({"request": {"request": "GET /none"}, **places})
