"""How PiggyBong speaks: as PostgREST and the services around it do."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from demo.kernel.manners import MEANINGS, Manners

_CODES = {401: "PGRST301", 403: "42501", 404: "PGRST205", 405: "PGRST117", 406: "PGRST107", 409: "23505"}


class ErrorBody(BaseModel):
    """A refusal."""

    code: str
    message: str
    details: str | None = None
    hint: str | None = None


def _refusal(status: int, messages: Sequence[str]) -> dict[str, Any]:
    told = "; ".join(messages) or MEANINGS.get(status, "It did not work.")
    return {"code": _CODES.get(status, f"PGB{status}"), "message": told, "details": None, "hint": None}


def _invalid(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {**_refusal(400, [_sentence(entry) for entry in entries]), "code": "22P02"}


def _sentence(entry: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in entry["loc"][1:])
    if entry["type"] == "extra_forbidden":
        return f"could not find the '{name}' column in the schema cache"
    return f"{name or 'body'}: {entry['msg']}"


MANNERS = Manners(
    programs=("/rest/v1/", "/auth/v1/", "/functions/v1/", "/realtime/v1/", "/cache/"),
    profile="/auth/v1/user",
    monitors=("/functions/v1/health", "/functions/v1/ready"),
    refusal=_refusal,
    refusal_body=ErrorBody,
    invalid=_invalid,
    methods=("GET", "POST", "PUT", "PATCH", "DELETE"),
    fields=("authorization", "content-type", "apikey", "prefer", "range", "range-unit", "x-client-info"),
    areas=frozenset({"auth", "rest", "functions", "realtime", "cache"}),
    counted={
        "sign_ups_total": "Accounts that were opened.",
        "purchases_total": "Purchases that were written down.",
        "channel_messages_total": "Messages that were sent over channels.",
    },
    app_paths=("/budget*",),
)
"""Of the whole product."""
