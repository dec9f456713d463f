"""What the authorities say of the certificates that were shown: stapled, on their lists, or asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.certificate_reading import ocsp_request, read_crl, read_ocsp
from prodworthy.probes.http import Http
from prodworthy.rules.certificates import Certificate, Shown
from prodworthy.rules.revocation import Status

_ANSWER_S = 5.0
_OCSP = "application/ocsp-request"


async def statuses(http: Http, shown: Iterable[Shown], staples: Sequence[bytes]) -> dict[int, Status]:
    """Return the status of each certificate that a trusted authority vouches for, by serial number.

    A certificate that names neither a list nor a responder, and has no staple, has none. One that is not trusted is not
    asked about: whoever made it could send the question anywhere.
    """
    leaves = {one.leaf.serial: one for one in shown if not one.distrust}
    answers = await asyncio.gather(*(_status(http, one, staples) for one in leaves.values()))
    return {serial: status for serial, status in zip(leaves, answers, strict=True) if status is not None}


async def stapled_status(staple: bytes, leaf: Certificate) -> Status:
    """Return what a stapled response says; `unasked` with the reason if it cannot be used."""
    try:
        said = await asyncio.to_thread(read_ocsp, staple, leaf)
    except ValueError as error:
        return Status("unasked", reason=str(error), source="the stapled status")
    return Status(said.word, said.since, source="the stapled status")


async def _status(http: Http, shown: Shown, staples: Sequence[bytes]) -> Status | None:
    leaf = shown.leaf
    for staple in staples:
        if (said := await stapled_status(staple, leaf)).word != "unasked":
            return said
    issuer = shown.path[1] if len(shown.path) > 1 else None
    asked = [("list", url) for url in leaf.crl_urls] + [("responder", url) for url in leaf.ocsp_urls if issuer]
    answer: Status | None = None
    for kind, url in asked:
        if urlsplit(url).scheme not in {"http", "https"}:
            continue
        answer = await _ask(http, kind, url, leaf, issuer)
        if answer.word != "unasked":
            break
    return answer


async def _ask(http: Http, kind: str, url: str, leaf: Certificate, issuer: Certificate | None) -> Status:
    try:
        if kind == "list" or issuer is None:
            answer = await http.get(url, timeout=_ANSWER_S)
        else:
            question = await asyncio.to_thread(ocsp_request, leaf, issuer)
            answer = await http.post(url, content=question, headers={"Content-Type": _OCSP}, timeout=_ANSWER_S)
        if not answer.ok:
            return Status("unasked", reason=f"{url} answers {answer.status}", source=url)
        if answer.truncated:
            return Status("unasked", reason=f"{url} is larger than limits.body_bytes", source=url)
        if kind == "list":
            said = await asyncio.to_thread(read_crl, answer.body, leaf, issuer)
        else:
            said = await asyncio.to_thread(read_ocsp, answer.body, leaf)
    except TargetFailed as failure:
        return Status("unasked", reason=failure.sentence, source=url)
    except ValueError as error:
        return Status("unasked", reason=f"{url}: {error}", source=url)
    return Status(said.word, said.since, source=url)
