"""Rate limits as clients meet them: the general one, told in headers of every API response, and those of logins."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.limits import GENERAL, LOGIN_ACCOUNT, LOGIN_CLIENT, Allowance, Limit

_TOO_MANY = "Too Many Requests"


def client_of(scope: Scope, deployment: Deployment) -> str:
    """Name the client: its address on the connection, never what a header claims."""
    claimed = Headers(scope=scope).get("x-forwarded-for")
    if claimed is not None and deployment.faults.planted("limit-trusts-forwarded"):
        return claimed
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def spend(deployment: Deployment, limit: Limit, client: str, words: str = _TOO_MANY) -> None:
    """Count one request of a client.

    Raises:
        ApiError: there were too many.
    """
    _refuse_exceeded(deployment.limiter.hit(limit, client), words)


class LoginAttempt:
    """An attempt to log in: wrong ones are counted for each client, and for each account that a client tries.

    Args:
        deployment: where someone wants to log in.
        scope: the request's.
        account: the name or address of the account, whether there is one or not.
    """

    def __init__(self, deployment: Deployment, scope: Scope, account: str) -> None:
        self._deployment = deployment
        self._client = client_of(scope, deployment)
        self._account = f"{self._client} {account.lower()}"

    def check(self, words: str = _TOO_MANY) -> None:
        """Refuse it where too many were wrong before.

        Raises:
            ApiError: there were.
        """
        if self._deployment.faults.planted("login-unlimited"):
            return
        for limit, key in ((LOGIN_ACCOUNT, self._account), (LOGIN_CLIENT, self._client)):
            _refuse_exceeded(self._deployment.limiter.look(limit, key), words)

    def failed(self) -> dict[str, str]:
        """Count it as wrong, and give the header fields that tell what is left."""
        self._deployment.limiter.hit(LOGIN_CLIENT, self._client)
        return self._deployment.limiter.hit(LOGIN_ACCOUNT, self._account).headers()

    def succeeded(self) -> None:
        """Forget what was wrong before about this account."""
        self._deployment.limiter.forget(LOGIN_ACCOUNT, self._account)


def _refuse_exceeded(allowance: Allowance, words: str) -> None:
    if allowance.exceeded:
        raise ApiError(429, words, headers=allowance.headers())


class Throttle:
    """Refuses a client that sends more than the general limit; monitors are not limited."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request."""
        manners, path = self._deployment.manners, scope["path"]
        free = path.startswith("/api/matching/") and self._deployment.faults.planted("matching-unlimited")
        if scope["type"] != "http" or not manners.is_api(path) or path in manners.monitors or free:
            await self._app(scope, receive, send)
            return
        allowance = self._deployment.limiter.hit(GENERAL, client_of(scope, self._deployment))
        if allowance.exceeded:
            response = manners.error(429, [_TOO_MANY], allowance.headers())
            await response(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "RateLimit-Limit" not in headers:
                    headers.update(allowance.headers())
            await send(message)

        await self._app(scope, receive, told)
