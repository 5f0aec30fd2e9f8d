"""The drawer that shows a reading's full history, opened from the evidence of a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assistant.app import charts, moves, state
from assistant.app.markup import remark
from assistant.app.shared import SharedWorkspace
from assistant.app.style import put
from assistant.narrative import escape
from tools.records import Brief, NotMeasured, Reading

if TYPE_CHECKING:
    from tools.charts.window import Years


def draw(here: state.Visit, turn: str, brief: Brief, workspace: SharedWorkspace) -> None:
    """Draw the drawer where it was opened from this turn."""
    if here.drawer is None or here.drawer[0] != turn:
        return
    reading = brief.index.get(here.drawer[1])
    if reading is None:
        return

    @st.dialog(
        escape(reading.label),
        position="right",
        width="medium",
        on_dismiss=lambda: moves.close_drawer(here),
    )
    def show() -> None:
        whole = st.toggle("All years", key=f"years_{turn}")
        _chart(brief, reading, workspace, years=None if whole else "fit")

    show()


def _chart(brief: Brief, reading: Reading, workspace: SharedWorkspace, years: Years) -> None:
    from tools.charts.reading import history_chart

    view = workspace.market.view(brief.as_of)
    since = brief.move.peak if brief.move.trading_days else None
    try:
        chart = history_chart(view, workspace.histories, reading.id, since=since, years=years)
    except NotMeasured as why:
        put(remark(f"Not measured: {why}"))
    else:
        charts.draw(chart, f"drawer_{reading.id.replace('.', '_')}")
