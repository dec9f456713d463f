"""The pages as people use them who have a small telephone, or no mouse."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from prodworthy.chromium import find_chromium
from tests.demo.conftest import PASSWORD, Demo

_MOST_TABS = 60
_SMALL = {"width": 375, "height": 667}
_FOCUS_SHOWS = (
    "element => { const s = getComputedStyle(element); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
)
_TOO_WIDE = "() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=find_chromium(os.environ))
        yield one
        one.close()


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    with browser.new_context(base_url=demo.facts["url"], ignore_https_errors=True, viewport=_SMALL) as context:
        yield context.new_page()


def tab_to(page: Page, wanted: Locator) -> None:
    """Go to an element by the keyboard alone, and see that the focus can be seen there."""
    wanted.first.wait_for(state="visible")
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("element => element === document.activeElement"):
            assert wanted.first.evaluate(_FOCUS_SHOWS), f"{wanted} has the focus, and does not show it"
            return
    raise AssertionError(f"{wanted} cannot be reached by the keyboard")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def enter(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(re.compile(label, re.IGNORECASE))
    tab_to(page, field)
    page.keyboard.type(text)


def enter_date_of_birth(page: Page) -> None:
    for label, value in (("year", "1990"), ("month", "1"), (r"\bday\b", "31")):
        enter(page, label, value)


def test_the_way_from_the_first_page_to_a_popped_balloon_takes_no_mouse(page: Page) -> None:
    page.goto("/")
    press(page, page.get_by_role("link", name=re.compile("sign up|get started|join|start", re.IGNORECASE)))
    enter_date_of_birth(page)
    press(page, page.get_by_role("button", name=re.compile("continue|next|enter|confirm", re.IGNORECASE)))
    page.wait_for_url("**/signup*")
    enter(page, "^name$", "Kim")
    enter(page, "e-?mail", "keyboard@mail.example")
    enter(page, "^password$", PASSWORD)
    enter(page, "confirm password", PASSWORD)
    enter_date_of_birth(page)
    for box in page.get_by_role("checkbox").all():
        if not box.is_checked():
            tab_to(page, box)
            page.keyboard.press("Space")
    press(page, page.get_by_role("button", name=re.compile("sign up|create", re.IGNORECASE)))
    page.wait_for_url("**/onboarding*")
    press(page, page.get_by_role("button", name="Show me"))
    press(page, page.get_by_role("button", name=re.compile("practice balloon", re.IGNORECASE)))
    press(page, page.get_by_role("button", name="Continue"))
    press(page, page.get_by_role("link", name="To the balloons"))
    page.wait_for_url("**/balloons*")
    press(page, page.get_by_role("button", name=re.compile(r"^balloon \d+", re.IGNORECASE)))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Pass"))


def test_no_page_is_wider_than_a_small_telephone(page: Page, demo: Demo) -> None:
    person = demo.person()
    wide = []
    for path in (
        "/",
        "/age",
        "/signup",
        "/login",
        "/privacy",
        "/terms",
        "/delete-account",
        "/report",
        "/accessibility",
    ):
        page.goto(path)
        wide += [path] if page.evaluate(_TOO_WIDE) else []
    page.goto("/login")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("log in|sign in", re.IGNORECASE)).click()
    page.wait_for_url(re.compile("/(onboarding|balloons)"))
    for path in ("/onboarding", "/balloons", "/chat", "/subscription", "/profile"):
        page.goto(path)
        page.get_by_role("heading").first.wait_for(state="visible")
        assert path in page.url
        wide += [path] if page.evaluate(_TOO_WIDE) else []
    assert not wide
