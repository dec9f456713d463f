"""Files and pages that are not for the public, told by their content and never by a status alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from prodworthy.facts.controls import Control
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_SECRET_ASSIGNMENT = re.compile(r"(?m)^(?:export\s+)?[A-Z][A-Z0-9_]{2,}\s*=\s*\S")
_GIT_CONFIG = re.compile(r"(?m)^\[(?:core|remote \"|branch \")")
_GIT_HEAD = re.compile(r"(?:ref: refs/[\w./-]+|[0-9a-f]{40}(?:[0-9a-f]{24})?)\s*")
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")
_SQL_DUMP = re.compile(
    r"(?im)^(?:-- (?:MySQL|PostgreSQL|MariaDB|SQLite) ?.*dump|CREATE TABLE |INSERT INTO |PRAGMA foreign_keys)"
)
_HTPASSWD = re.compile(r"(?m)^[\w.-]+:(?:\$apr1\$|\$2[aby]\$|\{SHA\}|\$[156]\$)")
_LISTING = re.compile(
    r"<title>\s*(?:Index of /|Directory listing for )|<h1>\s*Index of /|<ListBucketResult\b|\[To Parent Directory\]",
    re.IGNORECASE,
)
_METRICS = re.compile(r"(?m)^# (?:HELP|TYPE) \w+ ")
_HARMLESS_ACTUATORS = frozenset({"self", "health", "health-path", "info"})
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")

Signature = Callable[[Exchange], bool]


@dataclass(frozen=True, slots=True)
class Exposure:
    """A path, and how its content is recognised.

    Attributes:
        path: where it is looked for.
        what: what stands there, for a person.
        signature: tells its content from any other.
        description: whether it only describes the build, which is a hint to attackers and no secret.
    """

    path: str
    what: str
    signature: Signature
    description: bool = False


def _text(pattern: re.Pattern[str]) -> Signature:
    def matches(answer: Exchange) -> bool:
        return not _is_page(answer) and pattern.search(answer.text) is not None

    return matches


def _whole(pattern: re.Pattern[str]) -> Signature:
    def matches(answer: Exchange) -> bool:
        return pattern.fullmatch(answer.text) is not None

    return matches


def _page(pattern: re.Pattern[str]) -> Signature:
    def matches(answer: Exchange) -> bool:
        return pattern.search(answer.text) is not None

    return matches


def _starts(*magic: bytes) -> Signature:
    def matches(answer: Exchange) -> bool:
        return answer.body.startswith(magic)

    return matches


def _json(*keys: str) -> Signature:
    def matches(answer: Exchange) -> bool:
        try:
            document = json.loads(answer.body)
        except (ValueError, RecursionError):
            return False
        return isinstance(document, dict) and any(key in document for key in keys)

    return matches


def _open_actuators(answer: Exchange) -> bool:
    document = answer.json()
    links = document.get("_links") if isinstance(document, dict) else None
    return isinstance(links, dict) and bool(set(links) - _HARMLESS_ACTUATORS)


def _private_keys(answer: Exchange) -> bool:
    """Whether it is a set of JSON Web Keys with a private or shared one in it (RFC 7517 section 9.2)."""
    document = answer.json()
    keys = document.get("keys") if isinstance(document, dict) else None
    return isinstance(keys, list) and any(isinstance(key, dict) and _PRIVATE_MEMBERS & set(key) for key in keys)


def _is_page(answer: Exchange) -> bool:
    return (
        answer.is_html or re.match(r"\s*<(?:!doctype|html|head|body)\b", answer.text[:400], re.IGNORECASE) is not None
    )


DOTENV = tuple(
    Exposure(path, "an environment file", _text(_SECRET_ASSIGNMENT))
    for path in ("/.env", "/.env.production", "/.env.local", "/.env.bak", "/api/.env")
)
GIT = (
    Exposure("/.git/HEAD", "the head of a Git repository", _whole(_GIT_HEAD)),
    Exposure("/.git/config", "the configuration of a Git repository", _text(_GIT_CONFIG)),
)
SECRET_FILES = (
    Exposure("/.svn/wc.db", "a Subversion working copy", _starts(b"SQLite format 3\x00")),
    Exposure("/.svn/entries", "a Subversion working copy", _whole(re.compile(r"\d+\s[\s\S]{0,100000}"))),
    Exposure("/.hg/requires", "a Mercurial repository", _text(re.compile(r"(?m)^(?:revlogv1|store|dotencode)$"))),
    Exposure("/.DS_Store", "a folder's index", _starts(b"\x00\x00\x00\x01Bud1")),
    Exposure(
        "/.npmrc",
        "a registry's credential",
        _text(re.compile(r"(?m)^(?://[^\s=]+/)?:?_(?:authToken|auth|password)\s*=")),
    ),
    Exposure(
        "/.aws/credentials", "cloud credentials", _text(re.compile(r"(?i)aws_(?:access_key_id|secret_access_key)\s*="))
    ),
    Exposure("/id_rsa", "a private key", _text(_PRIVATE_KEY)),
    Exposure("/.ssh/id_rsa", "a private key", _text(_PRIVATE_KEY)),
    Exposure("/server.key", "a private key", _text(_PRIVATE_KEY)),
    Exposure("/docker-compose.yml", "a deployment description", _text(re.compile(r"(?m)^services:\s*$"))),
    Exposure(
        "/Dockerfile",
        "a build description",
        _text(re.compile(r"(?m)^FROM \S[^\n]{0,200}\n(?:[^\n]{0,300}\n){0,20}?(?:RUN|CMD|COPY|ENTRYPOINT) ")),
        description=True,
    ),
    Exposure("/package.json", "a build description", _json("dependencies", "devDependencies"), description=True),
    Exposure("/composer.lock", "a list of dependencies", _json("packages"), description=True),
    Exposure("/wp-config.php.bak", "a configuration's copy", _page(re.compile(r"define\(\s*'DB_PASSWORD'"))),
    Exposure("/backup.zip", "a backup", _starts(*_ARCHIVES)),
    Exposure("/backup.tar.gz", "a backup", _starts(*_ARCHIVES)),
    Exposure("/dump.sql", "a database's dump", _text(_SQL_DUMP)),
    Exposure("/backup.sql", "a database's dump", _text(_SQL_DUMP)),
    Exposure("/database.sqlite", "a database", _starts(b"SQLite format 3\x00")),
    Exposure("/.well-known/jwks.json", "a private signing key", _private_keys),
    Exposure("/jwks.json", "a private signing key", _private_keys),
    Exposure("/oauth/jwks", "a private signing key", _private_keys),
    Exposure("/.htpasswd", "password hashes", _text(_HTPASSWD)),
)
OPERATIONS = (
    Exposure("/actuator", "the list of actuators", _open_actuators),
    Exposure("/actuator/env", "the process's environment", _json("propertySources")),
    Exposure("/actuator/heapdump", "the process's memory", _starts(b"JAVA PROFILE", *_ARCHIVES)),
    Exposure("/debug/pprof/", "the profiler", _page(re.compile(r"/debug/pprof/|Types of profiles available"))),
    Exposure("/debug/vars", "the process's variables", _json("memstats", "cmdline")),
    Exposure(
        "/server-status", "the web server's status", _page(re.compile(r"Apache Server Status|Active connections: \d+"))
    ),
    Exposure("/phpinfo.php", "the PHP configuration", _page(re.compile(r"<title>phpinfo\(\)|PHP Version </"))),
    Exposure("/env", "the process's environment", _json("propertySources", "systemProperties")),
    Exposure("/heapdump", "the process's memory", _starts(b"JAVA PROFILE")),
    Exposure("/jolokia/version", "the management bridge", _json("agent", "protocol")),
    Exposure("/console", "an interactive console", _page(re.compile(r"Interactive Console|H2 Console|Werkzeug"))),
    Exposure("/__debug__/", "the debug toolbar", _page(re.compile(r"djdt|Debug Toolbar"))),
    Exposure(
        "/graphiql", "a query console", _page(re.compile(r"graphiql(?:\.min)?\.(?:js|css)|GraphiQL\b", re.IGNORECASE))
    ),
)
METRICS = tuple(
    Exposure(path, "metrics", _text(_METRICS), description=True)
    for path in ("/metrics", "/api/metrics", "/api/v1/metrics")
)


def judge(exposure: Exposure, answer: Exchange, sibling: Exchange) -> Findings:
    """Judge whether a path gives away what its name says.

    Args:
        exposure: what is looked for.
        answer: the exchange on its path.
        sibling: the exchange on a path beside it that cannot exist; what is answered there as well proves nothing.
    """
    if not answer.ok or not exposure.signature(answer) or (sibling.ok and exposure.signature(sibling)):
        return Findings()
    seen = f"{exposure.what} is served with {answer.status}"
    return found(seen, "404 or 403", where=exposure.path, advisory=exposure.description)


def control(answer: Exchange, sibling: Exchange) -> Control:
    """Return the control of an exposure: paths that cannot exist are told apart from those that do.

    It holds where the sibling is refused, and where an app's page is the answer to every path alike.
    """
    refused = sibling.status in {400, 401, 403, 404, 405, 406, 410, 451} or sibling.is_redirect
    alike = sibling.ok and answer.status == sibling.status and answer.media_type == sibling.media_type
    told_apart = sibling.ok and not answer.ok and answer.status in {401, 403, 404, 410}
    return Control(
        "a path beside it that cannot exist is refused, or answered as every unknown path is",
        held=refused or alike or told_apart,
        seen=sibling.describe(),
        exchange=sibling,
    )


def is_listing(answer: Exchange) -> bool:
    """Whether the answer lists a folder or a storage bucket."""
    return answer.ok and _LISTING.search(answer.text[:20_000]) is not None


def is_source_map(answer: Exchange) -> bool:
    """Whether the answer is a source map that carries the sources themselves."""
    document = answer.json() if answer.ok else None
    return isinstance(document, dict) and "mappings" in document and bool(document.get("sourcesContent"))
