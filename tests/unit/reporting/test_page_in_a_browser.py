"""The page as a browser shows it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request

ALL = ["go", "no_go", "incomplete", "hostile"]

_POOR_CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = css => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const luminance = ([r, g, b]) => { const c = [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; };
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const colour = rgba(getComputedStyle(e).backgroundColor); if (colour[3] > 250) return colour; }
    return [255, 255, 255]; };
  const poor = [];
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('svg')) continue;
    seen += 1;
    const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([walker.currentNode.data.trim().slice(0, 40), element.className, ratio.toFixed(2)]);
  }
  return {seen, poor};
}"""


class Watched:
    """A page, and everything that it did which a report must not do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("popup", lambda popup: self.complaints.append(f"popup {popup.url}"))
        page.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.requests.append(request.url)

    async def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        await dialog.dismiss()


async def opened(browser: Browser, path: Path, *, width: int = 1280, **context: Any) -> Watched:
    made = await browser.new_context(viewport={"width": width, "height": 800}, **context)
    watched = Watched(await made.new_page())
    await watched.page.goto(path.as_uri())
    return watched


async def open_all(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("name", ALL)
async def test_nothing_runs_and_nothing_is_fetched(browser: Browser, pages: dict[str, Path], name: str) -> None:
    watched = await opened(browser, pages[name])
    page = watched.page
    await open_all(page)
    for _ in range(30):  # focus and hover are where handlers would fire
        await page.keyboard.press("Tab")
    await page.mouse.move(300, 300)
    assert watched.requests == [pages[name].as_uri()]
    assert watched.complaints == []
    assert (await page.title()).startswith(("GO: ", "NO-GO: ", "INCOMPLETE: "))
    await page.context.close()


async def test_the_policy_stops_a_script_even_if_one_got_in(browser: Browser, pages: dict[str, Path]) -> None:
    watched = await opened(browser, pages["go"])
    page = watched.page
    await page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:image/png,x\" onerror=\"window.ran = 1\">')"
    )
    await page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1';"
        " document.body.append(script); }"
    )
    await page.wait_for_timeout(50)
    assert await page.evaluate("window.ran") is None
    await page.context.close()


@pytest.mark.parametrize("name", ALL)
async def test_it_works_without_scripts(browser: Browser, pages: dict[str, Path], name: str) -> None:
    watched = await opened(browser, pages[name], java_script_enabled=False)
    page = watched.page
    assert await page.locator("h1").is_visible()
    layers = page.locator("details.layer")
    if await layers.count():
        await layers.first.locator("> summary").click()
        assert await layers.first.locator("details.check > summary").first.is_visible()
    await page.context.close()


async def test_a_link_opens_what_it_leads_to(browser: Browser, pages: dict[str, Path]) -> None:
    watched = await opened(browser, pages["no_go"], java_script_enabled=False)
    target = watched.page.locator("[id='smoke.journey.match'] > summary")
    assert not await target.is_visible()
    await watched.page.locator("a[href='#smoke.journey.match']").click()
    assert await target.is_visible()
    await watched.page.context.close()


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("name", ALL)
async def test_nothing_is_wider_than_the_screen(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    watched = await opened(browser, pages[name], width=width)
    await open_all(watched.page)
    assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
    await watched.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["go", "no_go", "incomplete"])
async def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    watched = await opened(browser, pages[name], color_scheme=scheme)
    await open_all(watched.page)
    found = await watched.page.evaluate(_POOR_CONTRAST)
    assert found["seen"] > 50
    assert found["poor"] == []
    await watched.page.context.close()


async def test_the_keyboard_reaches_what_can_be_used_and_shows_where_it_is(
    browser: Browser, pages: dict[str, Path]
) -> None:
    watched = await opened(browser, pages["no_go"])
    page = watched.page
    await page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert await skip.evaluate(
        "element => element === document.activeElement && element.getBoundingClientRect().top >= 0"
    )
    for _ in range(12):
        await page.keyboard.press("Tab")
        style = await page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        assert style == ["solid", 3]
    await page.context.close()


async def test_paper_shows_what_is_folded_on_the_screen(browser: Browser, pages: dict[str, Path]) -> None:
    watched = await opened(browser, pages["no_go"])
    page = watched.page
    folded = page.locator("[id='security.nosniff'] .why")
    assert not await folded.is_visible()
    await page.emulate_media(media="print", color_scheme="dark")
    assert await folded.is_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    await page.context.close()
