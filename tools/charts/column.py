"""The column right of the as-of rule: the last value, and those of the axis that leave it room."""

from __future__ import annotations

from datetime import date

from tools.charts.labels import axis_labels, ticks
from tools.charts.layers import XY, Colours, Row, Spec, caption, field, layer_of
from tools.charts.plot import Panel, Plot, as_date
from tools.charts.text import width

SIZE, END_SIZE = 12, 13
STRONG = {"fontSize": END_SIZE, "fontWeight": 600}
# From the as-of rule to the column, beyond it, and the height that a value keeps to itself.
GAP, MARGIN, LINE = 8.0, 3.0, 15.0
# The narrowest plot that a value which no longer counts is placed for.
PLOT = 280.0
WORDED = {"indicator": (0.0, 1.0), "sign": (-1.0, 0.0, 1.0)}
WHOLE = {"count": 1.0}


class Column:
    """Draws the values of one panel.

    Parameters
    ----------
    panel : Panel
        What is drawn.
    plot : Plot
        Whose time axis it shares.
    colours : mapping
        CSS colours by token.

    Attributes
    ----------
    ticks : list of float
        The values of the axis.
    """

    def __init__(self, panel: Panel, plot: Plot, colours: Colours) -> None:
        count = max(2, round(panel.height(plot) / 50))
        worded = WORDED.get(panel.kind)
        least = WHOLE.get(panel.kind, 0.0)
        self.ticks = list(worded) if worded else ticks(*panel.domain, count, least)
        self._panel, self._plot, self._colours = panel, plot, colours
        self._last = float(panel.values[-1])
        self._day = as_date(panel.days[-1])

    def labels(self) -> list[tuple[float, str]]:
        """Return the values of the axis that are printed, with their texts."""
        panel, plot = self._panel, self._plot
        at = panel.pixels(self._last, plot)
        return [
            (tick, text)
            for tick, text in zip(self.ticks, axis_labels(self.ticks, panel.kind), strict=True)
            if not (panel.current and abs(panel.pixels(tick, plot) - at) < LINE)
        ]

    @property
    def room(self) -> float:
        """How wide the column is in pixels, from the as-of rule on."""
        printed = [width(text, SIZE) for _, text in self.labels()]
        if self._panel.current:
            printed.append(width(self._panel.end, END_SIZE, "strong"))
        return GAP + max(printed, default=0.0) + MARGIN

    def layers(self) -> list[Spec]:
        """Return the values of the axis, the last point and its value."""
        session = self._plot.session.isoformat()
        values: list[Row] = [{"t": session, "v": v, "text": text} for v, text in self.labels()]
        return [
            *caption(self._colours, values, "muted", {"align": "left", "dx": GAP}),
            *(self._latest() if self._panel.current else self._ended()),
        ]

    def _latest(self) -> list[Spec]:
        """Return a value that still counts, joined to the as-of rule if it is older."""
        panel, colours, session = self._panel, self._colours, self._plot.session
        out = []
        if self._day < session:
            leader = {"type": "rule", "stroke": colours["muted"], "strokeDash": [1, 3]}
            ends: Row = {**self._row(self._day), "u": session.isoformat()}
            out.append(layer_of([ends], leader, {**XY, "x2": field("u")}))
        token = f"t{panel.severity}" if panel.severity else "ink"
        look = {"align": "left", "dx": GAP, **STRONG}
        return [*out, self._point(), *caption(colours, [self._row(session)], token, look)]

    def _ended(self) -> list[Spec]:
        """Return the last value on its day, and that there is none at the session."""
        panel, plot, colours = self._panel, self._plot, self._colours
        share = (plot.session - self._day) / (plot.session - plot.first)
        fits = share * PLOT > GAP + width(panel.end, END_SIZE, "strong")
        near: Spec = {"align": "left", "dx": GAP}
        if not fits:
            # Over the point, or under it where that would meet the line above the drawing.
            roof = panel.height(plot) - panel.pixels(self._last, plot) < 2 * LINE
            near = {"align": "right", "dx": -2, "dy": 14 if roof else -13}
        # At the foot, or at the head where the value stands at the foot.
        low = panel.pixels(self._last, plot) < 3 * LINE
        end: Row = {"t": plot.session.isoformat(), "v": panel.domain[low]}
        absent = [{**end, "text": "not measured at this date"}]
        aside = {"align": "right", "dx": -6, "dy": 10 if low else -10}
        return [
            self._point(),
            *caption(colours, [self._row(self._day)], "muted", {**near, **STRONG}),
            *caption(colours, absent, "muted", aside),
        ]

    def _row(self, when: date) -> Row:
        return {"t": when.isoformat(), "v": self._last, "text": self._panel.end}

    def _point(self) -> Spec:
        panel = self._panel
        fill = self._colours[f"s{panel.severity}"]
        mark = {"type": "point", "filled": True, "size": 55, "opacity": 1, "fill": fill}
        return layer_of([self._row(self._day)], mark, XY)
