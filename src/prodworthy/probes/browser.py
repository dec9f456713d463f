"""The browser: a real Chromium, driven through Playwright, in the event loop of the browser checks."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import prodworthy
from prodworthy.chromium import GETTING, find_chromium
from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.pins import verified_pins
from prodworthy.probes.relay import Relay
from prodworthy.probes.visitor import Visitor
from prodworthy.probes.way import Way
from prodworthy.target import Reach, Target

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, CDPSession, Page

DESKTOP = (1280, 800)
PHONE = (375, 667)

_NODES_AUTHORITIES = "NODE_EXTRA_CA_CERTS"
_IDENTITY = f"prodworthy/{prodworthy.__version__}"
_ACTION_MS = 5_000
_NAVIGATION_MS = 15_000
_LAUNCH_MS = 20_000
_SIGNAL = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true, enumerable: true})"
_HOW_TO_GET_ONE = f"no browser was found, so nothing that needs one was measured; get one: {GETTING}"


class Browser:
    """A running browser. Visitors are strangers to each other: each has cookies and storage of its own."""

    def __init__(
        self, chromium: Chromium, target: Target, identity: str, access: Mapping[str, Any], calls: set[str]
    ) -> None:
        self._chromium = chromium
        self._access = access
        self._calls = calls
        self._target = target
        major = chromium.version.partition(".")[0]
        self._user_agent = (
            f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 "
            f"Safari/537.36 {identity}"
        )

    @property
    def version(self) -> str:
        """The browser's version."""
        return self._chromium.version

    @classmethod
    @asynccontextmanager
    async def launch(
        cls,
        target: Target,
        *,
        identity: str = _IDENTITY,
        executable: Path | None = None,
        calls: set[str] | None = None,
    ) -> AsyncIterator[Browser]:
        """Start a browser, and end it with the block.

        Args:
            target: what will be visited: its hosts get its headers, and its private authority is trusted.
            identity: how requests identify themselves, at the end of the user agent.
            executable: the browser's file; by default the one that is found.
            calls: collects what the scripts of pages call of the target, as `METHOD /path`.

        Raises:
            Unmeasured: there is no browser, or it does not start.
        """
        executable = executable or find_chromium(os.environ)
        if executable is None:
            raise Unmeasured(_HOW_TO_GET_ONE)
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - see the import at the top

        way = Way(target.reach)
        arguments = await _trust(target, way)
        async with AsyncExitStack() as stack:
            relay = None if way.is_straight else await stack.enter_async_context(Relay(way))
            with _authorities(target.reach):
                playwright = await stack.enter_async_context(async_playwright())
            try:
                chromium = await playwright.chromium.launch(
                    executable_path=executable,
                    args=arguments,
                    chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox does not work for root
                    timeout=_LAUNCH_MS,
                )
            except Error as error:
                first = str(error).strip().splitlines()[0]
                raise Unmeasured(
                    f"the browser {executable} does not start ({first}); try `prodworthy doctor`"
                ) from error
            try:
                yield cls(chromium, target, identity, _access(target, relay), set() if calls is None else calls)
            finally:
                await chromium.close()

    @asynccontextmanager
    async def visitor(  # noqa: PLR0913 - what one person differs in from another, all but the name by keyword
        self,
        name: str = "visitor",
        *,
        viewport: tuple[int, int] = DESKTOP,
        phone: bool = False,
        locale: str = "en-US",
        javascript: bool = True,
        privacy_signal: bool = False,
    ) -> AsyncIterator[Visitor]:
        """Let a new person arrive, and leave with the end of the block.

        Args:
            name: what the logs call the person.
            viewport: width and height in CSS pixels.
            phone: whether pages are laid out as on a phone: touch, and the viewport as the page declares it.
            locale: the person's language, as in Accept-Language.
            javascript: whether scripts run.
            privacy_signal: whether the browser says that data may not be sold or shared (Global Privacy Control).
        """
        context = await self._chromium.new_context(
            viewport={"width": viewport[0], "height": viewport[1]},
            user_agent=self._user_agent,
            locale=locale,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            extra_http_headers={"Sec-GPC": "1"} if privacy_signal else {},
            **self._access,
        )
        try:
            if privacy_signal:
                await context.add_init_script(_SIGNAL)
            context.set_default_timeout(_ACTION_MS)
            context.set_default_navigation_timeout(_NAVIGATION_MS)
            page = await context.new_page()
            await self._introduce(context, page)
            yield Visitor(page, self._target, name, self._calls)
        finally:
            await context.close()

    async def _introduce(self, context: BrowserContext, page: Page) -> None:
        """Send the declared headers with each request to the target's hosts, and to no other.

        Playwright's own ways send them along with a redirect to another host, so each request is looked at by itself.
        """
        headers = _introduction(self._target)
        if not headers:
            return
        session = await context.new_cdp_session(page)
        session.on("Fetch.requestPaused", _adding(headers, session))
        patterns = [{"urlPattern": f"{origin}/*"} for origin in _origins(self._target)]
        await session.send("Fetch.enable", {"patterns": patterns})


def _introduction(target: Target) -> dict[str, str]:
    """Return the header fields that open the way to the target."""
    headers = dict(target.reach.headers)
    if wall := target.reach.basic_auth:
        word = b64encode(f"{wall.username}:{wall.password}".encode()).decode()
        headers.setdefault("Authorization", f"Basic {word}")
    return headers


def _origins(target: Target) -> list[str]:
    """Return the origins that belong to the target: its own, its pages', and its further hosts over HTTPS."""
    return list(dict.fromkeys([target.origin, target.page_origin, *(f"https://{host}" for host in target.gate.hosts)]))


def _adding(extra: dict[str, str], session: CDPSession) -> Callable[[dict[str, Any]], None]:
    """Return a handler that lets a paused request go on with further header fields; the page's own fields win."""
    under_way: set[asyncio.Task[Any]] = set()

    def on_paused(event: dict[str, Any]) -> None:
        sent: dict[str, str] = event["request"]["headers"]
        names = {name.lower() for name in sent}
        added = {name: value for name, value in extra.items() if name.lower() not in names}
        fields = [{"name": name, "value": value} for name, value in {**sent, **added}.items()]
        answer = session.send("Fetch.continueRequest", {"requestId": event["requestId"], "headers": fields})
        task = asyncio.ensure_future(_ignoring_departure(answer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    return on_paused


async def _ignoring_departure(answer: Any) -> None:
    """Wait for an answer that no longer matters once the page is gone."""
    from playwright.async_api import Error  # noqa: PLC0415 - see the import at the top

    try:
        await answer
    except Error:
        return


async def _trust(target: Target, way: Way) -> list[str]:
    """Return the browser's arguments that make it trust the target's private authority."""
    if not target.reach.ca_file:
        return []
    pins = await verified_pins([*_origins(target), target.delivery.url], way)
    return [f"--ignore-certificate-errors-spki-list={','.join(pins)}"] if pins else []


def _access(target: Target, relay: Relay | None) -> dict[str, Any]:
    """Return a context's options that let it go the declared way, and show the declared client certificate."""
    options: dict[str, Any] = {}
    reach = target.reach
    if relay is not None:
        options["proxy"] = {"server": relay.url, "username": relay.username, "password": relay.password}
    if reach.client_certificate:
        files = {"certPath": reach.client_certificate, "keyPath": reach.client_key or reach.client_certificate}
        if reach.client_key_password:
            files["passphrase"] = reach.client_key_password
        options["client_certificates"] = [
            {"origin": origin, **files} for origin in _origins(target) if origin.startswith("https:")
        ]
    return options


@contextmanager
def _authorities(reach: Reach) -> Iterator[None]:
    """Let what starts within trust the private authority: with a client certificate it is Playwright that verifies."""
    before = os.environ.get(_NODES_AUTHORITIES)
    if reach.ca_file and reach.client_certificate:
        os.environ[_NODES_AUTHORITIES] = str(Path(reach.ca_file).resolve())
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_NODES_AUTHORITIES, None)
        else:
            os.environ[_NODES_AUTHORITIES] = before
