"""How Balloon'd speaks: as NestJS services do."""

import http
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from demo.balloond import off_contract
from demo.kernel.manners import Manners


class ErrorBody(BaseModel):
    """A refusal."""

    statusCode: int  # noqa: N815 - the name on the wire
    message: list[str]
    error: str


def _refusal(status: int, messages: Sequence[str]) -> dict[str, Any]:
    phrase = http.HTTPStatus(status).phrase
    return {"statusCode": status, "message": list(messages) or [phrase], "error": phrase}


def _invalid(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return _refusal(400, [_sentence(entry) for entry in entries])


def _sentence(entry: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in entry["loc"][1:])
    if entry["type"] == "extra_forbidden":
        return f"property {name} should not exist"
    return f"{name or 'body'}: {entry['msg']}"


MANNERS = Manners(
    programs=("/api/", "/web/", "/graphql/"),
    profile="/api/auth/profile",
    monitors=("/api/health", "/api/ready"),
    refusal=_refusal,
    refusal_body=ErrorBody,
    invalid=_invalid,
    document="/api/docs-json",
    uploads=("/photos", "/voice"),
    unaged=frozenset({"/api/auth/logout", "/api/auth/date-of-birth", "/api/users/me", "/api/users/me/export"}),
    areas=frozenset({"health", "ready", "auth", "users", "matching", "chat", "subscription", "experiments", "privacy"}),
    counted={
        "sign_ups_total": "Accounts that were opened.",
        "age_refusals_total": "Sign-ups that were refused for age.",
        "matches_total": "Matches that were made.",
        "messages_total": "Messages that were sent.",
    },
    app_paths=("/chat*", "/balloons"),
    around=off_contract.OffContract,
    finished=off_contract.with_links,
)
"""Of the whole product."""
