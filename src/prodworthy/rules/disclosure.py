"""What an error's body gives away: traces, queries, debug pages, places inside."""

from __future__ import annotations

import re

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.banner import has_private_address

_READ_AT_MOST = 200_000  # hostile bodies must not make a pattern slow; a trace stands near the top

TRACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a Python traceback", re.compile(r"Traceback \(most recent call last\)|File \"[^\"\n]{1,300}\.py\", line \d+")),
    ("a Node.js stack", re.compile(r"\bat [^\n]{1,200}\.(?:js|ts|mjs|cjs):\d+:\d+|node_modules/|node:internal/")),
    (
        "a Java stack",
        re.compile(r"\bat (?:[\w$]+\.){2,}[\w$<>]+\([\w$]+\.(?:java|kt|scala):\d+\)|Exception in thread \""),
    ),
    ("a Spring trace", re.compile(r"org\.springframework\.|\"trace\"\s*:\s*\"[\w.]+(?:Exception|Error)")),
    (
        "a PHP error",
        re.compile(
            r"(?:Fatal error|Warning|Parse error|Notice)</?b?>?: .{1,300} on line|#\d+ /[^\n]{1,200}\.php\(\d+\)"
        ),
    ),
    ("a Go panic", re.compile(r"goroutine \d+ \[\w+|panic: runtime error|\.go:\d+ \+0x[0-9a-f]+")),
    ("a .NET stack", re.compile(r"\bat [\w.`<>]+\([^)\n]{0,200}\) in [^\n]{1,200}:line \d+|System\.\w+Exception:")),
    ("a Ruby backtrace", re.compile(r"\.rb:\d+:in [`']")),
    ("a Rust panic", re.compile(r"thread '[^'\n]{1,80}' panicked at")),
    ("an Elixir trace", re.compile(r"\*\* \([A-Z]\w+Error\) |\(\w+ [\d.]+\) lib/[\w/]+\.ex:\d+")),
)
QUERIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an SQL state", re.compile(r"SQLSTATE\[?\s?[0-9A-Z]{5}|\bORA-\d{5}\b")),
    (
        "a PostgreSQL error",
        re.compile(r"(?:psycopg2?|asyncpg|PG)[.:]{1,2}\w+|ERROR:\s+syntax error at or near|unterminated quoted string"),
    ),
    ("a MySQL error", re.compile(r"You have an error in your SQL syntax|MySQLSyntaxError|\bER_PARSE_ERROR\b")),
    (
        "an SQLite error",
        re.compile(
            r"sqlite3?\.(?:Operational|Programming|Integrity)Error|SQLITE_ERROR"
            r"|near \"[^\"\n]{0,80}\": syntax error|unrecognized token: \""
        ),
    ),
    (
        "an SQL Server error",
        re.compile(r"Unclosed quotation mark after the character string|Microsoft OLE DB|\bODBC SQL Server Driver\b"),
    ),
    (
        "a MongoDB error",
        re.compile(r"\b(?:MongoError|MongoServerError|CastError|BSONTypeError)\b|E11000 duplicate key"),
    ),
    (
        "an object mapper's error",
        re.compile(
            r"sqlalchemy\.exc\.|SequelizeDatabaseError|PrismaClient\w*Error|QueryFailedError|Hibernate\w*Exception|ActiveRecord::"
        ),
    ),
    (
        "an SQL statement",
        re.compile(r"\bSELECT\s[\w\s.,*\"`()]{1,200}\sFROM\s[\w.\"`]+\s+WHERE\b|\bINSERT INTO\s[\w.\"`]+\s*\("),
    ),
)
DEBUG_PAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the Werkzeug debugger", re.compile(r"Werkzeug (?:powered|Debugger)|__debugger__=yes")),
    (
        "Django's debug page",
        re.compile(r"You're seeing this error because you have <code>DEBUG = True|Django tried these URL patterns"),
    ),
    ("Laravel's debug page", re.compile(r"Whoops, looks like something went wrong|laravel/framework|Ignition")),
    ("Rails' debug page", re.compile(r"Action Controller: Exception caught|<title>Routing Error|rails/web-console")),
    ("Symfony's debug page", re.compile(r"Symfony Exception|sf-dump")),
    (
        "ASP.NET's error page",
        re.compile(r"Server Error in '[^']{0,80}' Application|Microsoft\.AspNetCore\.Diagnostics"),
    ),
    ("Next.js' development overlay", re.compile(r"__nextjs_original-stack-frame|nextjs__container_errors")),
    ("Spring's error page", re.compile(r"Whitelabel Error Page")),
)
_PLACES = re.compile(
    r"(?<![\w/.])/(?:usr/src/app|usr/local/lib/python|home/\w+|var/www|opt/\w+|srv/\w+|app/(?:src|dist|node_modules))/[\w./-]+"
    r"|\b[A-Z]:\\(?:Users|inetpub|Windows|Program Files)\\"
)
_REQUIRED = "a general message, with a reference for the log at most"


def judge(answer: Exchange) -> Findings:
    """Judge the body of an error for what it tells about the inside (CWE-209)."""
    text = answer.text[:_READ_AT_MOST]
    findings = Findings()
    for what, pattern in (*TRACES, *QUERIES, *DEBUG_PAGES):
        if (match := pattern.search(text)) is not None:
            findings += found(f"{what}: {_excerpt(text, match)}", _REQUIRED)
    if not findings and (match := _PLACES.search(text)) is not None:
        findings += found(f"a path of the server: {_excerpt(text, match)}", _REQUIRED)
    if has_private_address(text):
        findings += found("an address of a private network", _REQUIRED, advisory=True)
    return findings


def judge_debug(answer: Exchange) -> Findings:
    """Judge whether a framework answers in its development mode (CWE-489)."""
    text = answer.text[:_READ_AT_MOST]
    return Findings(
        finding
        for what, pattern in DEBUG_PAGES
        if (match := pattern.search(text)) is not None
        for finding in found(f"{what}: {_excerpt(text, match)}", "production mode")
    )


def judge_reflection(answer: Exchange, canary: str) -> Findings:
    """Judge whether an error writes back what was sent as markup that a browser would run (CWE-79).

    Args:
        answer: the exchange.
        canary: the markup that was sent, such as `<i>word</i>`, unique to the request.
    """
    if canary.lower() not in answer.text.lower():
        return Findings()
    sniffed = not answer.media_type and answer.headers.get("x-content-type-options").strip().lower() != "nosniff"
    if answer.is_html or answer.media_type == "image/svg+xml" or sniffed:
        seen = f"{canary} comes back unescaped as {answer.media_type or 'a page without a type'}"
        return found(seen, "application/json, or the input escaped")
    return Findings()


def _excerpt(text: str, match: re.Match[str]) -> str:
    around = text[max(0, match.start() - 10) : match.end() + 60]
    return " ".join(around.split())[:160]
