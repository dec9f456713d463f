"""The languages of a product, as declared: which there are, how one is chosen, and what has to be translated."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.steps import Step

Tag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}$")]
Share = Annotated[float, Field(gt=0, le=1)]


class Listing(Model):
    """Where the languages are listed.

    Attributes:
        path: where.
        items: dotted path to the list in its JSON, or to an object whose keys are the tags; empty: the whole.
        tag: dotted path to the tag in each entry; empty: the entry is the tag.
    """

    path: Path
    items: str = ""
    tag: str = ""


class Texts(Model):
    """Where all texts of a language are.

    Attributes:
        path: where, with the language as `{locale}`.
        items: dotted path to them in its JSON: an object, of objects at any depth; empty: the whole.
        reference: the language that has all of them; by default the default one.
        keys: how many texts there have to be at least.
        complete: by language, the least share of the reference's texts that it has to have.
        placeholder: a regular expression for what is filled in, which translations have to keep.
    """

    path: Path
    items: str = ""
    reference: str = ""
    keys: Annotated[int, Field(ge=1)] = 1
    complete: dict[Tag, Share] = Field(default_factory=dict)
    placeholder: str = r"\{\{\s*\w+\s*\}\}|\{\w+\}|%\(\w+\)s"

    @field_validator("placeholder")
    @classmethod
    def _an_expression(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return value


class Translate(Model):
    """Where one text is translated.

    Attributes:
        path: where, with the text's key as `{key}` and the language as `{locale}`.
        text: dotted path to the text in its JSON.
        key: of a text without parameters.
        filled: the key of a text with a parameter in it.
        parameter: name of that parameter.
        counted: the key of a text with a number in it, whose forms differ.
        count: name of the parameter that is the number.
    """

    path: Path
    text: str = "text"
    key: str
    filled: str = ""
    parameter: str = "name"
    counted: str = ""
    count: str = "count"


class Formats(Model):
    """Where something is written as a language does: a date, a number, an amount of money, a stretch of time.

    Attributes:
        path: where; the language is asked for as in `[i18n] order`.
        expect: by language and dotted path in the JSON, the text. Spaces of any kind are alike, so are apostrophes.
    """

    path: Path
    expect: dict[Tag, dict[str, str]] = Field(min_length=1)


class Localisation(Model):
    """The languages of a product. Called `i18n` in the file.

    Attributes:
        locales: their tags (RFC 5646), all that are promised.
        default: the one in which is answered whoever wants none of them.
        path: whose answers say by Content-Language which language they are in.
        order: what decides, the strongest first: a parameter of the query, a header field, `Accept-Language`.
        query: name of that parameter.
        header: name of that header field.
        listing: where the languages are listed.
        texts: where all texts of a language are.
        translate: where one text is translated.
        error: a request that is refused with a sentence for people, in their language.
        error_text: dotted path to that sentence in its JSON.
        error_locales: the languages in which that sentence has to differ; by default those that have to be complete.
        legal: the languages that the pages of `[web.legal]` are in; by default those that have to be complete.
        formats: where dates, numbers and the like are written as a language does.
    """

    locales: tuple[Tag, ...] = Field(min_length=1)
    default: Tag
    path: Path = "/"
    order: tuple[Literal["query", "header", "accept-language"], ...] = ("accept-language",)
    query: str = "lang"
    header: str = "X-Locale"
    listing: Listing | None = None
    texts: Texts | None = None
    translate: Translate | None = None
    error: Step | None = None
    error_text: str = "message"
    error_locales: tuple[Tag, ...] = ()
    legal: tuple[Tag, ...] = ()
    formats: Formats | None = None

    @property
    def legal_locales(self) -> list[str]:
        """The languages that legal pages are in."""
        whole = [tag for tag, share in self.texts.complete.items() if share == 1] if self.texts else []
        return list(dict.fromkeys(self.legal or [self.default, *whole]))

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        if self.default not in self.locales:
            raise ValueError(f"the default {self.default!r} is none of the locales: {', '.join(self.locales)}")
        if len(set(self.order)) != len(self.order):
            raise ValueError("order names something twice")
        return self
