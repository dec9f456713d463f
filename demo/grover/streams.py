"""Live streams: tokens for the streaming service, which are good for one channel and one role."""

import base64
import hashlib
import hmac
import time
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from demo.grover.given import NewStream, StreamAccess
from demo.grover.manners import MANNERS
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/streams", tags=["streams"])

_LIFETIME = 3600


class StreamToken(BaseModel):
    """A token for the streaming service."""

    token: str
    channel: str
    role: Literal["host", "audience"]
    expires_in: int


class Stream(BaseModel):
    """A stream that has been started; its channel is its host."""

    channel: str
    title: str
    token: str


@router.post("/token", responses=MANNERS.answers(403))
async def token(deployment: Running, who: Who, form: StreamAccess) -> StreamToken:
    """Give a token for a channel; only its owner may be its host."""
    own = form.channel == who.user_id or deployment.faults.planted("grover-stream-any-host")
    if form.role == "host" and not own:
        raise ApiError(403, "Only its owner may send on a channel")
    made = _token(deployment, form.channel, form.role)
    return StreamToken(token=made, channel=form.channel, role=form.role, expires_in=_LIFETIME)


@router.post("/start", status_code=201)
async def start(deployment: Running, who: Who, form: NewStream) -> Stream:
    """Go live on one's own channel."""
    return Stream(channel=who.user_id, title=form.title, token=_token(deployment, who.user_id, "host"))


def _token(deployment: Deployment, channel: str, role: str) -> str:
    claims = f"{channel}:{role}:{int(time.time()) + _LIFETIME}"
    mark = hmac.new(deployment.secret, claims.encode(), hashlib.sha256).digest()
    return "007" + base64.urlsafe_b64encode(claims.encode() + mark).decode().rstrip("=")
