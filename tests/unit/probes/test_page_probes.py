"""What is seen of pages: the question for consent, the way of the Tab key, motion, and rules of axe-core."""

from __future__ import annotations

import math
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from prodworthy.probes import axe, keyboard
from prodworthy.probes.browser import Browser
from prodworthy.probes.consent import ConsentQuestion, trace
from prodworthy.probes.visitor import Visitor
from prodworthy.rules.accessibility import Stop, judge_walk
from prodworthy.target import Target
from prodworthy.target.privacy import Consent

_FOUND = shutil.which("chromium-headless-shell") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(_FOUND is None, reason="there is no browser on this machine")
_TARGET = Target.model_validate({"name": "nowhere", "base_url": "http://127.0.0.1:9"})
_HEAD = "<!doctype html><html lang='en'><title>T</title><main><h1>T</h1>"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def visitor() -> AsyncIterator[Visitor]:
    async with (
        Browser.launch(_TARGET, executable=Path(_FOUND or "")) as browser,
        browser.visitor(privacy_signal=True) as one,
    ):
        yield one


async def asked(visitor: Visitor, html: str, **declared: object) -> ConsentQuestion:
    await visitor.page.set_content(_HEAD + html)
    return ConsentQuestion(visitor, Consent.model_validate(declared) if declared else None)


async def test_a_question_is_found_by_its_words(visitor: Visitor) -> None:
    question = await asked(
        visitor,
        "<div><p>We use cookies to count visits, and to show you what you may like.</p>"
        "<label><input type=checkbox checked disabled>Necessary</label>"
        "<label><input type=checkbox checked>Partners</label><style>button { width: 160px; height: 48px }</style>"
        "<button>Accept all</button><button>Reject all</button></div>",
    )
    choice = await question.measured()
    assert choice
    assert (choice.accept.name, choice.accept.area) == ("Accept all", 7680)
    assert choice.reject
    assert choice.reject.contrast > 10
    assert choice.ticked == ("Partners",)


async def test_a_question_in_a_frame_of_another_language(visitor: Visitor) -> None:
    inner = "<p>Wir zählen mit Cookies, wie diese Seite genutzt wird.</p><button>Alle akzeptieren</button>"
    question = await asked(visitor, f'<iframe srcdoc="{inner}"></iframe>')
    await visitor.page.frame_locator("iframe").get_by_role("button").wait_for()
    choice = await question.measured()
    assert choice
    assert choice.reject is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ben invites you to a game.</p><button>Accept</button><button>Decline</button>",
        "<p>We use no cookies.</p>",
        "<div style='display:none'><p>Cookies?</p><button>Accept all</button></div>",
        "<p>Your order is on its way.</p><button>OK</button>",
    ],
)
async def test_no_question_is_found_where_none_is_asked(visitor: Visitor, html: str) -> None:
    question = await asked(visitor, html)
    assert await question.measured() is None


async def test_a_declared_question_has_the_names_that_are_declared(visitor: Visitor) -> None:
    html = "<p>Zustimmung</p><a href='#y'>Ja, bitte</a> <a href='#n'>Nein</a><button>Nein danke</button>"
    declared = {"accept": {"name": "ja, bitte", "role": "link"}, "reject": {"name": "Nein", "role": "link"}}
    choice = await (await asked(visitor, html, **declared)).measured()
    assert choice
    assert choice.reject
    assert (choice.accept.name, choice.reject.name) == ("Ja, bitte", "Nein")


async def test_the_signal_is_seen_by_scripts(visitor: Visitor) -> None:
    await visitor.page.goto("about:blank")
    assert await visitor.page.evaluate("navigator.globalPrivacyControl") is True


async def test_what_is_stored_is_told_with_its_place(visitor: Visitor) -> None:
    cookie = {"name": "IDE", "value": "1", "domain": ".doubleclick.net", "path": "/"}
    await visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie as it takes it
    html = "<script>localStorage.seen = 1</script>"
    await visitor.page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    await visitor.page.goto("http://127.0.0.1:9/")
    assert (await trace(visitor)).stored == ("foreign-cookie IDE", "localStorage seen")
    await visitor.page.unroute_all()


@pytest.mark.parametrize(
    ("html", "names", "problem"),
    [
        ("<a href='#'>One</a><button>Two</button>", ["a", "button"], ""),
        ("<style>:focus { outline: 0 } button:focus { color: red }</style><button>One</button>", ["button"], ""),
        (
            "<style>a { transition: 5s; outline: 3px solid #fff0 } a:focus { outline-color: red }</style><a href=#>1",
            ["a"],
            "",
        ),
        (
            "<style>input { opacity: 0 } input:focus + i { border: 2px solid }</style><input type=checkbox><i>x</i>",
            ["input"],
            "",
        ),
        (
            "<style>:focus { outline: 0 } input:focus + b::before { content: '>' }</style><input><b>x</b>",
            ["input"],
            "",
        ),
        ("<style>:focus { outline: 0 } a:focus b { color: red }</style><a href=#><b>1</b></a>", ["a"], ""),
        ("<input type=datetime-local><button>2</button>", ["input", "button"], ""),
        ("<input type=radio name=a checked><input type=radio name=a><button>End</button>", ["input", "button"], ""),
        ("<style>:focus { outline: none }</style><button>One</button>", ["button"], "does not show"),
        ("<button>One</button><div inert><button>Two</button></div><button hidden>Three</button>", ["button"], ""),
        (
            "<button>1</button><input id=i><button>2</button><script>i.focus()</script>",
            ["button", "button", "input"],
            "",
        ),
        ("<dialog id=d><button>In</button></dialog><button>Out</button><script>d.showModal()</script>", ["button"], ""),
        (
            "<button onkeydown='event.key == \"Tab\" && event.preventDefault()'>One</button><button>Two</button>",
            ["button"],
            "does not leave",
        ),
        ("<button>One</button><div role=button>Menu</div>", ["button"], "without a place"),
        ("<div role=toolbar><button tabindex=0>B</button><div role=button tabindex=-1>I</div></div>", ["button"], ""),
        ("<p>Nothing to press</p>", [], ""),
    ],
)
async def test_the_way_of_the_tab_key(visitor: Visitor, html: str, names: list[str], problem: str) -> None:
    await visitor.page.set_content(_HEAD + html)
    walk = await keyboard.walk_through(visitor.page)
    assert [stop.name.split()[0] for stop in walk.stops] == names
    findings = judge_walk(walk)
    assert bool(findings) is bool(problem)
    assert problem in findings.describe()


async def test_a_stop_says_what_it_is(visitor: Visitor) -> None:
    await visitor.page.set_content(_HEAD + "<button aria-label='Close it'>x</button>")
    assert (await keyboard.walk_through(visitor.page)).stops == (Stop('button "Close it"', visible=True),)


async def test_what_moves(visitor: Visitor) -> None:
    await visitor.page.set_content(
        "<style>@keyframes a { to { transform: rotate(1turn) } } @keyframes b { to { color: red } }"
        "#one { animation: a 2s infinite } #two { animation: b 2s infinite } #three { animation: a 9s 1 }</style>"
        "<p id=one>1<p id=two>2<p id=three>3"
    )
    assert [(one.what, one.seconds) for one in await keyboard.moving(visitor.page)] == [
        ("p#one (a)", math.inf),
        ("p#three (a)", 9),
    ]


async def test_rules_of_the_engine(visitor: Visitor) -> None:
    await visitor.page.set_content(_HEAD + "<input name=q><p style='color:#ccc'>pale</p></main>")
    seen = {one.rule: one for one in await axe.violations(visitor.page) if one.sure}
    assert {"label", "color-contrast"} <= seen.keys()
    assert seen["label"].is_law
    assert seen["label"].impact == "critical"
    await visitor.page.set_content(_HEAD + "<label>Search <input name=q></label></main>")
    assert not [one for one in await axe.violations(visitor.page) if one.is_law and one.sure]
