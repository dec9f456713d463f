"""Rate limits: how often one client may do something in a window of time."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds."""

    name: str
    requests: int
    seconds: int


GENERAL = Limit("general", 6000, 10)
"""Everything under /api and /graphql, for each client: 600 a second, averaged over ten seconds."""

SIGN_UP = Limit("sign-up", 600, 60)
"""Sign-ups for each client, refused ones included."""

LOGIN_ACCOUNT = Limit("login-account", 10, 60)
"""Failed logins for each client and account."""

LOGIN_CLIENT = Limit("login-client", 300, 60)
"""Failed logins for each client over all accounts."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit."""

    limit: Limit
    used: int
    reset: int

    @property
    def exceeded(self) -> bool:
        """Whether more was used than allowed."""
        return self.used > self.limit.requests

    def headers(self) -> dict[str, str]:
        """Tell it in headers, with Retry-After where it is exceeded."""
        headers = {
            "RateLimit-Policy": f"{self.limit.requests};w={self.limit.seconds}",
            "RateLimit-Limit": str(self.limit.requests),
            "RateLimit-Remaining": str(max(0, self.limit.requests - self.used)),
            "RateLimit-Reset": str(self.reset),
        }
        if self.exceeded:
            headers["Retry-After"] = str(self.reset)
        return headers


class RateLimiter:
    """Counts requests in fixed windows, in memory."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def hit(self, limit: Limit, key: str) -> Allowance:
        """Count one request and say what is left."""
        return self._count(limit, key, 1)

    def look(self, limit: Limit, key: str) -> Allowance:
        """Say whether one more request would be allowed, without counting it."""
        allowance = self._count(limit, key, 0)
        return Allowance(limit, allowance.used + 1, allowance.reset)

    def forget(self, limit: Limit, key: str) -> None:
        """Start afresh for one key."""
        self._windows.pop((limit.name, key), None)

    def clear(self) -> None:
        """Start afresh for everyone."""
        self._windows.clear()

    def _count(self, limit: Limit, key: str, requests: int) -> Allowance:
        now = time.monotonic()
        start, used = self._windows.get((limit.name, key), (now, 0))
        if now - start >= limit.seconds:
            start, used = now, 0
        used += requests
        self._windows[limit.name, key] = (start, used)
        return Allowance(limit, used, max(1, round(limit.seconds - (now - start))))
