"""Drawn scores: the texts around a figure, and the pieces that each of them is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.charts.column import SIZE
from tools.charts.draw import frame
from tools.charts.layers import Colours, Spec
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
        return frame(self.layers(palette), _axes(palette), self.height, right=4)


def _axes(colours: Colours) -> Spec:
    return {
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
    }


def axis(name: str, title: str, **more: Any) -> Spec:
    """Return the encoding of a number along a named axis."""
    scale = {"zero": False, "nice": False, **more.pop("scale", {})}
    return {"field": name, "type": "quantitative", "title": title, "scale": scale, "axis": more}
