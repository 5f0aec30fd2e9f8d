"""Earnings estimates: by hand, and on the S&P workbooks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.metrics.earnings import forward_pe, revision_3m, revision_since_peak
from tools.metrics.legs import leg_peaks

QUARTERS = pd.date_range("2020-03-31", periods=7, freq="QE")


def vintage(asof: str, eps: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"asof": pd.Timestamp(asof), "quarter_end": QUARTERS[: len(eps)], "op_eps": eps}
    )


TABLE = pd.concat(
    [
        vintage("2020-04-15", [9, 10, 11, 12, 13, 14]),
        vintage("2020-05-20", [8, 9, 10, 11, 12]),
        vintage("2020-07-15", [8, 8, 8, 9, 10, 11, 12]),
    ],
    ignore_index=True,
)
SESSIONS = pd.bdate_range("2020-04-01", "2020-09-30")
CLOSE = pd.Series(1000.0, index=SESSIONS)


def since(peak: str) -> pd.Series:
    """A peak that stands from that day on."""
    day = pd.Timestamp(peak)
    return pd.Series(SESSIONS, index=SESSIONS).where(SESSIONS <= day, day)


def test_forward_quarters_are_those_that_end_after_the_session() -> None:
    pe = forward_pe(CLOSE, TABLE)
    assert pe.loc[:"2020-04-14"].isna().all()
    assert pe["2020-04-15"] == pytest.approx(1000 / (10 + 11 + 12 + 13))
    assert pe["2020-05-20"] == pytest.approx(1000 / (9 + 10 + 11 + 12))
    # From the quarter's last day on it is over; May's vintage does not reach four quarters more.
    assert pe["2020-06-29"] == pytest.approx(1000 / (9 + 10 + 11 + 12))
    assert np.isnan(pe["2020-06-30"])
    assert pe["2020-07-15"] == pytest.approx(1000 / (8 + 9 + 10 + 11))


def test_an_old_vintage_is_no_estimate() -> None:
    pe = forward_pe(CLOSE, TABLE[TABLE["asof"] == "2020-04-15"])
    assert pe["2020-07-24"] == pytest.approx(1000 / (11 + 12 + 13 + 14))
    assert pe.loc["2020-07-27":].isna().all()


def test_a_revision_compares_the_same_quarters() -> None:
    found = revision_since_peak(TABLE, since("2020-05-04"))
    assert found["value"].loc[:"2020-05-19"].isna().all()
    assert found.loc["2020-05-20", "value"] == pytest.approx(42 / 46 - 1)
    assert found.loc["2020-05-20", "at"] == pd.Timestamp("2020-05-20")
    # In July the quarters from the third of 2020 on, in April's table as in July's.
    assert found.loc["2020-07-15", "value"] == pytest.approx(38 / 50 - 1)
    assert found.loc["2020-07-15", "at"] == pd.Timestamp("2020-07-15")


def test_no_vintage_since_the_peak_is_no_revision() -> None:
    assert revision_since_peak(TABLE, since("2020-07-20"))["value"].loc["2020-07-20":].isna().all()


def test_a_peak_long_after_its_last_vintage_has_no_start() -> None:
    """A peak 97 days after the last vintage has one to start from, a peak 120 days after none."""
    table = pd.concat(
        [
            vintage("2020-05-20", [8, 9, 10, 11, 12, 13]),
            vintage("2020-09-21", [8, 8, 7, 7, 7, 7, 7]),
        ]
    )
    near = revision_since_peak(table, since("2020-08-25"))["value"]
    far = revision_since_peak(table, since("2020-09-17"))["value"]
    assert near["2020-09-21"] == pytest.approx(28 / (10 + 11 + 12 + 13) - 1)
    assert np.isnan(far["2020-09-21"])


def test_three_month_revision_takes_the_vintage_closest_to_91_days() -> None:
    found = revision_3m(TABLE)
    assert found.index.tolist() == TABLE["asof"].unique().tolist()
    assert found.iloc[:2].isna().all()
    assert found.iloc[2] == pytest.approx(38 / 50 - 1)


@pytest.fixture(scope="module")
def workbooks(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(
        real_data / "sp500_eps_estimate_vintages.csv.gz", parse_dates=["asof", "quarter_end"]
    )


def test_2019_earnings_fell_from_176_4_to_165_3(workbooks: pd.DataFrame) -> None:
    """The S&P workbooks of July 2018 and April 2019, read at the end of 2018."""
    dated = {pd.Timestamp("2018-07-31"): "2018-09-19", pd.Timestamp("2019-04-04"): "2018-12-31"}
    rows = workbooks[workbooks["asof"].isin(list(dated))]
    rows = rows.assign(asof=pd.to_datetime(rows["asof"].map(dated)))
    days = pd.DatetimeIndex(["2018-09-20", "2018-12-31"])
    peak = pd.Series(days[0], index=days)
    pe = forward_pe(pd.Series(1653.0, index=days[1:]), rows)
    assert pe.iloc[0] == pytest.approx(10.0, abs=0.005)
    found = revision_since_peak(rows, peak)["value"].iloc[1]
    assert found == pytest.approx(165.3 / 176.4 - 1, abs=5e-4)


def test_estimates_were_cut_late_in_2018(workbooks: pd.DataFrame, spx_close: pd.Series) -> None:
    found = revision_since_peak(workbooks, leg_peaks(spx_close))
    assert -0.01 < found.loc["2018-12-24", "value"] < 0
    assert found.loc["2018-12-24", "at"] == pd.Timestamp("2018-11-07")
    # The first workbook after January 2018's peak is of 23 February.
    assert np.isnan(found.loc["2018-02-08", "value"])


def test_no_workbook_is_read_before_its_date(workbooks: pd.DataFrame, spx_close: pd.Series) -> None:
    peak = leg_peaks(spx_close)
    full = revision_since_peak(workbooks, peak)
    pe = forward_pe(spx_close, workbooks)
    for day in ("2018-11-06", "2018-11-07", "2019-01-03", "2022-06-13"):
        seen = workbooks[workbooks["asof"] <= day]
        pd.testing.assert_frame_equal(
            revision_since_peak(seen, peak[:day]).iloc[-1:], full[:day].iloc[-1:]
        )
        assert forward_pe(spx_close[:day], seen).iloc[-1] == pytest.approx(pe[day], nan_ok=True)
