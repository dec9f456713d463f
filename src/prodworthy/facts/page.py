"""What a browser saw of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One thing that the page wrote to the console.

    Attributes:
        kind: `error`, `warning` or `exception` (an uncaught one).
        text: what it says.
        source: the URL of the script it came from; empty where the browser does not tell.
        network: whether the browser itself wrote it about a request that failed.
    """

    kind: str
    text: str
    source: str = ""
    network: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" + (f" ({self.source})" if self.source else "")


@dataclass(slots=True)
class PageRequest:
    """One request that the page made.

    Attributes:
        method: its method.
        url: where it went.
        kind: what it was for: `document`, `script`, `stylesheet`, `image`, `font`, `fetch`, `xhr`, `websocket`…
        status: the response's status; 0 while there is none.
        failure: why there was no response, in the browser's words; empty where there was one.
        body: what was posted, bounded.
    """

    method: str
    url: str
    kind: str
    status: int = 0
    failure: str = ""
    body: str = ""

    @property
    def failed(self) -> bool:
        """Whether it was answered with an error, or not at all; one that the page itself gave up does not count."""
        return self.status >= 400 or (bool(self.failure) and "ERR_ABORTED" not in self.failure)  # noqa: PLR2004 - RFC 9110

    def __str__(self) -> str:
        return f"{self.method} {self.url} ({self.kind}) -> {self.failure or self.status or 'no answer'}"


@dataclass(frozen=True, slots=True)
class Layout:
    """A page as it was laid out.

    Attributes:
        title: the document's title.
        language: the `lang` attribute of the document element.
        laid_out: width of the layout viewport in CSS pixels.
        content: width of what there is to scroll, in CSS pixels.
        widest: the elements that reach beyond the screen, in short.
        headings: texts of the first-level headings.
        landmarks: how many elements mark the main content.
    """

    title: str
    language: str
    laid_out: int = 0
    content: int = 0
    widest: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    landmarks: int = 0


@dataclass(frozen=True, slots=True)
class Framed:
    """An attempt of another site's page to show a page in a frame.

    Attributes:
        url: what it tried to show.
        shown: whether the browser showed it.
        refused: whether the browser refused, because of what the answer says about frames.
        status: the answer's status; 0 where the browser tells none.
        failure: why nothing was shown, in the browser's words.
    """

    url: str
    shown: bool
    refused: bool = False
    status: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ForeignRead:
    """An attempt of a page's script to read an answer, with whatever the browser sends along by itself.

    Attributes:
        url: what it asked for.
        status: the status that it could read; 0 where the browser kept the answer from it.
        failure: why it could not read, in the browser's words.
    """

    url: str
    status: int = 0
    failure: str = ""

    @property
    def readable(self) -> bool:
        """Whether the script saw the answer."""
        return self.status > 0

    @property
    def succeeded(self) -> bool:
        """Whether the script saw an answer that is no refusal."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 section 15.3


@dataclass(frozen=True, slots=True)
class InsecureLoad:
    """Something that a page over HTTPS loads from, or sends to, plain HTTP.

    Attributes:
        url: where it leads.
        kind: what for, such as `Script`, `Image` or `Form`.
        resolution: what the browser did: `blocked`, `upgraded` (asked for over HTTPS instead) or `let through`.
    """

    url: str
    kind: str
    resolution: str
