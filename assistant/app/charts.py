"""A chart on the page: its finding, what is shown and from where, around the drawing itself."""

from __future__ import annotations

import streamlit as st

from assistant.app.markup import label, subheading
from assistant.app.style import put
from assistant.narrative import escape
from tools.charts.plot import Chart


def draw(chart: Chart, key: str, *, titled: bool = True) -> None:
    """Draw a chart in the colours of the page's theme, which it follows without a rerun.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    key : str
        Unique on the page.
    titled : bool
        Whether the title is drawn; not where it already stands above.
    """
    with st.container(key=f"figure_{key}"):
        title = subheading(chart.title) if titled else ""
        put(f'<div class="uw-fig">{title}<div class="uw-sub">{escape(chart.subtitle)}</div></div>')
        # The specification is made to be drawn as it is; Altair would take ten times as long.
        st.vega_lite_chart(
            spec=chart.spec(), theme=None, width="stretch", alt=chart.alt, key=f"vega_{key}"
        )
        put(label(chart.source))
