"""App links: links to the site open the app, and no other app."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prodworthy.api import Exchange, Footprint, Http, NotApplicable, Parts, Severity, check, observation
from prodworthy.rules import app_links

_FILES = (app_links.ANDROID, app_links.APPLE)


@observation(requests=2)
async def app_link_files(http: Http) -> dict[str, Exchange]:
    """The files by which the site vouches for its apps."""
    return dict(zip(_FILES, await asyncio.gather(*map(http.get, _FILES)), strict=True))


@check(
    "security.app_links",
    "Links to the site open its app",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Digital Asset Links; Android App Links; Apple, Supporting associated domains",
    remedy="Serve assetlinks.json and apple-app-site-association themselves, as application/json, without a redirect.",
    covers=["PRV-APP-01", "PRV-APP-02"],
)
def test_app_links(
    app_link_files: Mapping[str, Exchange], unknown_path: Exchange, landing: Exchange, parts: Parts
) -> None:
    """A file that cannot be read opens every link in the browser, and password managers stop knowing the app."""
    for path, answer in app_link_files.items():
        with parts.part(path):
            same_as_unknown = answer.status == unknown_path.status and answer.media_type == unknown_path.media_type
            if answer.status >= 400 or (same_as_unknown and not answer.is_json):  # noqa: PLR2004 - RFC 9110 section 15.5
                raise NotApplicable(f"there is no such file: {answer.status} (as observed)")
            if answer.is_redirect and landing.status in {401, 403}:
                raise NotApplicable("everything is behind a sign-in (as observed)")
            app_links.judge(path, answer).raise_if_any()
