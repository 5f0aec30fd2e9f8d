"""The prices at which trend signals turn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.metrics.paths import going_on, random_walk
from tools.metrics.trend_following import twelve_month_sign
from tools.metrics.trend_triggers import (
    cta_trigger,
    trigger_level,
    twelve_month_level,
    twelve_month_trigger,
)


def gap(close: pd.Series, fast: int, slow: int) -> float:
    return float(close.ewm(span=fast).mean().iloc[-1] - close.ewm(span=slow).mean().iloc[-1])


@pytest.mark.parametrize("sessions", [1, 5, 21])
@pytest.mark.parametrize(("fast", "slow"), [(16, 64), (32, 128), (64, 256)])
def test_closes_at_the_level_bring_the_averages_together(
    fast: int, slow: int, sessions: int
) -> None:
    close = random_walk(400, seed=8)
    distance = cta_trigger(close, fast, slow, sessions)
    for at in (slow, 300, 400):
        known = close.iloc[:at]
        level = known.iloc[-1] * (1 + distance.iloc[at - 1])
        held = going_on(known, *[level] * sessions)
        assert gap(held, fast, slow) == pytest.approx(0.0, abs=1e-9 * known.iloc[-1])
        above = going_on(known, *[level + 1.0] * sessions)
        below = going_on(known, *[level - 1.0] * sessions)
        assert gap(below, fast, slow) < 0 < gap(above, fast, slow)


def test_a_long_signal_turns_on_a_fall() -> None:
    close = random_walk(400, seed=8)
    trigger = cta_trigger(close)
    long = close.ewm(span=16).mean() > close.ewm(span=64).mean()
    # the fast average gives today's price more weight: only a fall can turn a long signal
    assert (np.sign(trigger.dropna()) == np.where(long[trigger.notna()], -1, 1)).mean() > 0.9


def test_level_and_distance_are_one_figure(spx_close: pd.Series) -> None:
    for sessions in (1, 21):
        level = trigger_level(spx_close, 32, 128, sessions)
        distance = cta_trigger(spx_close, 32, 128, sessions)
        np.testing.assert_allclose(level, (spx_close * (1 + distance)).where(distance > -1))
    assert trigger_level(spx_close, 32, 128).isna().sum() > 127  # no positive price would do
    np.testing.assert_allclose(
        trigger_level(spx_close * 3.0, 16, 64, 21), 3.0 * trigger_level(spx_close, 16, 64, 21)
    )


def test_levels_of_january_2018_lie_below_one_another(spx_close: pd.Series) -> None:
    levels = [trigger_level(spx_close, f, 4 * f, 21)["2018-01-26"] for f in (16, 32, 64)]
    assert spx_close["2018-01-26"] > levels[0] > levels[1] > levels[2] > 0
    # the fast signal did turn: eleven weeks on the index had traded below that level
    after = spx_close["2018-01-29":"2018-04-13"]
    assert gap(spx_close[:"2018-04-13"], 16, 64) < 0 and after.min() < levels[0]


def test_twelve_month_level_turns_the_sign() -> None:
    close = random_walk(400, seed=5)
    level = twelve_month_level(close)
    assert level.iloc[:251].isna().all()
    for at in (260, 333, 400):
        known, edge = close.iloc[:at], level.iloc[at - 1]
        assert twelve_month_sign(going_on(known, edge + 0.01)).iloc[-1] == 1
        assert twelve_month_sign(going_on(known, edge)).iloc[-1] == 0
        assert twelve_month_sign(going_on(known, edge - 0.01)).iloc[-1] == -1
    np.testing.assert_allclose(twelve_month_trigger(close), level / close - 1)


def test_prices_that_do_not_move_have_no_trigger() -> None:
    still = pd.Series(100.0, index=pd.bdate_range("2015-01-01", periods=400))
    assert cta_trigger(still).isna().all() and trigger_level(still).isna().all()
