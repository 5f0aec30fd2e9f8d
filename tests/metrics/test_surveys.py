"""Reports, surveys, and the stacking of positions at a peak."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.metrics.levels import level, log_returns, positive, ratio, spread
from tools.metrics.surveys import net_share, net_share_change, stacking, survey_change
from tools.pillars.positioning import SPECS

DATES = pd.bdate_range("2018-01-01", periods=6)


def test_net_share_by_hand() -> None:
    long, short, interest = (
        pd.Series(values, index=DATES[:4])
        for values in ([30.0, 10.0, 5.0, 1.0], [10.0, 30.0, np.nan, 1.0], [100.0, 100.0, 9.0, 0.0])
    )
    found = net_share(long, short, interest)
    assert found.iloc[:2].tolist() == [0.2, -0.2] and found.iloc[2:].isna().all()


def test_net_shares_of_a_real_report(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "cot_tff_weekly.csv.gz", parse_dates=["date"])
    rows = rows[rows["symbol"] == "sp500"].set_index("date")
    managers = net_share(rows["am_long"], rows["am_short"], rows["oi"])
    funds = net_share(rows["lev_long"], rows["lev_short"], rows["oi"])
    assert len(managers) > 800 and managers.abs().max() < 1 and funds.abs().max() < 1
    # since the report exists asset managers have been the longs and leveraged funds the shorts
    assert managers["2010":].median() > 0.1 > 0 > funds["2010":].median()


def test_changes_over_four_reports_by_hand() -> None:
    weeks = pd.date_range("2020-01-07", periods=8, freq="7D")
    long = pd.Series([10.0, 12, 14, 16, 18, 20, 22, 24], index=weeks)
    short, interest = pd.Series(10.0, index=weeks), pd.Series(100.0, index=weeks)
    found = net_share_change(long, short, interest)
    assert found.iloc[:4].isna().all()
    np.testing.assert_allclose(found.iloc[4:], 0.08)
    np.testing.assert_allclose(net_share_change(short, long, interest).iloc[4:], -0.08)
    np.testing.assert_allclose(survey_change(long).iloc[4:], 8.0)


def test_a_change_does_not_reach_over_missing_reports() -> None:
    weeks = pd.date_range("2020-01-07", periods=12, freq="7D")
    survey = pd.Series(np.arange(12.0), index=weeks)
    one_late = survey_change(survey.drop(weeks[5]))
    assert one_late.iloc[4:].notna().all()  # five weeks where one survey fell out
    assert survey_change(survey.drop(weeks[[5, 6]]))[weeks[7] : weeks[9]].isna().all()


def test_who_held_what_in_january_2018(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "cot_tff_weekly.csv.gz", parse_dates=["date"])
    rows = rows.set_index("date")
    index = rows[rows["symbol"] == "sp500"]
    dealers = net_share(index["dealer_long"], index["dealer_short"], index["oi"])
    managers = net_share(index["am_long"], index["am_short"], index["oi"])
    # dealers stand on the other side of asset managers
    assert dealers["2010":].median() < 0 and dealers.corr(managers) < -0.5
    cut = net_share_change(index["am_long"], index["am_short"], index["oi"])
    assert cut["2020-03-17"] < -0.15 and cut.rank(pct=True)["2020-03-17"] < 0.01
    vix = rows[rows["symbol"] == "vix"]
    funds = net_share(vix["lev_long"], vix["lev_short"], vix["oi"])
    assert funds.median() < 0  # leveraged funds are short volatility most of the time


def test_bulls_less_bears_is_the_publishers_own_column(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "aaii_weekly.csv.gz", parse_dates=["date"]).set_index("date")
    found = spread(rows["bullish"], rows["bearish"])
    np.testing.assert_allclose(found, rows["bull_bear_spread"], atol=0.11)


def test_levels_and_ratios_leave_gaps_as_they_are() -> None:
    values = pd.Series([1.0, np.inf, np.nan, -2.0], index=DATES[:4])
    assert level(values).fillna(9).tolist() == [1.0, 9.0, 9.0, -2.0]
    assert positive(values).index.tolist() == [DATES[0]]
    other = pd.Series([2.0, 2.0, 0.0, 4.0], index=DATES[:4])
    assert ratio(other, values).fillna(9).tolist() == [2.0, 9.0, 9.0, 9.0]
    assert ratio(values, other).fillna(9).tolist() == [0.5, 9.0, 9.0, -0.5]
    assert spread(values, other.iloc[1:]).index.tolist() == DATES[1:4].tolist()


def test_a_return_over_a_gap_runs_from_the_last_price() -> None:
    close = pd.Series([100.0, np.nan, 110.0, 0.0, 121.0], index=DATES[:5])
    found = log_returns(close)
    assert found.index.tolist() == [DATES[2], DATES[4]]
    np.testing.assert_allclose(found, np.log(1.1))


# --------------------------------------------------------------------------------- stacking

RANKS = [pd.Series(np.linspace(a, a + 0.1, 6), index=DATES) for a in (0.9, 0.8, 0.7, 0.6)]


def test_stacking_is_the_mean_at_the_peak() -> None:
    peak = pd.Series(DATES[[0, 1, 2, 2, 2, 5]], index=DATES)
    found = stacking(*RANKS, peak)
    at_peak = [np.mean([rank[day] for rank in RANKS]) for day in peak]
    np.testing.assert_allclose(found, at_peak)
    assert found.iloc[2] == found.iloc[4]  # no later percentile enters before a new peak


@pytest.mark.parametrize("part", range(4))
def test_a_missing_part_is_not_filled_in(part: int) -> None:
    ranks = list(RANKS)
    ranks[part] = ranks[part].where(ranks[part].index != DATES[2])
    peak = pd.Series(DATES[[0, 1, 2, 2, 2, 5]], index=DATES)
    found = stacking(*ranks, peak)
    assert found.isna().tolist() == [False, False, True, True, True, False]


def test_stacking_knows_no_peak_that_no_part_knows() -> None:
    peak = pd.Series(pd.Timestamp("2001-01-01"), index=DATES)
    assert stacking(*RANKS, peak).isna().all()
    assert stacking(*RANKS, pd.Series(pd.NaT, index=DATES)).isna().all()


# ------------------------------------------------------------------------------- the table


def test_the_table_holds_every_reading_that_was_promised() -> None:
    promised = """vix vix_overshoot vix_overshoot_today vix9d_vix vix_vix3m vix_minus_rv21
    skew_index vvix put_call cta_spx cta_12m_sign vol_target_21d vol_target_63d am_net_share
    lev_net_share naaim aaii_spread stacking dealer_gamma_chain gamma_flip_distance
    dealer_gamma_vendor skew_25d variance_premium cta_notional cta_sold_since_peak cta_week_flat
    cta_week_down cta_week_up cta_level_fast cta_level_medium cta_level_slow
    cta_level_12m cta_gold cta_treasuries cta_oil cta_dollar cta_btc vol_target_low vol_target_high
    vol_target_since_peak_low vol_target_since_peak_high vol_target_week_down_low
    vol_target_week_down_high risk_parity_leverage risk_parity_equity risk_parity_since_peak
    dealer_net_share am_net_share_nasdaq lev_net_share_vix am_net_share_change_4w naaim_change_4w
    aaii_bears put_call_index put_call_equity put_call_10d qqq_flow_21d margin_debt_growth
    margin_debt_from_peak tail_hedging vvix_vix vxn_minus_vix vix_change_5d"""
    ids = [spec.id for spec in SPECS]
    assert len(ids) == len(set(ids))
    assert {f"positioning.{name}" for name in promised.split()} <= set(ids)


def test_what_is_assumed_is_said() -> None:
    for spec in SPECS:
        models = ("cta_", "vol_target_", "risk_parity", "stacking", "qqq_flow", "tail_hedging")
        models += ("dealer_gamma_chain", "gamma_flip")
        if spec.id.removeprefix("positioning.").startswith(models):
            assert spec.estimate, spec.id
        assert spec.definition.endswith(".") and spec.citation and spec.source
        if spec.frequency == "irregular":
            assert spec.max_age == 3
        elif spec.frequency == "weekly":
            assert spec.max_age == 10
