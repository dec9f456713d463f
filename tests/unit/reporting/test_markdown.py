import re

from prodworthy.reporting import markdown
from tests.unit.reporting import samples


def test_the_summary_has_the_verdict_the_reasons_and_the_failures() -> None:
    text = markdown.render(samples.no_go())
    assert text.startswith("## ⛔ NO-GO: `Balloon'd`\n")
    assert "- Nobody under 18 can register: failed (security.age\\_gate, blocker)" in text
    assert (
        "| `security.hsts` Browsers are told to refuse plain HTTP | major | `strict-transport-security: max-age=300` |"
        in text
    )
    assert "- `security.throttled_reset` unmeasured: `the control failed" in text
    assert "Left behind on the target" in text


def test_the_summary_has_the_promises_that_are_not_kept_and_what_would_prove_them() -> None:
    text = markdown.render(samples.no_go())
    assert "3 kept, 3 broken, 3 not proven, 1 not asked in this phase, of 10" in text
    rows = [line for line in text.splitlines() if line.startswith("| `BAL-")]
    assert [row[3:9] for row in rows] == ["BAL-01", "BAL-06", "BAL-15", "BAL-10", "BAL-11", "BAL-21"]
    assert "6 more runs needed" in rows[1]


def test_a_narrowed_run_says_so_first() -> None:
    lines = markdown.render(samples.incomplete()).splitlines()
    assert lines[2].startswith("**The verdict of a selection, not of the whole suite: layers smoke only, -k health")


def test_long_lists_are_bounded() -> None:
    assert "… and 11 more checks: see the report." in markdown.render(samples.incomplete())


def test_a_code_span_cannot_be_left() -> None:
    assert markdown.code("a`b``c") == "```a`b``c```"
    assert markdown.code("`x`") == "`` `x` ``"
    assert markdown.code("a|b\n\nc") == "`a¦b c`"
    assert markdown.code("") == "` `"


def test_hostile_text_is_code_or_escaped() -> None:
    text = markdown.render(samples.hostile())
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    outside = re.sub(r"\\.", "", outside)
    assert "<script" not in outside
    assert "](" not in outside
    assert "\u202e" not in text
