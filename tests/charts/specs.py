"""Reading back what a chart draws from its specification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.charts.palette import THEME
from tools.charts.plot import Chart


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every mark of a specification, back to front."""
    for layer in spec["layer"]:
        if "layer" in layer:
            yield from layers(layer)
        else:
            yield layer


def drawn(chart: Chart, mark: str) -> list[list[dict[str, Any]]]:
    """Return the rows of each mark of a kind."""
    found = [layer for layer in layers(chart.spec()) if layer["mark"]["type"] == mark]
    return [layer["data"]["values"] for layer in found]


def line(chart: Chart, panel: int = 0) -> dict[str, float]:
    """Return a panel's line by day, without the rows at which it breaks."""
    lines = [layer for layer in layers(chart.spec()) if layer["mark"]["type"] == "line"]
    # The move is drawn over its panel's line once more.
    whole = [layer for layer in lines if layer["mark"]["stroke"] == THEME["accent"]]
    rows = whole[panel]["data"]["values"]
    return {row["t"]: row["v"] for row in rows if row["v"] is not None}


def texts(chart: Chart) -> list[str]:
    """Return all that can be read: around the drawing and in it."""
    inside = [str(row["text"]) for rows in drawn(chart, "text") for row in rows]
    return [chart.title, chart.subtitle, chart.source, chart.alt, *inside]
