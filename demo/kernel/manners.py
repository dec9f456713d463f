"""How a product speaks: where its API is, how it refuses, and what its document is like."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

if TYPE_CHECKING:
    from demo.kernel.deployment import Deployment  # which holds the manners of this module

MEANINGS = {
    400: "The request is not valid.",
    401: "Nobody is signed in.",
    402: "Something has to be paid for.",
    403: "Not allowed.",
    404: "There is no such thing.",
    405: "The method is not one of this address.",
    406: "It cannot be had in this form.",
    409: "It conflicts with what is there.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The request is not valid.",
    429: "Too many requests; wait as long as Retry-After says.",
    500: "Something went wrong.",
}
"""What the statuses of refusals mean, as documents say it."""

Responses = dict[int | str, dict[str, Any]]


def _unchanged(document: dict[str, Any]) -> dict[str, Any]:
    return document


@dataclass(frozen=True, slots=True)
class Manners:
    """How one product speaks.

    Attributes:
        programs: the beginnings of the paths that belong to programs rather than to people.
        profile: the path that tells who is signed in.
        monitors: the paths that monitors ask, which no limit counts.
        refusal: makes the body of a refusal from its status and what is told.
        refusal_body: what such a body is like.
        invalid: makes the body that refuses invalid input from the entries of the validation.
        invalid_body: what that is like; None where it is like any refusal.
        invalid_status: the status of invalid input.
        document: the path of the API document; None where the product serves its own.
        finished: has the last word on the document.
        uploads: the endings of paths that take files.
        upload_bytes: how large a file may be.
        methods: the methods that other origins may use.
        fields: the header fields that other origins may send, in small letters.
        unaged: the paths that are open to who has given no date of birth; None where no age is asked for.
        areas: the first parts of the paths within the API, by which monitoring tells them apart.
        counted: what monitoring counts besides requests: families and their meaning.
        levels: what monitoring sees rise and fall: families and their meaning.
        app_paths: the paths that the product's app opens.
        around: a layer of the product's own around all that answers, as for the language of a request.
    """

    programs: tuple[str, ...]
    profile: str
    monitors: tuple[str, ...]
    refusal: Callable[[int, Sequence[str]], dict[str, Any]]
    refusal_body: type[BaseModel]
    invalid: Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]
    invalid_body: type[BaseModel] | None = None
    invalid_status: int = 400
    document: str | None = None
    finished: Callable[[dict[str, Any]], dict[str, Any]] = _unchanged
    uploads: tuple[str, ...] = ()
    upload_bytes: int = 10 * 1024 * 1024
    methods: tuple[str, ...] = ("GET", "POST", "PUT", "DELETE")
    fields: tuple[str, ...] = ("authorization", "content-type")
    unaged: frozenset[str] | None = None
    areas: frozenset[str] = frozenset()
    counted: Mapping[str, str] | None = None
    levels: Mapping[str, str] | None = None
    app_paths: tuple[str, ...] = ("/",)
    around: "Callable[[ASGIApp, Deployment], ASGIApp] | None" = None

    def is_api(self, path: str) -> bool:
        """Say whether a path belongs to programs rather than to people."""
        return path.startswith((*self.programs, "/socket.io")) or f"{path}/" in self.programs

    def area(self, path: str) -> str | None:
        """Name the area of the API that a path is in, if it is in one."""
        return next((part for part in path.strip("/").split("/") if part in self.areas), None)

    def error(self, status: int, messages: Sequence[str], headers: Mapping[str, str] | None = None) -> JSONResponse:
        """Make an error response of the API."""
        return JSONResponse(self.refusal(status, messages), status, headers=dict(headers) if headers else None)

    def answers(self, *statuses: int, unhealthy: type[BaseModel] | None = None) -> Responses:
        """Name the refusals of an operation; 401 and 403 come with authentication, 400 with input."""
        found: Responses = {
            status: {"model": self.refusal_body, "description": MEANINGS[status]} for status in statuses
        }
        if unhealthy is not None:
            found[503] = {"model": unhealthy, "description": "A dependency is down."}
        return found
