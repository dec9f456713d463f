"""Pictures are never stored as they came: they are decoded and made anew, smaller and without metadata."""

import io
import warnings

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
"""What may be uploaded: the format as the content shows it, and its media type."""

_LONGEST = 1080
_QUALITY = 72


class NotAPictureError(ValueError):
    """The content is not a picture of a kind that is taken, or is too large once decoded."""


def remake(content: bytes, *, optimised: bool = True) -> tuple[bytes, str]:
    """Decode a picture and encode it again; give the new content and its media type.

    Raises:
        NotAPictureError: it cannot be decoded, or would be too large in memory.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - only runs that upload something wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)  # more pixels than any camera makes
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as error:  # the decoders raise whatever they like on hostile input
        raise NotAPictureError("is not a picture that is taken") from error
    made = io.BytesIO()
    if not optimised:
        upright.save(made, "JPEG", quality=100)
        return made.getvalue(), FORMATS["JPEG"]
    upright.thumbnail((_LONGEST, _LONGEST))
    upright.save(made, "WEBP", quality=_QUALITY)
    return made.getvalue(), FORMATS["WEBP"]
