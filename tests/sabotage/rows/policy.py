"""Browser policy: headers, cookies, CORS: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

ROWS: tuple[Row, ...] = (
    Row("hsts-missing", ("security.hsts",)),
    Row("hsts-short", ("security.hsts",)),
    Row("hsts-malformed", ("security.hsts",)),
    Row("hsts-missing-on-errors", ("security.hsts",)),
    Row("csp-missing", ("security.csp",)),
    Row("csp-unsafe-inline", ("security.csp",)),
    Row("csp-wildcard", ("security.csp",)),
    Row("nosniff-missing", ("security.nosniff",)),
    Row("framing-allowed", ("security.framing",)),
    Row("framing-allow-from", ("security.framing",)),
    Row("referrer-unsafe-url", ("security.referrer",)),
    Row("server-banner", ("security.banner",)),
    Row("powered-by", ("security.banner",)),
    Row("api-cacheable", ("security.private_caching",)),
    Row("cookie-no-secure", ("security.session_cookie",)),
    Row("cookie-no-httponly", ("security.session_cookie",)),
    Row("cookie-samesite-none", ("security.session_cookie",)),
    # An origin that is trusted for reading is granted its preflights too.
    Row("cors-reflects-origin", ("security.cors_reads", "security.cors_preflight")),
    Row("cors-null-origin", ("security.cors_reads", "security.cors_preflight")),
    Row("cors-preflight-any", ("security.cors_preflight",)),
)
