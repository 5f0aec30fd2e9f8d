"""The leg rule by hand, on documented falls, and by its invariants."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.metrics.legs import leg_peaks, sessions_since, trailing_extreme


def path(*closes: float) -> pd.Series:
    return pd.Series(closes, index=pd.bdate_range("2020-01-01", periods=len(closes)), dtype=float)


def peaks_at(close: pd.Series) -> list[int]:
    """Positions of the peaks, -1 for none."""
    return [int(i) for i in close.index.get_indexer(pd.DatetimeIndex(leg_peaks(close)))]


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        pytest.param([100, 101, 102, 98, 103], [0, 1, 2, 2, 4], id="a dip under 5 % ends nothing"),
        pytest.param([100, 95, 99, 104], [0, 0, 0, 3], id="above its peak: a new leg"),
        pytest.param([100, 95, 90, 98.9], [0, 0, 0, 0], id="just under 10 % above the low"),
        pytest.param([100, 95, 90, 99], [0, 0, 0, 3], id="10 % above the low: a new leg"),
        pytest.param([100, 95, 90, 99, 98, 94], [0, 0, 0, 3, 3, 3], id="falls from the new high"),
        pytest.param([100, 80, 95, 90, 85, 94], [0, 0, 2, 2, 2, 5], id="the older peak is not it"),
        pytest.param([100, 96, 100, 95], [0, 0, 0, 0], id="of equal highs the first"),
        pytest.param([100, 95, 93, 99, 90, 99], [0, 0, 0, 0, 0, 5], id="the low moves down"),
        pytest.param([np.nan, 100, np.nan, 101, np.inf], [-1, 1, 1, 3, 3], id="gaps keep the peak"),
        pytest.param([100, 0, -5, 101], [0, 0, 0, 3], id="non-positive prices are none"),
    ],
)
def test_worked_paths(closes: list[float], expected: list[int]) -> None:
    assert peaks_at(path(*closes)) == expected


@pytest.mark.parametrize(
    ("session", "peak", "fall"),
    [
        # Peaks, troughs and sizes as in the official post-mortems' accounts of these falls.
        ("1990-10-11", "1990-07-16", -0.199),
        ("1994-04-04", "1994-02-02", -0.089),
        ("1998-08-31", "1998-07-17", -0.193),
        ("2018-02-08", "2018-01-26", -0.1016),
        ("2018-12-24", "2018-09-20", -0.198),
        ("2019-06-03", "2019-04-30", -0.068),
        ("2020-03-23", "2020-02-19", -0.339),
        ("2022-03-08", "2022-01-03", -0.130),
        ("2022-06-16", "2022-03-29", -0.208),
        ("2022-10-12", "2022-08-16", -0.169),
    ],
)
def test_documented_falls(spx_close: pd.Series, session: str, peak: str, fall: float) -> None:
    found = leg_peaks(spx_close)[session]
    assert found == pd.Timestamp(peak)
    assert spx_close[session] / spx_close[found] - 1 == pytest.approx(fall, abs=6e-4)


def test_a_fall_after_a_rally_starts_from_the_rally(spx_close: pd.Series) -> None:
    """At the end of 2022 a look-back of a year would still point at January's high."""
    last = spx_close.index[-1]
    assert leg_peaks(spx_close)[last] == pd.Timestamp("2022-11-30")
    assert spx_close.rolling(252).max()[last] == spx_close["2022-01-03"]


def test_sessions_since(spx_close: pd.Series) -> None:
    sessions = sessions_since(leg_peaks(spx_close))
    assert sessions["2018-01-26"] == 0
    assert sessions["2018-02-08"] == 9


prices = st.lists(st.floats(min_value=50, max_value=150), min_size=1, max_size=30)


@given(prices)
@settings(max_examples=100, deadline=None)
def test_invariants(closes: list[float]) -> None:
    close = path(*closes)
    at = peaks_at(close)
    assert at == sorted(at)
    for today, peak in enumerate(at):
        assert peak <= today
        assert close.iloc[peak] == close.iloc[peak : today + 1].max()
        assert leg_peaks(close.iloc[: today + 1]).iloc[-1] == close.index[peak]
    assert peaks_at(close * 1024.0) == at


def test_trailing_extreme_is_the_windows_extreme(spx_close: pd.Series) -> None:
    high, low = trailing_extreme(spx_close), trailing_extreme(spx_close, side="min")
    assert high.notna().equals(spx_close.rolling(63).max().notna())
    seen = high.notna()
    np.testing.assert_array_equal(spx_close[high[seen]], spx_close.rolling(63).max()[seen])
    np.testing.assert_array_equal(spx_close[low[seen]], spx_close.rolling(63).min()[seen])


def test_trailing_extreme_skips_what_is_missing() -> None:
    series = path(5, np.nan, 3, np.inf, 4, 1, 4)
    dates = series.index
    found = trailing_extreme(series, window=3)
    assert found.isna().tolist() == [True] * 4 + [False] * 3
    assert found.iloc[4:].tolist() == [dates[0], dates[4], dates[4]]
    assert trailing_extreme(series, window=3, side="min").iloc[-1] == dates[5]
