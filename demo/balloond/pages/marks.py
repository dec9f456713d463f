"""What a browser is given to carry after the age question: a mark that tells it nothing.

The answer is not in the mark but in what its signature fits, so that it can be neither read nor changed, and the server
need not keep a list of those whom it refused.
"""

import hashlib
import hmac
import secrets
import time

from starlette.requests import Request

from demo.kernel.deployment import Deployment

NAME = "__Host-gate"
LIFETIME = 24 * 60 * 60
"""Seconds."""


def cookie(deployment: Deployment, *, let_in: bool) -> str:
    """Make the Set-Cookie header field for an answer."""
    stem = f"{int(time.time()):x}.{secrets.token_hex(8)}"
    value = f"{stem}.{_sign(deployment, stem, let_in=let_in)}"
    return f"{NAME}={value}; Path=/; Max-Age={LIFETIME}; Secure; HttpOnly; SameSite=Lax"


def let_in(request: Request, deployment: Deployment) -> bool | None:
    """Tell how the visitor's answer was judged; None where there was none, or too long ago."""
    stem, _, signature = request.cookies.get(NAME, "").rpartition(".")
    for answer in (True, False):
        if hmac.compare_digest(signature.encode(), _sign(deployment, stem, let_in=answer).encode()):
            return answer if time.time() - int(stem.partition(".")[0], 16) < LIFETIME else None
    return None


def refused(request: Request, deployment: Deployment) -> bool:
    """Say whether the visitor was turned away."""
    return let_in(request, deployment) is False and not deployment.faults.planted("gate-back-button")


def _sign(deployment: Deployment, stem: str, *, let_in: bool) -> str:
    return hmac.new(deployment.secret, f"gate {let_in} {stem}".encode(), hashlib.sha256).hexdigest()[:32]
