"""Charts as files: SVG and PNG without a browser."""

from __future__ import annotations

import re
from typing import Any

from tools.charts.palette import PALETTES, ThemeName
from tools.charts.plot import Chart

WIDTH = 700
NARROW = 360
_NAMESPACES = re.compile(r' xmlns(?::xlink)?="[^"]*"| version="1\.1"')
_ID = re.compile(r'(\bid="|url\(#)([A-Za-z][\w-]*)')


def to_svg(chart: Chart, theme: ThemeName = "light", *, width: int = WIDTH) -> str:
    """Return a chart as an SVG document.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    theme : {"light", "dark", "theme"}
        Fixed colours, or those of the page that will hold the drawing.
    width : int
        In pixels, axes and all.
    """
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_spec(chart, theme, width)))


def to_png(
    chart: Chart, theme: ThemeName = "light", *, width: int = WIDTH, scale: int = 2
) -> bytes:
    """Return a chart as a PNG on the theme's background."""
    import vl_convert

    spec = _spec(chart, theme, width)
    spec["background"] = PALETTES[theme]["bg"]
    return bytes(vl_convert.vegalite_to_png(spec, scale=scale))


def inline_svg(chart: Chart, prefix: str, *, width: int = WIDTH) -> str:
    """Return a chart as SVG to stand inside a page: its colours, no namespace, ids of its own.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    prefix : str
        Starts every id in it; unique on the page.
    width : int
        In pixels; the drawing shrinks where the page is narrower.
    """
    svg = _NAMESPACES.sub("", to_svg(chart, "theme", width=width), count=3)
    names: dict[str, str] = {}

    def own(found: re.Match[str]) -> str:
        name = names.setdefault(found[2], f"{prefix}-{len(names)}")
        return f"{found[1]}{name}"

    return _ID.sub(own, svg).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _spec(chart: Chart, theme: ThemeName, width: int) -> dict[str, Any]:
    return {**chart.spec(PALETTES[theme]), "width": width}
