"""Returns over a window, in the year so far and since the peak, of funds and of groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real, real_panel
from tests.metrics.made import drifting, everyone
from tools.metrics.legs import leg_peaks
from tools.metrics.performance import (
    relative_since_peak,
    return_since_peak,
    run_up,
    trailing_return,
    year_to_date,
)
from tools.metrics.sectors import (
    extreme_since_peak,
    industry_relative_since_peak,
    industry_since_peak,
)

DATES = pd.bdate_range("2020-12-28", periods=8)  # four sessions of each year
NAN = float("nan")


def dated(*values: float) -> pd.Series:
    return pd.Series(values, index=DATES[: len(values)])


@pytest.fixture
def peak() -> pd.Series:
    """The peak moves up to the third session and stays there."""
    return pd.Series(DATES[[0, 1, 2, 2, 2, 2, 2, 2]], index=DATES)


def test_a_run_up_ends_at_the_peak(peak: pd.Series) -> None:
    close = dated(100.0, 110.0, 121.0, 60.0, 70.0, 80.0, 90.0, 100.0)
    found = run_up(close, peak, sessions=1)
    np.testing.assert_allclose(found, [NAN, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    np.testing.assert_allclose(run_up(3.0 * close, peak, sessions=1), found)


def test_trailing_return_by_hand() -> None:
    found = trailing_return(dated(100.0, NAN, 110.0, 0.0, 121.0, 99.0), sessions=2)
    assert found.index.tolist() == DATES[[0, 2, 4, 5]].tolist()
    assert found.iloc[2:].tolist() == pytest.approx([0.21, -0.1])
    assert found.iloc[:2].isna().all()


def test_the_year_starts_from_the_last_close_of_the_year_before() -> None:
    found = year_to_date(dated(90.0, 95.0, 99.0, 100.0, 101.0, 98.0, NAN, 104.0))
    assert found.iloc[:4].isna().all()
    assert found.iloc[4:].tolist() == pytest.approx([0.01, -0.02, 0.04])
    assert year_to_date(dated()).empty


@pytest.mark.parametrize(
    ("day", "published"),
    [("2019-12-31", 0.2888), ("2022-06-30", -0.2058), ("2022-12-30", -0.1944)],
)
def test_the_year_is_the_published_one(spx_close: pd.Series, day: str, published: float) -> None:
    assert year_to_date(spx_close)[day] == pytest.approx(published, abs=1e-4)


def test_since_the_peak_by_hand(peak: pd.Series) -> None:
    fund = dated(50.0, 60.0, 100.0, 90.0, NAN, 80.0, -1.0, 120.0)
    found = return_since_peak(fund, peak)
    assert found.tolist() == pytest.approx([0, 0, 0, -0.1, NAN, -0.2, NAN, 0.2], nan_ok=True)
    market = dated(10.0, 10.0, 10.0, 9.5, 9.5, NAN, 9.0, 9.0)
    other = relative_since_peak(fund, market, peak)
    assert other.tolist() == pytest.approx([0, 0, 0, -0.05, NAN, NAN, NAN, 0.3], nan_ok=True)
    pd.testing.assert_series_equal(relative_since_peak(market, fund, peak), -other)


def test_a_fund_that_started_after_the_peak_has_no_figure(peak: pd.Series) -> None:
    young = dated(*[NAN] * 3, 90.0, 91.0, 92.0, 93.0, 94.0).dropna()
    assert return_since_peak(young, peak).isna().all()


def test_the_best_and_the_worst_bound_every_sector(real_data: Path, spx_close: pd.Series) -> None:
    peaks = leg_peaks(spx_close)
    names = ("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY")
    funds = pd.DataFrame({s: real.asset(real_data, s, "adj_close") for s in names})
    each = pd.DataFrame({s: return_since_peak(funds[s], peaks) for s in names})
    best = extreme_since_peak(funds, peaks, "best", least=9)
    worst = extreme_since_peak(funds, peaks, "worst", least=9)
    pd.testing.assert_series_equal(best.dropna(), each.dropna().max(axis=1), check_freq=False)
    pd.testing.assert_series_equal(worst.dropna(), each.dropna().min(axis=1), check_freq=False)
    assert extreme_since_peak(funds, peaks, "best", least=10).isna().all()


# ------------------------------------------------------------------------------- groups


def test_a_group_is_the_mean_of_those_that_were_members_at_the_peak() -> None:
    prices = drifting([0.01] * 12, rows=8).set_axis(DATES)
    peak = pd.Series(DATES[2], index=DATES)
    prices.iloc[3:, 0] = prices.iloc[2, 0] * 0.8
    prices.iloc[-1, 1] = NAN
    members = everyone(prices)
    members.iloc[:, 2] = False
    members.iloc[4:, 3] = False  # left during the fall: its holders lost all the same
    table = pd.DataFrame({"ticker": prices.columns, "industry": "Regional Banks"})
    table.loc[8:, "industry"] = "Software"
    found = industry_since_peak(prices, members, table, peak)
    rose = 1.01**5 - 1
    # eight banks, one no member, one without a price: one fell, five rose
    assert found.iloc[-1] == pytest.approx((-0.2 + 5 * rose) / 6)
    assert found.iloc[2] == 0.0
    market = prices.iloc[:, -1]
    relative = industry_relative_since_peak(prices, members, table, market, peak)
    assert relative.iloc[-1] == pytest.approx(found.iloc[-1] - rose)
    assert industry_since_peak(prices, members, table.iloc[:5], peak).isna().all()


def test_banks_move_with_the_financials_fund(real_data: Path, spx_close: pd.Series) -> None:
    peaks = leg_peaks(spx_close)
    table = pd.read_csv(real_data / "sp500_sector_map.csv.gz").rename(
        columns={"Symbol": "ticker", "GICS Sub-Industry": "industry"}
    )
    panel = real_panel.field(real_data), real_panel.members(real_data)
    banks = industry_since_peak(*panel, table, peaks)
    fund = return_since_peak(real.asset(real_data, "XLF", "adj_close"), peaks)
    both = pd.DataFrame({"banks": banks, "fund": fund}).dropna().loc["2010":]
    assert both.corr().iloc[0, 1] > 0.95
    assert np.abs(banks - fund).loc["2010":].mean() < 0.03
