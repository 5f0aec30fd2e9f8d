"""The simulated market's structure, repeatability and cost."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from tests.market import simulated
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.demo.simulate import END, START, VENDOR, simulate

FUNDS = (
    "SPY RSP QQQ IWM MTUM SPHB SPLV IWD IWF XLB XLE XLF XLI XLK XLP XLU XLV XLY "
    "TLT IEF HYG LQD GLD SLV USO"
).split()
CLOSES = (
    "RUA VIX VIX3M VIX9D VVIX SKEW COR1M DSPX VIXEQ OVX MOVE VXN DGS2 DGS5 DGS10 DGS30 T10YIE "
    "T5YIE SOFR DFF EFFR BAMLH0A0HYM2 BAMLC0A0CM DTWEXBGS NFCI ANFCI STLFSI4 ICSA PAYEMS CPIAUCSL "
    "UNRATE SPX_PCT_GT_200D SPX_PCT_GT_100D NDX_PCT_GT_50D MMTH_PCT_GT_200D NYSE_ADV NYSE_DECL "
    "NYSE_UNCH NYSE_NEWHI NYSE_NEWLO EPU NEWS_SENTIMENT NAAIM MARGIN_DEBT"
).split()
FIELDS = {
    "SPX": "open high low close volume",
    "NDX": "open high low close volume",
    "SPY": "open high low close adj_close volume",
    "PUT_CALL": "total index etp equity",
    "DIX": "dix gex price",
    "GPR": "gprd gprd_act gprd_threat",
    "AAII": "bullish neutral bearish",
    "FRENCH": "mkt_rf smb hml rmw cma rf mom",
    "TFF_SP500": "oi am_long am_short dealer_long dealer_short lev_long lev_short "
    "other_long other_short",
    "COT_GOLD": "spec_long spec_short comm_long comm_short",
    "SHILLER": "price dividend earnings cpi long_rate cape",
    "QQQ_FLOW": "flow_usd aum_usd nav",
    **dict.fromkeys(FUNDS, "close adj_close volume"),
    **dict.fromkeys("BTC ETH USDJPY AUDUSD DXY GOLD_FUT SILVER_FUT COPPER_FUT".split(), "close"),
    **dict.fromkeys(CLOSES, "close"),
}
SCRIPT = """
import re
from pathlib import Path
from tests.market.test_demo import fingerprint
from tools.market.demo.simulate import simulate
made = fingerprint(simulate())
# The peak of this program alone: getrusage counts what its parent held when it was started, too.
status = Path("/proc/self/status")
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(made, peak[1] if peak else 0)
"""


def fingerprint(data: Dataset) -> str:
    """Hash every number, date and name of a dataset."""
    digest = hashlib.sha256()
    parts = {
        **{f"{s}/{v}": f for (s, v), f in data.series.items()},
        **data.panels,
        **{f"{u}/{d}": f for (u, d), f in data.chains.items()},
        **data.tables,
    }
    for name in sorted(parts):
        digest.update(f"{name}{list(parts[name].columns)}".encode())
        digest.update(pd.util.hash_pandas_object(parts[name]).to_numpy().tobytes())
    return digest.hexdigest()


def test_two_runs_and_two_processes_agree_to_the_bit():
    begun = time.process_time()
    again = simulate()
    # On one core and with room to spare; a loaded machine does not slow down CPU time much.
    assert time.process_time() - begun < 12
    first = fingerprint(simulated.dataset())
    assert fingerprint(again) == first
    # Neither the number of threads nor the hash seed may show.
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "7", "PYTHONPATH": "."}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )
    other, kilobytes = run.stdout.split()
    assert other == first
    assert int(kilobytes) < 1_000_000


def test_a_change_of_one_figure_changes_the_fingerprint():
    data = Dataset(series={("VIX", VENDOR): simulated.frame("VIX").copy()})
    before = fingerprint(data)
    data.series[("VIX", VENDOR)].iloc[100, 0] += 0.01
    assert fingerprint(data) != before


@pytest.mark.parametrize("series", FIELDS)
def test_series_has_the_fields_that_its_real_counterpart_has(series):
    assert set(FIELDS[series].split()) <= set(simulated.frame(series).columns)


def test_every_series_stands_in_the_catalogue():
    assert {s for s, _ in simulated.dataset().series} <= set(catalogue())
    assert {v for _, v in simulated.dataset().series} == {VENDOR}


def test_series_are_dated_clean_and_finite():
    for (name, _), frame in simulated.dataset().series.items():
        index = frame.index
        assert isinstance(index, pd.DatetimeIndex), name
        assert index.is_monotonic_increasing and index.is_unique and not index.hasnans, name
        assert index[-1] <= pd.Timestamp(END), name
        assert (frame.dtypes == np.float64).all(), name
        assert not np.isinf(frame.to_numpy()).any(), name
        # Shiller's last months have no earnings yet; nothing else may be missing.
        if name != "SHILLER":
            assert not frame.isna().any(axis=None), name


def test_fourteen_years_of_daily_history_without_holidays():
    sessions = simulated.close("SPX").index
    assert (sessions[-1] - sessions[0]).days > 14 * 365.25
    assert sessions[0] == pd.Timestamp(START) and sessions[-1] == pd.Timestamp(END)
    assert (sessions.day_of_week < 5).all()
    per_year = pd.Series(1, sessions).groupby(sessions.year).sum().loc[2011:2025]
    assert per_year.between(249, 253).all()
    for holiday in ("2012-04-06", "2018-12-25", "2023-06-19", "2026-05-25"):
        assert pd.Timestamp(holiday) not in sessions
    daily = [n for n in ("VIX", "DGS10", "SPY", "GOLD_FUT") if len(simulated.frame(n)) < 4_000]
    assert not daily


@pytest.mark.parametrize(
    ("series", "weekday"),
    [("NFCI", 4), ("ANFCI", 4), ("NAAIM", 2), ("AAII", 3), ("TFF_SP500", 1), ("COT_GOLD", 1)],
)
def test_weekly_reports_fall_on_their_weekday(series, weekday):
    index = simulated.frame(series).index
    assert (index.day_of_week == weekday).all()
    assert (np.diff(index) == np.timedelta64(7, "D")).all()


def test_coins_trade_seven_days_and_news_is_daily():
    for name in ("BTC", "ETH", "EPU", "GPR", "NEWS_SENTIMENT"):
        assert (np.diff(simulated.frame(name).index) == np.timedelta64(1, "D")).all(), name


@pytest.mark.parametrize("series", ["SPX", "NDX", "SPY", "XLK", "EEM"])
def test_bars_hold_their_open_and_close(series):
    bar = simulated.frame(series)
    assert (bar["high"] >= bar[["open", "close"]].max(axis=1) - 0.011).all()
    assert (bar["low"] <= bar[["open", "close"]].min(axis=1) + 0.011).all()
    assert (bar["volume"] > 0).all()


def test_panel_is_complete_where_listed():
    panels = simulated.dataset().panels
    assert set(panels) == {"adj_close", "close", "open", "high", "low", "volume"}
    listed = panels["close"].notna()
    for name, panel in panels.items():
        assert panel.notna().equals(listed), name
        assert (panel.min() > 0).all(), name
    assert listed.shape[1] >= 150
    assert (panels["high"] >= panels["close"] - 0.011).where(listed, True).all(axis=None)
    assert (panels["low"] <= panels["open"] + 0.011).where(listed, True).all(axis=None)
    last = {name: panels[name].ffill().iloc[-1] for name in ("close", "adj_close")}
    assert np.allclose(last["close"], last["adj_close"], atol=0.011)


def test_members_come_and_go_and_have_prices():
    inside = simulated.members()
    counts = inside.sum(axis=1)
    assert counts.min() >= 150
    table = simulated.dataset().tables["membership"]
    assert table["end_date"].notna().sum() >= 10
    assert (table["start_date"] > START).sum() >= 10
    prices = simulated.dataset().panels["adj_close"]
    assert prices.where(inside).notna().equals(inside)
    sectors = simulated.dataset().tables["sectors"]
    assert set(sectors["ticker"]) == set(prices.columns)
    assert sectors["sector"].nunique() == 11


def test_breadth_is_that_of_the_members():
    close = simulated.dataset().panels["close"]
    inside = simulated.members()
    average = close.rolling(200).mean()
    counted = inside & average.notna()
    share = 100 * ((close > average) & counted).sum(axis=1) / counted.sum(axis=1)
    published = simulated.close("SPX_PCT_GT_200D")
    assert (published - share.reindex(published.index)).abs().max() < 0.006


def test_the_index_earns_what_its_members_earn():
    # Equal weights bracket the index closely enough to show that it is made of these stocks.
    prices = simulated.dataset().panels["adj_close"]
    equal = prices.pct_change(fill_method=None).where(simulated.members()).mean(axis=1)
    spx = simulated.close("SPX").pct_change()
    assert equal.corr(spx) > 0.95
    rsp = simulated.frame("RSP")["adj_close"].pct_change()
    assert equal.corr(rsp) > 0.995


def test_every_contract_long_is_one_short():
    for (name, _), report in simulated.dataset().series.items():
        if not name.startswith("TFF_"):
            continue
        sides = {
            side: report[[c for c in report if c.endswith(side)]].sum(axis=1)
            for side in ("long", "short")
        }
        assert (report > 0).all(axis=None), name
        # What the classes leave of open interest on either side are small traders: positive, small.
        for total in sides.values():
            assert ((report["oi"] - total) / report["oi"]).between(0.02, 0.25).all(), name


def test_legacy_report_balances():
    for (name, _), report in simulated.dataset().series.items():
        if name.startswith("COT_"):
            assert (report > 0).all(axis=None), name
            longs = report[[c for c in report if c.endswith("long")]].sum(axis=1)
            shorts = report[[c for c in report if c.endswith("short")]].sum(axis=1)
            assert (longs == shorts).all(), name


def test_aaii_adds_up_and_breadth_counts_add_up():
    assert np.allclose(simulated.frame("AAII").sum(axis=1), 100, atol=0.06)
    issues = sum(simulated.close(n) for n in ("NYSE_ADV", "NYSE_DECL", "NYSE_UNCH"))
    assert issues.min() == issues.max()
    for name in ("SPX_PCT_GT_200D", "NDX_PCT_GT_50D", "MMTH_PCT_GT_200D"):
        assert simulated.close(name).between(0, 100).all()


def test_curve_is_consistent():
    assert np.allclose(
        simulated.close("T10Y2Y"), simulated.close("DGS10") - simulated.close("DGS2"), atol=0.011
    )
    assert (simulated.close("DFEDTARU") - simulated.close("DFEDTARL")).round(4).eq(0.25).all()
    moves = simulated.close("DFEDTARU").diff().dropna()
    changed = moves[moves.abs() > 1e-9]
    assert len(changed) > 10
    assert np.allclose(changed / 0.25, (changed / 0.25).round())
    meetings = simulated.dataset().tables["fomc"]["date"]
    assert changed.index.isin(meetings).all()


def test_french_momentum_ends_late_and_market_factor_is_the_market():
    french = simulated.frame("FRENCH")
    lag = pd.Timestamp(END) - french.index[-1]
    assert pd.Timedelta(days=45) < lag < pd.Timedelta(days=75)
    market = simulated.frame("SPY")["adj_close"].pct_change().reindex(french.index)
    assert (french["mkt_rf"] + french["rf"]).corr(market) > 0.999
    assert french.abs().max().max() < 0.25  # decimals, not percent


def test_estimate_vintages_have_the_workbook_layout():
    table = simulated.dataset().tables["eps_vintages"]
    assert list(table.columns) == [
        "asof", "quarter_end", "block", "price", "op_eps", "as_reported_eps",
        "op_eps_12m", "as_reported_eps_12m",
    ]  # fmt: skip
    dates = pd.DatetimeIndex(table["asof"].unique())
    assert dates[0] <= pd.Timestamp(END) - pd.DateOffset(years=12)
    assert (np.diff(dates) <= np.timedelta64(92, "D")).all()
    assert pd.Timestamp(END) - dates[-1] <= pd.Timedelta(days=14)
    assert any(pd.Timedelta(0) <= pd.Timestamp(simulated.PEAK) - d < pd.Timedelta(14, "D")
               for d in dates)  # fmt: skip
    for asof, vintage in table.groupby("asof"):
        assert vintage["quarter_end"].is_monotonic_increasing
        actual = vintage[vintage["block"] == "actual"]["quarter_end"]
        ahead = vintage[vintage["block"] == "estimate"]["quarter_end"]
        assert actual.max() < ahead.min() and actual.max() < asof
        assert (ahead > asof).sum() >= 7
        assert vintage[vintage["quarter_end"] > asof]["price"].isna().all()
        rolled = vintage["op_eps"].rolling(4).sum().dropna()
        assert np.allclose(rolled, vintage["op_eps_12m"].loc[rolled.index], atol=0.03)


def test_shiller_history_is_long_and_its_cape_recomputes():
    history = simulated.frame("SHILLER")
    assert len(history) >= 360
    last = simulated.close("SPX").groupby(simulated.close("SPX").index.to_period("M")).mean()
    assert history["price"].iloc[-2] == pytest.approx(last.iloc[-2], abs=0.01)
    real = history["earnings"] / history["cpi"]
    cape = history["price"] / history["cpi"] / real.rolling(120).mean().shift(1)
    both = cape.notna() & history["earnings"].notna()
    assert both.sum() > 300
    assert np.allclose(cape[both], history["cape"][both], rtol=1e-3)
