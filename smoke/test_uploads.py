"""Uploads: are large files taken in time, and those that are too large refused?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Phase,
    Raw,
    Refusal,
    Severity,
    Target,
    TargetFailed,
    Upload,
    check,
    found,
    observation,
)
from prodworthy.rules import media_files
from prodworthy.rules.pictures import png

_MB = 1_048_576
_WAIT_S = 3.0
_LONGEST_S = 120.0
_REFUSES = frozenset({400, 403, 413, 415, 422})


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A file above the limit, beside one below it.

    Attributes:
        small: the answer to a small picture.
        large: the answer to the file that is too large.
        sent: whether it had to be sent whole before there was an answer.
    """

    small: Exchange
    large: Exchange
    sent: bool


@observation(phase=Phase.QUIET, deadline=_LONGEST_S + 30, requests=4, needs={"accounts"})
async def timed_upload(http: Http, target: Target, accounts: Accounts) -> Exchange:
    """A large picture that cannot be compressed, uploaded while nothing else is asked of the target."""
    declared = _declared(target)
    if declared.within_s is None:
        raise NotApplicable("no time is promised for uploads: declare [delivery.media] within_s")
    account = await accounts.adult()
    picture = media_files.noise(round(declared.timed_mb * _MB))
    return await _post(http, declared, account, picture, declared.within_s * 2)


@observation(phase=Phase.WRITING, deadline=_LONGEST_S + 30, requests=6, needs={"accounts"})
async def too_large(http: Http, raw: Raw, target: Target, accounts: Accounts) -> TooLarge:
    """A file above the promised limit: declared first and, where that is not answered, sent whole."""
    declared = _declared(target)
    if declared.most_mb is None:
        raise NotApplicable("no limit is promised for uploads: declare [delivery.media] most_mb")
    account = await accounts.adult()
    small = await _post(http, declared, account, png(), target.limits.request_timeout_s)
    size = round((declared.most_mb + 1) * _MB)
    try:
        return TooLarge(small, await _announce(raw, declared, account, size), sent=False)
    except TargetFailed as failure:
        if failure.kind != "timeout":
            raise
    picture = png() + bytes(size)
    return TooLarge(small, await _post(http, declared, account, picture, _LONGEST_S), sent=True)


@check(
    "smoke.upload_time",
    "A large picture is taken within the promised time",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="OPS-UPL-01; the [delivery.media] declaration of the target file",
    remedy="Store what comes in and process it afterwards; look at the line from here as well.",
    covers=["OPS-UPL-01"],
    needs={"accounts"},
    creates="a test account with a picture, removed again",
)
def test_upload_time(timed_upload: Exchange, target: Target, evidence: Evidence) -> None:
    """People give an upload up that seems to stand still. One upload is timed, with the way from here to the target."""
    declared = _declared(target)
    evidence.measure("upload_time", round(timed_upload.elapsed, 3), "s", 1)
    limit = declared.within_s or 0.0
    if not timed_upload.ok:
        found(timed_upload.describe(), f"a picture of {declared.timed_mb:g} MB is taken").raise_if_any()
    if timed_upload.elapsed > limit:
        seen = f"{timed_upload.elapsed:.1f} s for {declared.timed_mb:g} MB"
        found(seen, f"at most {limit:g} s").raise_if_any()


@check(
    "smoke.upload_limit",
    "Files above the promised size are refused",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="ASVS v5.0.0-5.2.1; RFC 9110 section 15.5.14; CWE-770",
    remedy="Limit the body where it comes in, by its declared length and while it is read, and answer 413.",
    covers=["UPL-03"],
    needs={"accounts"},
    refusal=True,
    creates="a test account with a picture, removed again",
)
def test_upload_limit(too_large: TooLarge, target: Target, refusal: Refusal, evidence: Evidence) -> None:
    """Without a limit anyone with an account fills the disk and the bill."""
    how = "sent whole" if too_large.sent else "declared, and refused before it was sent"
    evidence.log("The file above the limit", [f"{_declared(target).most_mb or 0:g} MB and one more: {how}"])
    control = Control.accepted("a small picture is taken", too_large.small)
    refusal.judge(too_large.large, control, what="a file above the limit", refused=_REFUSES)


def _declared(target: Target) -> Upload:
    if target.delivery.media is None:
        raise NotApplicable("the target declares no upload of pictures: declare [delivery.media]")
    return target.delivery.media


async def _post(http: Http, declared: Upload, account: Account, content: bytes, seconds: float) -> Exchange:
    files = {declared.field: ("picture.png", content, "image/png")}
    return await http.post(declared.path, files=files, headers=account.headers, timeout=min(seconds, _LONGEST_S))


async def _announce(raw: Raw, declared: Upload, account: Account, size: int) -> Exchange:
    """Declare a body of that size and send no more than its beginning."""
    boundary = secrets.token_hex(16)
    disposition = f'form-data; name="{declared.field}"; filename="picture.png"'
    begin = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: image/png\r\n\r\n".encode() + png()
    fields = {
        **account.headers,
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(size + len(begin) + len(boundary) + 8),
    }
    return await raw.send(declared.path, method="POST", headers=fields, body=begin, timeout=_WAIT_S)
