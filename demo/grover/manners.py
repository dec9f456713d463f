"""How Grover speaks: as FastAPI services do."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from demo.grover import sizes
from demo.kernel.manners import Manners


class ErrorBody(BaseModel):
    """A refusal."""

    detail: str


class Mistake(BaseModel):
    """What is wrong with one part of the input."""

    type: str
    loc: list[str | int]
    msg: str


class Invalid(BaseModel):
    """A refusal of invalid input."""

    detail: list[Mistake]


def _refusal(_status: int, messages: Sequence[str]) -> dict[str, Any]:
    return {"detail": " ".join(messages)}


def _invalid(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"detail": [{"type": entry["type"], "loc": entry["loc"], "msg": entry["msg"]} for entry in entries]}


def _finished(document: dict[str, Any]) -> dict[str, Any]:
    """Leave null out of what forms may hold: there is no way to write it in one."""
    for name, schema in document["components"]["schemas"].items():
        if name.startswith("Body_"):
            for field, described in schema["properties"].items():
                choices = described.pop("anyOf", [described])
                schema["properties"][field] = {**choices[0], **described}
    return document


MANNERS = Manners(
    programs=("/api/", "/identity/", "/web/"),
    profile="/api/auth/me",
    monitors=("/api/health", "/api/ready"),
    refusal=_refusal,
    refusal_body=ErrorBody,
    invalid=_invalid,
    invalid_body=Invalid,
    invalid_status=422,
    document="/openapi.json",
    finished=_finished,
    uploads=("/posts", "/stories", "/drafts", "/voice"),
    upload_bytes=sizes.LIMIT,
    around=sizes.DeclaredSize,
    areas=frozenset(
        {
            "health", "ready", "identity", "auth", "users", "posts", "stories", "messages", "groups", "creators",
            "streams", "products", "orders", "analytics", "notifications", "admin",
        }
    ),
    counted={
        "sign_ups_total": "Accounts that were opened.",
        "posts_total": "Posts that were published.",
        "messages_total": "Messages that were sent.",
        "payments_total": "Payments that were taken.",
    },
    app_paths=("/feed", "/messages*"),
)  # fmt: skip
"""Of the whole product."""
