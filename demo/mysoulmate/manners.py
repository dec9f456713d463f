"""How MySoulmate speaks: as Express services do, in the language that is wanted."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.types import ASGIApp

from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.mysoulmate.document import in_three_zero
from demo.mysoulmate.languages import DEFAULT, TEXTS, Localised, speech, text

_GENERAL = {
    400: "errors.bad_request",
    401: "errors.unauthorized",
    403: "errors.forbidden",
    404: "errors.not_found",
    405: "errors.method",
    409: "errors.conflict",
    413: "errors.too_large",
    415: "errors.media_type",
    429: "errors.too_many",
    500: "errors.server",
}
_FLAWS = {"missing": "missing", "string_too_short": "too_short", "string_too_long": "too_long"}
_ID = "Error id: "


class Flaw(BaseModel):
    """What is wrong with one field."""

    msg: str
    param: str


class Refusal(BaseModel):
    """A refusal: one sentence, or what is wrong with each field; and an id to ask the support about."""

    error: str | None = None
    errors: list[Flaw] | None = None
    errorId: str | None = None  # noqa: N815 - the name on the wire


def _refusal(status: int, messages: Sequence[str]) -> dict[str, Any]:
    told = messages[0] if messages else ""
    key = told if told in TEXTS[DEFAULT] else _GENERAL.get(status, "errors.bad_request")
    sentence = told if status == 500 and _ID not in told else text(key, speech().errors)  # noqa: PLR2004 - RFC 9110 section 15.6.1
    return _with_id({"error": sentence}, told.partition(_ID)[2])


def _invalid(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return _with_id({"errors": [_flaw(entry) for entry in entries]}, "")


def _flaw(entry: Mapping[str, Any]) -> dict[str, str]:
    param = ".".join(str(part) for part in entry["loc"][1:]) or str(entry["loc"][0])
    key = f"validation.{param}.{_FLAWS.get(entry['type'], 'malformed')}"
    return {"msg": text(key if key in TEXTS[DEFAULT] else "errors.bad_request", speech().errors), "param": param}


def _with_id(body: dict[str, Any], error_id: str) -> dict[str, Any]:
    return {**body, "errorId": error_id or secrets.token_hex(8)} if speech().numbered else body


def _around(app: ASGIApp, deployment: Deployment) -> ASGIApp:
    return Localised(app, deployment)


MANNERS = Manners(
    programs=("/api/", "/health/", "/web/"),
    profile="/api/v1/auth/me",
    monitors=("/health", "/health/live", "/health/ready", "/health/detailed"),
    refusal=_refusal,
    refusal_body=Refusal,
    invalid=_invalid,
    document="/api-docs.json",
    finished=in_three_zero,
    uploads=(),
    areas=frozenset(
        {
            "health",
            "auth",
            "users",
            "companions",
            "subscriptions",
            "products",
            "categories",
            "gifts",
            "analytics",
            "gdpr",
            "2fa",
            "i18n",
            "payments",
            "push",
        }
    ),
    counted={
        "ai_requests_total": "Answers that companions gave.",
        "cache_hits_total": "Reads that the cache answered.",
        "cache_misses_total": "Reads that it did not.",
        "db_queries_total": "Questions to the database.",
        "emails_sent_total": "E-mails that were sent.",
        "errors_total": "Requests that failed.",
        "gdpr_requests_total": "Exports and deletions that were asked for.",
        "revenue_cents_total": "What was paid, in cents.",
        "sign_ups_total": "Accounts that were opened.",
        "two_factor_total": "Codes of two-factor authentication that were checked.",
    },
    levels={
        "active_users": "People who are signed in.",
        "queue_size": "Jobs that wait.",
        "websocket_connections": "Connections that are open.",
    },
    app_paths=("/companion*",),
    around=_around,
)
"""Of the whole product."""
