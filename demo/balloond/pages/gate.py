"""The age question before sign-up, and its memory: whoever was refused stays refused, whatever button is pressed."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demo.balloond.pages.rendering import Pages
from demo.kernel import age
from demo.kernel.deployment import Deployment
from demo.kernel.identity import same_origin

NAME = "__Host-gate"
_LIFETIME = 24 * 60 * 60
_EMPTY = {"year": "", "month": "", "day": ""}
_UNREADABLE = "This is not a date. Check the year, the month and the day."


@dataclass(slots=True)
class Gate:
    """Asks, decides and remembers. The cookie is a random mark: what it stands for is known to the server only."""

    deployment: Deployment
    pages: Pages
    _answers: dict[str, tuple[bool, float]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all answers."""
        self._answers.clear()

    def passed(self, request: Request) -> bool:
        """Say whether the visitor was let in."""
        return self._answer(request) is True

    def refused(self, request: Request) -> bool:
        """Say whether the visitor was turned away."""
        return self._answer(request) is False and not self.deployment.faults.planted("gate-back-button")

    def ask(self, request: Request) -> Response:
        """Show the question, or what was decided."""
        if self.refused(request):
            return self.pages.show(request, "refused.html", 403)
        return self.pages.show(request, "age.html", error="", values=_EMPTY)

    def decide(self, request: Request, form: dict[str, Any]) -> Response:
        """Take an answer: the first one that can be read counts."""
        if not same_origin(request, self.deployment):
            return self.pages.show(request, "error.html", 403, heading="Not from here", sentence="Please start again.")
        if self.refused(request):
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
        self._remember(response, let_in=let_in)
        return response

    def _remember(self, response: Response, *, let_in: bool) -> None:
        now = time.monotonic()
        self._answers = {mark: answer for mark, answer in self._answers.items() if answer[1] > now}
        mark = secrets.token_urlsafe(16)
        self._answers[mark] = (let_in, now + _LIFETIME)
        response.set_cookie(NAME, mark, _LIFETIME, path="/", secure=True, httponly=True, samesite="lax")

    def _answer(self, request: Request) -> bool | None:
        let_in, until = self._answers.get(request.cookies.get(NAME, ""), (None, 0.0))
        return let_in if until > time.monotonic() else None
