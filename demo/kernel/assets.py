"""Static files, served under a path that changes with the content of any of them, so that they may be cached for ever.

The digest is that of all files, as of a release: so a script can import its neighbour by a relative path.
"""

import hashlib
import mimetypes
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_IMMUTABLE = "public, max-age=31536000, immutable"


_SHARED = Path(__file__).parent / "static"


class Assets:
    """The files of a product, and the scripts that all products share, read once."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, bytes] = {}
        for place in (_SHARED, folder):
            for file in place.rglob("*"):
                if file.is_file():
                    self._files[file.relative_to(place).as_posix()] = file.read_bytes()
        whole = hashlib.sha256()
        for name, content in sorted(self._files.items()):
            whole.update(name.encode() + b"\0" + content)
        self._digest = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Give the path under which a file is served.

        Raises:
            KeyError: there is no such file.
        """
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self._digest}/{name}"

    def router(self) -> APIRouter:
        """Make the route that serves the files."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{digest}/{name:path}")
        async def asset(digest: str, name: str) -> Response:
            content = self._files.get(name)
            if content is None or digest != self._digest:
                raise HTTPException(404)
            suffix = Path(name).suffix
            media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            headers = {"Cache-Control": _IMMUTABLE, "ETag": f'"{digest}"', "Content-Type": media_type}
            return Response(content, headers=headers)

        return router
