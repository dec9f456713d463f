"""Who may frame a page."""

import pytest

from prodworthy.rules import framing

PAGE = "https://app.example/"


@pytest.mark.parametrize(
    ("csp_values", "xfo_values"),
    [
        (["frame-ancestors 'none'"], []),
        (["frame-ancestors 'self'"], ["ALLOW-FROM https://x.example"]),
        (["frame-ancestors https://partner.example"], []),
        (["frame-ancestors *", "frame-ancestors 'self'"], []),
        (["frame-ancestors"], []),
        ([], ["DENY"]),
        ([], ["sameorigin"]),
        ([], ["SAMEORIGIN, SAMEORIGIN"]),
        ([], ["DENY", "SAMEORIGIN"]),
        ([], ["DENY, ALLOW-FROM https://x.example"]),
        (["default-src 'self'"], ["SAMEORIGIN"]),
    ],
)
def test_framing_is_refused(csp_values: list[str], xfo_values: list[str]) -> None:
    assert not framing.judge(csp_values, xfo_values, PAGE)


@pytest.mark.parametrize(
    ("csp_values", "xfo_values"),
    [
        ([], []),
        (["default-src 'none'"], []),
        (["frame-ancestors *"], ["DENY"]),
        (["frame-ancestors https:"], []),
        (["frame-ancestors http:"], []),
        ([], ["ALLOW-FROM https://x.example"]),
        ([], ["ALLOWALL"]),
        ([], ["DENY;"]),
        ([], ["nonsense, other"]),
        ([], [""]),
    ],
)
def test_strangers_may_frame(csp_values: list[str], xfo_values: list[str]) -> None:
    assert framing.judge(csp_values, xfo_values, PAGE)


def test_the_two_ways_should_agree() -> None:
    assert framing.judge_agreement(["frame-ancestors *"], ["DENY"], PAGE)
    assert framing.judge_agreement([], ["DENY", "SAMEORIGIN"], PAGE)
    assert not framing.judge_agreement(["frame-ancestors 'none'"], ["DENY"], PAGE)
    assert not framing.judge_agreement(["frame-ancestors *"], [], PAGE)
