"""Drawn scores: the texts around a figure, and the pieces that each of them is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.charts.column import SIZE
from tools.charts.draw import FONT, SCHEMA
from tools.charts.layers import Colours, Row, Spec
from tools.charts.palette import THEME

Layers = Callable[[Colours], list[Spec]]
PERCENT = ".0%"


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """A figure of scores; ``layers`` draws its marks in given colours."""

    id: str
    title: str
    subtitle: str
    source: str
    alt: str
    simulated: bool
    height: int
    layers: Layers

    def spec(self, palette: Mapping[str, str] = THEME) -> dict[str, Any]:
        """Return the Vega-Lite specification in some colours."""
        return {
            "$schema": SCHEMA,
            "width": "container",
            "height": self.height,
            "background": "transparent",
            "padding": {"left": 1, "right": 4, "top": 6, "bottom": 0},
            "autosize": {"type": "fit-x", "contains": "padding"},
            "config": _config(palette),
            "layer": self.layers(palette),
        }


def _config(colours: Colours) -> Spec:
    return {
        # The figure around the drawing says it in words.
        "aria": False,
        "view": {"stroke": None},
        "font": FONT,
        "axis": {
            "labelFontSize": SIZE,
            "labelColor": colours["muted"],
            "titleFontSize": SIZE,
            "titleFontWeight": 400,
            "titleColor": colours["muted"],
            "domainColor": colours["muted"],
            "tickColor": colours["muted"],
            "gridColor": colours["line"],
            "tickSize": 4,
        },
        "legend": {
            "orient": "top",
            "title": None,
            "labelFontSize": SIZE,
            "labelColor": colours["ink"],
            "offset": 4,
        },
        "text": {"fontSize": SIZE},
    }


def layer(data: Sequence[Row], mark: Spec, encoding: Spec) -> Spec:
    """Return a mark with its own rows, an empty one where there is none."""
    return {"data": {"values": list(data)}, "mark": mark, "encoding": encoding}


def axis(name: str, title: str, **more: Any) -> Spec:
    """Return the encoding of a number along a named axis."""
    scale = {"zero": False, "nice": False, **more.pop("scale", {})}
    return {"field": name, "type": "quantitative", "title": title, "scale": scale, "axis": more}
