"""The pieces of a Vega-Lite specification that every mark is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Colours = Mapping[str, str]
Spec = dict[str, Any]
Row = dict[str, str | float | None]

X: Spec = {"field": "t", "type": "temporal"}
Y: Spec = {"field": "v", "type": "quantitative"}
XY: Spec = {"x": X, "y": Y}
TEXT = {"field": "text", "type": "nominal"}


def layer_of(data: Sequence[Row], mark: Spec, encoding: Spec) -> Spec:
    """Return a mark with its own rows."""
    return {"data": {"values": list(data)}, "mark": mark, "encoding": encoding}


def field(name: str) -> Spec:
    """Return the encoding of a second end."""
    return {"field": name}


def caption(
    colours: Colours,
    data: Sequence[Row],
    token: str,
    look: Mapping[str, Any],
    opacity: Spec | None = None,
) -> list[Spec]:
    """Return texts and, behind them, a halo in the page's colour that keeps lines off them.

    Parameters
    ----------
    colours : mapping
        CSS colours by token.
    data : sequence of Row
        Texts and where they stand.
    token : str
        Their colour.
    look : mapping
        Properties of the mark; the middle of the line is its base by default.
    opacity : mapping, optional
        The encoding that hides some of them.
    """
    page = colours["bg"]
    halo = {
        "fill": page,
        "stroke": page,
        "strokeWidth": 3,
        "strokeOpacity": 0.8,
        "strokeJoin": "round",
    }
    mark = {"type": "text", "baseline": "middle", "lineBreak": "\n", **look}
    place = {**XY, "text": TEXT, **({"opacity": opacity} if opacity else {})}
    return [layer_of(data, {**mark, **ink}, place) for ink in (halo, {"fill": colours[token]})]
