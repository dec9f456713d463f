"""Pages from templates. Nothing is inline: the content security policy allows scripts and styles from files only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from demo.balloond.pages import consent
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.identity import signed_in

_SIGNED_OUT = (("/age", "Get started"), ("/login", "Log in"))
_SIGNED_IN = (("/balloons", "Balloons"), ("/chat", "Chat"), ("/subscription", "Premium"), ("/profile", "Profile"))
_ERRORS = {
    403: ("You may not see this page", "Perhaps you are logged in as someone else."),
    404: ("There is nothing here", "The page has floated away, or has never been here."),
    405: ("That cannot be done here", "The page does not understand this kind of request."),
}
_OTHER_ERROR = ("Something went wrong", "It is not your fault. Please try again in a moment.")


class Pages:
    """Makes the pages of one deployment.

    Args:
        deployment: the deployment.
        faults: the faults that pages and their scripts know of; those that are planted are told to them.
    """

    def __init__(self, deployment: Deployment, faults: Sequence[str]) -> None:
        self._deployment = deployment
        self._faults = faults
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = deployment.assets.url

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Make a page for the sender of a request; it is never stored."""
        html = self._render(
            template,
            path=request.url.path,
            user=self.user(request),
            consent=consent.of(request),
            **values,
        )
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

    def error(self, status: int) -> str:
        """Make the page for an error, which knows nothing of the one who sees it."""
        heading, sentence = _ERRORS.get(status, _OTHER_ERROR)
        # The choice is not known here, and a banner on an error page would only be in the way.
        return self._render("error.html", path="", user=None, consent="rejected", heading=heading, sentence=sentence)

    def user(self, request: Request) -> User | None:
        """Find who is signed in."""
        identity = signed_in(request)
        if identity is None:
            return None
        with self._deployment.database.reading() as db:
            return db.get(User, identity.user_id)

    def _render(self, template: str, **values: Any) -> str:
        planted = " ".join(name for name in self._faults if self._deployment.faults.planted(name))
        links = _SIGNED_IN if values["user"] else _SIGNED_OUT
        return self._environment.get_template(template).render(planted=planted, links=links, **values)
