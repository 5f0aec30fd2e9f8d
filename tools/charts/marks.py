"""The marks of one panel, back to front, in Vega-Lite: band, grid, thresholds, line and names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.charts.column import Column
from tools.charts.layers import XY, Colours, Row, Spec, X, Y, caption, field, layer_of
from tools.charts.names import Place, placed
from tools.charts.plot import Align, Days, Level, Mark, Panel, Plot
from tools.charts.thin import steps, thin

BAND, FILL = 0.09, 0.3
# Width of the line, of one that turns more often than the eye can follow, and of the move.
LINE, FINE, EDGE = 1.5, 1.0, 0.7
# A short move is drawn stronger than a long one.
MOVE, LONG, MANY = 2.2, 1.6, 30
DENSE = 700
NUDGES: dict[Align, float] = {"left": 3, "center": 0, "right": -5}
# A name is hidden where the chart is too narrow for it.
FITS = {"condition": {"test": "width >= datum.w", "value": 1}, "value": 0}


def rows(panel: Panel, start: int = 0) -> list[Row]:
    """Return the observations drawn from a position on, without a value where the line breaks."""
    days, values = panel.days[start:], panel.values[start:]
    kept = steps(values) if panel.stepped else np.arange(len(values))
    kept = kept[thin(days[kept], values[kept])]
    silent = np.diff(days).astype("timedelta64[D]").astype(int) > panel.gap
    breaks: list[tuple[str, float | None]] = [
        (name, None) for name in _iso(days[:-1][silent] + np.timedelta64(1, "D"))
    ]
    drawn = [*zip(_iso(days[kept]), values[kept].tolist(), strict=True), *breaks]
    return [{"t": name, "v": value} for name, value in sorted(drawn, key=lambda row: row[0])]


def lone(drawn: Sequence[Row]) -> list[Row]:
    """Return the observations with a break on each side, of which a line shows nothing."""
    known = [row["v"] is not None for row in drawn]
    sides = zip([False, *known], known, [*known[1:], False], strict=False)
    return [
        row
        for row, (before, here, after) in zip(drawn, sides, strict=True)
        if here and not before and not after
    ]


def _iso(days: Days) -> list[str]:
    names: list[str] = np.datetime_as_string(days, unit="D").tolist()
    return names


def move_start(days: Days, plot: Plot) -> int | None:
    """Return the position of the last value by the start of the move; None with less than two."""
    if plot.moved is None:
        return None
    after = int(np.searchsorted(days, np.datetime64(plot.moved, "us"), side="right"))
    return after - 1 if 0 < after < len(days) else None


class PanelMarks:
    """Draws one panel.

    Parameters
    ----------
    panel : Panel
        What is drawn.
    plot : Plot
        Whose time axis it shares.
    colours : mapping
        CSS colours by token.
    """

    def __init__(self, panel: Panel, plot: Plot, colours: Colours) -> None:
        self._panel, self._plot, self._colours = panel, plot, colours
        self._column = Column(panel, plot, colours)
        self._span: Row = {"t": plot.first.isoformat(), "u": plot.session.isoformat()}

    def layers(self) -> list[Spec]:
        """Return the panel's marks."""
        levels = placed(self._panel, self._plot)
        return [
            *self._usual(),
            self._grid(),
            *map(self._level, self._panel.levels),
            *self._history(),
            *self._move(),
            *(text for level, place in levels for text in self._level_name(level, place)),
            *self._name(),
            *self._marks(),
            *self._column.layers(),
        ]

    def _usual(self) -> list[Spec]:
        if self._panel.usual is None:
            return []
        low, high = self._panel.usual
        mark = {"type": "rect", "fill": self._colours["muted"], "fillOpacity": BAND}
        area = {**XY, "x2": field("u"), "y2": field("w")}
        return [layer_of([{**self._span, "v": low, "w": high}], mark, area)]

    def _grid(self) -> Spec:
        """Return the lines of the value axis; this mark sets its scale."""
        panel = self._panel
        scale = {
            "domain": list(panel.domain),
            "range": [{"expr": f"height * {panel.bottom}"}, {"expr": f"height * {panel.top}"}],
            "nice": False,
            "zero": False,
        }
        mark = {"type": "rule", "stroke": self._colours["line"], "strokeWidth": 0.75}
        place = {"x": X, "x2": field("u"), "y": {**Y, "scale": scale}}
        return layer_of([{**self._span, "v": tick} for tick in self._column.ticks], mark, place)

    def _level(self, level: Level) -> Spec:
        severe = level.severe
        mark = {
            "type": "rule",
            "stroke": self._colours["s2" if severe else "muted"],
            "strokeDash": [4, 3] if severe else [1, 3],
            "strokeWidth": 1,
        }
        return layer_of([{**self._span, "v": level.value}], mark, {**XY, "x2": field("u")})

    def _level_name(self, level: Level, place: Place) -> list[Spec]:
        plot = self._plot
        at = {"left": plot.first, "right": plot.session}.get(
            place.align, plot.first + (plot.session - plot.first) / 2
        )
        row: Row = {"t": at.isoformat(), "v": level.value, "text": level.label}
        look = {
            "align": place.align,
            "dx": NUDGES[place.align],
            "dy": -9 if place.above else 10,
        }
        return caption(self._colours, [row], "t2" if level.severe else "muted", look)

    def _name(self) -> list[Spec]:
        if not self._panel.name:
            return []
        row: Row = {"t": self._span["t"], "v": self._panel.domain[1], "text": self._panel.name}
        return caption(self._colours, [row], "muted", {"align": "left", "dy": -10})

    def _history(self) -> list[Spec]:
        panel, accent = self._panel, self._colours["accent"]
        clip, drawn = panel.beyond > 0, rows(panel)
        dense = EDGE if panel.filled else FINE
        line: Spec = {
            "type": "line",
            "clip": clip,
            "stroke": accent,
            "strokeWidth": dense if len(drawn) > DENSE else LINE,
            "strokeJoin": "round",
            **({"interpolate": "step-after"} if panel.stepped else {}),
        }
        marks = []
        if panel.filled:
            area = {"type": "area", "clip": clip, "fill": accent, "fillOpacity": FILL}
            marks.append({**area, **({"interpolate": "step-after"} if panel.stepped else {})})
        marks.append({**line, "strokeWidth": 1, "strokeDash": [2, 3]} if panel.sparse else line)
        alone = drawn if panel.dots else lone(drawn)
        point = {"type": "point", "filled": True, "size": 22, "fill": accent, "opacity": 1}
        dots = [layer_of(alone, {**point, "clip": clip}, XY)] if alone else []
        return [*(layer_of(drawn, mark, XY) for mark in marks), *dots]

    def _move(self) -> list[Spec]:
        """Return the line since the move began, drawn stronger: its shade may be a few pixels."""
        panel = self._panel
        start = move_start(panel.days, self._plot)
        if start is None or panel.sparse:
            return []
        mark = {
            "type": "line",
            "clip": panel.beyond > 0,
            "stroke": self._colours["ink"],
            "strokeWidth": MOVE if len(panel.days) - start < MANY else LONG,
            "strokeJoin": "round",
            **({"interpolate": "step-after"} if panel.stepped else {}),
        }
        return [layer_of(rows(panel, start), mark, XY)]

    def _marks(self) -> list[Spec]:
        circle = {
            "type": "point",
            "size": 26,
            "stroke": self._colours["ink"],
            "strokeWidth": 1,
            "fill": self._colours["bg"],
            "opacity": 1,
        }
        out: list[Spec] = []
        for align in NUDGES:
            here = [_named(mark) for mark in self._panel.marks if mark.align == align]
            if here:
                out.append(layer_of(here, circle, {**XY, "opacity": FITS}))
                look = {"align": align, "dy": 12, "baseline": "top"}
                out += caption(self._colours, here, "ink", look, FITS)
        return out


def _named(mark: Mark) -> Row:
    when, lines = mark.day.isoformat(), "\n".join(mark.lines)
    return {"t": when, "v": mark.value, "text": lines, "w": mark.least}
