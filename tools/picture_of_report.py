"""Take the picture of a run's report that README shows: `python tools/picture_of_report.py reports/latest`."""

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from prodworthy.chromium import find_chromium

PICTURE = Path(__file__).parents[1] / "docs" / "report.png"


async def take(address: str) -> None:
    """Write the upper part of the page, at desktop width, as it looks by day."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(os.environ))
        tab = await browser.new_page(viewport={"width": 1120, "height": 1040}, color_scheme="light")
        await tab.goto(address)
        await tab.screenshot(path=PICTURE)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take((Path(sys.argv[1]) / "index.html").resolve().as_uri()))
