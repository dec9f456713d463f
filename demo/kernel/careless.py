"""What a careless proxy, build or web server adds to, and takes from, an application that does it right."""

import json
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel import careless_routes, tokens
from demo.kernel.delivery import compressed
from demo.kernel.deployment import Deployment

_DEVELOPERS = frozenset({"http://localhost:3000", "http://127.0.0.1:5173", "capacitor://localhost"})
_NONCE = "'nonce-c3RhdGljLW5vbmNlLW9mLXRoZS1idWlsZA=='"
_DUMP = "-- PostgreSQL database dump\nCREATE TABLE users (id uuid, email text);\nINSERT INTO users VALUES ('1', 'a');\n"
_VARIABLES = {"cmdline": ["/srv/balloond"], "memstats": {"Alloc": 1}}
_LISTING = "<html><head><title>Index of {}</title></head><body><a href='app.js'>app.js</a></body></html>"
_SOURCE_MAP = {"version": 3, "mappings": "AAAA", "sources": ["app.ts"], "sourcesContent": ["let a = 1"]}
_FORM = b'<form action="http://old.balloond.example/search" method="get" hidden></form></body>'
_SHEET = b'<link rel="stylesheet" href="https://cdn.widgets.example/widget.css"></head>'
_METRICS = "# HELP http_requests_total Requests.\n# TYPE http_requests_total counter\nhttp_requests_total 7\n"
_DEBUGGER = "<html><head><title>KeyError // Werkzeug Debugger</title></head><body>KeyError: 'user'</body></html>"
_KEY = b"\n/* sk_live_planted0not0a0real0key0000 */\n"
_KEPT = 1.0


class Careless:
    """The outermost layer. Without a fault it changes nothing."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._kept: dict[str, tuple[float, Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or spoil what is answered."""
        if scope["type"] != "http" or scope["path"].startswith("/socket.io"):
            await self._app(scope, receive, send)
            return
        scope = {**scope, "method": careless_routes.method(self._deployment, scope)}
        scope = careless_routes.routed(self._deployment, scope)
        served = self._served(scope) or careless_routes.served(self._deployment, scope)
        if served is not None:
            await served(scope, receive, send)
            return
        # What is rewritten below has to be readable.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        wanted = Headers(scope=scope).get("accept-encoding", "")
        edits = any(map(self._deployment.faults.planted, _REWRITING))
        scope = {**scope, "headers": plain} if edits else scope
        if (
            self._deployment.faults.planted("profile-cache-shared")
            and scope["path"] == self._deployment.manners.profile
        ):
            await self._from_cache(scope, receive, send)
            return
        start: Message = {}

        async def spoiled(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                careless_routes.loosen(self._deployment, scope, message)
                self._headers(scope, message)
                if not edits:
                    await send(message)
                return
            if edits:
                body = message.get("body", b"")
                if not message.get("more_body", False):
                    body, headers = self._body(scope, start, body), MutableHeaders(scope=start)
                    headers["Content-Length"] = str(len(body))
                    body = compressed(body, headers, wanted)
                    await send(start)
                message = {**message, "body": body}
            await send(message)

        await self._app(scope, receive, spoiled)

    def _served(self, scope: Scope) -> Response | None:
        """Answer in place of the application, for what should not be there at all."""
        planted, path, sent = self._deployment.faults.planted, scope["path"], Headers(scope=scope)
        static = path.startswith("/static/")
        left: tuple[tuple[str, bool, Callable[[], Response]], ...] = (
            ("backup-exposed", path == "/backup.sql", lambda: PlainTextResponse(_DUMP)),
            ("signing-key-served", path == "/.well-known/jwks.json", lambda: JSONResponse(self._keys())),
            ("console-exposed", path == "/debug/vars", lambda: JSONResponse(_VARIABLES)),
            ("robots-shut", path == "/robots.txt", lambda: PlainTextResponse("User-agent: *\nDisallow: /\n")),
            ("listing-on", static and path.endswith("/"), lambda: HTMLResponse(_LISTING.format(path))),
            ("source-map-served", static and path.endswith(".js.map"), lambda: JSONResponse(_SOURCE_MAP)),
            ("metrics-exposed", path == "/metrics", lambda: PlainTextResponse(_METRICS)),
            ("debug-switch", b"debug=1" in scope["query_string"], lambda: HTMLResponse(_DEBUGGER, 500)),
            ("path-traversal", _leads_out(scope), lambda: PlainTextResponse("root:x:0:0:root:/root:/bin/sh\n")),
            ("header-injection", _with_break(scope) is not None, lambda: _broken(scope)),
            (
                "trace-on",
                scope["method"] == "TRACE",
                lambda: PlainTextResponse(_echo(scope), media_type="message/http"),
            ),
            (
                "cors-preflight-needs-login",
                scope["method"] == "OPTIONS" and "origin" in sent,
                lambda: JSONResponse({"statusCode": 401, "message": ["Unauthorized"]}, 401),
            ),
        )
        return next((answer() for fault, asked, answer in left if asked and planted(fault)), None)

    def _keys(self) -> dict[str, Any]:
        """Add a private member, which is not the real one, to the published keys."""
        return {"keys": [{**key, "d": "AA"} for key in tokens.published(self._deployment)["keys"]]}

    def _headers(self, scope: Scope, message: Message) -> None:
        planted = self._deployment.faults.planted
        headers = MutableHeaders(scope=message)
        page = headers.get("content-type", "").startswith("text/html")
        if planted("hsts-no-subdomains") and "strict-transport-security" in headers:
            headers["Strict-Transport-Security"] = "max-age=63072000"
        if planted("xss-auditor-on"):
            headers["X-XSS-Protection"] = "1; mode=block"
        if planted("headers-doubled"):
            headers.append("Referrer-Policy", "no-referrer")
        if planted("permissions-for-all"):
            headers["Permissions-Policy"] = "camera=*, microphone=*"
        if planted("opener-kept"):
            del headers["Cross-Origin-Opener-Policy"]
        if planted("resource-policy-open"):
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if planted("api-policy-missing") and headers.get("content-type", "").startswith("application/json"):
            del headers["Content-Security-Policy"]
        if page:
            self._page(scope, headers)
        if scope["path"].startswith("/static/"):
            self._file(headers)
        self._origins(scope, headers)

    def _file(self, headers: MutableHeaders) -> None:
        planted = self._deployment.faults.planted
        if planted("assets-not-kept"):
            headers["Cache-Control"] = "max-age=60"
        if planted("static-sets-cookie"):
            headers.append("Set-Cookie", "stick=node-3; Path=/; Secure; HttpOnly; SameSite=Lax")

    def _page(self, scope: Scope, headers: MutableHeaders) -> None:
        planted = self._deployment.faults.planted
        policy = headers.get("content-security-policy", "")
        if planted("csp-unsafe-eval"):
            policy = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")
        if planted("csp-misspelt"):
            policy = policy.replace("font-src 'self'", "font-src self")
        if planted("csp-nonce-static"):
            policy = policy.replace("script-src 'self'", f"script-src 'self' {_NONCE}")
        if planted("framing-disagrees"):
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
        if planted("framing-open-to-browsers") and Headers(scope=scope).get("sec-fetch-dest") == "iframe":
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
            del headers["X-Frame-Options"]
        if policy:
            headers["Content-Security-Policy"] = policy
        if planted("page-kept-long"):
            headers["Cache-Control"] = "max-age=604800"
        if planted("page-no-charset"):
            headers["Content-Type"] = "text/html"
        if planted("visitor-cookie-careless") and scope["path"] == "/":
            headers.append("Set-Cookie", "sessionid=5f2b7d0c9ae14d5c; Path=/")

    def _origins(self, scope: Scope, headers: MutableHeaders) -> None:
        planted = self._deployment.faults.planted
        origin = Headers(scope=scope).get("origin")
        if origin is None or scope["method"] == "OPTIONS":
            return
        allow = "Access-Control-Allow-Origin"
        if planted("cors-echo") and allow not in headers:
            headers[allow] = origin
        if planted("cors-trusts-localhost") and origin in _DEVELOPERS:
            headers[allow] = origin
            headers["Access-Control-Allow-Credentials"] = "true"
        if planted("cors-star-personal") and scope["path"] == self._deployment.manners.profile:
            headers[allow] = "*"
        if planted("cors-exposes-credentials"):
            headers["Access-Control-Expose-Headers"] = "Authorization, Set-Cookie"

    def _body(self, scope: Scope, start: Message, body: bytes) -> bytes:
        planted, headers = self._deployment.faults.planted, MutableHeaders(scope=start)
        kind = headers.get("content-type", "")
        if kind.startswith("text/html"):
            if planted("page-no-charset"):
                body = body.replace(b'<meta charset="utf-8">', b"")
            if planted("mixed-content"):
                body = body.replace(b"</body>", _FORM)
            if planted("script-unbound"):
                body = body.replace(b"</head>", _SHEET)
            if planted("host-trusted"):
                host = Headers(scope=scope).get("host", "")
                body = body.replace(b"</head>", f'<link rel="canonical" href="https://{host}/"></head>'.encode())
            if planted("error-reflects") and start["status"] == HTTPStatus.NOT_FOUND:
                asked = unquote(scope["raw_path"].decode("ascii", "replace"))
                body = body.replace(b"</main>", f"<p>{asked} is not here.</p></main>".encode())
            if planted("error-evaluates") and start["status"] == HTTPStatus.NOT_FOUND:
                body = body.replace(b"</main>", f"<p>{_evaluated(_asked(scope))}</p></main>".encode())
        elif kind.startswith("text/javascript") and planted("key-published"):
            body += _KEY
        elif planted("malformed-json-500") and b"malformed JSON" in body:
            start["status"] = 500
            body = json.dumps({"statusCode": 500, "message": ["Internal Server Error"]}).encode()
        return body

    async def _from_cache(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve whoever brings no credential what the last one who did was served: the key is the path alone."""
        since, start, body = self._kept.get(scope["path"], (0.0, {}, b""))
        sent = Headers(scope=scope)
        if "authorization" not in sent and "cookie" not in sent and time.monotonic() - since < _KEPT:
            await send({**start, "headers": [*start["headers"], (b"x-cache", b"HIT")]})
            await send({"type": "http.response.body", "body": body})
            return
        fresh: Message = {}

        async def keep(message: Message) -> None:
            nonlocal fresh
            if message["type"] == "http.response.start":
                fresh = message
            elif fresh["status"] == HTTPStatus.OK and "authorization" in sent:
                self._kept[scope["path"]] = (time.monotonic(), fresh, message.get("body", b""))
            await send(message)

        await self._app(scope, receive, keep)


_REWRITING = (
    "page-no-charset",
    "mixed-content",
    "script-unbound",
    "error-reflects",
    "error-evaluates",
    "host-trusted",
    "key-published",
    "malformed-json-500",
)


def _asked(scope: Scope) -> str:
    """Return path and query, decoded once more than they should be."""
    return unquote(unquote(f"{scope['raw_path'].decode('ascii', 'replace')}?{scope['query_string'].decode()}"))


def _evaluated(text: str) -> str:
    """Give the products of a path that is a template, and nothing else of it."""
    return " ".join(str(int(one) * int(other)) for one, other in re.findall(r"\{\{(\d{1,6})\*(\d{1,6})\}\}", text))


def _leads_out(scope: Scope) -> bool:
    return "../" in _asked(scope) and scope["raw_path"].endswith(b"etc/passwd")


def _with_break(scope: Scope) -> re.Match[str] | None:
    return re.search(r"\r\n([\w-]+): ?(\w*)", _asked(scope))


def _broken(scope: Scope) -> Response:
    match = _with_break(scope)
    return Response(status_code=302, headers={"Location": "/"} | ({match[1]: match[2]} if match else {}))


def _echo(scope: Scope) -> str:
    fields = "".join(f"{name}: {value}\r\n" for name, value in Headers(scope=scope).items())
    return f"TRACE {scope['path']} HTTP/1.1\r\n{fields}"
