"""Swagger UI: where the document is that a page of it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_MOST = 4
_MARKS = re.compile(r"(?i)swagger-?ui|SwaggerUIBundle|redoc")
_SCRIPT = re.compile(r"""(?i)<script[^>]+src\s*=\s*["']?([^"'\s>]*swagger[-_](?:ui-)?init(?:ializer)?[^"'\s>]*)""")
_URL = re.compile(r"""(?:\burl|\bspecUrl|["']url["']|\bspec-url)\s*[:=]\s*["']([^"'\s]{1,500})["']""")
_EMBEDDED = re.compile(r"""["']?(?:swaggerDoc|spec|swaggerDocument)["']?\s*[:=]\s*(?=\{)""")


def is_page(text: str) -> bool:
    """Whether a page or script is one of Swagger UI, or of ReDoc, which is set up alike."""
    return _MARKS.search(text) is not None


def embedded(text: str) -> dict[str, Any] | None:
    """Return the document that stands in a page or its script itself; None if there is none."""
    for match in _EMBEDDED.finditer(text):
        try:
            value, _ = json.JSONDecoder().raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and ("openapi" in value or "swagger" in value):
            return value
    return None


def leads(text: str) -> tuple[str, ...]:
    """Return the addresses at which a page or script says that its document is, then those of its own scripts."""

    def found() -> Iterator[str]:
        yield from _URL.findall(text)
        yield from _SCRIPT.findall(text)

    # The example that every copy of Swagger UI comes with.
    return tuple(dict.fromkeys(url for url in found() if "petstore.swagger.io" not in url))[:_MOST]
