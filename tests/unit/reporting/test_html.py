"""What can be said of the page without a browser."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from prodworthy.facts.catalogue import Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import Evidence, RunReport
from prodworthy.reporting import html
from tests.unit.reporting import samples

ALL = ["go", "no_go", "incomplete", "hostile"]
_VOID = {"meta", "link", "img", "br", "hr", "input"}


class Structure(HTMLParser):
    """Reads a page strictly: every element closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        assert len(dict(attrs)) == len(attrs), f"an attribute twice on <{tag}>"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


@pytest.fixture(params=ALL)
def page(request: pytest.FixtureRequest, pages: dict[str, Path]) -> str:
    return pages[request.param].read_text(encoding="utf-8")


def test_the_page_is_well_formed_and_every_link_within_it_leads_somewhere(page: str) -> None:
    structure = Structure(page)
    ids = structure.values("id")
    assert len(ids) == len(set(ids))
    inner = [href for href in structure.values("href") if href.startswith("#")]
    assert inner
    assert {href[1:] for href in inner} <= set(ids)
    labelled = structure.values("aria-labelledby")
    assert set(labelled) <= set(ids)


def test_headings_come_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Structure(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_names_its_language_and_its_landmarks(page: str) -> None:
    tags = Structure(page).tags
    assert ("html", {"lang": "en"}) in tags
    names = [tag for tag, _ in tags]
    assert names.count("main") == names.count("nav") == 1
    assert {"header", "footer", "title"} <= set(names)
    assert all(attributes.get("alt") for tag, attributes in tags if tag == "img")


def test_the_policy_allows_this_style_and_nothing_else(page: str) -> None:
    policy = next(a["content"] for tag, a in Structure(page).tags if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_nothing_on_the_page_acts_or_loads(page: str) -> None:
    structure = Structure(page)
    names = {tag for tag, _ in structure.tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "base", "audio", "video", "input", "button"}
    assert not [name for _, attributes in structure.tags for name in attributes if name.startswith("on")]
    assert not structure.values("style")
    assert all(source.startswith("data:image/") for source in structure.values("src"))
    assert all(href.startswith(("#", "https://", "data:,")) for href in structure.values("href"))


def test_every_check_is_shown_once(pages: dict[str, Path]) -> None:
    ids = Structure(pages["no_go"].read_text(encoding="utf-8")).values("id")
    report = RunReport.from_json(pages["no_go"].with_name("run.json").read_bytes())
    assert all(ids.count(check.id) == 1 for check in report.checks)


def test_every_promise_says_what_answers_it_and_what_would_prove_it(pages: dict[str, Path]) -> None:
    page = pages["no_go"].read_text(encoding="utf-8")
    text = " ".join("".join(Structure(page).text).split())
    text = text[text.index("3 kept, 3 broken, 3 not proven, 1 not asked in this phase, of 10") :]
    report = RunReport.from_json(pages["no_go"].with_name("run.json").read_bytes())
    assert all(promise.id in text and promise.text in text for promise in report.promises)
    assert "To prove it: 6 more runs needed" in text
    assert "1,412 of 1,413 runs since" in text
    assert 'href="#contract.graphql_depth"' in page
    assert 'href="https://wiki.example/launch/minutes"' in page


def test_the_verdict_comes_before_everything(pages: dict[str, Path]) -> None:
    text = " ".join("".join(Structure(pages["no_go"].read_text(encoding="utf-8")).text).split())
    order = ["NO-GO", "Nobody under 18 can register", "Judged", "What failed", "Seen", "How to mend it", "Evidence",
             "What could not be found out", "accepted for now", "Promises", "Everything else", "Measurements",
             "Left behind", "Notes"]  # fmt: skip
    text = text[text.index("Skip to the findings") :]
    assert sorted(order, key=text.index) == order


def test_a_narrowed_run_says_so_before_its_verdict(pages: dict[str, Path]) -> None:
    text = "".join(Structure(pages["incomplete"].read_text(encoding="utf-8")).text)
    text = text[text.index("Skip to the findings") :]
    assert text.index("The verdict of a selection, not of the whole suite: layers smoke only") < text.index(
        "INCOMPLETE"
    )


def test_the_screenshot_is_embedded(pages: dict[str, Path]) -> None:
    sources = Structure(pages["no_go"].read_text(encoding="utf-8")).values("src")
    assert [base64.b64decode(source.partition(",")[2]) for source in sources] == [samples.picture()]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        pytest.param("../secret.png", "image/png", id="outside-the-folder"),
        pytest.param("link.png", "image/png", id="link-to-the-outside"),
        pytest.param("drawing.svg", "image/svg+xml", id="a-drawing-can-hold-scripts"),
        pytest.param("text.png", "image/png", id="not-what-it-says"),
        pytest.param("missing.png", "image/png", id="not-there"),
        pytest.param("huge.png", "image/png", id="too-large"),
        pytest.param("nul\0.png", "image/png", id="no-path"),
        pytest.param(".", "image/png", id="a-folder"),
    ],
)
def test_what_is_no_picture_of_this_run_is_named_and_not_embedded(tmp_path: Path, path: str, media_type: str) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(samples.picture())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    (folder / "text.png").write_text("<script>")
    (folder / "huge.png").write_bytes(samples.picture() + b"\0" * 2_000_000)
    failed = samples.check("e2e.one", "One", Outcome.FAILED)
    failed.evidence.append(Evidence(kind="file", title="What was seen", path=path, media_type=media_type))
    report = samples.go().model_copy(update={"checks": [failed]})
    page = html.render(report, folder)
    assert "<img" not in page
    assert "What was seen: <code>" in page


def test_a_run_without_checks_is_shown_as_such(tmp_path: Path) -> None:
    report = RunReport(run=samples.run_info(), verdict="INCOMPLETE", exit_code=10, reasons=["no check passed"])
    page = html.render(report, tmp_path)
    Structure(page)
    assert "No checks ran." in page


def test_failures_below_the_threshold_are_told_apart(tmp_path: Path) -> None:
    report = samples.no_go()
    assert "What failed, and blocks the release" in html.render(report, tmp_path)
    report.checks = [check for check in report.checks if check.severity is Severity.MINOR]
    page = html.render(report, tmp_path)
    assert "What failed, but does not block" in page
    assert "blocks the release" not in page


def test_many_findings_and_rows_are_bounded_with_a_note(pages: dict[str, Path]) -> None:
    page = pages["hostile"].read_text(encoding="utf-8")
    assert "20 more findings in run.json" in page
    assert re.search(r"… [\d,]{5,} more characters in run\.json", page)
    assert "A" * 13_000 not in page
