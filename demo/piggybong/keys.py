"""The two keys of the project: one that every client has, and one that opens everything."""

import time
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import jwt

_YEARS = 10 * 365 * 24 * 3600


def _pair() -> tuple[str, str]:
    secret, now = token_bytes(32), int(time.time())

    def key(role: str) -> str:
        claims: dict[str, Any] = {"iss": "supabase", "ref": "piggybong", "role": role, "iat": now, "exp": now + _YEARS}
        return jwt.encode(claims, secret, algorithm="HS256")

    return key("anon"), key("service_role")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one deployment.

    Attributes:
        anon: public: it says which project is meant, and opens what is open to everyone.
        service: private: whoever has it is above all policies.
    """

    anon: str
    service: str = field(repr=False)

    @classmethod
    def make(cls) -> "Keys":
        """Make new ones."""
        return cls(*_pair())
