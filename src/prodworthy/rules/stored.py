"""Values that people typed, where they are shown: still data, or markup and code by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_TAG = "prodworthy-canary"
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"})
_ONE, _OTHER = 1337, 7331


@dataclass(frozen=True, slots=True)
class Canary:
    """What is put where people type.

    Attributes:
        mark: letters that nothing else has, so that it is seen where it is shown.
    """

    mark: str

    @property
    def markup(self) -> str:
        """An element that nobody else's page has, after what ends an attribute."""
        return f"{self.mark}\"'><{_TAG} x=1>"

    @property
    def templates(self) -> Mapping[str, str]:
        """A product in the brackets of the usual template languages, by kind; each below fifty characters."""
        term = f"{_ONE}*{_OTHER}"
        return {
            "braces": f"{self.mark}{{{{{term}}}}}${{{term}}}#{{{term}}}",
            "tags": f"{self.mark}<%= {term} %>{{{term}}}@({term})",
        }

    @property
    def product(self) -> str:
        """What a template makes of the term."""
        return str(_ONE * _OTHER)


def texts(body: object) -> dict[str, str]:
    """Return the texts of a step's body, by name: where people may type."""
    if not isinstance(body, Mapping):
        return {}
    return {str(name): value for name, value in body.items() if isinstance(value, str)}


def is_markup(shown: Exchange, canary: Canary) -> bool:
    """Whether a browser takes the canary for an element where it is shown.

    In JSON, in scripts and in attributes it is none; an answer without a type is read as a page if it looks like one.
    """
    if not shown.ok or _TAG not in shown.text:
        return False
    if shown.media_type and shown.media_type not in _MARKUP:
        return False
    if not shown.media_type and "nosniff" in shown.headers.get("x-content-type-options").lower():
        return False
    parser = _Elements()
    parser.feed(shown.text)
    parser.close()
    return parser.found and canary.mark in shown.text


def judge_evaluated(shown: Exchange, canary: Canary, before: Exchange | None = None) -> Findings:
    """Judge whether a value was calculated on its way (CWE-1336).

    Args:
        shown: where it is shown.
        canary: what was sent.
        before: the same place before it was sent; what stood there already proves nothing.
    """
    if canary.product in shown.text and (before is None or canary.product not in before.text):
        return found(f"{_ONE}*{_OTHER} in brackets was sent, and {canary.product} is shown", "the text as it was sent")
    return Findings()


class _Elements(HTMLParser):
    """Looks for the canary among the elements of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as inherited
        """Notice the canary."""
        self.found = self.found or tag == _TAG
