"""A chart on the page: its finding, what is shown and from where, around the drawing itself."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from assistant.app.markup import label, subheading
from assistant.app.shared import SharedWorkspace
from assistant.app.style import put
from assistant.narrative import escape
from tools.charts.plot import Chart
from tools.records import Brief, NotMeasured

# Momentum's own chart leads where its loss is extreme by its history.
MOMENTUM, EXTREME = "positioning.momentum_drawdown_21d", 0.95
# What shows the fall of a family in a rout, where it is not its asset's own move of a month.
SHOWN = {
    "MOMENTUM": MOMENTUM,
    "MOMENTUM_RAW": "positioning.momentum_raw_drawdown_21d",
    "HIGH_BETA": "positioning.style_high_beta_21d",
    "SMALL": "positioning.style_small_21d",
    "BANKS": "behaviour.sector_xlf_21d",
    "EMERGING": "crossasset.emerging_z_21d",
    "CHINESE": "crossasset.china_z_21d",
    "HY": "macro.hy_oas_z",
}
YEARS = 5.0  # enough that the fall in question is more than a line's width


def leading(brief: Brief, workspace: SharedWorkspace) -> Chart | None:
    """Return the chart of the reading that leads the evidence, None where there is no move.

    That is momentum's drawdown where it is extreme, in a rout beneath the index that of what fell
    furthest, else what weighs most for the verdict, of the engine's own pillar first.
    """
    from tools.charts.momentum import momentum_drawdown_chart
    from tools.charts.reading import history_chart

    if brief.verdict.engine == "none":
        return None
    view, since = workspace.market.view(brief.as_of), brief.move.peak
    momentum = brief.index.get(MOMENTUM)
    if momentum is not None and (momentum.stress or 0.0) >= EXTREME:
        with suppress(NotMeasured):
            return momentum_drawdown_chart(view, workspace.histories, since=since, years=YEARS)
    engine = brief.verdict.engine
    of_engine = sorted(brief.verdict.for_, key=lambda reading: not reading.startswith(engine))
    for reading in (*_of_rout(brief), *of_engine):
        with suppress(NotMeasured, KeyError):
            return history_chart(view, workspace.histories, reading, since=since)
    return None


def _of_rout(brief: Brief) -> tuple[str, ...]:
    """Return the reading of what leads a rout beneath the index; none where there is none of it."""
    if brief.selloff != "beneath" or not brief.routs:
        return ()
    asset = brief.routs[0].asset
    reading = SHOWN.get(asset, f"crossasset.{asset.lower()}_z_21d")
    found = brief.index.get(reading)
    return (reading,) if found is not None and found.value is not None else ()


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
