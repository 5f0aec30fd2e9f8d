"""Conditions without equities by hand, and the mimicking regression against statsmodels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from tests.metrics import real
from tools.metrics.conditions import (
    change_over,
    conditions_ex_equity,
    disorderly_tightening,
    funding_spread,
    funding_z,
    mean_change,
    over_trailing_year,
    trailing_mean,
)
from tools.metrics.crossasset import rates_beta_flipped
from tools.metrics.legs import leg_peaks
from tools.metrics.mimicking import (
    mimicking_placebo,
    mimicking_r_squared,
    mimicking_return,
    mimicking_share,
)
from tools.metrics.ranks import expanding_percentile

Series = tuple[pd.Series, ...]


def alternating(rows: int, last: float, steps: int, base: float = 2.0) -> pd.Series:
    """A yield that alternates by one basis point and then moves by ``last`` percent at once."""
    dates = pd.bdate_range("2015-01-01", periods=rows)
    series = pd.Series(base + 0.01 * (np.arange(rows) % 2), index=dates)
    series.iloc[rows - steps :] = series.iloc[rows - steps - 1] + last
    return series


def test_conditions_by_hand() -> None:
    """Three inputs alternate by a basis point, one moves by 20 bp: its z is a quarter of it."""
    moved, still = alternating(600, 0.20, 6), alternating(600, 0.0, 0)
    flat = still * 0.0 + 1.0
    dollar = np.exp(still / 100.0)
    known = {n: real.known(s, s.index) for n, s in (("m", moved), ("f", flat), ("d", dollar))}
    still_known = real.known(still, still.index)
    found = conditions_ex_equity(
        known["m"], known["f"], still_known, known["d"], still_known, known["f"], window=20
    )
    z = 20 / (np.sqrt(504 / 503) * np.sqrt(20))
    # Over an even window the alternating ones have not moved.
    assert found.iloc[-1] == pytest.approx(z / 4, rel=1e-6)
    assert found.iloc[: 504 + 20].isna().all()
    assert found.iloc[504 + 20 :].notna().all()


def test_a_pegged_rate_counts_in_ticks() -> None:
    ceiling = alternating(600, 0.0, 0) * 0.0 + 0.25
    pegged = ceiling - 0.17
    pegged.iloc[-3:] += 0.05
    frames = [real.known(s, s.index) for s in (pegged, ceiling)]
    assert funding_z(*frames, window=21).iloc[-1] == pytest.approx(5 / np.sqrt(21))


def test_a_rise_of_the_policy_rate_is_no_funding_stress() -> None:
    ceiling = alternating(600, 0.75, 5, base=1.0)
    funds = alternating(600, 0.0, 0) * 0.0 + ceiling - 0.10
    frames = [real.known(s, s.index) for s in (funds, ceiling)]
    assert abs(funding_z(*frames, window=21).iloc[-1]) < 1e-9


def test_cash_was_short_in_september_2019(real_data: Path) -> None:
    """Repo at 5.25 % while the target range ended at 2.25 %, as everybody saw on the 17th."""
    found = funding_spread(real.fred(real_data, "SOFR"), real.fred(real_data, "DFEDTARU"))
    assert found["2019-09-17"] == pytest.approx(300.0)
    assert found.idxmax() == pd.Timestamp("2019-09-17")
    assert found.median() < 0


def test_disorderly_is_the_smaller_of_two_ranks() -> None:
    dates = pd.bdate_range("2020-01-01", periods=4)
    month = pd.Series([0.99, 0.97, 0.50, np.nan], index=dates)
    week = pd.Series([0.96, 0.30, 0.99, 0.99], index=dates)
    found = disorderly_tightening(month, week)
    np.testing.assert_array_equal(found, [0.96, 0.30, 0.50, np.nan])
    pd.testing.assert_series_equal(found, disorderly_tightening(week, month))


def test_one_missing_input_leaves_no_figure() -> None:
    series = alternating(600, 0.20, 5)
    known = real.known(series, series.index)
    none = known.assign(value=np.nan)
    for gone in range(6):
        inputs = [none if i == gone else known for i in range(6)]
        assert conditions_ex_equity(*inputs).isna().all()


def test_march_2020_was_disorderly_without_equities(real_data: Path, spx_close: pd.Series) -> None:
    """Both windows stand above every earlier day's, as FSB (2020) describes the dash for cash."""
    ranks = []
    codes = ("DGS10", "T10YIE", "BAMLC0A0CM", "DTWEXBGS", "DFF", "DFEDTARU")
    inputs = [
        real.known(real.fred(real_data, c), pd.DatetimeIndex(spx_close.index), late)
        for c, late in zip(codes, (0, 0, 1, 5, 1, 0), strict=True)
    ]
    for window in (5, 21):
        found = conditions_ex_equity(*inputs, window=window)
        assert found["2020-03-20"] > found.loc[:"2020-03-01"].max()
        ranks.append(expanding_percentile(found, 1260))
    disorderly = disorderly_tightening(*ranks)
    assert disorderly["2020-03-20"] > 0.99
    assert disorderly["2018-02-08"] < 0.95


def test_index_changes_and_means_by_hand() -> None:
    dates = pd.date_range("2020-01-01", periods=10)
    series = pd.Series([1.0, 2, np.nan, 4, 8, 16, 32, 64, 128, 256], index=dates)
    assert change_over(series, 4).dropna().iloc[0] == 16 - 1
    assert trailing_mean(series, 3).dropna().iloc[0] == pytest.approx((1 + 2 + 4) / 3)
    assert mean_change(series, 2).dropna().iloc[0] == pytest.approx((4 + 8) / (1 + 2) - 1)
    assert over_trailing_year(series, window=1, year=9).iloc[-1] == pytest.approx(
        256 / np.mean([1, 2, 4, 8, 16, 32, 64, 128, 256])
    )


@pytest.fixture(scope="module")
def walk() -> Series:
    """An index that reacts to two yields and the dollar, and their paths."""
    rng = np.random.default_rng(11)
    dates = pd.bdate_range("2012-01-02", periods=1400)
    two = pd.Series(3.0 + np.cumsum(rng.normal(0, 0.04, 1400)) * 0.5, index=dates)
    ten = pd.Series(4.0 + 0.5 * (two - 3) + np.cumsum(rng.normal(0, 0.03, 1400)), index=dates)
    dollar = pd.Series(90 * np.exp(np.cumsum(rng.normal(0, 0.004, 1400))), index=dates)
    noise = rng.standard_t(4, 1400) * 0.008
    returns = 0.03 * ten.diff().fillna(0) - 0.4 * np.log(dollar).diff().fillna(0) + noise
    return 1000 * np.exp(returns.cumsum()), two, ten, dollar


def as_levels(walk: Series) -> pd.DataFrame:
    close, two, ten, dollar = walk
    return pd.DataFrame(
        {"y": np.log(close), "two": two * 100, "ten": ten * 100, "dollar": np.log(dollar)}
    )


def regression(levels: pd.DataFrame, window: int, end: int) -> sm.OLS:
    rows = levels.iloc[end - window : end + 1].diff().iloc[1:]
    return sm.OLS(rows["y"], sm.add_constant(rows[["two", "ten", "dollar"]])).fit()


def test_mimicking_against_statsmodels(walk: Series) -> None:
    peak = leg_peaks(walk[0])
    implied, share = mimicking_return(*walk, peak), mimicking_share(*walk, peak)
    rates = mimicking_return(*walk, peak, factor="rates")
    dollar = mimicking_return(*walk, peak, factor="dollar")
    fit = mimicking_r_squared(*walk, peak)
    places = pd.Series(range(len(peak)), index=peak.index)
    levels = as_levels(walk)
    checked = 0
    for row in range(520, 1400, 37):
        start = int(places[peak.iloc[row]])
        if start < 504 or start == row:
            continue
        ols = regression(levels, 504, start)
        moves = levels.iloc[row] - levels.iloc[start]
        parts = ols.params[["two", "ten", "dollar"]] * moves[["two", "ten", "dollar"]]
        assert implied.iloc[row] == pytest.approx(np.expm1(parts.sum()), rel=1e-6)
        assert rates.iloc[row] == pytest.approx(np.expm1(parts.iloc[:2].sum()), rel=1e-6)
        assert share.iloc[row] == pytest.approx(parts.sum() / moves["y"], rel=1e-6)
        assert fit.iloc[row] == pytest.approx(ols.rsquared, rel=1e-6)
        checked += 1
    assert checked >= 10
    np.testing.assert_allclose((1 + rates) * (1 + dollar) - 1, implied, rtol=1e-9)


def test_placebo_against_scipy(walk: Series) -> None:
    """Every earlier window of the same length, fitted one by one."""
    peak = leg_peaks(walk[0])
    levels = as_levels(walk)
    found = mimicking_placebo(*walk, peak, window=60, least=100)
    share = mimicking_share(*walk, peak, window=60)
    fallen = np.flatnonzero(found.notna() & (peak.index != peak))
    row = int(fallen[fallen > 330][0])
    start = int(peak.index.get_loc(peak.iloc[row]))
    h = row - start
    shares = []
    for end in range(60 + h, start + 1):
        params = regression(levels, 60, end - h).params
        moves = levels.iloc[end] - levels.iloc[end - h]
        shares.append((params.drop("const") * moves.drop("y")).sum() / moves["y"])
    assert len(shares) >= 100
    expected = stats.percentileofscore(shares, share.iloc[row], kind="mean") / 100
    assert found.iloc[row] == pytest.approx(expected, abs=1e-9)


def test_too_few_placebos_give_none(walk: Series) -> None:
    peak = leg_peaks(walk[0])
    assert mimicking_placebo(*walk, peak).isna().all()


def test_collinear_factors_give_none(walk: Series) -> None:
    close, two, _, dollar = walk
    peak = leg_peaks(close)
    assert mimicking_return(close, two, 2 * two, dollar, peak).isna().all()


def test_february_2018_against_its_published_size(real_data: Path, spx_close: pd.Series) -> None:
    """Rates and the dollar alone would have lifted the index by about 0.9 %."""
    factors = [real.fred(real_data, c) for c in ("DGS2", "DGS10")]
    dollar = real.asset(real_data, "DXY")
    peak = leg_peaks(spx_close)
    implied = mimicking_return(spx_close, *factors, dollar, peak)
    assert implied["2018-02-08"] == pytest.approx(0.009, abs=0.0006)
    assert mimicking_share(spx_close, *factors, dollar, peak)["2018-02-08"] < 0


def test_how_much_rates_and_the_dollar_usually_explain(
    real_data: Path, spx_close: pd.Series
) -> None:
    """Seldom over a third: .05, .17 and .34 at the usual quantiles since 1990.

    The dollar index begins in 2004 here, so that the crisis years weigh more and the upper end
    lies higher.
    """
    factors = [real.fred(real_data, c) for c in ("DGS2", "DGS10")]
    every_day = pd.Series(spx_close.index, index=spx_close.index)
    dollar = real.asset(real_data, "DXY")
    found = mimicking_r_squared(spx_close, *factors, dollar, every_day).dropna()
    assert len(found) > 4000
    low, middle, high = found.quantile([0.1, 0.5, 0.9])
    assert low == pytest.approx(0.05, abs=0.02)
    assert middle == pytest.approx(0.17, abs=0.02)
    assert 0.30 < high < 0.50


def test_the_reaction_to_yields_turned_in_2022(real_data: Path, spx_close: pd.Series) -> None:
    flipped = rates_beta_flipped(spx_close, real.fred(real_data, "DGS10"), leg_peaks(spx_close))
    assert flipped["2022-06-13"] == 1.0
    assert flipped["2018-02-08"] == 0.0
