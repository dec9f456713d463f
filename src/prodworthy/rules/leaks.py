"""Personal data on the way out: in addresses, and in what other hosts are told; plain, encoded, or as a digest."""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote_plus, urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import PageRequest
from prodworthy.rules import traces

_LEAST_LENGTH = 6
"""Characters: what is shorter stands somewhere by chance."""


def judge(
    requests: Iterable[PageRequest],
    belongs: Callable[[str], bool],
    secrets: Mapping[str, str],
    born: dt.date | None = None,
) -> Findings:
    """Judge where personal data went: into no address, and to no other host.

    A digest of an e-mail address is personal data as well: whoever has the address can make it.

    Source: ASVS v5.0.0-14.2.1; GDPR art. 4(1) and 5(1)(c); Opinion 05/2014 of the Article 29 Working Party, on hashing.

    Args:
        requests: what the pages requested.
        belongs: says whether a URL is on a host of the target.
        secrets: personal data by what they are, such as `e-mail address`.
        born: the date of birth.
    """
    forms = {what: _forms(value) for what, value in secrets.items() if len(value) >= _LEAST_LENGTH}
    findings: dict[tuple[str, str], Findings] = {}
    for request in requests:
        if not request.url.startswith(("http:", "https:", "ws:", "wss:")):
            continue
        parts = urlsplit(request.url)
        own = belongs(request.url)
        where = f"{request.kind} {parts.path}" if own else f"{request.kind} to {parts.hostname}"
        for what, how in _told(request, forms, born, own=own):
            words = "the address has" if own else "another host is told"
            required = "a request body" if own else "the target's own hosts only"
            findings.setdefault((where, what), found(f"{words} the {what}{how}", required, where=where))
    return each(findings.values())


def _told(
    request: PageRequest, forms: Mapping[str, Mapping[str, str]], born: dt.date | None, *, own: bool
) -> list[tuple[str, str]]:
    """Return what a request tells, and in which form."""
    text = unquote_plus(request.url) if own else unquote_plus(f"{request.url}\n{request.body}")
    folded = text.casefold()
    told = []
    for what, written in forms.items():
        # Base64 is the one form in which capitals matter.
        how = next((how for how, form in written.items() if form in (text if "base64" in how else folded)), None)
        if how is not None:
            told.append((what, how))
    if born and (traces.url_tells(request.url, born) or (not own and traces.tells(request.body, born))):
        told.append(("date of birth", ""))
    return told


def _forms(value: str) -> dict[str, str]:
    """Return how a value may be written, each with the words for it."""
    plain = value.strip().casefold()
    data = plain.encode()
    forms = {"": plain, " in base64": b64encode(data).decode().rstrip("=")}
    forms[" in base64 for addresses"] = urlsafe_b64encode(data).decode().rstrip("=")
    forms |= {f" as a digest ({name})": hashlib.new(name, data).hexdigest() for name in ("sha256", "sha1", "md5")}
    return forms
