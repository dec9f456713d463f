"""Screenshots of a run, ready to be embedded."""

from __future__ import annotations

import base64
from pathlib import Path

_SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
}
LARGEST = 2_000_000
TOTAL = 12_000_000


class Pictures:
    """Reads pictures from a run's folder, within a limit for each and for all.

    Args:
        folder: the run's folder; nothing outside of it is read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._left = TOTAL

    def data_uri(self, path: str, media_type: str) -> str:
        """Return the picture as a `data:` URI; empty if there is no such picture, or it is too large to embed."""
        signature = _SIGNATURES.get(media_type)
        if signature is None or "\0" in path:
            return ""
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder):
            return ""
        try:
            if file.stat().st_size > min(LARGEST, self._left):
                return ""
            data = file.read_bytes()
        except OSError:
            return ""
        if not data.startswith(signature):
            return ""
        self._left -= len(data)
        return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
