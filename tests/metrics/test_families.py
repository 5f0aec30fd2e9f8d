"""Families: their own extreme, their own volatility, the direction that hurts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.metrics import real
from tools.metrics.families import adverse_z, family_moves, relative_price


def sawtooth(rows: int, tail: list[float]) -> pd.Series:
    """Log changes that alternate by 1 %, then the given ones: 600 rows from 1 on."""
    changes = [0.01 if i % 2 else -0.01 for i in range(rows - len(tail))] + tail
    logs = np.cumsum(changes)
    return pd.Series(np.exp(logs), index=pd.bdate_range("2018-01-01", periods=rows))


SD = 0.01 * np.sqrt(504 / 503)


def test_a_fall_by_hand() -> None:
    """Up 5 % in a day, then down 2 % on each of four: peak four rows ago."""
    price = sawtooth(600, [0.05, -0.02, -0.02, -0.02, -0.02])
    last = family_moves(price).iloc[-1]
    assert last["peak"] == price.index[-5]
    assert last["sessions"] == 4
    assert last["move"] == pytest.approx(np.exp(-0.08) - 1)
    changes = np.log(price).diff().iloc[-4 - 504 : -4]
    assert last["z"] == pytest.approx(-0.08 / (stats.tstd(changes) * 2), rel=1e-9)
    assert last["z5"] == pytest.approx((-0.08 + 0.05) / (SD * np.sqrt(5)), rel=1e-4)


def test_a_rise_hurts_where_the_family_says_so() -> None:
    price = sawtooth(600, [-0.05, 0.02, 0.02, 0.02])
    moves = family_moves(price, hurts="up")
    last = moves.iloc[-1]
    assert last["peak"] == price.index[-4]
    assert last["sessions"] == 3
    assert last["move"] == pytest.approx(np.exp(0.06) - 1)
    assert last["z"] > 0
    assert adverse_z(moves, "up").iloc[-1]["z"] == -last["z"]
    assert adverse_z(moves).iloc[-1]["z"] == last["z"]


def test_up_and_down_mirror_each_other() -> None:
    price = sawtooth(700, [-0.05, 0.02, -0.03, 0.02])
    up, down = family_moves(price, hurts="up"), family_moves(1 / price)
    pd.testing.assert_series_equal(up["peak"], down["peak"])
    np.testing.assert_allclose(up["z"], -down["z"], rtol=1e-9)
    np.testing.assert_allclose(up["z10"], -down["z10"], rtol=1e-9)


def test_yields_move_in_basis_points() -> None:
    dates = pd.bdate_range("2018-01-01", periods=600)
    yields = pd.Series(2.0 + 0.01 * (np.arange(600) % 2), index=dates)
    yields.iloc[-4:] = yields.iloc[-5] + np.array([-0.05, 0.0, 0.05, 0.10])
    last = family_moves(yields, "bp", "up").iloc[-1]
    assert last["sessions"] == 3
    assert last["move"] == pytest.approx(15)


def test_nothing_before_the_window_is_full() -> None:
    moves = family_moves(sawtooth(600, []))
    assert moves["peak"].isna().sum() == 62
    assert moves["z"].first_valid_index() > moves.index[504]
    assert moves["z5"].iloc[: 504 + 5].isna().all()
    assert moves["z5"].iloc[504 + 5 :].notna().all()


def test_the_day_of_the_extreme_has_not_moved_yet() -> None:
    last = family_moves(sawtooth(600, [0.05])).iloc[-1]
    assert (last["sessions"], last["move"], last["z"]) == (0, 0, 0)


def test_relative_price_is_long_short() -> None:
    dates = pd.bdate_range("2018-01-01", periods=4)
    fund = pd.Series([10.0, 11.0, 12.1, np.nan], index=dates)
    index = pd.Series([100.0, 105.0, 0.0, 110.0], index=dates)
    found = relative_price(fund, index)
    assert found.index.tolist() == dates[:2].tolist()
    assert found.iloc[1] / found.iloc[0] == pytest.approx(1.1 / 1.05)


@pytest.mark.parametrize("session", ["2018-02-08", "2020-03-16", "2022-06-13"])
def test_index_against_scipy(spx_close: pd.Series, session: str) -> None:
    found = family_moves(spx_close).loc[session]
    logs = np.log(spx_close.loc[:session])
    start = logs.tail(63).idxmax()
    sd = stats.tstd(logs.diff().loc[:start].tail(504))
    h = logs.loc[start:].size - 1
    assert found["peak"] == start
    assert found["z"] == pytest.approx((logs.iloc[-1] - logs[start]) / (sd * np.sqrt(h)), rel=1e-9)
    for k in (5, 10):
        before = stats.tstd(logs.diff().iloc[-k - 504 : -k])
        move = logs.iloc[-1] - logs.iloc[-1 - k]
        assert found[f"z{k}"] == pytest.approx(move / (before * np.sqrt(k)), rel=1e-9)


def test_routs_of_one_family_are_common(real_data: Path) -> None:
    """The documented range: one family at -2 over five or ten days fires on 11 to 25 % of days."""
    funds = {s: real.asset(real_data, s, "adj_close") for s in ("SPHB", "IWM", "SPY")}
    families = [
        family_moves(relative_price(funds["SPHB"], funds["SPY"])),
        family_moves(relative_price(funds["IWM"], funds["SPY"])),
        *(family_moves(real.asset(real_data, s)) for s in ("BTC", "GOLD_FUT", "COPPER_FUT")),
        family_moves(real.asset(real_data, "WTI_FUT")),
        adverse_z(family_moves(real.fred(real_data, "BAMLH0A0HYM2"), "bp", "up"), "up"),
    ]
    sessions = real.spx(real_data).loc["2017":].index
    for k in (5, 10):
        z = pd.DataFrame({i: f[f"z{k}"].reindex(sessions) for i, f in enumerate(families)})
        assert 0.11 <= (z <= -2).any(axis=1).mean() <= 0.25
