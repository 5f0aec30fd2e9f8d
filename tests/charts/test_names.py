"""Names of thresholds: inside the panel, apart, and beside the line where there is room."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tools.charts.names import FAR, NEAR, placed
from tools.charts.plot import Level, Panel, Plot

FIRST, LAST = date(2017, 1, 1), date(2019, 12, 31)


def plot_of(values: list[float], low: float, high: float, *, severe: bool = True) -> Plot:
    array = np.array(values)
    days = np.linspace(0, (LAST - FIRST).days, len(array)).astype("m8[D]")
    panel = Panel(
        np.datetime64(FIRST, "us") + days,
        array,
        "sigma",
        (min(array.min(), low) - 1, max(array.max(), high) + 1),
        "",
        levels=(
            Level(high, "95th percentile since 2001", upper=True, severe=severe),
            Level(low, "5th percentile", upper=False, severe=False),
        ),
    )
    return Plot((panel,), FIRST, LAST)


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=300), st.floats(-4, 0), st.floats(0.1, 4))
def test_names_stay_in_the_panel_and_apart(values: list[float], low: float, high: float) -> None:
    plot = plot_of(values, low, high)
    (panel,) = plot.panels
    found = placed(panel, plot)
    assert found[0][0].severe
    spans = []
    for level, place in found:
        at = panel.pixels(level.value, plot)
        span = (at + NEAR, at + FAR) if place.above else (at - FAR, at - NEAR)
        assert span[0] >= 0 or level.severe
        assert span[1] <= plot.height or level.severe
        spans.append((place.align, span))
    if len(spans) == 2 and spans[0][0] == spans[1][0]:
        (_, (low0, high0)), (_, (low1, high1)) = spans
        assert high0 <= low1 or high1 <= low0


def test_a_name_takes_the_side_that_the_line_leaves_free() -> None:
    early = [2.2] * 30 + [0.0] * 70
    (_, place), *_ = placed(plot_of(early, -1, 2).panels[0], plot_of(early, -1, 2))
    assert place == ("right", True)
    late = early[::-1]
    (_, place), *_ = placed(plot_of(late, -1, 2).panels[0], plot_of(late, -1, 2))
    assert place == ("left", True)


def test_the_lesser_name_is_left_out_where_the_line_is_all_over_it() -> None:
    values = [-1.5, 0.9] * 200
    plot = plot_of(values, -1, 0.95)
    assert [level.upper for level, _ in placed(plot.panels[0], plot)] == [True]
