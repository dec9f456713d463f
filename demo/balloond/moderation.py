"""What people may not write to others."""

import re
import unicodedata

from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError

_PROHIBITED = ("kill yourself", "kys", "nazi", "whore", "send bitcoin", "send nudes", "cocaine for sale")
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
_PATTERN = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in _PROHIBITED))


def check(deployment: Deployment, text: str) -> None:
    """Refuse prohibited content, however it is dressed up.

    Raises:
        ApiError: the text is prohibited.
    """
    found = _prohibited(text, literally=deployment.faults.planted("moderation-literal"))
    if found and not deployment.faults.planted("moderation-off"):
        raise ApiError(403, "CONTENT_PROHIBITED")


def _prohibited(text: str, *, literally: bool) -> bool:
    if literally:
        return bool(_PATTERN.search(text))
    visible = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    plain = " ".join(visible.lower().split())
    return any(_PATTERN.search(form) for form in (plain, plain.translate(_LOOKALIKES)))
