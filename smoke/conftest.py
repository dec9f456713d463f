"""What several smoke checks judge."""

from __future__ import annotations

import secrets

from prodworthy.api import Exchange, HealthDocument, Http, observation

_PAST_CACHES = {"Cache-Control": "no-cache", "Accept": "application/json, text/plain;q=0.5, */*;q=0.1"}


@observation()
async def health_past_caches(http: Http, health_document: HealthDocument) -> Exchange:
    """The health document under a query that no cache has seen."""
    return await http.get(f"{health_document.path}?_={secrets.token_hex(6)}", headers=_PAST_CACHES)
