"""Accounts with bearer tokens, and notes that belong to them: the API of two of the healthy deployments."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

import jwt
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_KEY = secrets.token_hex(32)
_LIFETIME = dt.timedelta(minutes=15)
_LARGEST = 100_000  # bytes of a body
_SHORTEST = 15  # characters of a password that is all there is
_COMMON = frozenset({"123456789012345", "1234567890123456", "passwordpassword", "qwertyuiopasdfgh"})


class Accounts:
    """Accounts with bearer tokens, and notes that belong to them.

    Args:
        refused: the status for whoever may not see something.
    """

    def __init__(self, refused: int) -> None:
        self._refused = refused
        self._users: dict[str, dict[str, str]] = {}
        self._notes: dict[str, tuple[str, str]] = {}

    def routes(self) -> list[Route]:
        """Return what the API answers."""
        return [
            Route("/v1/health", _healthy),
            Route("/v1/accounts", self._register, methods=["POST"]),
            Route("/v1/sessions", self._sign_in, methods=["POST"]),
            Route("/v1/me", self._me),
            Route("/v1/me", self._leave, methods=["DELETE"]),
            Route("/v1/notes", self._write, methods=["POST"]),
            Route("/v1/notes/{note}", self._read),
            Route("/v1/notes/{note}", self._erase, methods=["DELETE"]),
        ]

    async def _register(self, request: Request) -> Response:
        sent = await _credentials(request)
        if len(sent["password"]) < _SHORTEST or sent["password"] in _COMMON:
            raise HTTPException(422)
        if sent["email"] in self._users:
            raise HTTPException(409)
        self._users[sent["email"]] = {"id": secrets.token_hex(8), **sent}
        return JSONResponse(self._session(sent["email"]), 201)

    async def _sign_in(self, request: Request) -> Response:
        sent = await _credentials(request)
        user = self._users.get(sent["email"])
        if user is None or not secrets.compare_digest(user["password"], sent["password"]):
            raise HTTPException(401)
        return JSONResponse(self._session(sent["email"]))

    async def _me(self, request: Request) -> Response:
        email = self._who(request)
        return JSONResponse({"id": self._users[email]["id"], "email": email})

    async def _leave(self, request: Request) -> Response:
        del self._users[self._who(request)]
        return Response(status_code=204)

    async def _write(self, request: Request) -> Response:
        email, sent = self._who(request), await _fields(request, {"text"})
        note = secrets.token_hex(8)
        self._notes[note] = (email, sent["text"])
        return JSONResponse({"id": note, "text": sent["text"]}, 201)

    async def _read(self, request: Request) -> Response:
        email = self._who(request)
        owner, text = self._notes.get(request.path_params["note"], ("", ""))
        if owner != email:
            raise HTTPException(404)
        return JSONResponse({"text": text})

    async def _erase(self, request: Request) -> Response:
        email = self._who(request)
        if self._notes.get(request.path_params["note"], ("", ""))[0] != email:
            raise HTTPException(404)
        del self._notes[request.path_params["note"]]
        return Response(status_code=204)

    def _session(self, email: str) -> dict[str, str]:
        claims = {"sub": self._users[email]["id"], "exp": dt.datetime.now(dt.UTC) + _LIFETIME, "iss": "notes"}
        return {"id": claims["sub"], "token": jwt.encode(claims, _KEY, "HS256")}  # type: ignore[dict-item]  # sub is a str

    def _who(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        headers = {"WWW-Authenticate": "Bearer"} if self._refused == 401 else None
        try:
            claims = jwt.decode(token, _KEY, ["HS256"]) if scheme.lower() == "bearer" else {}
        except jwt.InvalidTokenError:
            claims = {}
        for email, user in self._users.items():
            if user["id"] == claims.get("sub"):
                return email
        raise HTTPException(self._refused, headers=headers)


def accounts_declared(**further: Any) -> dict[str, Any]:
    """Return what the owner of such an API declares; `further` is about its notes."""
    sign_in = {"json": {"email": "{email}", "password": "{password}"}, "save": {"token": "token", "user_id": "id"}}
    note = {"request": "POST /v1/notes", "json": {"text": "For {run}"}, "expect": {"status": 201}}
    return {
        "capabilities": ["accounts"],
        "health": {"live": "/v1/health"},
        "auth": {
            "register": {"request": "POST /v1/accounts", "expect": {"status": 201}, **sign_in},
            "login": {"request": "POST /v1/sessions", **sign_in},
            "profile": {"request": "GET /v1/me", "expect": {"json": {"email": "{email}"}}},
            "delete": {"request": "DELETE /v1/me", "expect": {"status": 204}},
            "protected": ["/v1/me"],
            "objects": [
                {
                    "id": "note",
                    "create": [{**note, "save": {"note_id": "id"}}],
                    "read": {"request": "GET /v1/notes/{note_id}", "expect": {"json": {"text": "For {run}"}}},
                    **further,
                }
            ],
        },
    }


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _credentials(request: Request) -> dict[str, str]:
    sent = await _fields(request, {"email", "password"})
    return {**sent, "email": sent["email"].lower()}  # one address is one account, however it is written


async def _fields(request: Request, names: set[str]) -> dict[str, str]:
    """Return the JSON fields of a request, which are exactly those and all of them texts."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(415)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            raise HTTPException(413)
    try:
        sent = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(sent, dict) or set(sent) != names or not all(isinstance(one, str) for one in sent.values()):
        raise HTTPException(422)
    return sent


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name comes twice")
    return dict(pairs)
