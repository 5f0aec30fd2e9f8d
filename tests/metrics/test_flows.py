"""Flows, margin debt, options traded, and the demand for hedges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.metrics.drawdown import drawdown
from tools.metrics.flows import fund_flow, growth_over_year
from tools.metrics.since_peak import change_from_peak
from tools.metrics.tail_hedging import tail_hedging

DAYS = pd.bdate_range("2020-01-01", periods=40)
MONTHS = pd.date_range("2019-01-31", periods=30, freq="ME")


def flows(folder: Path) -> pd.DataFrame:
    path = folder / "qqq_fund_flows_daily.csv.gz"
    return pd.read_csv(path, parse_dates=["date"]).set_index("date")


def test_flow_is_a_share_of_what_the_fund_held() -> None:
    flow = pd.Series(2.0, index=DAYS)
    assets = pd.Series(100.0, index=DAYS)
    found = fund_flow(flow, assets)
    assert found.iloc[:20].isna().all()
    np.testing.assert_allclose(found.iloc[20:], 21 * 0.02)
    np.testing.assert_allclose(fund_flow(-flow, assets).iloc[20:], -21 * 0.02)
    np.testing.assert_allclose(fund_flow(1e9 * flow, 1e9 * assets).iloc[20:], 21 * 0.02)
    assert fund_flow(flow, assets * 0).isna().all()


def test_a_day_without_both_figures_is_no_observation() -> None:
    flow = pd.Series(1.0, index=DAYS)
    assets = pd.Series(100.0, index=DAYS).where(DAYS != DAYS[5])
    found = fund_flow(flow, assets)
    assert DAYS[5] not in found.index and found.notna().sum() == 39 - 20


def test_a_real_funds_flows_are_its_growth_beyond_its_price(real_data: Path) -> None:
    rows = flows(real_data)["2010":]
    found = fund_flow(rows["flow_usd"], rows["aum_usd"]).dropna()
    assert found.abs().max() < 0.5
    # assets are dated a day late against the value of a share
    price = rows["nav"].shift(1)
    grown = rows["aum_usd"] / rows["aum_usd"].shift(21) - price / price.shift(21)
    assert found.corr(grown) > 0.9


# --------------------------------------------------------------------------------- margin debt


def test_growth_over_a_year_by_hand() -> None:
    balance = pd.Series(np.arange(100.0, 130.0), index=MONTHS)
    found = growth_over_year(balance)
    assert found.iloc[:12].isna().all()
    assert found.iloc[12] == pytest.approx(12 / 100) and found.iloc[29] == pytest.approx(12 / 117)


def test_growth_is_not_taken_over_more_than_a_year() -> None:
    balance = pd.Series(np.arange(100.0, 130.0), index=MONTHS).drop(MONTHS[[15, 16]])
    found = growth_over_year(balance)
    reaching_over = balance.index[(balance.index > MONTHS[16]) & (balance.index <= MONTHS[28])]
    assert found[reaching_over].isna().all()
    assert found[MONTHS[14]] == pytest.approx(12 / 102)
    assert found[MONTHS[29]] == pytest.approx(12 / 117)


def test_margin_debt_of_known_months(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "margin_debt_monthly.csv.gz", parse_dates=["date"])
    debt = rows.set_index("date")["margin_debt_musd"]
    growth, fall = growth_over_year(debt), drawdown(debt, 12)
    # FINRA: 822,551 in March 2021 after 479,291 in March 2020, and 935,862 at the record
    assert growth["2021-03-31"] == pytest.approx(822_551 / 479_291 - 1, abs=0.002)
    assert fall["2021-10-31"] == 0.0 and fall["2022-06-30"] == pytest.approx(
        683_445 / 935_862 - 1, abs=1e-6
    )
    assert growth["2008-12-31"] < -0.3


# ------------------------------------------------------------------------------- put and call


def test_the_single_stock_ratio_stood_lower_in_2020_and_2021(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "put_call_daily.csv.gz", parse_dates=["date"]).set_index("date")
    years = rows.groupby(rows.index.year)[["total_pc", "equity_pc"]].median()
    assert years.loc[2020:2021, "equity_pc"].max() < 0.55 < years.loc[2010:2019, "equity_pc"].min()
    assert years.loc[2010:2019, "total_pc"].min() > 0.85


# -------------------------------------------------------------------------------- tail hedging


def test_tail_hedging_is_the_mean_of_what_is_there() -> None:
    first = pd.Series([0.2, 0.4, np.nan, np.nan], index=DAYS[:4])
    second = pd.Series([0.6, 0.8, 0.9, np.nan], index=DAYS[:4])
    third = pd.Series([np.nan, 0.9, 0.7, 0.5], index=DAYS[:4])
    found = tail_hedging(first, second, third)
    np.testing.assert_allclose(found, [0.4, 0.7, 0.8, np.nan])
    pd.testing.assert_series_equal(tail_hedging(third, first, second), found)
    assert tail_hedging(first).isna().all()


# ------------------------------------------------------------------------------ since the peak


def test_change_from_the_peak_by_hand() -> None:
    values = pd.Series([1.0, 3.0, np.nan, 2.0, 7.0], index=DAYS[:5])
    peak = pd.Series(DAYS[[0, 1, 1, 1, 2]], index=DAYS[:5])
    np.testing.assert_allclose(change_from_peak(values, peak), [0, 0, np.nan, -1, np.nan])
    nothing = pd.Series(pd.NaT, index=DAYS[:5], dtype="datetime64[us]")
    assert change_from_peak(values, nothing).isna().all()
    early = pd.Series(pd.Timestamp("2019-01-01"), index=DAYS[:5])
    assert change_from_peak(values, early).isna().all()
