"""What an HTML document loads and declares, read from its text alone (no script runs)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Literal
from urllib.parse import urljoin, urlsplit

Use = Literal["script", "style", "image", "frame", "media", "object", "form", "font", "link", "base"]

_SOURCES: Mapping[str, tuple[str, Use]] = {
    "script": ("src", "script"),
    "img": ("src", "image"),
    "iframe": ("src", "frame"),
    "frame": ("src", "frame"),
    "audio": ("src", "media"),
    "video": ("src", "media"),
    "source": ("src", "media"),
    "track": ("src", "media"),
    "embed": ("src", "object"),
    "object": ("data", "object"),
    "form": ("action", "form"),
}
_LINKS: Mapping[str, Use] = {
    "stylesheet": "style",
    "modulepreload": "script",
    "icon": "image",
    "apple-touch-icon": "image",
    "manifest": "link",
    "preload": "link",
}
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)(?:\"|\Z)|'(?P<single>[^']*)(?:'|\Z)|(?P<bare>[^\s>]*)))?"
)
_GAP = re.compile(r"[\s/]*")
_TEXT_ONLY = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_END_TAGS = {tag: re.compile(rf"</{tag}[\s/>]", re.IGNORECASE) for tag in _TEXT_ONLY}
_MOST_ATTRIBUTES = 200
ACTIVE: frozenset[Use] = frozenset({"script", "style", "frame", "object", "form", "base"})
"""Uses by which a changed resource takes over the page, or what is typed into it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that a document loads or sends to.

    Attributes:
        use: what it is loaded as.
        url: absolute.
        integrity: of the element, empty where there is none.
        crossorigin: whether the element asks for CORS.
    """

    use: Use
    url: str
    integrity: str = ""
    crossorigin: bool = False

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme and authority of its address."""
        parts = urlsplit(self.url)
        return parts.scheme, parts.netloc


@dataclass(slots=True)
class Document:
    """What stood in a document.

    Attributes:
        resources: in the order of the document.
        http_equiv: contents of `<meta http-equiv>` by lower-case name.
        named: contents of `<meta name>` by lower-case name.
        referrer_policies: values of `referrerpolicy` attributes.
        nonces: values of `nonce` attributes of scripts.
        charset: what `<meta charset>` says.
        links: addresses of anchors, absolute.
    """

    resources: list[Resource] = field(default_factory=list)
    http_equiv: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    referrer_policies: list[str] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    charset: str = ""
    links: list[str] = field(default_factory=list)


def read(text: str, url: str) -> Document:
    """Read a document of that URL; whatever is broken in it is skipped, as browsers do."""
    reader = _Reader(url)
    for tag, attributes in tags(text):
        reader.element(tag, attributes)
    return reader.document


def tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the start tags of a document with their attributes, in time proportional to its length.

    The standard library's parser takes minutes for a few kilobytes that are made to slow it down. This one follows the
    tokenizer of the HTML Standard (section 13.2.5) as far as start tags go: comments and the text of scripts, styles
    and the like hold none, and a tag without an end is no tag.
    """
    position = 0
    while (position := text.find("<", position)) >= 0:
        if text.startswith("<!--", position):
            position = _after(text, "-->", position + len("<!--"))
            continue
        name = _NAME.match(text, position + 1)
        if name is None:
            position += 1
            continue
        attributes, position = _attributes(text, name.end())
        if position < 0:
            return
        tag = name[0].lower()
        yield tag, attributes
        if tag in _TEXT_ONLY:
            end = _END_TAGS[tag].search(text, position)
            if end is None:
                return
            position = end.start() + 1


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    """Return the attributes from there to the end of the tag, and the position after it; -1 if it has no end."""
    attributes: dict[str, str] = {}
    while position < len(text):
        match = _ATTRIBUTE.match(text, position)
        if match is None:  # only blanks and slashes are left
            position = _GAP.match(text, position).end()  # type: ignore[union-attr]  # it matches the empty text as well
            if text.startswith(">", position):
                return attributes, position + 1
            return attributes, -1
        value = next((one for one in match.group("double", "single", "bare") if one is not None), "")
        if len(attributes) < _MOST_ATTRIBUTES:
            attributes.setdefault(match["name"].lower(), unescape(value))
        position = match.end()
    return attributes, -1


class _Reader:
    def __init__(self, url: str) -> None:
        self.document = Document()
        self._base = url

    def element(self, tag: str, attributes: Mapping[str, str]) -> None:
        if policy := attributes.get("referrerpolicy", ""):
            self.document.referrer_policies.append(policy)
        if tag == "meta":
            self._meta(attributes)
        elif tag == "link":
            self._link(attributes)
        elif tag == "base" and "href" in attributes:
            self._add("base", attributes["href"], attributes)
            self._base = _join(self._base, attributes["href"]) or self._base
        elif tag == "a" and "href" in attributes:
            self.document.links += [link] if (link := _join(self._base, attributes["href"])) else []
        elif tag in _SOURCES:
            name, use = _SOURCES[tag]
            self._add(use, attributes.get(name, ""), attributes)
        if tag == "script" and attributes.get("nonce"):
            self.document.nonces.append(attributes["nonce"])

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = attributes.get("content", "")
        if name := attributes.get("http-equiv", "").strip().lower():
            self.document.http_equiv.setdefault(name, []).append(content)
        if name := attributes.get("name", "").strip().lower():
            self.document.named.setdefault(name, []).append(content)
        self.document.charset = self.document.charset or attributes.get("charset", "").strip()

    def _link(self, attributes: Mapping[str, str]) -> None:
        for relation in attributes.get("rel", "").lower().split():
            if relation in _LINKS:
                self._add(_LINKS[relation], attributes.get("href", ""), attributes)

    def _add(self, use: Use, address: str, attributes: Mapping[str, str]) -> None:
        if not address.strip():
            return
        url = _join(self._base, address)
        if url:
            self.document.resources.append(
                Resource(use, url, attributes.get("integrity", "").strip(), "crossorigin" in attributes)
            )


def _join(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address.strip())
        urlsplit(joined)
    except ValueError:
        return ""
    return joined
