"""Compatibility: does what worked by the document of the run before still work?"""

from __future__ import annotations

import json

from prodworthy.api import Footprint, Kept, NotApplicable, Severity, check, observation
from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_compatibility import breaking

_KIND = "openapi"
_IGNORED = frozenset({"servers", "host"})  # they differ from place to place, and break nobody


@observation(requests=0, needs={"openapi"})
async def openapi_before(kept: Kept, openapi_document: Document) -> Document:
    """The document of the run before; this run's takes its place in the history."""
    now = {name: part for name, part in openapi_document.raw.items() if name not in _IGNORED}
    before = await kept.exchange(_KIND, json.dumps(now, sort_keys=True))
    if before is None:
        raise NotApplicable("the first run of this target with a document in the history: nothing to compare with")
    return Document(json.loads(before), openapi_document.url)


@check(
    "contract.compatible",
    "What worked by the last document works by this one",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OWASP API9:2023; RFC 9745",
    remedy="Bring back what is gone, keep new fields and parameters optional, or publish the change as a new version "
    "beside the old one; if nobody depends on it, the next run compares with the document as it is now.",
    covers=["OPS-OAS-01"],
    needs={"openapi"},
)
def test_compatible(openapi_before: Document, openapi_document: Document) -> None:
    """Apps that are installed cannot be changed with the server: what they rely on has to stay until they are gone."""
    now = {name: part for name, part in openapi_document.raw.items() if name not in _IGNORED}
    breaking(openapi_before, Document(now, openapi_document.url)).raise_if_any()
