"""Pictures, videos and sounds: taken by what they are, delivered from addresses that cannot be guessed."""

import asyncio
import io
import warnings
from typing import Annotated, NamedTuple

from fastapi import APIRouter, File, HTTPException, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import Response

from demo.grover.sizes import LIMIT
from demo.grover.tables import Media
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running

_LONGEST = 1080
_YEAR = "public, max-age=31536000, immutable"
_SLOW_S = 6.0
_VIDEOS = {b"ftypqt  ": "video/quicktime", b"ftypisom": "video/mp4", b"ftypmp42": "video/mp4"}
_SOUNDS = {b"OggS": "audio/ogg", b"RIFF": "audio/wav", b"\x1aE\xdf\xa3": "audio/webm"}

Attached = Annotated[UploadFile | None, File(description="a picture or a video, up to 50 MiB")]
Recorded = Annotated[UploadFile, File(description="a sound, up to 50 MiB")]

router = APIRouter(include_in_schema=False)


class Taken(NamedTuple):
    """A file that was taken."""

    kind: str
    media_type: str
    content: bytes

    def store(self, db: Session, owner_id: str) -> str:
        """Keep it, and give its identifier."""
        stored = Media(owner_id=owner_id, media_type=self.media_type, content=self.content)
        db.add(stored)
        db.flush()
        return stored.id


async def take(deployment: Deployment, file: UploadFile) -> Taken:
    """Read an uploaded picture or video; what it is shows its content, its name and declared type do not count.

    Raises:
        ApiError: it is neither, or too large.
    """
    content = await _read(file)
    if deployment.faults.planted("grover-upload-slow"):
        await asyncio.sleep(_SLOW_S if len(content) > _LONGEST * _LONGEST else 0)
    video = _VIDEOS.get(content[4:12])
    if video is not None:
        return Taken("video", video, content)
    if deployment.faults.planted("grover-upload-unchecked"):
        return Taken("image", file.content_type or "application/octet-stream", content)
    try:
        return Taken("image", "image/webp", await asyncio.to_thread(_remade, content))
    except Exception as error:  # the decoders raise whatever they like on hostile input
        raise ApiError(415, "The file is neither a picture nor a video") from error


async def take_sound(file: UploadFile) -> Taken:
    """Read an uploaded sound.

    Raises:
        ApiError: it is none, or too large.
    """
    content = await _read(file)
    media_type = next((kind for magic, kind in _SOUNDS.items() if content.startswith(magic)), None)
    if media_type is None:
        raise ApiError(415, "The file is not a sound")
    return Taken("voice", media_type, content)


@router.get("/cdn/media/{name}")
async def deliver(deployment: Running, name: str) -> Response:
    """Deliver a file; its content never changes."""
    with deployment.database.reading() as db:
        found = db.get(Media, name)
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": _YEAR, "ETag": f'"{found.id}"', "Content-Type": found.media_type}
    if not deployment.faults.planted("grover-upload-unchecked"):
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return Response(found.content, headers=headers)


async def _read(file: UploadFile) -> bytes:
    content = await file.read()
    if len(content) > LIMIT:
        raise ApiError(413, "The file is larger than 50 MiB")
    return content


def _remade(content: bytes) -> bytes:
    """Decode a picture and make it anew, small and without metadata."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only runs that upload something wait for it

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)  # more pixels than any camera makes
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_LONGEST, _LONGEST))
    made = io.BytesIO()
    upright.save(made, "WEBP", quality=72, method=0)
    return made.getvalue()
