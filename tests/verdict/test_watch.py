"""The watch list: threshold, outcome and how often it fired, against the stored history."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from assistant.workspace import Workspace
from tests.narrative.factory import make_reading
from tools.pillars.registry import specs
from tools.records import Watch
from tools.watch import watch_list
from tools.weights import WatchRow, weights

DAY = date(2018, 2, 8)
ROWS = weights().watch


@pytest.fixture(scope="module")
def items(real_market: Workspace) -> dict[str, Watch]:
    view = real_market.market.view(DAY)
    readings = {r.id: r for r in real_market.histories.readings(view)}
    return {w.reading: w for w in watch_list(view, real_market.histories, readings)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.reading)
def test_threshold_and_share_are_those_of_the_past(
    real_market: Workspace, items: dict[str, Watch], row: WatchRow
) -> None:
    view = real_market.market.view(DAY)
    past = real_market.histories.frame(specs()[row.reading], view)["value"].to_numpy()
    found = items[row.reading]
    limit = found.above if row.side == "above" else found.below
    assert (found.above is None) != (found.below is None)
    assert limit == pytest.approx(
        np.quantile(past, row.percentile) if row.percentile is not None else row.level
    )
    beyond = past > limit if row.side == "above" else past < limit
    assert found.fired_share == pytest.approx(beyond.mean())
    assert found.value == past[-1] and found.fired == bool(beyond[-1])


def test_a_percentile_fires_as_often_as_it_says(items: dict[str, Watch]) -> None:
    for row in ROWS:
        if row.percentile is not None:
            tail = 1 - row.percentile if row.side == "above" else row.percentile
            assert items[row.reading].fired_share == pytest.approx(tail, abs=0.005)


def test_the_curve_was_inverted_on_8_february_2018(items: dict[str, Watch]) -> None:
    """VIX 33.46 over VIX3M 27.33 (Cboe closes)."""
    item = items["positioning.vix_vix3m"]
    assert item.fired is True and item.value == pytest.approx(1.224, abs=0.001)


def test_a_missing_reading_keeps_its_level_and_has_no_outcome(real_market: Workspace) -> None:
    view = real_market.market.view(date(1995, 6, 1))
    readings = {r.reading: make_reading(r.reading, None) for r in ROWS}
    for row, item in zip(ROWS, watch_list(view, real_market.histories, readings), strict=True):
        assert item.value is None and item.fired is None
        if row.level is not None:
            assert row.level in (item.above, item.below)
