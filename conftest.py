"""What every layer observes of a target."""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import urljoin

from prodworthy.api import (
    LIVE_PATHS,
    Accounts,
    Arrival,
    Exchange,
    HealthDocument,
    Http,
    NotApplicable,
    Phase,
    Target,
    Unmeasured,
    find_health,
    observation,
)
from prodworthy.rules import markup
from prodworthy.rules.templates import fill, fill_path, fill_text

_MOST_SCRIPTS = 20


@observation(requests=0)
async def landing(arrival: Arrival) -> Exchange:
    """The landing page, or whatever stands at that path or where its redirects lead on the target's own hosts."""
    if arrival.page is None:
        raise Unmeasured(arrival.sentence)
    return arrival.page


@observation()
async def landing_hops(http: Http, landing: Exchange) -> list[Exchange]:
    """The landing response and, where it sends visitors on, every hop from there."""
    if not landing.is_redirect:
        return [landing]
    there = urljoin(landing.url, landing.headers.get("location"))
    return [landing, *await http.follow(there)] if http.owns(there) else [landing]


@observation(requests=_MOST_SCRIPTS)
async def scripts(http: Http, landing_hops: list[Exchange]) -> dict[str, Exchange]:
    """The scripts that the first page loads from the target's hosts, by address; often none."""
    last = landing_hops[-1]
    loaded = markup.read(last.text, last.url).resources if last.is_html else []
    own = [one.url for one in loaded if one.use == "script" and one.url.startswith("http") and http.owns(one.url)]
    wanted = list(dict.fromkeys(own))[:_MOST_SCRIPTS]
    return dict(zip(wanted, await asyncio.gather(*map(http.get, wanted)), strict=True))


@observation()
async def unknown_path(http: Http) -> Exchange:
    """A path that cannot exist: how the target says "not found", the control of every check for exposed files."""
    return await http.get(f"/prodworthy-{secrets.token_hex(8)}")


@observation(deadline=30.0, requests=lambda target: 1 if target.health.live else len(LIVE_PATHS))
async def health_if_any(http: Http, target: Target) -> HealthDocument | None:
    """The health document, or None: for observations that do without one."""
    return await find_health(http, target)


@observation(requests=0)
async def health_document(health_if_any: HealthDocument | None) -> HealthDocument:
    """Where the target says how it is: as declared, or found at the usual places."""
    if health_if_any is None:
        raise NotApplicable(
            f"no health document found at the usual places ({', '.join(LIVE_PATHS[:3])}, …): declare [health] live"
        )
    return health_if_any


@observation(phase=Phase.WRITING, requests=2, needs={"accounts"})
async def sign_in_answer(http: Http, target: Target, accounts: Accounts) -> Exchange:
    """The answer that signs a test account in, in the way of the pages where that is declared."""
    step = (target.auth.web_login or target.auth.login) if target.auth else None
    if step is None:
        raise NotApplicable("no way to sign in is declared: declare [auth.login] or [auth.web_login]")
    account = await accounts.adult()
    answer = await http.send(
        step.method,
        fill_path(step.path, account.values),
        headers={name: fill_text(text, account.values) for name, text in step.headers.items()},
        json=fill(step.body, account.values),
    )
    if not answer.ok and not answer.is_redirect:
        raise Unmeasured(f"a test account could not sign in: {answer.describe()}")
    return answer
