"""The typefaces of a chart, and how wide a text is in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Face = Literal["sans", "strong", "serif"]
FONTS = Path(str(files("tools.charts"))) / "fonts"
FILES: Mapping[Face, str] = {
    "sans": "IBMPlexSans-Regular.ttf",
    "strong": "IBMPlexSans-SemiBold.ttf",
    "serif": "SourceSerif4-Semibold.ttf",
}
_EM = 1000


@cache
def _font(face: Face) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / FILES[face], _EM, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def width(text: str, size: float, face: Face = "sans") -> float:
    """Return how wide one line is printed.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Of the type, in pixels.
    face : {"sans", "strong", "serif"}
        Plex Sans regular or semibold, or Source Serif semibold.

    Returns
    -------
    float
        In pixels.
    """
    return float(_font(face).getlength(text)) * size / _EM


def wrap(text: str, size: float, limit: float, face: Face = "sans") -> tuple[str, ...]:
    """Return a text in as few lines as fit, about as long as each other.

    Parameters
    ----------
    text : str
        Broken at plain spaces only; a word longer than the limit stands alone.
    size, face
        As for :func:`width`.
    limit : float
        The longest line in pixels.
    """
    lines = _filled(text, size, limit, face)
    low, high = limit / len(lines) / 2, limit
    # The narrowest measure with as many lines sets them alike.
    while len(lines) > 1 and high - low > 2:
        middle = (low + high) / 2
        if len(_filled(text, size, middle, face)) > len(lines):
            low = middle
        else:
            high = middle
    return _filled(text, size, high, face)


def _filled(text: str, size: float, limit: float, face: Face) -> tuple[str, ...]:
    first, *rest = text.split(" ")
    lines = [first]
    for word in rest:
        longer = f"{lines[-1]} {word}"
        if width(longer, size, face) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
