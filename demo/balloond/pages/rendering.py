"""What Balloon'd's pages ask about who sees them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request

from demo.balloond.pages import consent
from demo.kernel import pages
from demo.kernel.deployment import Deployment

_SIGNED_OUT = (("/age", "Get started"), ("/login", "Log in"))
_SIGNED_IN = (("/balloons", "Balloons"), ("/chat", "Chat"), ("/subscription", "Premium"), ("/profile", "Profile"))


class Pages(pages.Pages):
    """Makes the pages of one deployment.

    Args:
        deployment: the deployment.
        faults: the faults that pages and their scripts know of.
    """

    errors: Mapping[int, tuple[str, str]] = {
        403: ("You may not see this page", "Perhaps you are logged in as someone else."),
        404: ("There is nothing here", "The page has floated away, or has never been here."),
        405: ("That cannot be done here", "The page does not understand this kind of request."),
    }

    def __init__(self, deployment: Deployment, faults: Sequence[str]) -> None:
        super().__init__(deployment, Path(__file__).parent / "templates", faults)

    def of_visitor(self, request: Request | None) -> dict[str, Any]:
        """Say who is signed in, what they chose, and where they can go."""
        if request is None:
            # The choice is not known here, and a banner on an error page would only be in the way.
            return {"user": None, "consent": "rejected", "links": _SIGNED_OUT}
        user = self.user(request)
        return {"user": user, "consent": consent.of(request), "links": _SIGNED_IN if user else _SIGNED_OUT}
