import pytest

from prodworthy.facts.page import ConsoleLine, Layout, PageRequest
from prodworthy.rules import pages


def belongs(url: str) -> bool:
    return "://shop.example/" in url


def line(
    kind: str = "exception", text: str = "x is not defined", source: str = "https://shop.example/app.js"
) -> ConsoleLine:
    return ConsoleLine(kind, text, source)


def request(
    url: str = "https://shop.example/app.js", kind: str = "script", status: int = 200, failure: str = ""
) -> PageRequest:
    return PageRequest("GET", url, kind, status, failure)


def test_an_uncaught_exception_of_an_own_script_is_a_defect() -> None:
    (finding,) = pages.console([line()], belongs)
    assert not finding.advisory
    assert "x is not defined" in finding.seen


@pytest.mark.parametrize(
    "advised",
    [
        line(kind="error", text="push is not supported here"),
        line(source="https://ads.example/tag.js"),
    ],
    ids=["logged", "third-party"],
)
def test_what_is_logged_or_of_a_third_party_is_advice(advised: ConsoleLine) -> None:
    assert pages.console([advised], belongs).advisory


@pytest.mark.parametrize(
    "silent",
    [
        line(kind="warning"),
        ConsoleLine("error", "Failed to load resource: 404", "https://shop.example/x.png", network=True),
        line(text="ResizeObserver loop completed with undelivered notifications."),
    ],
    ids=["warning", "network", "ignored"],
)
def test_warnings_requests_and_accepted_messages_are_not_judged(silent: ConsoleLine) -> None:
    assert not pages.console([silent], belongs, ["ResizeObserver loop"])


def test_the_same_message_counts_once() -> None:
    assert len(pages.console([line(), line()], belongs)) == 1


@pytest.mark.parametrize(
    "broken",
    [
        request(status=404),
        request(kind="image", status=500),
        request(kind="stylesheet", status=0, failure="net::ERR_CONNECTION_RESET"),
        request("https://shop.example/api/cart", "fetch", 503),
    ],
    ids=["script-404", "image-500", "style-reset", "call-503"],
)
def test_what_the_page_is_made_of_has_to_load(broken: PageRequest) -> None:
    assert pages.subresources([broken], belongs)


@pytest.mark.parametrize(
    "fine",
    [
        request(),
        request(status=304),
        request("https://shop.example/api/me", "fetch", 401),
        request("https://shop.example/api/draft", "xhr", 404),
        request("https://shop.example/favicon.ico", "image", 404),
        request("https://ads.example/tag.js", "script", 0, "net::ERR_BLOCKED_BY_CLIENT"),
        request("https://shop.example/next.js", "script", 0, "net::ERR_ABORTED"),
        request("https://shop.example/beacon", "ping", 404),
    ],
    ids=["ok", "not-modified", "signed-out", "no-draft", "favicon", "third-party", "given-up", "ping"],
)
def test_healthy_sites_are_not_complained_about(fine: PageRequest) -> None:
    assert not pages.subresources([fine], belongs)


@pytest.mark.parametrize("language", ["en", "de-AT", "zh-Hant-TW", "sr-Latn"])
def test_a_page_with_language_title_and_structure_is_fine(language: str) -> None:
    assert not pages.document(Layout("Shop", language, headings=("Shop",), landmarks=1))


def test_language_and_title_are_demanded_and_structure_advised() -> None:
    findings = pages.document(Layout(" ", ""))
    assert [finding.advisory for finding in findings] == [False, False, True, True]
    assert pages.document(Layout("Shop", "english please", headings=("Shop",), landmarks=1))


def test_a_page_without_a_viewport_is_laid_out_too_wide() -> None:
    assert "980 px wide" in pages.fits(Layout("Shop", "en", laid_out=980, content=980), 375).describe()


def test_content_that_reaches_beyond_the_screen_is_named() -> None:
    layout = Layout("Shop", "en", laid_out=375, content=612, widest=("table#prices",))
    assert "table#prices" in pages.fits(layout, 375).describe()


@pytest.mark.parametrize("content", [320, 375, 376])
def test_a_page_that_fits_is_fine(content: int) -> None:
    assert not pages.fits(Layout("Shop", "en", laid_out=375, content=content), 375)
