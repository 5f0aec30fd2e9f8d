"""Charts as files, without a browser: SVG and PNG with title and source, and SVG for a page."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType
from typing import Any

from tools.charts.figure import MARGIN, figure_svg
from tools.charts.palette import PALETTES, ThemeName
from tools.charts.plot import Drawable
from tools.charts.text import FONTS

WIDTH = 720
NARROW = 360
_ROOT = re.compile(r"<svg [^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>")
_NAMESPACES = re.compile(r' xmlns(?::xlink)?="[^"]*"| version="1\.1"')
_ID = re.compile(r'(\bid="|url\(#)([A-Za-z][\w-]*)')


def to_svg(chart: Drawable, theme: ThemeName = "light", *, width: int = WIDTH) -> str:
    """Return a chart as an SVG document with its title, source and fonts.

    Parameters
    ----------
    chart : Drawable
        What is drawn.
    theme : {"light", "dark"}
        Its colours, the page's among them.
    width : int
        In pixels, axes and all.
    """
    svg = _drawing(chart, theme, width - 2 * MARGIN)
    root = _ROOT.match(svg)
    if root is None:
        raise ValueError("the drawing does not begin with its size")
    size = float(root[1]), float(root[2])
    inside = svg[root.end() :].removesuffix("</svg>")
    return figure_svg(chart, inside, size, PALETTES[theme])


def to_png(
    chart: Drawable, theme: ThemeName = "light", *, width: int = WIDTH, scale: int = 2
) -> bytes:
    """Return the same as a PNG, ``scale`` times as many pixels wide."""
    return bytes(_converter().svg_to_png(to_svg(chart, theme, width=width), scale=scale))


def inline_svg(chart: Drawable, prefix: str, *, width: int = WIDTH) -> str:
    """Return the drawing alone, to stand inside a page: its colours and fonts, ids of its own.

    Parameters
    ----------
    chart : Drawable
        What is drawn.
    prefix : str
        Starts every id in it; unique on the page.
    width : int
        In pixels; the drawing shrinks where the page is narrower.
    """
    svg = _NAMESPACES.sub("", _drawing(chart, "theme", width), count=3)
    names: dict[str, str] = {}

    def own(found: re.Match[str]) -> str:
        name = names.setdefault(found[2], f"{prefix}-{len(names)}")
        return f"{found[1]}{name}"

    return _ID.sub(own, svg).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _drawing(chart: Drawable, theme: ThemeName, width: int) -> str:
    spec: dict[str, Any] = {**chart.spec(PALETTES[theme]), "width": width}
    return str(_converter().vegalite_to_svg(spec))


@cache
def _converter() -> ModuleType:
    """Return the converter, with the fonts of a chart."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
