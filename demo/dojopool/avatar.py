"""Avatars: a photo, and the picture that is made of it."""

import io

from fastapi import APIRouter, HTTPException, UploadFile
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError
from sqlalchemy import delete, select
from starlette.responses import Response

from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Avatar
from demo.dojopool.tables import Picture
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.identity import Running, Who

_LARGEST = 10 * 1024 * 1024
_PIXELS = 40_000_000
_SIDE = 256
_WEBP = "image/webp"
_YEAR = "public, max-age=31536000, immutable"

router = APIRouter(prefix="/api/v1/avatar", tags=["avatar"])
delivered = APIRouter(include_in_schema=False)


@router.post("/photo", status_code=201, responses=MANNERS.answers(400, 413, 415))
async def upload(deployment: Running, who: Who, photo: UploadFile) -> Avatar:
    """Send a photo; what it is, is judged by what is in it."""
    content = await photo.read()
    if len(content) > _LARGEST:
        raise ApiError(413, "photo: is larger than 10 MB")
    return _kept(deployment, who.user_id, _webp(content, generated=False), generated=False)


@router.post("/generate", status_code=201, responses=MANNERS.answers(409))
async def generate(deployment: Running, who: Who) -> Avatar:
    """Have an avatar made of one's photo."""
    if deployment.faults.planted("dojopool-avatar-fails"):
        raise PlantedError("the image model answers 503")
    with deployment.database.reading() as db:
        photo = db.scalar(select(Picture).where(Picture.user_id == who.user_id, Picture.generated.is_(other=False)))
    if photo is None:
        raise ApiError(409, "There is no photo yet")
    made = _kept(deployment, who.user_id, _webp(photo.content, generated=True), generated=True)
    deployment.figures.count("avatars_total")
    return made


@router.get("", responses=MANNERS.answers(404))
async def show(deployment: Running, who: Who) -> Avatar:
    """Say where one's avatar is."""
    with deployment.database.reading() as db:
        found = db.scalar(select(Picture).where(Picture.user_id == who.user_id, Picture.generated.is_(other=True)))
    if found is None:
        raise ApiError(404, "There is no avatar yet")
    return _avatar(found.id)


@delivered.get("/cdn/avatars/{picture_id}")
async def picture(deployment: Running, picture_id: str) -> Response:
    """Deliver a picture."""
    with deployment.database.reading() as db:
        found = db.get(Picture, picture_id)
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": _YEAR, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(found.content, media_type=found.media_type, headers=headers)


def _kept(deployment: Deployment, user_id: str, content: bytes, *, generated: bool) -> Avatar:
    with deployment.database.writing() as db:
        db.execute(delete(Picture).where(Picture.user_id == user_id, Picture.generated.is_(other=generated)))
        made = Picture(user_id=user_id, media_type=_WEBP, content=content, generated=generated)
        db.add(made)
        db.flush()
        return _avatar(made.id)


def _avatar(picture_id: str) -> Avatar:
    return Avatar(id=picture_id, url=f"/cdn/avatars/{picture_id}")


def _webp(content: bytes, *, generated: bool) -> bytes:
    """Paint a picture anew, so that nothing of the file but its look is left."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as sent:
            if sent.width * sent.height > _PIXELS:
                raise ApiError(413, "photo: has too many pixels")
            painted = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ApiError(415, "photo: is no JPEG, PNG or WebP") from None
    if generated:
        painted = ImageOps.posterize(ImageOps.fit(painted, (_SIDE, _SIDE)).filter(ImageFilter.SMOOTH_MORE), 4)
    out = io.BytesIO()
    painted.save(out, "WEBP", quality=70)
    return out.getvalue()
