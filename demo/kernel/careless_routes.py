"""Routes and methods that should not be there: left over from development, or brought in by a proxy."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Scope

from demo.kernel.deployment import Deployment

_BUCKET = "/cdn/"
_OLD = "/api/v0/"
_DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
)
_LISTED = (
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<Name>photos</Name><Contents><Key>photos/1</Key></Contents></ListBucketResult>"
)
_DEBUG = {"env": {"NODE_ENV": "development"}, "routes": ["/api/auth/login"]}
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def method(deployment: Deployment, scope: Scope) -> str:
    """Give the method of a request, or the one that it claims where a planted fault believes it."""
    sent = str(scope["method"])
    if not deployment.faults.planted("method-override"):
        return sent
    query = parse_qs(scope["query_string"].decode("latin-1")).get("_method", [""])[0]
    claimed = (Headers(scope=scope).get("x-http-method-override") or query).upper()
    return claimed if claimed in _METHODS else sent


def routed(deployment: Deployment, scope: Scope) -> Scope:
    """Give the request as a router takes it that reads paths kindly or keeps an old version, with a fault planted."""
    path = str(scope["path"])
    if "/admin" in path.lower() and deployment.faults.planted("path-variants-unguarded"):
        plain = "/" + "/".join(part for part in path.lower().split("/") if part not in {"", "."})
        return {**scope, "path": plain, "raw_path": plain.encode(), "unguarded": plain != path}
    if path.startswith(_OLD) and scope["method"] == "GET" and deployment.faults.planted("old-version-open"):
        current = path.replace(_OLD, "/api/", 1)
        return {**scope, "path": current, "raw_path": current.encode(), "as_anyone": True}
    return scope


def served(deployment: Deployment, scope: Scope) -> Response | None:
    """Answer what a planted fault leaves open; the bucket of the pictures answers without one as well."""
    planted, path = deployment.faults.planted, scope["path"]
    if path == _BUCKET:
        open_ = planted("bucket-listed")
        return Response(_LISTED if open_ else _DENIED, 200 if open_ else 403, media_type="application/xml")
    if path == "/api/debug" and planted("debug-route"):
        return JSONResponse(_DEBUG)
    return None


def loosen(deployment: Deployment, scope: Scope, start: Message) -> None:
    """Take from a picture's answer what keeps it from being anything else, where a planted fault does."""
    if deployment.faults.planted("upload-served-loosely") and scope["path"].startswith("/cdn/photos"):
        headers = MutableHeaders(scope=start)
        for name in ("X-Content-Type-Options", "Content-Security-Policy"):
            del headers[name]
