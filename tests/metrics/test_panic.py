from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real_panel
from tests.metrics.made import everyone
from tools.metrics.formation import form
from tools.metrics.panic import market_return, market_volatility, panic_state, winners_led_down


def dated(values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2000-01-03", periods=len(values)))


# ----------------------------------------------------------------------------- its parts


def test_two_years_are_504_sessions() -> None:
    close = dated(100.0 * 1.001 ** np.arange(600))
    found = market_return(close)
    assert found.first_valid_index() == close.index[504]
    assert found.iloc[-1] == pytest.approx(1.001**504 - 1.0)


def test_volatility_is_the_sample_deviation_a_year() -> None:
    close = dated(100.0 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.01, 400))))
    moves = np.log(close).diff()
    found = market_volatility(close)
    assert found.iloc[-1] == pytest.approx(100.0 * moves.iloc[-126:].std() * np.sqrt(252))
    assert found.first_valid_index() == close.index[126]


def path(drift: float, noise: float) -> pd.Series:
    """Eight calm years, then two and a half of another kind."""
    rng = np.random.default_rng(11)
    calm = 0.0005 + 0.006 * rng.normal(size=2016)
    after = drift + noise * rng.normal(size=630)
    return dated(100.0 * np.exp(np.cumsum(np.concatenate([calm, after]))))


@pytest.mark.parametrize(
    ("drift", "noise", "state"),
    [(-0.002, 0.02, 1.0), (-0.002, 0.003, 0.0), (0.003, 0.02, 0.0)],
    ids=["fallen and wild", "fallen and calm", "risen and wild"],
)
def test_a_panic_needs_a_loss_and_volatility(drift: float, noise: float, state: float) -> None:
    assert panic_state(path(drift, noise)).iloc[-1] == state


def test_no_state_before_five_years_of_volatility() -> None:
    found = panic_state(path(-0.002, 0.02))
    assert found.first_valid_index() == found.index[126 + 1259]


# ------------------------------------------------------------------------ real history


def test_momentum_crashes_follow_the_panic_state(real_data: Path, spx_close: pd.Series) -> None:
    # Daniel and Moskowitz (2016): the worst months follow a fallen and volatile market, in which
    # momentum loses on average and not only at worst
    state = panic_state(spx_close)
    mom = 1.0 + real_panel.french(real_data)["mom"]
    earned = mom.groupby(mom.index.to_period("M")).prod() - 1.0
    before = state.groupby(state.index.to_period("M")).last().shift(1)
    both = pd.DataFrame({"earned": earned, "panic": before}).dropna()
    worst = both.sort_values("earned").iloc[:6]
    assert worst["panic"].sum() >= 5.0
    assert both["panic"].mean() < 0.15
    mean = both.groupby("panic")["earned"].mean()
    assert mean[1.0] < -0.01 < 0.0 < mean[0.0]


def test_calm_and_rising_years_have_no_panic(spx_close: pd.Series) -> None:
    state = panic_state(spx_close)
    for year in ("1996", "1998", "2005", "2013", "2014", "2017", "2018", "2021"):
        assert (state.loc[year] == 0.0).all(), year
    assert state["2020-03-16"] == 1.0


def test_dividends_seldom_change_the_state(real_data: Path, spx_close: pd.Series) -> None:
    factors = real_panel.french(real_data)
    earned = (1.0 + factors["mkt_rf"] + factors["rf"]).cumprod()
    both = pd.DataFrame({"price": panic_state(spx_close), "total": panic_state(earned)}).dropna()
    assert (both["price"] == both["total"]).mean() > 0.95


# ------------------------------------------------------------------------ who led it down


def market(trend: float, winners: float, losers: float) -> tuple[pd.DataFrame, pd.Series]:
    """Forty stocks in an index with a trend; in the last month the legs move as told."""
    rng = np.random.default_rng(5)
    rates = np.linspace(-0.001, 0.001, 40)
    moves = trend + rates + 0.002 * rng.normal(size=(720, 40))
    dates = pd.bdate_range("2010-01-04", periods=720)
    prices = pd.DataFrame(np.exp(np.cumsum(moves, axis=0)), index=dates).rename(columns=str)
    held = form(prices, everyone(prices))
    steps = np.arange(1, 16)[:, None]
    for leg, push in ((held.winners, winners), (held.losers, losers)):
        names = prices.columns[leg[:, -1]]
        prices.loc[dates[-15:], names] *= np.exp(push * steps)
    return prices, prices.mean(axis=1)


@pytest.mark.parametrize(
    ("trend", "winners", "losers", "led"),
    [
        (0.001, -0.01, 0.0, 1.0),
        (0.001, 0.0, 0.01, 0.0),
        (0.001, 0.0, 0.0, 0.0),
        (-0.001, -0.01, 0.0, 0.0),
    ],
    ids=["winners fall", "losers rise", "nothing moves", "in a bear market"],
)
def test_the_side_and_the_market_decide(
    trend: float, winners: float, losers: float, led: float
) -> None:
    prices, close = market(trend, winners, losers)
    assert winners_led_down(prices, everyone(prices), close).iloc[-1] == led


def test_the_rotations_out_of_leaders_are_found(real_data: Path, spx_close: pd.Series) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    led = winners_led_down(*stocks, spx_close)
    # biotechnology and internet in April 2014, technology in October 2018, the leaders of 2021
    for month in ("2014-04", "2018-10", "2019-09", "2021-12"):
        assert led.loc[month].any(), month
    # losers' rebounds, in which the panic state holds or the losers' gain was the larger part
    for day in ("2009-04-30", "2020-11-09", "2016-03-07"):
        assert led[day] == 0.0, day
    assert 0.005 < led.mean() < 0.05
    assert not (led.eq(1.0) & panic_state(spx_close).reindex(led.index).eq(1.0)).any()
