"""What pages load from elsewhere, and what they publish with it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    check,
    found,
    observation,
)
from prodworthy.rules import exposure, markup, page_content, robots, secrets

_SOURCE_MAP = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*$")
_TAIL = 2000  # the comment stands on the last line


@observation(requests=20)
async def source_maps(http: Http, scripts: dict[str, Exchange]) -> dict[str, Exchange]:
    """What stands where each script, or the usual name beside it, says that its source map is."""
    wanted = {url: _map_of(url, answer) for url, answer in scripts.items()}
    own = {url: there for url, there in wanted.items() if http.owns(there)}
    if not own:
        raise NotApplicable("the first page loads no script from the target's hosts (as observed)")
    return dict(zip(own.values(), await asyncio.gather(*map(http.get, own.values())), strict=True))


@observation()
async def robots_txt(http: Http) -> Exchange:
    """What search engines are told."""
    return await http.get("/robots.txt")


@check(
    "security.mixed_content",
    "Pages load nothing over plain HTTP",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="W3C Mixed Content; CWE-319; WSTG-CRYP-03",
    remedy="Write https: addresses, or addresses without a scheme and host, in the markup.",
    covers=["HDR-MIX-01"],
    needs={"https"},
)
def test_mixed_content(html_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """What travels in the clear can be changed on the way, and a form's answers can be read."""
    for name, answer in html_answers.items():
        with parts.part(name):
            page_content.judge_mixed(markup.read(answer.text, answer.url), answer.url).raise_if_any()


@check(
    "security.integrity",
    "Scripts of other sites are bound to their content",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="W3C Subresource Integrity; ASVS v5.0.0-3.6.1; CWE-353",
    remedy="Serve the file yourself, or add integrity and crossorigin to the element.",
    covers=["HDR-SRI-01"],
)
def test_integrity(page: Exchange) -> None:
    """Whoever takes over the other site's server takes over every page that loads its script."""
    page_content.judge_integrity(markup.read(page.text, page.url), page.url).raise_if_any()


@check(
    "security.published_secrets",
    "No private key is in what every visitor downloads",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.3.1; CWE-798; WSTG-INFO-05",
    remedy="Replace the key at once, keep it on the server, and let the server make the calls that need it.",
    covers=["EXP-08"],
)
def test_published_secrets(
    response_classes: Mapping[str, Exchange], scripts: Mapping[str, Exchange], parts: Parts
) -> None:
    """A key in a script is everybody's key: robots find it within hours."""
    for name, answer in {**response_classes, **scripts}.items():
        with parts.part(name):
            secrets.judge(answer.text).raise_if_any()


@check(
    "security.source_maps",
    "The source of the scripts is not served with them",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.7; CWE-540",
    remedy="Send source maps to the error tracker only, and leave them out of what is deployed.",
    covers=["EXP-03"],
)
def test_source_maps(source_maps: Mapping[str, Exchange], parts: Parts) -> None:
    """A source map gives away the source with its comments, and often code that only administrators see."""
    for url, answer in source_maps.items():
        with parts.part(url):
            if exposure.is_source_map(answer):
                found("a source map with the sources in it", "404 or 403").raise_if_any()


@check(
    "security.robots",
    "Search engines may find the site, and are told nothing that should stay unknown",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="RFC 9309; WSTG-INFO-03",
    remedy="Allow what the public should find, and never name what is to stay unknown: the file is public.",
    covers=["EXP-10"],
)
def test_robots(robots_txt: Exchange, page: Exchange) -> None:
    """The file of a test environment, deployed by mistake, takes a product out of every search engine."""
    del page  # a target without pages has nothing to be found
    if not robots_txt.ok or robots_txt.is_html:
        raise NotApplicable(f"there is no robots.txt (as observed): {robots_txt.status}")
    robots.judge(robots_txt.text).raise_if_any()


def _map_of(url: str, answer: Exchange) -> str:
    named = answer.headers.get("sourcemap") or answer.headers.get("x-sourcemap")
    if not named and (match := _SOURCE_MAP.search(answer.text[-_TAIL:])) is not None:
        named = match[1]
    if named.startswith("data:"):
        named = ""
    return urljoin(url, named) if named else urlsplit(url)._replace(query="", fragment="").geturl() + ".map"
