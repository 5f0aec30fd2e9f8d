"""Drawing: from a plot's plain data to a Vega-Lite specification in given colours.

The specification is written as it is: Altair's objects take a hundred times as long to build and
check. ``Chart.altair`` gives them to whoever wants them, and the tests check every kind of chart.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from tools.charts.column import SIZE, Column
from tools.charts.labels import day, stretch
from tools.charts.layers import TEXT, Colours, Row, Spec, X, field, layer_of
from tools.charts.marks import PanelMarks
from tools.charts.plot import Plot

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "IBM Plex Sans, Source Sans, sans-serif"
SHADE = 0.12
# A tick that is no New Year's Day or first of a month is a day.
X_LABELS = (
    "utcdate(datum.value) > 1 ? utcFormat(datum.value, '%-d %b') : "
    "utcmonth(datum.value) > 0 ? utcFormat(datum.value, '%b %Y') : "
    "utcFormat(datum.value, '%Y')"
)


def draw(plot: Plot, colours: Colours) -> Spec:
    """Return the specification of a chart as wide as what holds it.

    Parameters
    ----------
    plot : Plot
        What is drawn.
    colours : mapping
        CSS colours by token.
    """
    panels = [PanelMarks(panel, plot, colours).layers() for panel in plot.panels]
    layers = [
        *_shade(plot, colours),
        *({"layer": layers} for layers in panels),
        _rule(plot, colours),
        _head(plot, colours),
    ]
    return {
        **frame(layers, _axes(colours), plot.height),
        "resolve": {"scale": {"y": "independent"}},
    }


def frame(layers: list[Spec], config: Spec, height: int, *, right: int = 0) -> Spec:
    """Return the specification of a drawing as wide as what holds it.

    Parameters
    ----------
    layers : list of Spec
        Its marks.
    config : Spec
        The looks of its axes and legend.
    height, right : int
        In pixels: of the drawing, and of the room right of it.
    """
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "background": "transparent",
        "padding": {"left": 1, "right": right, "top": 6, "bottom": 0},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            # The figure around the drawing says it in words.
            "aria": False,
            "view": {"stroke": None},
            "font": FONT,
            **config,
            "text": {"fontSize": SIZE},
        },
        "layer": layers,
    }


def _axes(colours: Colours) -> Spec:
    return {
        "axisX": {
            "labelFontSize": SIZE,
            "labelColor": colours["muted"],
            "labelPadding": 4,
            "title": None,
            "grid": False,
            "domainColor": colours["muted"],
            "tickColor": colours["muted"],
            "tickSize": 4,
        },
        # Its values stand in a column of their own, right of the as-of rule.
        "axisY": {"disable": True},
    }


def _time_axis(plot: Plot, colours: Colours) -> Spec:
    """Return the time axis, for the one mark that sets it; right of the session are the values."""
    room = max(Column(panel, plot, colours).room for panel in plot.panels)
    return {
        **X,
        "scale": {
            "type": "utc",
            # Plain numbers would be merged as data and arrive after the marks that need them.
            "domain": {"expr": f"[{_millis(plot.first)}, {_millis(plot.session)}]"},
            "range": [0, {"expr": f"width - {room:.0f}"}],
            "nice": False,
        },
        "axis": {
            "labelExpr": X_LABELS,
            "tickCount": {"expr": "max(2, width / 130)"},
            "labelOverlap": "greedy",
        },
    }


def _millis(when: date) -> int:
    return int(np.datetime64(when, "ms").astype(np.int64))


def _shade(plot: Plot, colours: Colours) -> list[Spec]:
    """Return the stretch of the move; nothing where there is none."""
    if plot.moved is None:
        return []
    # A move that began before the axis does shades all of it.
    start = max(plot.moved, plot.first).isoformat()
    mark = {"type": "rect", "fill": colours["ink"], "fillOpacity": SHADE}
    data: list[Row] = [{"t": start, "u": plot.session.isoformat()}]
    return [layer_of(data, mark, {"x": X, "x2": field("u")})]


def _rule(plot: Plot, colours: Colours) -> Spec:
    """Return the line at the as-of session."""
    mark = {"type": "rule", "stroke": colours["ink"], "strokeWidth": 1}
    return layer_of([{"t": plot.session.isoformat()}], mark, {"x": _time_axis(plot, colours)})


def _head(plot: Plot, colours: Colours) -> Spec:
    """Return what names the shaded stretch and the as-of rule, above them."""
    moved = plot.moved
    said = f"Peak {stretch(moved, plot.session)}" if moved else day(plot.session)
    mark = {"type": "text", "align": "right", "fill": colours["ink"], "y": -10}
    row: Row = {"t": plot.session.isoformat(), "text": said}
    return layer_of([row], mark, {"x": X, "text": TEXT})
