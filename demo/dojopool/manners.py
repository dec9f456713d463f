"""How DojoPool speaks: as NestJS services do, under a version, in snake case."""

import http
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from demo.kernel.manners import Manners


class Refusal(BaseModel):
    """A refusal."""

    statusCode: int  # noqa: N815 - the name on the wire
    message: str
    error: str


def _refusal(status: int, messages: Sequence[str]) -> dict[str, Any]:
    phrase = http.HTTPStatus(status).phrase
    return {"statusCode": status, "message": "; ".join(messages) or phrase, "error": phrase}


def _invalid(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return _refusal(400, [f"{'.'.join(map(str, entry['loc'][1:])) or 'body'}: {entry['msg']}" for entry in entries])


MANNERS = Manners(
    programs=("/api/v1/", "/web/"),
    profile="/api/v1/users/me",
    monitors=("/api/v1/health",),
    refusal=_refusal,
    refusal_body=Refusal,
    invalid=_invalid,
    document="/api/v1/docs-json",
    uploads=("/photo",),
    fields=("authorization", "content-type", "idempotency-key"),
    areas=frozenset(
        {
            "auth", "avatar", "clans", "economy", "health", "matches", "notifications", "onboarding", "store",
            "telemetry", "territories", "tournaments", "users", "venues",
        }
    ),
    counted={
        "sign_ups_total": "Accounts that were opened.",
        "avatars_total": "Avatars that were made.",
        "wallets_total": "Wallets that were connected.",
        "matches_total": "Matches that were begun.",
        "check_ins_total": "Visits to venues that were told.",
        "payments_total": "Payments that were made.",
    },
    app_paths=("/play*", "/onboarding"),
)  # fmt: skip
"""Of the whole product."""
