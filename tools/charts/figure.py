"""A chart as a whole: drawing, title, source and fonts in one SVG document."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import escape
from typing import NamedTuple

from tools.charts.layers import Colours
from tools.charts.plot import Drawable
from tools.charts.text import FONTS, Face, width, wrap

SANS = "IBM Plex Sans, sans-serif"
SERIF = "'Source Serif 4', Georgia, serif"
# Below this width a figure shares a line with another, and its title is set smaller.
HALF = 480
MARGIN = 2
TAG = "SIMULATED"
FACES = (
    ("IBM Plex Sans", 400, "ibm-plex-sans-latin-400-normal", False),
    ("IBM Plex Sans", 600, "ibm-plex-sans-latin-600-normal", False),
    ("IBM Plex Sans", 400, "ibm-plex-sans-greek-400-normal", True),
    ("IBM Plex Sans", 600, "ibm-plex-sans-greek-600-normal", True),
    ("Source Serif 4", 600, "source-serif-4-latin-600-normal", False),
)
GREEK = range(0x370, 0x400)


class _Style(NamedTuple):
    face: Face
    size: float
    step: float
    token: str


def figure_svg(chart: Drawable, drawing: str, size: tuple[float, float], colours: Colours) -> str:
    """Return a chart as an SVG document that needs nothing beside it.

    Parameters
    ----------
    chart : Drawable
        Its texts.
    drawing : str
        What stands inside the ``svg`` element of its drawing.
    size : (float, float)
        The drawing's width and height in pixels.
    colours : mapping
        CSS colours by token.
    """
    across, down = size
    title = _Style("serif", 15 if across < HALF else 17, 20 if across < HALF else 22, "ink")
    below = _Style("sans", 12, 16, "muted")
    source = _Style("sans", 11, 15, "muted")
    body: list[str] = []
    y = 0.0
    if chart.simulated:
        body.append(_tag(colours))
        y += 22
    y = _put(body, chart.title, title, across, y, colours)
    y = _put(body, chart.subtitle, below, across, y + 2, colours)
    body.append(f'<g transform="translate({MARGIN},{y:g})">{drawing}</g>')
    y = _put(body, chart.source, source, across, y + down + 7, colours) + 5
    text = chart.title + chart.subtitle + chart.source + drawing
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across + 2 * MARGIN:g}" '
        f'height="{y:g}" viewBox="0 0 {across + 2 * MARGIN:g} {y:g}" role="img" '
        f'aria-label="{escape(chart.alt)}"><style>{font_faces(text)}</style>'
        f'<rect width="100%" height="100%" fill="{colours["bg"]}"/>{"".join(body)}</svg>'
    )


def _put(
    body: list[str], text: str, style: _Style, across: float, y: float, colours: Colours
) -> float:
    """Add a text in lines and return where it ends."""
    lines = wrap(text, style.size, across, style.face)
    family, weight = (SERIF, 600) if style.face == "serif" else (SANS, 400)
    spans = "".join(
        f'<tspan x="{MARGIN}" y="{y + style.step * (i + 0.76):g}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    body.append(
        f'<text font-family="{family}" font-size="{style.size:g}px" font-weight="{weight}" '
        f'fill="{colours[style.token]}">{spans}</text>'
    )
    return y + style.step * len(lines)


def _tag(colours: Colours) -> str:
    """Return the dashed tag of a simulated market."""
    long = width(TAG, 10, "strong") + 0.6 * len(TAG) + 10
    return (
        f'<rect x="{MARGIN}" y="1.5" width="{long:.1f}" height="15" fill="none" '
        f'stroke="{colours["muted"]}" stroke-dasharray="3,2"/>'
        f'<text x="{MARGIN + 5.3}" y="12.6" font-family="{SANS}" font-size="10px" '
        f'font-weight="600" letter-spacing="0.6" fill="{colours["ink"]}">{TAG}</text>'
    )


def font_faces(text: str) -> str:
    """Return the style rules of the faces that a text needs, which hold the fonts themselves."""
    greek = any(ord(char) in GREEK for char in text)
    return "".join(_rule(*face[:3]) for face in FACES if greek or not face[3])


@cache
def _rule(family: str, weight: int, name: str) -> str:
    data = b64encode((FONTS / f"{name}.woff2").read_bytes()).decode("ascii")
    reach = f"unicode-range:U+{GREEK[0]:04X}-{GREEK[-1]:04X};" if "greek" in name else ""
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};{reach}'
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
