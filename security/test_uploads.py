"""Uploads: what is taken is a picture, and tells nothing that its owner did not mean to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from prodworthy.api import (
    Accounts,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    PrivateObject,
    Refusal,
    Run,
    Severity,
    Step,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules.pictures import PLACE, png
from prodworthy.rules.templates import NOTHING, fill_path, fill_text, lookup
from security.declared import auth_of

_CANARY = "prodworthy-canary"
_ACTIVE = frozenset(
    {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript"}
)
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>/*{_CANARY}*/</script></svg>'.encode()
_PAGE = f"<!doctype html><title>{_CANARY}</title><script>/*{_CANARY}*/</script>".encode()
_FILES = {
    "a picture": ("picture.png", png(metadata=PLACE), "image/png"),
    "an SVG image": ("picture.svg", _SVG, "image/svg+xml"),
    "a page": ("page.html", _PAGE, "text/html"),
    "a page that says it is a picture": ("picture.png", _PAGE, "image/png"),
}
_POLYGLOT = png() + f"<script>/*{_CANARY}*/</script>".encode()
_NAME = f"../../{_CANARY}.php.png"
_ODD = "a picture with a script behind it and a name that leads elsewhere"
_REFUSES = frozenset({400, 403, 406, 409, 413, 415, 422})


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was uploaded.

    Attributes:
        sent: the answer to the upload.
        delivered: the file as it is delivered; None where none came of it.
        place: its address, as the answer tells it.
    """

    sent: Exchange
    delivered: Exchange | None
    place: str = ""


@observation(phase=Phase.WRITING, deadline=60.0, requests=12, needs={"accounts"})
async def uploads(http: Http, target: Target, accounts: Accounts, run: Run) -> dict[str, Uploaded]:
    """A picture with metadata, and files that are no pictures, uploaded as the declared step does."""
    one, step = _declared(target)
    account = await accounts.adult()
    values = {**account.values, "run": run.id}
    for earlier in one.create[: one.create.index(step)]:
        values.update((await take(http, earlier, values, credential=account.headers)).saved)
    fields = {**account.headers, **{name: fill_text(text, values) for name, text in step.headers.items()}}
    seen = {}
    for name, file in {**_FILES, _ODD: (_NAME, _POLYGLOT, "image/png")}.items():
        path = fill_path(step.path, values)
        sent = await http.send(step.method, path, headers=fields, files={step.upload: file})
        address = lookup(sent.json(), step.save[one.media]) if sent.ok else NOTHING
        place = address if isinstance(address, str) else ""
        seen[name] = Uploaded(sent, await http.get(place) if place else None, place)
    return seen


@check(
    "security.upload_active",
    "Uploads cannot act as pages of the site",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-5.2.2, 3.2.1, 1.3.4; CWE-434; CWE-79; WSTG-BUSL-08",
    remedy="Decide by content what is taken, make pictures anew, and deliver them with nosniff and a sandbox.",
    covers=["UPL-01", "UPL-02", "UPL-05", "HDR-DISP-01"],
    needs={"accounts"},
    refusal=True,
    creates="one test account with some uploads",
)
def test_upload_active(uploads: Mapping[str, Uploaded], parts: Parts, refusal: Refusal) -> None:
    """A file with a script in it, opened from the site's own address, acts as whoever opens it."""
    control = Control.accepted("a picture is taken", uploads["a picture"].sent)
    for name, tried in uploads.items():
        if name in {"a picture", _ODD}:
            continue
        with parts.part(name):
            shown = tried.delivered
            if not tried.sent.ok:
                refusal.judge(tried.sent, control, what=f"the upload of {name}", refused=_REFUSES)
                continue
            refusal.require(control)
            if shown is None or not shown.ok or _CANARY not in shown.text:
                continue  # made anew, or not delivered
            if shown.media_type in _ACTIVE and not _tamed(shown):
                seen = f"taken, and delivered as {shown.media_type} to be opened in place"
                found(seen, "a refusal, or delivery as an attachment or in a sandbox").raise_if_any()
            if "nosniff" not in shown.headers.get("x-content-type-options").lower() and not _tamed(shown):
                found(
                    f"taken, and delivered as {shown.media_type or 'no type'}", "a refusal, or nosniff"
                ).raise_if_any()


@check(
    "security.upload_metadata",
    "Pictures are delivered without their metadata",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-14.2.8; CWE-1230; GDPR article 5(1)(c)",
    remedy="Make uploaded pictures anew, or strip Exif, XMP and comments before they are stored.",
    covers=["UPL-09", "PRV-LEAK-06"],
    needs={"accounts"},
    creates="one test account with some uploads",
)
def test_upload_metadata(uploads: Mapping[str, Uploaded]) -> None:
    """The picture from the bedroom tells the address of the bedroom."""
    picture = uploads["a picture"]
    if picture.delivered is None or not picture.delivered.ok or not picture.delivered.body:
        raise Unmeasured(f"the picture is not delivered: {(picture.delivered or picture.sent).describe()}")
    if PLACE in picture.delivered.body:
        found("the place in the metadata is delivered with the picture", "a picture without metadata").raise_if_any()


@check(
    "security.upload_names",
    "The server names uploaded files itself",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-5.3.2, 5.4.1; CWE-22; CWE-73; CWE-434",
    remedy="Store uploads under an identifier of your own; keep the name they came with as data at the most.",
    covers=["UPL-08"],
    needs={"accounts"},
    refusal=True,
    creates="one test account with some uploads",
)
def test_upload_names(uploads: Mapping[str, Uploaded], target: Target, refusal: Refusal) -> None:
    """A name with dots in it leads out of the folder, and one that ends in .php is run by the next server."""
    refusal.require(Control.accepted("a picture is taken", uploads["a picture"].sent))
    odd = uploads[_ODD]
    if odd.sent.ok and (".php" in odd.place or ".." in unquote(odd.place)):
        seen = f"the name it came with is part of its address: {odd.place[:100]}"
        # A store of files on a host of its own has neither folders to leave nor scripts to run.
        elsewhere = urlsplit(odd.place).hostname not in {None, target.host}
        found(seen, "a name of the server's own", advisory=elsewhere).raise_if_any()


@check(
    "security.upload_served",
    "Uploads are delivered as what they are, and as nothing else",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-3.2.1, 5.2.2; CWE-434; CWE-79; WSTG-BUSL-09",
    remedy="Deliver uploads with their own media type and nosniff, on a host of their own or in a sandbox.",
    covers=["UPL-04", "UPL-12"],
    needs={"accounts"},
    creates="one test account with some uploads",
)
def test_upload_served(uploads: Mapping[str, Uploaded], target: Target, parts: Parts) -> None:
    """One file can be a picture to who uploads it and a page to who opens it."""
    for name in ("a picture", _ODD):
        with parts.part(name):
            tried = uploads[name]
            shown = tried.delivered
            if not tried.sent.ok and name == _ODD:
                continue  # refused
            if shown is None or not shown.ok:
                raise Unmeasured(f"it is not delivered: {(shown or tried.sent).describe()}")
            if _tamed(shown) or urlsplit(shown.url).hostname != target.host:
                continue
            if not shown.media_type.startswith("image/") or shown.media_type in _ACTIVE:
                found(f"delivered as {shown.media_type or 'no type'}", "an image's media type").raise_if_any()
            if "nosniff" not in shown.headers.get("x-content-type-options").lower():
                found("delivered without nosniff, from the site's own host", "nosniff, or a sandbox").raise_if_any()


def _tamed(shown: Exchange) -> bool:
    disposition = shown.headers.get("content-disposition").strip().lower()
    policies = ";".join(shown.headers.get_list("content-security-policy")).lower()
    return disposition.startswith("attachment") or "sandbox" in policies


def _declared(target: Target) -> tuple[PrivateObject, Step]:
    """Return the object that comes of an upload, and the step that uploads it.

    Raises:
        NotApplicable: if none is declared.
    """
    for one in auth_of(target).objects:
        for step in one.create:
            if step.upload and one.media in step.save and not one.partner:
                return one, step
    raise NotApplicable("no upload is declared: declare one of [[auth.objects]] with upload and media")
