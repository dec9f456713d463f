"""One request and its response, as sent and as received."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.redaction import Redactor


class Headers:
    """Header fields in the order and number in which they were sent, names case-insensitive.

    Nothing is folded: two fields of one name stay two (RFC 9110 section 5.3 allows folding, but the rules of several
    security headers judge the fields one by one).
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields = tuple((name, value) for name, value in pairs)

    def get_list(self, name: str) -> list[str]:
        """Return the values of every field of that name, in order."""
        wanted = name.lower()
        return [value for field_name, value in self._fields if field_name.lower() == wanted]

    def get(self, name: str, default: str = "") -> str:
        """Return the first field's value, or `default` where there is none."""
        values = self.get_list(name)
        return values[0] if values else default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_list(name))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({list(self._fields)!r})"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent.

    Attributes:
        method: its method.
        url: where it went.
        headers: its header fields.
        body: its body.
        way: the options with which curl goes the same way, where that is not the straight one.
    """

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its complete response.

    Attributes:
        request: what was sent.
        status: the status code.
        headers: the response's header fields, unfolded.
        body: the decoded body, up to the probe's limit.
        truncated: whether the body was longer than that limit.
        reason: the reason phrase of the status line.
        started: when the request was sent, in seconds since the epoch.
        first_byte: seconds until the response's header section had arrived.
        elapsed: seconds until the last byte that was read.
        http_version: such as `HTTP/1.1`.
    """

    request: Request
    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    truncated: bool = False
    reason: str = ""
    started: float = 0.0
    first_byte: float = 0.0
    elapsed: float = 0.0
    http_version: str = "HTTP/1.1"

    @property
    def url(self) -> str:
        """The request's URL."""
        return self.request.url

    @property
    def media_type(self) -> str:
        """The media type of the response in lower case, without its parameters; empty where there is none."""
        return self.headers.get("content-type").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether the response is declared as an HTML document."""
        return self.media_type in {"text/html", "application/xhtml+xml"}

    @property
    def is_json(self) -> bool:
        """Whether the response is declared as JSON, problem documents (RFC 9457) included."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")

    @property
    def is_redirect(self) -> bool:
        """Whether the response sends the client elsewhere."""
        return self.status in {301, 302, 303, 307, 308} and "location" in self.headers

    @property
    def ok(self) -> bool:
        """Whether the status is of the class 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 section 15.3

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become replacement characters."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body read as JSON, or None where it is none: a bad body is an observation, not an error."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def describe(self) -> str:
        """Return one line: method, URL, status, milliseconds."""
        return f"{self.request.method} {self.url} -> {self.status} in {self.elapsed * 1000:.0f} ms"

    def curl(self, redactor: Redactor) -> str:
        """Return a command line that sends this request again, secrets replaced by placeholders.

        In the place of a body that nobody would read stands its size.
        """
        request = self.request
        words = ["curl", "--include", *request.way]
        if request.method != "GET":
            words += ["--request", request.method]
        for name, value in request.headers:
            if (name.lower(), value) == ("accept", "*/*") or name.lower() in _CURL_SENDS_ITSELF:
                continue
            if name.lower() == "accept-encoding" and "gzip" in value:
                words.append("--compressed")
            else:  # a field without a value is one that curl is told not to send, unless a semicolon ends it
                words += ["--header", f"{name}: {redactor.header(name, value)}" if value else f"{name};"]
        if len(request.body) > _LONGEST_BODY:
            words += ["--data-binary", f"({len(request.body)} bytes)"]
        elif request.body:
            words += ["--data-binary", redactor.text(request.body.decode("utf-8", "replace"))]
        words.append(redactor.url(request.url))
        return shlex.join(words)


_LONGEST_BODY = 16_384  # bytes
_CURL_SENDS_ITSELF = frozenset({"host", "content-length", "connection"})
