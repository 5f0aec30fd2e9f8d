"""What hedges cost beside one another, on published index closes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.metrics.conditions import change_over
from tools.metrics.levels import ratio, spread


def test_the_vix_over_five_days(vix_close: pd.Series) -> None:
    change = change_over(vix_close, 5)
    # closes as Cboe published them: 13.84 on 29 January 2018 and 37.32 on 5 February
    assert change["2018-02-05"] == pytest.approx(37.32 - 13.84)
    assert change.iloc[:5].isna().all() and change.iloc[5:].notna().all()


def test_the_vvix_is_dear_against_a_calm_vix_and_cheap_in_a_crash(
    vol_indices: dict[str, pd.Series],
) -> None:
    found = ratio(vol_indices["VVIX"], vol_indices["VIX"])["2007":]
    rank = found.rank(pct=True)
    assert rank["2017-11-03"] > 0.9 and rank["2008-11-20"] < 0.05 and rank["2020-03-16"] < 0.05
    # both indices rose on 5 February 2018, the VIX by more
    assert found["2018-02-05"] < found["2018-02-02"]
    assert vol_indices["VVIX"]["2018-02-05"] > vol_indices["VVIX"]["2018-02-02"]


def test_a_day_without_one_of_the_closes_has_no_figure(vol_indices: dict[str, pd.Series]) -> None:
    vvix, vix, move = (vol_indices[name] for name in ("VVIX", "VIX", "MOVE"))
    hole = pd.Timestamp("2013-05-13")
    assert hole in vix.index and hole not in vvix.index
    assert hole not in ratio(vvix, vix).index
    both = ratio(move, vix)
    assert both.index.isin(vix.index).all() and both.index.isin(move.index).all()


def test_one_bad_tick_of_the_vvix_moves_no_rank_that_matters(
    vol_indices: dict[str, pd.Series],
) -> None:
    vvix = vol_indices["VVIX"]
    assert vvix.idxmin() == pd.Timestamp("2006-03-15") and vvix.min() == 15.71
    cleaned = vvix[vvix > 50]
    days = cleaned.index[cleaned.index > "2011-03-15"]
    sample, whole = cleaned.to_numpy(), vvix.to_numpy()
    for day in days[::250]:
        with_it = np.mean(whole[vvix.index <= day] <= vvix[day])
        without = np.mean(sample[cleaned.index <= day] <= vvix[day])
        assert with_it == pytest.approx(without, abs=0.01)


def test_technology_was_what_was_feared_in_2001(vol_indices: dict[str, pd.Series]) -> None:
    found = spread(vol_indices["VXN"], vol_indices["VIX"])
    assert found["2001"].median() > 20 and 0 < found["2012":"2019"].median() < 6


def test_rates_were_what_was_feared_in_2022(vol_indices: dict[str, pd.Series]) -> None:
    found = ratio(vol_indices["MOVE"], vol_indices["VIX"])
    assert found["2022-10"].median() > found["2012":"2019"].median()
    assert found["2020-03-16"] < found.quantile(0.02)
