"""The whole fall that a session lies in: against published returns, by brute force, in time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tools.events.fall import _heaviest, _largest, _start, fall
from tools.fall import Fall, deeper
from tools.selloff import picture

DAYS = pd.bdate_range("2020-01-02", periods=300)


def at(market: Workspace, day: str) -> Fall:
    view = market.market.view(date.fromisoformat(day))
    return fall(view, market.histories, picture(view, market.histories).move.peak)


# Published by S&P Dow Jones Indices: the index's largest daily falls and gains of these years.
PUBLISHED = {
    "2008-10-15": -0.0903,
    "2020-03-16": -0.1198,
    "2020-03-24": 0.0938,
    "2020-06-11": -0.0589,
    "2008-10-13": 0.1158,
}


@pytest.mark.parametrize("day", PUBLISHED)
def test_the_last_session_is_the_published_one(real_market: Workspace, day: str) -> None:
    found = at(real_market, day)
    assert found.day == pytest.approx(PUBLISHED[day], abs=5e-5)
    assert found.large
    assert (found.day_rank or 0.5) < 0.01 or (found.day_rank or 0.5) > 0.99


def test_a_leg_after_a_bounce_lies_in_the_larger_fall(real_market: Workspace) -> None:
    """In October 2008 the leg began on the 13th, the year's fall a year before."""
    found = at(real_market, "2008-10-16")
    assert found.deeper and found.since.year == 2007
    assert found.worst_at == date(2008, 10, 15)
    assert (found.overshoot or 0.0) > 5.75 and found.violent
    plain = at(real_market, "2020-03-20")
    assert not plain.deeper and plain.since == date(2020, 2, 19)


def test_march_2020_was_heavy_before_its_last_week(real_market: Workspace) -> None:
    for day in ("2020-03-16", "2020-03-20", "2020-03-24"):
        found = at(real_market, day)
        assert found.heaviest == 3 and found.heaviest_at == date(2020, 3, 16)
    assert at(real_market, "2020-06-11").violent
    assert not at(real_market, "2017-10-10").violent


def test_before_the_panel_begins_a_count_is_missing(real_market: Workspace) -> None:
    assert at(real_market, "1998-08-31").heaviest is None


@given(
    drawdown=st.floats(-0.9, 0.0),
    leg=st.floats(-0.9, 0.0),
    more=st.floats(0.0, 0.5),
)
def test_a_fall_that_is_deeper_stays_so_further_down(
    drawdown: float, leg: float, more: float
) -> None:
    if deeper(drawdown, leg):
        assert deeper(drawdown - more, leg)
        assert drawdown - leg <= -0.05 + 1e-12 and drawdown <= 2.0 * leg
    assert not deeper(leg, leg) and not deeper(None, leg)


@given(flags=st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_heaviest_week_is_that_of_every_week_counted(flags: list[bool]) -> None:
    sessions = DAYS[: len(flags)]
    since = pd.Series([0.0 if f else 3.0 for f in flags], sessions)
    found = _heaviest(since, sessions)
    assert found is not None
    weeks = [sum(flags[max(0, i - 4) : i + 1]) for i in range(len(flags))]
    assert found[0] == max(weeks)
    best = [i for i, n in enumerate(weeks) if flags[i] and n == max(weeks)]
    assert found[1] == (sessions[best[-1]].date() if best else None)


def test_a_session_that_was_not_measured_leaves_both_open() -> None:
    some = pd.Series([0.0, 1.0], DAYS[[0, 2]])
    assert _heaviest(some, DAYS[:3]) is None
    assert _largest(some, DAYS[:3]) is None
    assert _heaviest(some, DAYS[:0]) is None


def test_the_start_is_the_legs_peak_before_a_year_of_closes() -> None:
    closes = pd.Series(np.linspace(200.0, 100.0, 300), DAYS)
    peak = DAYS[295]
    assert _start(closes, peak) == (DAYS[48], True)
    assert _start(closes.iloc[60:], peak) == (peak, False)


def test_what_comes_later_changes_nothing(real_market: Workspace) -> None:
    """The brief of a day reads the same whether the wall stands there or later."""
    day = date(2008, 10, 16)
    then = real_market.market.view(day)
    back = real_market.market.view(date(2020, 3, 16)).back(day)
    peak = picture(then, real_market.histories).move.peak
    assert fall(then, real_market.histories, peak) == fall(back, real_market.histories, peak)
