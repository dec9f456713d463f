"""Pages for people, as declared."""

from __future__ import annotations

from pydantic import Field

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.urls import BaseUrl


class Web(Model):
    """Pages for people.

    Attributes:
        url: where the pages are, if not below `base_url`, such as `https://app.shop.example` beside an API of its own.
        landing: path of the page that a visitor sees first.
        flows: product flows of the e2e layer that apply to it, by name.
        ignored_console: texts of console messages that are known and accepted.
        assets: paths of static files to sample; by default what the landing page loads.
        legal: path by kind of legal page, such as `privacy` and `terms`.
        onward: paths that lead on to the address in one of their parameters, which is `{url}`: `/login?next={url}`.
        test_card: number of a card that the payment service takes without charging anyone; leave it out where every
            payment is real.
    """

    url: BaseUrl = ""
    landing: Path = "/"
    flows: tuple[str, ...] = ()
    ignored_console: tuple[str, ...] = ()
    assets: tuple[Path, ...] = ()
    legal: dict[str, Path] = Field(default_factory=dict)
    onward: tuple[Path, ...] = ()
    test_card: str = ""
