"""What the parts of one running deployment share."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from starlette.types import ASGIApp

from demo.kernel.assets import Assets
from demo.kernel.database import Database
from demo.kernel.faultboard import FaultBoard
from demo.kernel.limits import RateLimiter
from demo.kernel.manners import Manners
from demo.kernel.metrics import Figures
from demo.kernel.monitoring import Watched


@dataclass(slots=True)
class Addresses:
    """Where the listeners are reached; known once the sockets are bound."""

    url: str = ""
    plain_url: str | None = None
    control: str = ""
    metrics: str = ""


@dataclass(slots=True)
class Deployment:
    """One running deployment.

    Attributes:
        product: the name of the product it serves.
        version: the release it says it is.
        faults: the faults planted in it.
        database: its database.
        limiter: its counters for rate limits.
        folder: a temporary directory that goes when it ends.
        addresses: where it is reached.
        origins: the origins that may read its API with credentials, besides its own.
        secret: the key that signs what it alone reads again.
        signing_key: the private key that signs its access tokens.
        error_page: makes the HTML page for an error from its status.
        assets: the static files of its pages.
        manners: how it speaks.
        figures: what it counts for monitoring.
        caches: emptied by a reset.
        purgers: told of a path that is not to be delivered any more.
        publishers: send an event to someone at once.
        session_ended: told of a session that has ended.
    """

    product: str
    version: str
    faults: FaultBoard
    database: Database
    folder: Path
    origins: tuple[str, ...]
    assets: Assets
    manners: Manners
    addresses: Addresses = field(default_factory=Addresses)
    limiter: RateLimiter = field(default_factory=RateLimiter)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    signing_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    error_page: Callable[[int], str] | None = None
    figures: Figures = field(default_factory=Figures)
    caches: list[Callable[[], None]] = field(default_factory=list)
    purgers: list[Callable[[str], None]] = field(default_factory=list)
    session_ended: list[Callable[[str], None]] = field(default_factory=list)
    publishers: list[Callable[[str, str, dict[str, Any]], None]] = field(default_factory=list)

    @property
    def secure(self) -> bool:
        """Whether the deployment is reached over HTTPS."""
        return self.addresses.url.startswith("https:")

    def purge(self, path: str) -> None:
        """Have a path forgotten wherever it is cached."""
        for forget in self.purgers:
            forget(path)

    def end_session(self, session_id: str) -> None:
        """Have everything dropped that is open for a session."""
        for drop in self.session_ended:
            drop(session_id)

    def publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        """Send an event to whatever someone has open."""
        for send in self.publishers:
            send(user_id, event, content)

    def reset(self) -> None:
        """Put the database back to its seed, and forget counters and caches."""
        self.database.reset()
        self.limiter.clear()
        for clear in self.caches:
            clear()


class Product(Protocol):
    """What the kernel needs to know of a product.

    Attributes:
        name: as on the command line.
        version: of what is deployed.
        origins: other origins that its answers are for.
        pages: the folder of static files.
        manners: how it speaks.
        attests: promises of which a part can only be attested, and for the stand-in is.
        watched: what a stand-in of the metrics server tells of it.
    """

    name: str
    version: str
    origins: tuple[str, ...]
    pages: Path
    manners: Manners
    attests: tuple[str, ...]
    watched: tuple[Watched, ...]

    def seed(self, database: Database) -> None:
        """Fill an empty database."""
        ...

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the product's routes."""
        ...

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """Make what serves the product's real-time connections."""
        ...

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Name what else the control listener does for the product: paths, and what answers a JSON object there."""
        ...

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment, by dotted key: keys and identities for tests."""
        ...

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored, so that a test can see that clean-up happened."""
        ...
