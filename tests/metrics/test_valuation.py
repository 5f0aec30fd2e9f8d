"""Valuation on Shiller's published figures, the return identity, and revisions from a feed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.metrics.legs import leg_peaks
from tools.metrics.levels import level
from tools.metrics.return_identity import (
    earnings_contribution,
    earnings_share,
    multiple_contribution,
)
from tools.metrics.revisions import downgrade_cycle
from tools.metrics.valuation import earnings_growth, excess_cape_yield


@pytest.fixture(scope="module")
def shiller(real_data: Path) -> pd.DataFrame:
    rows = pd.read_csv(real_data / "shiller_sp500_monthly.csv.gz", parse_dates=["date"])
    return rows.set_index("date").replace(0.0, np.nan)


@pytest.mark.parametrize(
    ("month", "published"),
    [("1929-09", 32.56), ("1999-12", 44.19), ("2009-03", 13.32), ("2018-01", 33.31)],
)
def test_cape_is_shillers(shiller: pd.DataFrame, month: str, published: float) -> None:
    """Figures of Irrational Exuberance's workbook that everybody quotes."""
    assert level(shiller["pe10"])[f"{month}-01"] == pytest.approx(published, abs=0.015)


def test_cape_is_price_over_ten_years_of_real_earnings(shiller: pd.DataFrame) -> None:
    """Without the earnings after the month, of which ten years' mean needs none."""
    mean = shiller["real_earnings"].rolling(120).mean().shift(1)
    ratio = (shiller["real_price"] / mean)["1950":"2020"]
    assert (level(shiller["pe10"])["1950":"2020"] / ratio - 1.0).abs().max() < 0.02


def test_excess_cape_yield_is_shillers_column(shiller: pd.DataFrame) -> None:
    """The workbook's own column, as GuruFocus printed it in August 2022."""
    published = {
        "2021-06": 3.08, "2021-07": 3.26, "2021-08": 3.26, "2021-09": 3.20, "2021-10": 3.13,
        "2021-11": 3.11, "2021-12": 3.28, "2022-01": 3.12, "2022-02": 3.13, "2022-03": 3.07,
        "2022-04": 2.51,
    }  # fmt: skip
    found = excess_cape_yield(
        shiller["pe10"], shiller["long_interest_rate"], shiller["consumer_price_index"]
    )
    for month, percent in published.items():
        assert 100 * found[f"{month}-01"] == pytest.approx(percent, abs=0.006)
    assert found.first_valid_index() == pd.Timestamp("1881-01-01")


def test_excess_cape_yield_by_hand() -> None:
    months = pd.date_range("2000-01-01", periods=121, freq="MS")
    cpi = pd.Series(100 * 1.02 ** (np.arange(121) / 12), index=months)
    found = excess_cape_yield(cpi * 0 + 25.0, cpi * 0 + 5.0, cpi)
    assert found.iloc[:120].isna().all()
    assert found.iloc[120] == pytest.approx(0.04 - (0.05 - 0.02))
    gap = excess_cape_yield(cpi * 0 + 25.0, cpi * 0 + 5.0, cpi.drop(cpi.index[0]))
    assert gap.isna().all()


def test_earnings_growth(shiller: pd.DataFrame) -> None:
    """As-reported earnings fell to 6.86 by March 2009, from 60.39 a year before."""
    found = earnings_growth(shiller["earnings"])
    assert found["2009-03-01"] == pytest.approx(6.86 / 60.39 - 1, abs=1e-3)
    assert found.loc[:"1871-12-01"].isna().all()
    loss = pd.Series([-1.0] * 12 + [5.0], index=pd.date_range("2000-01-01", periods=13, freq="MS"))
    assert earnings_growth(loss).isna().all()


QUARTERS = pd.date_range("2020-03-31", periods=6, freq="QE")
SESSIONS = pd.bdate_range("2020-04-01", "2020-06-29")
TOP = pd.Timestamp("2020-05-04")
PEAK = pd.Series(SESSIONS, index=SESSIONS).where(SESSIONS <= TOP, TOP)
CLOSE = pd.Series(1000.0, index=SESSIONS).where(SESSIONS <= TOP, 900.0)
Rows = list[float]


def vintages(before: Rows, after: Rows) -> pd.DataFrame:
    """Estimates of six quarters as known before the peak and since."""
    rows = [
        pd.DataFrame({"asof": pd.Timestamp(day), "quarter_end": QUARTERS, "op_eps": eps})
        for day, eps in (("2020-04-15", before), ("2020-05-20", after))
    ]
    return pd.concat(rows, ignore_index=True)


CUT = vintages([9, 10, 11, 12, 13, 14], [8, 9, 10, 11, 12, 13])


def test_the_return_identity_by_hand() -> None:
    """Earnings from 46 to 42 and the price from 1,000 to 900: the multiple fell by the rest."""
    earnings = earnings_contribution(CUT, PEAK).loc["2020-05-20":]
    multiple = multiple_contribution(CLOSE, CUT, PEAK).loc["2020-05-20":]
    share = earnings_share(CLOSE, CUT, PEAK).loc["2020-05-20":]
    np.testing.assert_allclose(earnings["value"], np.log(42 / 46))
    np.testing.assert_allclose(multiple["value"], np.log((900 / 42) / (1000 / 46)))
    np.testing.assert_allclose(share["value"], np.log(42 / 46) / np.log(0.9))
    assert (earnings["at"] == pd.Timestamp("2020-05-20")).all()
    assert (multiple["at"] == pd.Timestamp("2020-05-20")).all()


def test_before_a_vintage_since_the_peak_there_is_no_identity() -> None:
    for found in (earnings_contribution(CUT, PEAK), multiple_contribution(CLOSE, CUT, PEAK)):
        assert found["value"].loc[:"2020-05-19"].isna().all()
        assert found["at"].loc[:"2020-05-19"].isna().all()


def test_the_parts_scale_as_they_should() -> None:
    """Earnings in another currency change nothing; a price that did not fall has no share."""
    other = CUT.assign(op_eps=CUT["op_eps"] * 7.0)
    pd.testing.assert_frame_equal(
        earnings_contribution(other, PEAK), earnings_contribution(CUT, PEAK)
    )
    still = CLOSE * 0.0 + 1000.0
    assert earnings_share(still, CUT, PEAK)["value"].isna().all()
    assert multiple_contribution(still, CUT, PEAK)["value"].isna().all()
    assert earnings_contribution(CUT, PEAK)["value"].notna().any()


def test_expected_losses_have_no_logarithm() -> None:
    loss = vintages([9, 10, 11, 12, 13, 14], [-8, -9, -10, -11, -12, -13])
    assert earnings_contribution(loss, PEAK)["value"].isna().all()


def test_late_2018_was_the_multiple(real_data: Path, spx_close: pd.Series) -> None:
    """A fall of a fifth by Christmas, while the workbook of November had cut half a per cent."""
    table = pd.read_csv(
        real_data / "sp500_eps_estimate_vintages.csv.gz", parse_dates=["asof", "quarter_end"]
    )
    peak, day = leg_peaks(spx_close), "2018-12-24"
    parts = [
        earnings_contribution(table, peak).loc[day, "value"],
        multiple_contribution(spx_close, table, peak).loc[day, "value"],
    ]
    move = np.log(spx_close[day] / spx_close["2018-09-20"])
    assert sum(parts) == pytest.approx(move, rel=1e-12)
    assert parts[0] == pytest.approx(-0.0059, abs=1e-4)
    share = earnings_share(spx_close, table, peak).loc[day, "value"]
    assert share == pytest.approx(parts[0] / move, rel=1e-12)


WEEKS = pd.date_range("2015-01-02", periods=220, freq="W-FRI")


def breadth(low: slice) -> pd.Series:
    values = pd.Series(np.tile([0.1, -0.1, 0.2, -0.2, 0.0], 44), index=WEEKS)
    values.iloc[low] = -0.6 - 0.01 * np.arange(len(values.iloc[low]))
    return values


def test_a_downgrade_cycle_takes_eight_weeks() -> None:
    found = downgrade_cycle(breadth(slice(180, 192)))
    assert found.iloc[: 155 + 7].isna().all()
    assert found.iloc[162:187].eq(0.0).all()
    assert found.iloc[187:192].eq(1.0).all()
    assert found.iloc[192:].eq(0.0).all()


def test_a_week_of_relief_ends_the_count() -> None:
    values = breadth(slice(180, 192))
    values.iloc[186] = 0.0
    assert downgrade_cycle(values).max() == 0.0


def test_breadth_that_was_always_so_low_is_no_cycle() -> None:
    assert downgrade_cycle(pd.Series(-0.5, index=WEEKS)).max() == 0.0
