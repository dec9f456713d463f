"""What test accounts sign in with: derived from one secret, so that it need not be kept anywhere.

With a secret that lasts, the next run can sign in to an account that a killed one left, and remove it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

VARIABLE = "PRODWORTHY_SECRET"
_SHORTEST = 16  # characters: what the ledger tells of the secret must not be enough to guess it
_PREFIX = "Pw7-"  # upper case, lower case, digit and sign, as password rules ask for
_BYTES = 18


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secret of this run's test accounts.

    Attributes:
        secret: what everything is derived from.
        lasting: whether later runs have it as well.
    """

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    lasting: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Return those of the declared secret, or of one that lives as long as the run.

        Raises:
            ValueError: if the declared one is too short to keep anything secret.
        """
        declared = environ.get(VARIABLE, "")
        if not declared:
            return cls()
        if len(declared) < _SHORTEST:
            raise ValueError(f"{VARIABLE} is shorter than {_SHORTEST} characters; make one: openssl rand -hex 32")
        return cls(declared.encode(), lasting=True)

    @property
    def declared(self) -> str:
        """The secret as it was declared, which must not be written down; empty if it was not."""
        return self.secret.decode() if self.lasting else ""

    @property
    def fingerprint(self) -> str:
        """What tells this secret from another one, fit to be written down; empty for one that does not last."""
        return self._derived("the fingerprint of the secret").hex()[:16] if self.lasting else ""

    def password(self, email: str, number: int = 1) -> str:
        """Return a password of the test account with that address, which holds the run's id and a number.

        Args:
            email: the address.
            number: 1 for the password that the account is made with, another for one that it is changed to.
        """
        purpose = f"the password of {email}" if number == 1 else f"the password {number} of {email}"
        return _PREFIX + base64.urlsafe_b64encode(self._derived(purpose)[:_BYTES]).decode()

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(self.secret, f"prodworthy: {purpose}".encode(), hashlib.sha256).digest()
