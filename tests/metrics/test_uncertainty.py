"""Geopolitical risk on top of a fall: a scenario in which one condition after another is lifted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.conditions import trailing_mean
from tools.metrics.legs import leg_peaks
from tools.metrics.ranks import expanding_percentile
from tools.metrics.uncertainty import geopolitical_accelerant

ROWS = 700
DATES = pd.bdate_range("2018-01-01", periods=ROWS)
TOP, RISK = 600, 620


def scene(fall: float = 0.06, oil: float = 0.0, gold: float = 0.0) -> dict[str, pd.Series]:
    """An index that tops on row 600 and falls by row 620, when risk rises for twenty sessions."""
    close = pd.Series(np.linspace(100.0, 130.0, ROWS), index=DATES)
    close.iloc[TOP + 1 :] = close.iloc[TOP] * (
        1.0 - fall * np.minimum(np.arange(1, ROWS - TOP) / 19.0, 1.0)
    )
    rank = pd.Series(0.5, index=DATES)
    rank.iloc[RISK : RISK + 20] = 0.95
    wiggle = 1.0 + 0.01 * (np.arange(ROWS) % 2)
    prices = {}
    for name, sigmas in (("oil", oil), ("gold", gold)):
        run = np.where((np.arange(ROWS) > TOP - 21) & (np.arange(ROWS) <= TOP), 1.0, 0.0)
        # A daily deviation of about one per cent: so many sigmas over 21 sessions.
        path = np.cumsum(run) / 21 * sigmas * 0.01 * np.sqrt(21)
        prices[name] = pd.Series(50.0 * wiggle * np.exp(path), index=DATES)
    return {"close": close, "rank": rank, **prices}


def flagged(given: dict[str, pd.Series]) -> pd.Series:
    peak = leg_peaks(given["close"])
    inputs = [x for n in ("oil", "gold") for x in (real.known(given[n], DATES), given[n])]
    return geopolitical_accelerant(given["rank"], given["close"], peak, *inputs)


def test_risk_on_top_of_a_fall() -> None:
    found = flagged(scene())
    assert (found.iloc[RISK : RISK + 20] == 1.0).all()
    assert (found.iloc[RISK + 20 :] == 0.0).all()
    assert not (found.iloc[:RISK] == 1.0).any()


def test_a_fall_that_the_risk_began_is_no_accelerant() -> None:
    given = scene()
    given["rank"] = given["rank"].shift(-18).fillna(0.5)
    assert not (flagged(given) == 1.0).any()


def test_a_dip_is_no_fall() -> None:
    assert not (flagged(scene(fall=0.02)) == 1.0).any()


@pytest.mark.parametrize("which", ["oil", "gold"])
def test_a_market_that_saw_it_coming(which: str) -> None:
    assert not (flagged(scene(**{which: 4.0})) == 1.0).any()
    assert (flagged(scene(**{which: -4.0})) == 1.0).any()


def test_risk_that_hovers_about_its_line_is_one_spell() -> None:
    given = scene()
    given["rank"].iloc[TOP - 30 : TOP - 25] = 0.95
    assert not (flagged(given) == 1.0).any()
    given["rank"].iloc[TOP - 30 : TOP - 25] = 0.5
    given["rank"].iloc[RISK - 70 : RISK - 63] = 0.95
    assert (flagged(given).iloc[RISK : RISK + 20] == 1.0).all()


def test_what_fails_outweighs_what_is_not_known() -> None:
    given = scene()
    given["oil"] = given["oil"] * np.nan
    found = flagged(given)
    assert found.iloc[RISK : RISK + 20].isna().all()
    assert (found.iloc[RISK + 20 :] == 0.0).all()


def test_ukraine_came_on_top_of_a_fall(real_data: Path, spx_close: pd.Series) -> None:
    """From late January 2022 on risk stood high, three weeks after the index had topped."""
    sessions = pd.DatetimeIndex(spx_close.index)
    risk = real.table(real_data, "gpr_daily.csv.gz").set_index("date")["gprd"]
    percentile = expanding_percentile(trailing_mean(risk), 1260)
    percentile.index = percentile.index + pd.Timedelta(days=7)
    rank = percentile.reindex(sessions, method="ffill")
    inputs = []
    for symbol in ("WTI_FUT", "GOLD_FUT"):
        series = real.asset(real_data, symbol)
        inputs += [real.known(series, sessions), series]
    found = geopolitical_accelerant(rank, spx_close, leg_peaks(spx_close), *inputs)
    assert found["2022-03-01"] == 1.0
    for day in ("2018-02-08", "2018-12-24", "2020-03-16", "2022-06-13"):
        assert found[day] == 0.0
    assert found.mean() < 0.02
