"""Charts on a page of HTML: title, drawing, source, and the finding in words for who listens."""

from __future__ import annotations

from html import escape

from tools.charts.export import inline_svg
from tools.charts.plot import Chart

# In pixels: a page's full measure, and a telephone's. The style sheet shows one of the two.
WIDE, NARROW = 680, 320


def figure_html(chart: Chart, prefix: str) -> str:
    """Return a chart as a figure without script or outside request, in the page's colours.

    Parameters
    ----------
    chart : Chart
        What is shown.
    prefix : str
        Starts every id in it; unique on the page.
    """
    drawings = "".join(
        f'<div class="uw-{name}">{inline_svg(chart, f"{prefix}-{name}", width=width)}</div>'
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return (
        f'<figure class="uw-fig" id="{escape(prefix)}"><figcaption>'
        f'<div class="uw-ft">{escape(chart.title)}</div>'
        f'<div class="uw-k">{escape(chart.subtitle)}</div></figcaption>'
        f'<div role="img" aria-label="{escape(chart.alt)}">{drawings}</div>'
        f'<div class="uw-k">{escape(chart.source)}</div></figure>'
    )
