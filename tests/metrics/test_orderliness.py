from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.orderliness import gap_share, orderliness, range_ratio


def dated(values: list[float]) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


def test_ranges_twice_as_wide_give_two() -> None:
    close = dated([100.0] * 80)
    wide = np.where(np.arange(80) < 75, 1.0, 2.0)
    ratio = range_ratio(close + wide, close - wide, close)
    assert ratio.iloc[-1] == pytest.approx(2.0)
    assert ratio[close.index[74]] == pytest.approx(1.0)
    # five sessions and 63 before them; the very first has no close before it
    assert ratio.first_valid_index() == close.index[68]


def test_a_gap_is_part_of_the_true_range() -> None:
    close = dated([100.0] * 79 + [103.0])
    ratio = range_ratio(close + 1.0, close - 1.0, close)
    # 104 against the close before, 100: four per cent instead of two on one day of five
    assert ratio.iloc[-1] == pytest.approx((4 * 2.0 + 4.0) / 5 / 2.0)


def test_gap_share_by_hand() -> None:
    open_, close = dated([10.0, 11.0, 11.0]), dated([10.0, 10.0, 11.0])
    share = gap_share(open_, close, close, window=2)
    # up 10 % overnight and back within the day, then up 10 % overnight and still
    assert share.iloc[-1] == pytest.approx(2 / 3)


def test_a_dividend_is_no_gap() -> None:
    open_, close = dated([10.0, 9.0, 9.0]), dated([10.0, 9.0, 9.9])
    adjusted = dated([9.0, 9.0, 9.9])  # one dollar paid on the second day
    assert gap_share(open_, close, adjusted, window=2).iloc[-1] == pytest.approx(0.0)


def test_orderliness_is_one_less_the_mean_of_what_there_is() -> None:
    nan = float("nan")
    parts = [dated([0.9, 0.9]), dated([0.5, 0.5]), dated([0.1, nan]), dated([nan, nan])]
    found = orderliness(*parts)
    assert found.iloc[0] == pytest.approx(0.5)
    assert np.isnan(found.iloc[1])


def test_ranges_widened_in_february_2018_and_march_2020(real_data: Path) -> None:
    rows = real.table(real_data, "index")
    rows = rows[(rows["symbol"] == "SPX") & (rows["source"] == "yahoo")].set_index("date")
    found = range_ratio(rows["high"], rows["low"], rows["close"]).loc["2009":]
    months = found.nlargest(10).index.strftime("%Y-%m")
    assert {"2018-02", "2020-03"} <= set(months)
