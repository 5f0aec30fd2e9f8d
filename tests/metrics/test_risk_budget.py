"""How widely risk was cut at once, and how often it was before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.legs import leg_peaks
from tools.metrics.risk_budget import assets_down_share, earlier_clusters, risk_budget_analogs
from tools.metrics.scaling import window_z

DATES = pd.bdate_range("2015-01-01", periods=600)


def walk(seed: int, fall: float, rows: int = 600) -> pd.Series:
    """A price with 1 % daily volatility that moves by ``fall`` over the last 21 days."""
    logs = np.cumsum(np.random.default_rng(seed).normal(0, 0.01, rows))
    logs[-21:] = logs[-22] + fall * np.arange(1, 22) / 21
    return pd.Series(np.exp(logs), index=DATES[:rows])


def test_clusters_by_hand() -> None:
    hits = pd.Series(False, index=DATES[:30])
    hits.iloc[[4, 6, 15, 27]] = True
    found = earlier_clusters(hits, apart=5)
    # 4 and 6 are one; it stays the present one until five sessions have gone by
    assert found["value"].tolist() == [0.0] * 11 + [1.0] * 9 + [2.0] * 10
    assert found["at"].iloc[:11].isna().all()
    assert found["at"].iloc[11:20].eq(DATES[6]).all()
    assert found["at"].iloc[20:].eq(DATES[15]).all()


def test_a_long_cluster_is_one() -> None:
    hits = pd.Series(True, index=DATES[:40])
    hits.iloc[30:] = False
    found = earlier_clusters(hits, apart=5)["value"]
    assert found.iloc[:34].eq(0.0).all()
    assert found.iloc[34:].eq(1.0).all()


@pytest.mark.parametrize("start", [0, 3, 200])
def test_the_count_never_falls_and_grows_by_one(start: int) -> None:
    rng = np.random.default_rng(start)
    hits = pd.Series(rng.random(600) < 0.02, index=DATES)
    steps = earlier_clusters(hits, apart=20)["value"].diff().dropna()
    assert set(steps) == {0.0, 1.0}


def test_few_resets_in_history_and_none_in_march_2020(
    real_data: Path, spx_close: pd.Series
) -> None:
    """Without bitcoin there were two clusters from 1990 to 2025; metals start here in 2004."""
    ig, two, ten = (real.fred(real_data, c) for c in ("BAMLC0A0CM", "DGS2", "DGS10"))
    dollar, *metals = (real.asset(real_data, s) for s in ("DXY", "GOLD_FUT", "COPPER_FUT"))
    seen = real.known(ig, pd.DatetimeIndex(spx_close.index), 1)
    inputs = (leg_peaks(spx_close), seen, ig, two, ten, dollar, spx_close, *metals)
    count = risk_budget_analogs(*inputs)["value"]
    judged = max(window_z(price).first_valid_index() for price in (dollar, *metals))
    assert count.first_valid_index() == judged
    assert judged < pd.Timestamp("2006-03-01")
    assert count.max() <= 2
    assert count["2020-02-19"] == count["2020-06-30"]


def test_the_share_down_counts_what_is_measured() -> None:
    assets = [walk(seed, fall) for seed, fall in enumerate((-0.1, -0.1, -0.1, 0.0, 0.1, 0.0))]
    peak = pd.Series(DATES, index=DATES)
    down = [float(window_z(a).iloc[-1] < -1) for a in assets]
    assert down[:3] == [1.0] * 3
    assert assets_down_share(peak, *assets).iloc[-1] == pytest.approx(np.mean(down))
    short = walk(9, -0.1, 300)  # ended long ago: not measured, neither up nor down
    assert assets_down_share(peak, *assets, short).iloc[-1] == pytest.approx(np.mean(down))
    assert assets_down_share(peak, *assets[:4]).isna().all()
    assert assets_down_share(peak).isna().all()


def test_everything_fell_in_march_2020(real_data: Path, spx_close: pd.Series) -> None:
    names = ("EEM", "HYG", "GOLD_FUT", "COPPER_FUT", "WTI_FUT", "AUDUSD", "BTC")
    assets = [real.asset(real_data, s) for s in names]
    found = assets_down_share(leg_peaks(spx_close), spx_close, *assets)
    assert found["2020-03-18"] == 1.0
    assert found["2017-10-10"] < 0.2
