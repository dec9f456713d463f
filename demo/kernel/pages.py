"""Pages from templates. Nothing is inline: the content security policy allows scripts and styles from files only."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.identity import signed_in

_FRAME = Path(__file__).parent / "templates"


class Pages:
    """Makes the pages of one deployment; a product says what its templates ask for.

    Args:
        deployment: the deployment.
        folder: the product's templates, within the frame that all share.
        faults: the faults that pages and their scripts know of; those that are planted are told to them.
        known: what else the templates may use.

    Attributes:
        errors: the heading of an error's page and a sentence, by status.
        other_error: those of any other.
    """

    errors: Mapping[int, tuple[str, str]] = {}
    other_error: tuple[str, str] = (
        "Something went wrong",
        "It is not your fault. Please try again in a moment.",
    )

    def __init__(self, deployment: Deployment, folder: Path, faults: Sequence[str] = (), **known: Any) -> None:
        self.deployment = deployment
        self._faults = faults
        self._environment = Environment(
            loader=FileSystemLoader([folder, _FRAME]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"asset": deployment.assets.url, **known}

    def of_visitor(self, request: Request | None) -> dict[str, Any]:
        """Give what templates ask about who sees a page; the page of an error, without a request, knows nobody."""
        del request
        return {}

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Make a page for the sender of a request; it is never stored."""
        html = self.render(template, path=request.url.path, **self.of_visitor(request), **values)
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

    def error(self, status: int) -> str:
        """Make the page for an error, which knows nothing of the one who sees it."""
        heading, sentence = self.errors.get(status, self.other_error)
        return self.render("error.html", path="", heading=heading, sentence=sentence, **self.of_visitor(None))

    def user(self, request: Request) -> User | None:
        """Find who is signed in."""
        identity = signed_in(request)
        if identity is None:
            return None
        with self.deployment.database.reading() as db:
            return db.get(User, identity.user_id)

    def render(self, template: str, **values: Any) -> str:
        """Fill a template in."""
        planted = " ".join(filter(self.deployment.faults.planted, self._faults))
        return self._environment.get_template(template).render(planted=planted, **values)


def to_login(request: Request) -> RedirectResponse:
    """Send someone to the login, and from there back to where they wanted to go."""
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(there, safe='')}", 303)


def own_path(path: str, otherwise: str) -> str:
    """Give a path of ours to go on to; for whatever leads elsewhere, another one."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else otherwise
