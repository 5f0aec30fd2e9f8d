"""Events: the first day of a spell, apart by a cool-off, told by what was known on the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tools.analogs.conditions import CONDITIONS, COOL_OFF, Condition
from tools.analogs.held import _events, held, held_now
from tools.analogs.series import SERIES, by_session
from tools.pillars.registry import specs
from tools.records import NotMeasured

BY_ID = {condition.id: condition for condition in CONDITIONS}


@given(st.lists(st.booleans(), max_size=400))
def test_events_begin_spells_and_lie_apart(flags: list[bool]) -> None:
    holds = np.array(flags, dtype=bool)
    at = np.flatnonzero(_events(holds))
    assert all(holds[i] and not holds[i - 1] and i > 0 for i in at)
    assert (np.diff(at) >= COOL_OFF).all()
    # No spell that begins outside every cool-off is passed over.
    for i in np.flatnonzero(holds[1:] & ~holds[:-1]) + 1:
        assert any(i - COOL_OFF < j <= i for j in at)


def test_a_spell_that_was_under_way_begins_nothing() -> None:
    assert not _events(np.array([True, True, False])).any()
    assert _events(np.array([False, True, True])).tolist() == [False, True, False]


def slow(close: pd.Series, depth: float) -> list[pd.Timestamp]:
    """Return the first closes at a depth below the year's high, day by day."""
    found: list[int] = []
    for i in range(252, len(close)):
        now, before = (close.iloc[j] / close.iloc[j - 251 : j + 1].max() - 1 for j in (i, i - 1))
        if now <= -depth < before and (not found or i - found[-1] >= COOL_OFF):
            found.append(i)
    return [close.index[i] for i in found]


@pytest.mark.parametrize(("name", "depth"), [("first_5pct", 0.05), ("first_10pct", 0.10)])
def test_falls_from_the_year_s_high_are_found_by_a_plain_loop_as_well(
    real_market: Workspace, name: str, depth: float
) -> None:
    view = real_market.market.view()
    found = held(BY_ID[name], view, real_market.histories)
    events = pd.DatetimeIndex(found.dates[found.event])
    assert list(events) == slow(view.observations("SPX"), depth)


def test_yields_part_the_same_falls(real_market: Workspace) -> None:
    """Each fall is one with yields up or one with yields down, or yields had not moved."""
    view = real_market.market.view()
    whole, up, down = (
        held(BY_ID[name], view, real_market.histories)
        for name in ("first_5pct", "first_5pct_yields_up", "first_5pct_yields_down")
    )
    events, rising, falling = (set(h.dates[h.event]) for h in (whole, up, down))
    assert rising | falling <= events
    assert not rising & falling
    assert len(rising | falling) >= 0.9 * len(events)


@pytest.mark.parametrize("condition", [c for c in CONDITIONS if not c.published], ids=str)
def test_a_condition_is_told_by_its_readings_of_the_day(
    real_market: Workspace, condition: Condition
) -> None:
    """On event days a brief of that day shows the reading at or beyond the threshold."""
    found = held(condition, real_market.market.view(), real_market.histories)
    days = found.dates[found.event][-4:]
    assert len(days)
    for day in days:
        view = real_market.market.view(day.astype("datetime64[D]").item())
        for clause in (*condition.clauses, *condition.given):
            if clause.label or clause.of in SERIES or clause.within > 1:
                continue
            reading = real_market.histories.reading(specs()[clause.of], view)
            assert reading.value is not None
            # Ranks count sooner than printed percentiles, in the same history.
            value = reading.percentile if clause.rank else reading.value
            assert value is not None
            assert clause.above is None or value >= clause.above
            assert clause.below is None or value <= clause.below


def test_what_is_published_late_is_dated_by_its_day_and_seen_when_published(
    real_market: Workspace,
) -> None:
    condition = BY_ID["momentum_10pct"]
    late = held(condition, real_market.market.view(), real_market.histories)
    events = late.dates[late.event]
    event = events[events < np.datetime64("2022-06-01")][-1].astype("datetime64[D]").item()
    for days, seen in ((5, False), (90, True)):
        view = real_market.market.view(event + pd.Timedelta(days=days).to_pytimedelta())
        early = held(condition, view, real_market.histories)
        assert (np.datetime64(event, "us") in early.dates[early.event]) is seen
        assert early.dates[-1] <= np.datetime64(view.session, "us")


def test_a_loss_of_momentum_shows_on_its_day_in_the_panel(real_market: Workspace) -> None:
    """September 2019: weeks before the published factor says so."""
    view = real_market.market.view(date(2019, 9, 10))
    condition = BY_ID["momentum_10pct"]
    now = held_now(condition, view, real_market.histories)
    assert now.last == np.datetime64("2019-09-10", "us")
    assert held(condition, view, real_market.histories).dates[-1] < np.datetime64("2019-08-31")


def test_a_reading_by_session_is_what_a_brief_would_show(real_market: Workspace) -> None:
    view = real_market.market.view(date(2018, 2, 8))
    for metric in ("positioning.vix", "positioning.vix_overshoot", "positioning.aaii_bears"):
        frame = by_session(metric, view, real_market.histories)
        for day in ("2016-02-11", "2017-10-10", "2018-01-26", "2018-02-05"):
            then = real_market.market.view(date.fromisoformat(day))
            reading = real_market.histories.reading(specs()[metric], then)
            value = frame["value"].loc[day]
            assert reading.value == (None if np.isnan(value) else value)


def test_what_the_market_lacks_has_a_reason(real_market: Workspace) -> None:
    view = real_market.market.view(date(1998, 8, 31))
    with pytest.raises(NotMeasured, match="VIX3M"):
        held(BY_ID["vix_inverted"], view, real_market.histories)
