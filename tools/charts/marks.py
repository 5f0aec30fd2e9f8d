"""The marks of one panel, back to front, in Vega-Lite: grid, band, thresholds, line and names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tools.charts.labels import axis_labels, ticks
from tools.charts.plot import Align, Level, Panel, Plot
from tools.charts.thin import thin

Colours = Mapping[str, str]
Spec = dict[str, Any]
Row = dict[str, str | float | None]

END_SIZE = 13
BAND = 0.07
# Width of the line, and of one that turns more often than the eye can follow.
LINE, THIN, DENSE = 1.6, 1.1, 1500
WORDED = {"indicator": (0.0, 1.0), "sign": (-1.0, 0.0, 1.0)}
SHARES: Mapping[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}
NUDGES: Mapping[Align, float] = {"left": 2, "center": 0, "right": -5}
X: Spec = {"field": "t", "type": "temporal"}
Y: Spec = {"field": "v", "type": "quantitative"}
XY: Spec = {"x": X, "y": Y}
TEXT = {"field": "text", "type": "nominal"}
# A name is hidden where the chart is too narrow for it.
FITS = {"condition": {"test": "width >= datum.w", "value": 1}, "value": 0}


def rows(panel: Panel) -> list[Row]:
    """Return the observations that are drawn, a row without a value where the line must break."""
    kept = thin(panel.days, panel.values)
    silent = np.diff(panel.days).astype("timedelta64[D]").astype(int) > panel.gap
    breaks: list[tuple[str, float | None]] = [
        (name, None) for name in _iso(panel.days[:-1][silent] + np.timedelta64(1, "D"))
    ]
    values = panel.values[kept].tolist()
    drawn = [*zip(_iso(panel.days[kept]), values, strict=True), *breaks]
    return [{"t": name, "v": value} for name, value in sorted(drawn, key=lambda row: row[0])]


def _iso(days: Any) -> list[str]:
    names: list[str] = np.datetime_as_string(days, unit="D").tolist()
    return names


def layer_of(data: Sequence[Row], mark: Spec, encoding: Spec) -> Spec:
    """Return a mark with its own rows."""
    return {"data": {"values": list(data)}, "mark": mark, "encoding": encoding}


def field(name: str) -> Spec:
    """Return the encoding of a second end."""
    return {"field": name}


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
        worded = WORDED.get(panel.kind)
        count = max(2, round(5 * (panel.bottom - panel.top)))
        self._ticks = list(worded) if worded else ticks(*panel.domain, count)
        self._panel, self._plot, self._colours = panel, plot, colours
        self._span: Row = {"t": plot.first.isoformat(), "u": plot.session.isoformat()}

    def _value_axis(self) -> Spec:
        """Return the value axis, for the one mark that sets it."""
        panel = self._panel
        names = json.dumps(axis_labels(self._ticks, panel.kind))
        return {
            **Y,
            "scale": {
                "domain": list(panel.domain),
                "range": [
                    {"expr": f"height * {panel.bottom}"},
                    {"expr": f"height * {panel.top}"},
                ],
                "nice": False,
                "zero": False,
            },
            "axis": {
                "orient": "right",
                "values": self._ticks,
                "labelExpr": f"{names}[indexof({json.dumps(self._ticks)}, datum.value)]",
            },
        }

    def layers(self) -> list[Spec]:
        """Return the panel's marks."""
        levels = self._panel.levels
        return [
            *self._usual(),
            self._grid(),
            *map(self._level, levels),
            *self._history(),
            *(text for level in levels for text in self._level_name(level)),
            *self._name(),
            *self._marks(),
            *self._end(),
        ]

    def _usual(self) -> list[Spec]:
        if self._panel.usual is None:
            return []
        low, high = self._panel.usual
        mark = {"type": "rect", "fill": self._colours["muted"], "fillOpacity": BAND}
        area = {**XY, "x2": field("u"), "y2": field("w")}
        return [layer_of([{**self._span, "v": low, "w": high}], mark, area)]

    def _grid(self) -> Spec:
        # The axis' own grid is as long as the time scale, which ends before the value.
        mark = {"type": "rule", "stroke": self._colours["line"], "strokeWidth": 0.75}
        return layer_of([{"v": tick} for tick in self._ticks], mark, {"y": self._value_axis()})

    def _level(self, level: Level) -> Spec:
        stroke = self._colours["s2" if level.severe else "muted"]
        mark = {"type": "rule", "stroke": stroke, "strokeDash": [4, 3], "strokeWidth": 1}
        data: list[Row] = [{**self._span, "v": level.value}]
        return layer_of(data, mark, {**XY, "x2": field("u")})

    def _level_name(self, level: Level) -> list[Spec]:
        plot = self._plot
        at = plot.first + SHARES[level.align] * (plot.session - plot.first)
        row: Row = {"t": at.isoformat(), "v": level.value, "text": level.label}
        token, side = "t2" if level.severe else "muted", -8 if level.above else 9
        return self._text([row], token, level.align, side, dx=NUDGES[level.align])

    def _name(self) -> list[Spec]:
        if not self._panel.name:
            return []
        row: Row = {"t": self._span["t"], "v": self._panel.domain[1], "text": self._panel.name}
        return self._text([row], "muted", "left", -8)

    def _history(self) -> list[Spec]:
        panel, accent = self._panel, self._colours["accent"]
        width = THIN if len(panel.values) > DENSE else LINE
        line: Spec = {
            "type": "line",
            "clip": panel.beyond > 0,
            "stroke": accent,
            "strokeWidth": width,
            "strokeJoin": "round",
        }
        marks = [{**line, "strokeWidth": 1, "strokeDash": [2, 3]} if panel.sparse else line]
        if panel.dots:
            point = {"type": "point", "filled": True, "size": 22, "fill": accent}
            marks.append({**point, "clip": panel.beyond > 0})
        return [layer_of(rows(panel), mark, XY) for mark in marks]

    def _marks(self) -> list[Spec]:
        out: list[Spec] = []
        circle = {
            "type": "point",
            "size": 26,
            "stroke": self._colours["ink"],
            "strokeWidth": 1,
            "fill": self._colours["bg"],
        }
        for align in SHARES:
            here: list[Row] = [
                {
                    "t": mark.day.isoformat(),
                    "v": mark.value,
                    "text": "\n".join(mark.lines),
                    "w": mark.least,
                }
                for mark in self._panel.marks
                if mark.align == align
            ]
            if here:
                out.append(layer_of(here, circle, {**XY, "opacity": FITS}))
                out += self._text(here, "ink", align, 12, limited=True)
        return out

    def _end(self) -> list[Spec]:
        """Return the last point and its value: right of the as-of rule, or where it was last."""
        panel, colours = self._panel, self._colours
        last, day = float(panel.values[-1]), _iso(panel.days[-1:])[0]
        ink = colours[f"t{panel.severity}"] if panel.severity else colours["ink"]
        point = {
            "type": "point",
            "filled": True,
            "size": 55,
            "opacity": 1,
            "fill": colours[f"s{panel.severity}"],
        }
        value = {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 8,
            "fontSize": END_SIZE,
            "fontWeight": 600,
            "fill": ink if panel.current else colours["muted"],
        }
        return [
            layer_of([{"t": day, "v": last}], point, XY),
            layer_of(
                [{"t": self._span["u"] if panel.current else day, "v": last, "text": panel.end}],
                value,
                {**XY, "text": TEXT},
            ),
        ]

    def _text(
        self,
        data: list[Row],
        token: str,
        align: Align,
        dy: float,
        *,
        dx: float = 0,
        limited: bool = False,
    ) -> list[Spec]:
        """Return a text and, behind it, a halo in the page's colour that keeps the line off it."""
        page = self._colours["bg"]
        halo = {"fill": page, "stroke": page, "strokeWidth": 3, "strokeJoin": "round"}
        mark = {
            "type": "text",
            "align": align,
            "dx": dx,
            "dy": dy,
            "baseline": "top" if limited else "middle",
            "lineBreak": "\n",
        }
        place = {**XY, "text": TEXT, **({"opacity": FITS} if limited else {})}
        looks: tuple[Spec, ...] = (halo, {"fill": self._colours[token]})
        return [layer_of(data, {**mark, **look}, place) for look in looks]
