"""Implied against realised volatility: the VIX's surprises, its premium and its term structure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import linregress

from tools.metrics.legs import leg_peaks
from tools.metrics.levels import ratio
from tools.metrics.volatility import (
    realised_volatility,
    variance_premium,
    vix_minus_realised,
    vix_overshoot,
    vix_overshoot_today,
)


@pytest.fixture(scope="module")
def overshoot(vix_close: pd.Series, spx_close: pd.Series) -> pd.Series:
    return vix_overshoot_today(vix_close, spx_close)


# --------------------------------------------------------------------------------- overshoot


@pytest.mark.parametrize(
    ("day", "sigmas"), [("2018-02-05", 16.17), ("2020-03-16", 2.23), ("2022-06-13", -0.15)]
)
def test_overshoot_of_known_days(overshoot: pd.Series, day: str, sigmas: float) -> None:
    assert overshoot[day] == pytest.approx(sigmas, abs=0.005)


def test_overshoot_on_falls_of_a_percent(overshoot: pd.Series, spx_close: pd.Series) -> None:
    falls = overshoot[spx_close.pct_change().reindex(overshoot.index) <= -0.01]
    p90, p95, p99 = falls.quantile([0.90, 0.95, 0.99])
    assert 1.5 < p90 < 1.8 and 2.2 < p95 < 2.6 and 4.5 < p99 < 6.0
    # not only positioning events: the reopening of 2001 and the autumn of 2008
    assert falls["2001-09-17"] > p95 and falls["2008-10-22"] > p90


def test_overshoot_is_the_residual_of_scipys_regression(
    overshoot: pd.Series, vix_close: pd.Series, spx_close: pd.Series
) -> None:
    both = pd.DataFrame({"vix": vix_close, "spx": spx_close}).dropna()
    change, simple = both["vix"].diff(), both["spx"].pct_change()
    for day in pd.to_datetime(["1994-04-04", "2008-11-20", "2011-08-08", "2017-11-03"]):
        before = simple[(simple < 0) & (simple.index < day)].index[-504:]
        fit = linregress(simple[before], change[before])
        residual = change[before] - fit.intercept - fit.slope * simple[before]
        sd = np.sqrt((residual**2).sum() / (len(before) - 2))
        expected = (change[day] - fit.intercept - fit.slope * simple[day]) / sd
        assert overshoot[day] == pytest.approx(expected, rel=1e-9)


def test_overshoot_needs_504_earlier_down_days(
    overshoot: pd.Series, vix_close: pd.Series, spx_close: pd.Series
) -> None:
    first = overshoot.first_valid_index()
    both = pd.DataFrame({"vix": vix_close, "spx": spx_close}).dropna()["spx"].pct_change()
    assert (both[both.index < first] < 0).sum() == 504
    assert overshoot[overshoot.index > first].notna().all()


def test_overshoot_does_not_feel_units(vix_close: pd.Series, spx_close: pd.Series) -> None:
    vix, spx = vix_close[:"2004"], spx_close[:"2004"]
    plain = vix_overshoot_today(vix, spx)
    scaled = vix_overshoot_today(vix * 7.0 + 3.0, spx * 0.01)
    np.testing.assert_allclose(plain, scaled, rtol=1e-7, atol=1e-9)


def test_a_line_without_residual_has_no_overshoot() -> None:
    rng = np.random.default_rng(3)
    returns = rng.normal(0, 0.01, 400)
    dates = pd.bdate_range("2020-01-01", periods=400)
    close = pd.Series(100 * np.cumprod(1 + returns), index=dates)
    vix = pd.Series(20 - 100 * np.cumsum(close.pct_change().fillna(0)), index=dates)
    assert vix_overshoot_today(vix, close, window=50).isna().all()
    constant = pd.Series(20.0, index=dates)
    assert vix_overshoot_today(constant, close, window=50).isna().all()


def test_largest_overshoot_of_a_leg_by_brute_force(
    overshoot: pd.Series, vix_close: pd.Series, spx_close: pd.Series
) -> None:
    peak = leg_peaks(spx_close)
    frame = vix_overshoot(vix_close, spx_close, peak)
    both = pd.DataFrame({"vix": vix_close, "spx": spx_close}).dropna()["spx"].pct_change()
    days = frame.index[::97]
    assert len(days) > 80
    for day in days:
        leg = overshoot[(overshoot.index > peak[day]) & (overshoot.index <= day)]
        leg = leg[both.reindex(leg.index) < 0].dropna()
        if leg.empty:
            assert np.isnan(frame.loc[day, "value"]) and pd.isna(frame.loc[day, "at"])
        else:
            assert frame.loc[day, "value"] == leg.max()
            assert frame.loc[day, "at"] == leg.idxmax()


def test_the_event_of_february_2018_keeps_its_date(
    vix_close: pd.Series, spx_close: pd.Series
) -> None:
    frame = vix_overshoot(vix_close, spx_close, leg_peaks(spx_close))
    assert frame.loc["2018-02-08", "value"] == pytest.approx(16.17, abs=0.005)
    assert frame.loc["2018-02-08", "at"] == pd.Timestamp("2018-02-05")
    assert np.isnan(frame.loc["2018-01-26", "value"])  # the peak itself


def test_no_down_day_since_the_peak_is_no_overshoot() -> None:
    rng = np.random.default_rng(5)
    dates = pd.bdate_range("2020-01-01", periods=300)
    close = pd.Series(100 * np.exp(np.cumsum(rng.normal(0, 0.01, 300))), index=dates)
    vix = pd.Series(20 + rng.normal(0, 1, 300), index=dates)
    itself = pd.Series(dates, index=dates)
    assert vix_overshoot(vix, close, itself, window=50).isna().all(axis=None)
    unknown = pd.Series(pd.NaT, index=dates)
    assert vix_overshoot(vix, close, unknown, window=50).isna().all(axis=None)
    first = pd.Series(dates[0], index=dates)
    running = vix_overshoot(vix, close, first, window=50)["value"].dropna()
    assert len(running) > 100 and running.is_monotonic_increasing


# ------------------------------------------------------------------------ realised volatility


def test_realised_volatility_by_hand() -> None:
    dates = pd.bdate_range("2020-01-01", periods=4)
    close = pd.Series([100.0, 110.0, 99.0, 99.0], index=dates)
    by_hand = 100 * np.sqrt(252 / 3 * (np.log(1.1) ** 2 + np.log(0.9) ** 2))
    assert realised_volatility(close, window=3).iloc[-1] == pytest.approx(by_hand, rel=1e-12)
    assert realised_volatility(close, window=3).iloc[:-1].isna().all()


def test_realised_volatility_skips_a_missing_day() -> None:
    dates = pd.bdate_range("2020-01-01", periods=5)
    close = pd.Series([100.0, 110.0, np.nan, 99.0, 99.0], index=dates)
    found = realised_volatility(close, window=3)
    assert np.isnan(found.iloc[2])
    assert found.iloc[-1] == realised_volatility(close.dropna(), window=3).iloc[-1]


def test_implied_stands_four_points_above_realised_on_average(
    vix_close: pd.Series, spx_close: pd.Series
) -> None:
    gap = vix_minus_realised(vix_close, spx_close).dropna()
    assert gap.mean() == pytest.approx(4.0, abs=0.2)
    assert 0.11 <= (gap < 0).mean() <= 0.12


@pytest.mark.parametrize(
    ("day", "close"), [("2018-02-05", 37.32), ("2020-03-16", 82.69), ("2008-11-20", 80.86)]
)
def test_published_vix_closes(vix_close: pd.Series, day: str, close: float) -> None:
    assert vix_close[day] == close


def test_the_curve_inverts_in_february_2018(vol_indices: dict[str, pd.Series]) -> None:
    front = ratio(vol_indices["VIX9D"], vol_indices["VIX"])
    back = ratio(vol_indices["VIX"], vol_indices["VIX3M"])
    assert front["2018-02-05"] > 1 and back["2018-02-05"] > 1
    assert front["2018-01-26"] < 1 and back["2018-01-26"] < 1
    assert back["2018-02-05"] == pytest.approx(
        vol_indices["VIX"]["2018-02-05"] / vol_indices["VIX3M"]["2018-02-05"]
    )


# ------------------------------------------------------------------------------ the premium


def test_variance_premium_is_vix_less_statsmodels_forecast(
    vix_close: pd.Series, spx_close: pd.Series
) -> None:
    found = variance_premium(vix_close, spx_close)
    squares = (100 * np.log(spx_close).diff()) ** 2
    x = pd.DataFrame(
        {
            "day": squares * 22,
            "week": squares.rolling(5).mean() * 22,
            "month": squares.rolling(22).sum(),
        }
    )
    ahead = squares.rolling(22).sum().shift(-22)
    for day in pd.to_datetime(["1996-07-05", "2007-02-27", "2013-06-20", "2018-02-08"]):
        at = spx_close.index.get_loc(day)
        assert isinstance(at, int)
        rows = x.iloc[: at - 21].dropna()
        fit = sm.OLS(ahead[rows.index], sm.add_constant(rows)).fit()
        forecast = float(fit.predict(sm.add_constant(x).loc[[day]]).iloc[0])
        assert found[day] == pytest.approx(vix_close[day] ** 2 / 12 - forecast, rel=1e-6)


def test_variance_premium_is_positive_on_average(
    vix_close: pd.Series, spx_close: pd.Series
) -> None:
    found = variance_premium(vix_close, spx_close).dropna()
    assert found.index[0] < pd.Timestamp("1993-01-01")
    assert found.mean() > 0 and found[:"2007"].mean() > 0 and (found > 0).mean() > 0.75


def test_a_forecast_stays_within_what_has_been_seen() -> None:
    rng = np.random.default_rng(11)
    returns = rng.normal(0, 0.01, 900)
    returns[-1] = -0.25  # a day beyond anything in the sample
    dates = pd.bdate_range("2015-01-01", periods=901)
    close = pd.Series(100 * np.exp(np.r_[0.0, np.cumsum(returns)]), index=dates)
    vix = pd.Series(20.0, index=dates)
    premium = variance_premium(vix, close, least=300)
    largest = (100 * np.log(close).diff()).pow(2).rolling(22).sum().iloc[:-1].max()
    assert 400 / 12 - premium.iloc[-1] <= largest
