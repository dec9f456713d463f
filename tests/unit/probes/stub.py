"""A stand-in for `Http` that answers from a function, for tests of what is built on it."""

import json
from collections.abc import Callable
from typing import Any, cast

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.http import Http
from prodworthy.target import Target

Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


class StubHttp:
    """Answers every request by a function of its method, path, JSON body and headers; keeps what was asked."""

    def __init__(
        self, target: Target, answer: Callable[[str, str, Any, Headers], Answer], took_s: float = 0.01
    ) -> None:
        self.target = target
        self._answer = answer
        self._took_s = took_s
        self.asked: list[Request] = []

    async def send(self, method: str, path: str, **options: Any) -> Exchange:
        content = options.get("content")
        body = content if content is not None else json.dumps(options["json"]).encode() if "json" in options else b""
        request = Request(method, self.target.url(path), Headers(options.get("headers", ())), body)
        self.asked.append(request)
        timeout = options.get("timeout")
        if timeout is not None and timeout < self._took_s:
            raise TargetFailed("timeout", "too late")
        given = options.get("json")
        status, answer, *rest = self._answer(method, path, given, request.headers)
        fields = {"Content-Type": "application/json"} | (rest[0] if rest else {})
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Exchange(request, status, Headers(fields), text.encode(), elapsed=self._took_s)

    async def get(self, path: str, **options: Any) -> Exchange:
        return await self.send("GET", path, **options)

    def as_http(self) -> Http:
        return cast("Http", self)

    def paths(self) -> list[str]:
        return [f"{request.method} {request.url.removeprefix(self.target.base_url)}" for request in self.asked]
