"""Photos: uploaded to the API, delivered from the edge."""

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, HTTPException, Path, UploadFile
from sqlalchemy import func, select
from starlette.responses import Response

from demo.balloond import pictures
from demo.balloond.manners import MANNERS
from demo.balloond.tables import Photo
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER, CamelCase

router = APIRouter(tags=["media"])

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of a photo."""

_PHOTOS_EACH = 6
_YEAR = "public, max-age=31536000, immutable"


class PhotoShape(CamelCase):
    """A photo, and where it is delivered."""

    id: str
    url: str
    media_type: str
    size: int


class Photos(CamelCase):
    """Someone's photos."""

    photos: list[PhotoShape]


@router.post("/api/users/photos", status_code=201, responses=MANNERS.answers(400, 409, 413, 415))
async def upload(
    deployment: Running, who: Who, photo: Annotated[UploadFile, File(description="JPEG, PNG or WebP, up to 10 MiB")]
) -> PhotoShape:
    """Upload a photo. What it is shows its content; its name and declared type do not count."""
    content = await photo.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise ApiError(413, "photo: is larger than 10 MiB")
    faults = deployment.faults
    optimised = not faults.planted("photos-unoptimised")
    declared = photo.content_type or "application/octet-stream"
    if faults.planted("upload-unchecked") or (faults.planted("upload-svg-accepted") and declared == "image/svg+xml"):
        media_type = declared
    else:
        try:
            made, media_type = await asyncio.to_thread(pictures.remake, content, optimised=optimised)
        except pictures.NotAPictureError as error:
            raise ApiError(400, f"photo: {error}") from error
        if not faults.planted("photo-metadata-kept"):
            content = made
        else:
            media_type = declared
    with deployment.database.writing() as db:
        count = db.scalar(select(func.count()).select_from(Photo).where(Photo.user_id == who.user_id)) or 0
        if count >= _PHOTOS_EACH:
            raise ApiError(409, f"photo: there are {_PHOTOS_EACH} already")
        kept = f"/{quote(photo.filename or '')}" if faults.planted("upload-name-kept") else ""
        stored = Photo(user_id=who.user_id, media_type=media_type, content=content)
        db.add(stored)
        db.flush()
        shape = _shape(stored)
        return shape.model_copy(update={"url": shape.url + kept})


@router.get("/api/users/photos")
async def mine(deployment: Running, who: Who) -> Photos:
    """List one's photos."""
    with deployment.database.reading() as db:
        found = db.scalars(select(Photo).where(Photo.user_id == who.user_id).order_by(Photo.created_at)).all()
        return Photos(photos=[_shape(photo) for photo in found])


@router.delete("/api/users/photos/{id}", status_code=204, responses=MANNERS.answers(404))
async def remove(deployment: Running, who: Who, photo_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]) -> None:
    """Delete one of one's photos, at the edge as well."""
    with deployment.database.writing() as db:
        photo = db.get(Photo, photo_id)
        if photo is None or (photo.user_id != who.user_id and not deployment.faults.planted("bola-photos")):
            raise ApiError(404, "Photo not found")
        db.delete(photo)
    deployment.purge(f"/cdn/photos/{photo_id}")


@router.get("/cdn/photos/{name:path}", include_in_schema=False)
async def deliver(deployment: Running, name: str) -> Response:
    """Deliver a photo; its address cannot be guessed and its content never changes."""
    if deployment.faults.planted("upload-name-kept"):
        name = name.partition("/")[0]
    with deployment.database.reading() as db:
        photo = db.get(Photo, name)
    if photo is None:
        raise HTTPException(404)
    headers = {"Cache-Control": _YEAR, "ETag": f'"{photo.id}"', "Content-Type": photo.media_type}
    careless = deployment.faults.planted("upload-unchecked") or deployment.faults.planted("upload-svg-accepted")
    if not careless:
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return Response(photo.content, headers=headers)


def _shape(photo: Photo) -> PhotoShape:
    return PhotoShape(id=photo.id, url=f"/cdn/photos/{photo.id}", media_type=photo.media_type, size=len(photo.content))
