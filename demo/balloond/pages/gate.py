"""The age question before sign-up: whoever was refused stays refused, whatever button is pressed."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demo.balloond.pages import marks
from demo.balloond.pages.rendering import Pages
from demo.kernel import age
from demo.kernel.deployment import Deployment
from demo.kernel.identity import same_origin

_EMPTY = {"year": "", "month": "", "day": ""}
_UNREADABLE = "This is not a date. Check the year, the month and the day."


@dataclass(frozen=True, slots=True)
class Gate:
    """Asks and decides."""

    deployment: Deployment
    pages: Pages

    def passed(self, request: Request) -> bool:
        """Say whether the visitor was let in."""
        return marks.let_in(request, self.deployment) is True

    def ask(self, request: Request) -> Response:
        """Show the question, or what was decided."""
        if marks.refused(request, self.deployment):
            return self.pages.show(request, "refused.html", 403)
        return self.pages.show(request, "age.html", error="", values=_EMPTY)

    def decide(self, request: Request, form: dict[str, Any]) -> Response:
        """Take an answer: the first one that can be read counts."""
        if not same_origin(request, self.deployment):
            return self.pages.show(request, "error.html", 403, heading="Not from here", sentence="Please start again.")
        if marks.refused(request, self.deployment):
            return self.pages.show(request, "refused.html", 403)
        values = {name: str(form.get(name, "")).strip()[:4] for name in _EMPTY}
        written = f"{values['year']:0>4}-{values['month']:0>2}-{values['day']:0>2}"
        verdict, _ = age.judge(written)
        if verdict is age.Verdict.INVALID:
            return self.pages.show(request, "age.html", 400, error=_UNREADABLE, values=values)
        faults = self.deployment.faults
        let_in = verdict is age.Verdict.ADULT or faults.planted("gate-page-admits-minor")
        if faults.planted("gate-page-refuses-adults"):
            let_in = False
        response = RedirectResponse("/signup" if let_in else "/age", 303)
        response.headers.append("Set-Cookie", marks.cookie(self.deployment, let_in=let_in))
        return response
