import pytest

from prodworthy.reporting.inert import cut, inert, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain text, ünïcode and 日本語 👩‍🚀", "plain text, ünïcode and 日本語 👩‍🚀", id="ordinary"),
        pytest.param("a\nb\tc", "a\nb\tc", id="line-feed-and-tab-stay"),
        pytest.param("a\r\nb", "a\nb", id="crlf-is-a-line-feed"),
        pytest.param("50 %\r100 %", "50 %⟨U+000D⟩100 %", id="carriage-return"),
        pytest.param("\x1b[2J\x07\x00", "⟨U+001B⟩[2J⟨U+0007⟩⟨U+0000⟩", id="escape-sequence"),
        pytest.param("\x9b2J", "⟨U+009B⟩2J", id="c1-escape"),
        pytest.param("\x7f", "⟨U+007F⟩", id="delete"),
        pytest.param("\u202egnp.exe", "⟨U+202E⟩gnp.exe", id="bidi-override"),
        pytest.param("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩", id="invisible"),
        pytest.param("\ud800\uffff", "\ufffd\ufffd", id="no-character"),
        pytest.param("e" + "\u0301" * 50 + "f", "e" + "\u0301" * 3 + "f", id="piled-up-marks"),
    ],
)
def test_what_acts_unseen_is_shown(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_a_text_is_cut_only_when_that_saves_something() -> None:
    assert cut("x" * 105, 100) == ("x" * 105, 0)
    assert cut("x" * 500, 100) == ("x" * 100, 400)


def test_one_line_tells_what_it_leaves_out() -> None:
    assert one_line("a\n\n  b\tc", 100) == "a b c"
    assert one_line("x" * 500, 100) == "x" * 100 + "… (400 more characters)"
