"""Security headers, on every class of response: pages, API, static files, redirects, and every error."""

import secrets
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.kernel.faultboard import FaultBoard

_ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "accelerometer=(), bluetooth=(), camera=(self), display-capture=(), geolocation=(self), gyroscope=(), hid=(), "
        "idle-detection=(), magnetometer=(), microphone=(self), payment=(self), serial=(), usb=()"
    ),
    "X-DNS-Prefetch-Control": "off",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
_HSTS = "max-age=63072000; includeSubDomains"
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


_FOLLOWING = (
    "tracker-before-consent", "gpc-ignored", "third-party-undisclosed", "address-to-partner", "noscript-pixel",
)  # fmt: skip


class SecurityHeaders:
    """Adds the headers to whatever the application answers; a header that a route set itself stays."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Complete the headers of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._complete(headers, scope["path"], message["status"])
            await send(message)

        await self._app(scope, receive, completed)

    def _complete(self, headers: MutableHeaders, path: str, status: int) -> None:
        faults = self._deployment.faults
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        headers["X-Request-ID"] = secrets.token_hex(8)
        self._transport(headers, status)
        _framing(headers, faults, data=self._is_data(headers, path))
        if not faults.planted("nosniff-missing"):
            headers["X-Content-Type-Options"] = "nosniff"
        referrer = "unsafe-url" if faults.planted("referrer-unsafe-url") else "strict-origin-when-cross-origin"
        headers.setdefault("Referrer-Policy", referrer)
        if self._deployment.manners.is_api(path):
            headers.setdefault("Cache-Control", "no-store")
            if faults.planted("api-cacheable") and headers["Cache-Control"] == "no-store":
                headers["Cache-Control"] = "public, max-age=300"
        else:
            headers.setdefault("Cache-Control", "no-cache" if status < HTTPStatus.BAD_REQUEST else "no-store")
        if faults.planted("retry-after-missing") and "Retry-After" in headers:
            del headers["Retry-After"]
        if faults.planted("server-banner"):
            headers["Server"] = "nginx/1.18.0 (Ubuntu)"
        if faults.planted("powered-by"):
            headers["X-Powered-By"] = "Express"

    def _is_data(self, headers: MutableHeaders, path: str) -> bool:
        return self._deployment.manners.is_api(path) and not headers.get("Content-Type", "").startswith("text/html")

    def _transport(self, headers: MutableHeaders, status: int) -> None:
        faults = self._deployment.faults
        missing = faults.planted("hsts-missing") or (
            faults.planted("hsts-missing-on-errors") and status >= HTTPStatus.BAD_REQUEST
        )
        if not self._deployment.secure or missing:
            return
        if faults.planted("hsts-short"):
            headers["Strict-Transport-Security"] = "max-age=86400; includeSubDomains"
        elif faults.planted("hsts-malformed"):
            headers["Strict-Transport-Security"] = "max-age=forever; includeSubDomains"
        else:
            headers["Strict-Transport-Security"] = _HSTS


def _framing(headers: MutableHeaders, faults: FaultBoard, *, data: bool) -> None:
    """Set the content security policy and X-Frame-Options, which overlap."""
    frameable = faults.planted("framing-allowed") or faults.planted("framing-allow-from")
    policy = headers.get("Content-Security-Policy") or (_API_POLICY if data else _page_policy(faults))
    if frameable:
        policy = "; ".join(part for part in policy.split("; ") if not part.startswith("frame-ancestors"))
    if faults.planted("csp-missing"):
        if "Content-Security-Policy" in headers:
            del headers["Content-Security-Policy"]
    else:
        headers["Content-Security-Policy"] = policy
    if faults.planted("framing-allow-from"):
        headers["X-Frame-Options"] = "ALLOW-FROM https://partner.example"
    elif not frameable:
        headers["X-Frame-Options"] = "DENY"


def _page_policy(faults: FaultBoard) -> str:
    policy = dict(_PAGE_POLICY)
    if faults.planted("csp-unsafe-inline"):
        policy["script-src"] = "'self' 'unsafe-inline'"
    if faults.planted("csp-wildcard"):
        policy["script-src"] = "*"
    if any(map(faults.planted, _FOLLOWING)):
        policy["img-src"] += " https://pixel.skyfollow.test"
    return "; ".join(f"{name} {value}" for name, value in policy.items())
