"""Static files, served under a name that changes with their content, so that they may be cached for ever."""

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


class Assets:
    """The files of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, bytes] = {}
        self._digests: dict[str, str] = {}
        if folder.is_dir():
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    name = file.relative_to(folder).as_posix()
                    self._files[name] = file.read_bytes()
                    self._digests[name] = hashlib.sha256(self._files[name]).hexdigest()[:12]

    def url(self, name: str) -> str:
        """Give the path under which a file is served.

        Raises:
            KeyError: there is no such file.
        """
        return f"/static/{self._digests[name]}/{name}"

    def router(self) -> APIRouter:
        """Make the route that serves the files."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{digest}/{name:path}")
        async def asset(digest: str, name: str) -> Response:
            content = self._files.get(name)
            if content is None or digest != self._digests[name]:
                raise HTTPException(404)
            suffix = Path(name).suffix
            media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            headers = {"Cache-Control": _IMMUTABLE, "ETag": f'"{digest}"', "Content-Type": media_type}
            return Response(content, headers=headers)

        return router
