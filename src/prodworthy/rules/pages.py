"""Pages in a browser: what they may write to the console, what has to load, what a document says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import ConsoleLine, Layout, PageRequest

Belongs = Callable[[str], bool]
"""Says whether a URL is on a host of the target."""

_PARTS = frozenset({"document", "font", "image", "manifest", "media", "script", "stylesheet", "texttrack"})
_CALLS = frozenset({"fetch", "xhr", "eventsource"})
_NOT_ASKED_FOR = frozenset({"/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_TOO_WIDE_PX = 2  # fractions of a pixel are rounded either way


def console(lines: Iterable[ConsoleLine], belongs: Belongs, ignored: Sequence[str] = ()) -> Findings:
    """Judge what a page wrote to the console.

    An uncaught exception of the target's own scripts is a defect. What is only logged as an error, or comes from a
    third party's script, is advice: services do log conditions that they handle. What the browser wrote about requests
    is not judged here, and warnings are not judged at all.

    Args:
        lines: the console.
        belongs: says whether a script is the target's own.
        ignored: parts of texts that are known and accepted.
    """
    findings = []
    for line in dict.fromkeys(lines):
        if line.network or line.kind not in {"error", "exception"} or any(text in line.text for text in ignored):
            continue
        foreign = bool(line.source) and not belongs(line.source)
        findings.append(
            found(
                str(line),
                "no errors in the console",
                where="a third party's script" if foreign else "",
                advisory=foreign or line.kind == "error",
            )
        )
    return each(findings)


def subresources(requests: Iterable[PageRequest], belongs: Belongs) -> Findings:
    """Judge the requests that a page made.

    What the page is made of has to load. Calls of its scripts may be refused (401 tells who is not signed in), but not
    fail. Third parties are not the target's to answer for, and icons at their usual places are asked for by
    browsers of their own accord.
    """
    findings = []
    for request in requests:
        if not (request.failed and belongs(request.url)) or urlsplit(request.url).path in _NOT_ASKED_FOR:
            continue
        broken_call = request.kind in _CALLS and (request.status >= 500 or request.failure)  # noqa: PLR2004 - RFC 9110
        if request.kind in _PARTS or broken_call:
            findings.append(found(str(request), "an answer of class 2xx or 3xx"))
    return each(findings)


def document(layout: Layout) -> Findings:
    """Judge what a document says of itself.

    Source: WCAG 3.1.1 (language), 2.4.2 (title), 2.4.1 and 2.4.6 (landmarks and headings).
    """
    findings = Findings()
    if not layout.language:
        findings += found("the html element has no lang attribute", 'a language tag, such as lang="en"')
    elif not _LANGUAGE.fullmatch(layout.language):
        findings += found(f"lang={layout.language!r}", "a language tag (BCP 47)")
    if not layout.title.strip():
        findings += found("the document has no title", "a title that says what the page is")
    if not layout.headings:
        findings += found("there is no first-level heading", "a heading (h1) that says what the page is", advisory=True)
    if not layout.landmarks:
        findings += found("the main content is not marked", "a main element", advisory=True)
    return findings


def fits(layout: Layout, width: int) -> Findings:
    """Judge whether a page fits on a screen of that width in CSS pixels, so that nobody has to scroll sideways.

    Source: WCAG 1.4.10, reflow.
    """
    if layout.laid_out > width + _TOO_WIDE_PX:
        seen = f"the page is laid out {layout.laid_out} px wide on a screen of {width} px"
        return found(seen, 'a viewport that follows the device: <meta name="viewport" content="width=device-width">')
    if layout.content > width + _TOO_WIDE_PX:
        widest = f" ({', '.join(layout.widest)})" if layout.widest else ""
        return found(
            f"the content is {layout.content} px wide on a screen of {width} px{widest}", f"at most {width} px"
        )
    return Findings()
