"""Rising against falling issues: balances, thrusts, new highs and lows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.advances import (
    breadth_thrust,
    decliners_share,
    highs_minus_lows,
    net_advances,
    new_lows_share,
    zweig_thrust,
)


@pytest.fixture(scope="module")
def nyse(real_data: Path) -> pd.DataFrame:
    rows = real.table(real_data, "breadth_daily.csv.gz")
    return rows.pivot_table(index="date", columns="series", values="value")


def dated(*values: float) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


def issues(rising: list[float]) -> tuple[pd.Series, pd.Series]:
    """Declines and advances of a thousand issues, of which the given shares rise."""
    up = 1000.0 * np.array(rising)
    return dated(*(1000.0 - up)), dated(*up)


def test_counts_by_hand() -> None:
    shares = decliners_share(dated(300.0, 0.0, np.nan), dated(100.0, 0.0, 5.0))
    assert shares.iloc[0] == 0.75
    assert shares.iloc[1:].isna().all()
    counts = dated(400.0, 400.0), dated(180.0, 0.0), dated(20.0, 20.0)
    assert new_lows_share(dated(60.0, 0.01), *counts).tolist() == [0.1, 0.0]
    balance = highs_minus_lows(dated(30.0, 42.0), dated(60.0, 0.01), *counts)
    assert balance.tolist() == pytest.approx([-0.05, 0.1])


def test_net_advances_weigh_days_by_the_issues_that_moved() -> None:
    down, up = dated(300.0, 0.0, 900.0, np.nan), dated(100.0, 200.0, 100.0, 50.0)
    found = net_advances(down, up, window=2)
    assert np.isnan(found.iloc[0])
    assert found.iloc[1:3].tolist() == pytest.approx([0 / 600, -600 / 1200])
    assert np.isnan(found.iloc[3])


def test_advances_and_declines_exchanged_change_the_sign() -> None:
    rng = np.random.default_rng(3)
    down, up = issues(rng.uniform(0.2, 0.8, 60).tolist())
    pd.testing.assert_series_equal(net_advances(up, down), -net_advances(down, up))
    pd.testing.assert_series_equal(breadth_thrust(up, down), 1.0 - breadth_thrust(down, up))


def test_the_thrusts_average_by_hand() -> None:
    rising = [0.5] * 9 + [0.2, 0.9]
    found = breadth_thrust(*issues(rising))
    assert found.iloc[:9].isna().all()
    tenth = 0.5 + 2 / 11 * (0.2 - 0.5)
    assert found.iloc[9:].tolist() == pytest.approx([tenth, tenth + 2 / 11 * (0.9 - tenth)])


def test_a_thrust_within_ten_sessions_counts_and_a_slow_one_does_not() -> None:
    washed_out = [0.5] * 15 + [0.2] * 10
    fast = issues(washed_out + [0.85] * 5 + [0.5] * 20)
    slow = issues(washed_out + [0.62] * 15 + [0.7] * 15)
    level = breadth_thrust(*fast)
    assert level.iloc[24] < 0.40
    crossed = level.index[(level > 0.615).to_numpy().argmax()]
    found = zweig_thrust(*fast)
    value = found["value"].dropna()
    assert value.sum() == 10.0
    assert value.idxmax() == crossed
    assert found["at"].iloc[-1] == crossed
    assert found.loc[: crossed - pd.offsets.BDay(1), "at"].isna().all()
    none = zweig_thrust(*slow)
    assert breadth_thrust(*slow).max() > 0.615
    assert none["value"].dropna().eq(0.0).all()
    assert none["at"].isna().all()


def test_thrusts_are_those_that_were_published(nyse: pd.DataFrame) -> None:
    """Published: 2009-03-18, 2011-10-14, 2013-10-18, 2015-10-08, 2019-01-07; none 1985 to 2008."""
    inputs = nyse["NYSE_DECL"], nyse["NYSE_ADV"]
    found = zweig_thrust(*inputs)["at"].dropna().unique()
    published = pd.DatetimeIndex(["2009-03-18", "2013-10-18", "2015-10-08", "2019-01-07"])
    assert len(found) == len(published)
    assert max(abs(pd.DatetimeIndex(found) - published)) <= pd.Timedelta(days=1)
    # the one of 2011 misses the threshold by three hundredths of a point on this vendor's counts
    assert breadth_thrust(*inputs)["2011-10-14"] == pytest.approx(0.615, abs=0.0005)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2015-08-20", 0.39), ("2015-08-21", 0.34), ("2015-08-24", 0.2815), ("2015-08-25", 0.30)],
)
def test_the_average_of_august_2015_is_about_the_published_one(
    nyse: pd.DataFrame, day: str, published: float
) -> None:
    found = breadth_thrust(nyse["NYSE_DECL"], nyse["NYSE_ADV"])[day]
    assert found == pytest.approx(published, abs=0.025)


def test_new_lows_prevailed_in_december_2018(nyse: pd.DataFrame) -> None:
    names = ("NYSE_NEWHI", "NYSE_NEWLO", "NYSE_ADV", "NYSE_DECL", "NYSE_UNCH")
    found = highs_minus_lows(*(nyse[name] for name in names))
    assert found["2018-12-24"] < -0.2
    assert found["2017-10-02"] > 0.03
