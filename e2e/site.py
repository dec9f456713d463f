"""The pages of a site that law and stores ask for, as declared."""

from __future__ import annotations

from prodworthy.api import Blocked, NotApplicable, SiteVisit, Target

HTML = frozenset({"text/html", "application/xhtml+xml"})


def legal_paths(target: Target) -> list[str]:
    """Return the paths of the declared pages, each once."""
    paths = list(target.web.legal.values())
    if target.privacy:
        declared = target.privacy
        paths += [path for path in (declared.contact, declared.do_not_sell, declared.deletion) if path]
    return list(dict.fromkeys(paths))


def demand_page(visit: SiteVisit) -> None:
    """Go on only if the first page is one for people.

    Raises:
        NotApplicable: it is not.
        Blocked: it did not load.
    """
    if visit.landing is None:
        raise Blocked(f"the first page did not load: {next(iter(visit.failures.values()), 'see e2e.landing')}")
    if visit.landing.status >= 400:  # noqa: PLR2004 - RFC 9110 section 15
        raise Blocked(f"the first page answers {visit.landing.status}: see e2e.landing")
    if visit.landing.media_type not in HTML:
        raise NotApplicable(f"the first document is {visit.landing.media_type}, not a page (as observed)")
