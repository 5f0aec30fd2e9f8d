"""Widths and lines of texts in the typefaces of a chart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.charts.text import FILES, FONTS, width, wrap

WORDS = st.lists(st.text("abcdefghij−0123456789,.%σ", min_size=1, max_size=12), max_size=30)


def test_digits_are_as_wide_as_each_other() -> None:
    for face in FILES:
        assert len({width(digit, 12, face) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("face", FILES)
def test_every_sign_that_is_printed_has_a_glyph(face: str) -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(FONTS / FILES[face], 40)  # type: ignore[index]
    none = font.getmask("\U000f0000").getbbox(), bytes(font.getmask("\U000f0000"))
    for sign in "−×σΔ$%’é&/()":
        mask = font.getmask(sign)
        assert (mask.getbbox(), bytes(mask)) != none, sign
    assert font.getlength("\u202f") < font.getlength("0")


@given(st.text("abc 0123−", max_size=40), st.floats(8, 30))
def test_width_grows_with_size(text: str, size: float) -> None:
    assert width(text, 2 * size) == pytest.approx(2 * width(text, size))
    assert width(text, size, "strong") >= 0.95 * width(text, size)


@given(WORDS.map(" ".join), st.floats(60, 700))
def test_lines_fit_and_lose_nothing(text: str, limit: float) -> None:
    lines = wrap(text, 12, limit)
    assert " ".join(lines) == text
    for line in lines:
        assert width(line, 12) <= limit or " " not in line
    # No fewer lines would do: each begins with what did not fit on the one before.
    greedy = [text.split(" ")[0]]
    for word in text.split(" ")[1:]:
        longer = f"{greedy[-1]} {word}"
        greedy = [*greedy[:-1], longer] if width(longer, 12) <= limit else [*greedy, word]
    assert len(lines) == len(greedy)
