"""Moves from the peak and before it: by hand, on published figures, against scipy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.metrics import real
from tools.metrics.credit import spread_residual_since_peak
from tools.metrics.legs import leg_peaks
from tools.metrics.rates import (
    change_before_peak,
    change_before_peak_z,
    change_since_peak,
    change_since_peak_z,
    known_spread,
    spread_since_peak,
)
from tools.metrics.stability import largest_rates_z, spread_since_peak_z

DATES = pd.bdate_range("2021-03-01", periods=8)
PEAK = pd.Series([DATES[0], DATES[1], DATES[2], *[DATES[2]] * 5], index=DATES)


def known(values: pd.Series, late: int) -> pd.DataFrame:
    return real.known(values, DATES, late)


def test_a_move_runs_from_the_peak_to_the_last_one_known() -> None:
    yields = pd.Series([1.0, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6], index=DATES)
    on_time = change_since_peak(known(yields, 0), yields, PEAK)
    late = change_since_peak(known(yields, 1), yields, PEAK)
    np.testing.assert_allclose(on_time, [0, 0, 0, 5, 10, 20, 30, 40], atol=1e-9)
    # A day late: on the day of the peak nothing dated the peak is known yet.
    np.testing.assert_allclose(late, [np.nan, np.nan, np.nan, 0, 5, 10, 20, 30], atol=1e-9)


def test_a_holiday_on_the_peak_starts_from_the_day_before() -> None:
    yields = pd.Series([1.0, 1.1, 1.25, 1.3], index=DATES[[0, 1, 3, 4]])
    found = change_since_peak(known(yields, 0), yields, PEAK)
    # On the holiday itself nobody can tell that no value of the day will come.
    np.testing.assert_allclose(found.iloc[2:5], [np.nan, 15, 20], atol=1e-9)


def test_a_start_that_is_weeks_old_is_no_start() -> None:
    yields = pd.Series([1.0, 1.3], index=[DATES[0] - pd.Timedelta(days=30), DATES[4]])
    assert change_since_peak(known(yields, 0), yields, PEAK).isna().all()


def test_log_scale_is_for_prices() -> None:
    price = pd.Series(100.0 * np.exp(0.01 * np.arange(8)), index=DATES)
    found = change_since_peak(known(price, 0), price, PEAK, "log")
    np.testing.assert_allclose(found.iloc[2:], 0.01 * np.arange(6), atol=1e-12)


def test_z_by_hand() -> None:
    """Changes that alternate by one basis point have a deviation of sqrt(n / (n - 1))."""
    dates = pd.bdate_range("2015-01-01", periods=600)
    yields = pd.Series(2.0 + 0.01 * (np.arange(600) % 2), index=dates)
    yields.iloc[540:] = yields.iloc[539] + 0.30
    peak = pd.Series(dates, index=dates).where(dates <= dates[539], dates[539])
    z = change_since_peak_z(real.known(yields, dates), yields, peak)
    assert np.isnan(z.iloc[539])
    assert z.iloc[548] == pytest.approx(30 / (np.sqrt(504 / 503) * 3), rel=1e-9)


def test_two_late_yields_are_read_on_one_day() -> None:
    nominal = pd.Series([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], index=DATES)
    breakeven = pd.Series([2.0, 2.0, 2.0, 2.2, 2.2, 2.2, 2.2, 2.2], index=DATES)
    real_yield = known_spread(known(nominal, 0), known(breakeven, 1))
    assert pd.isna(real_yield["value"].iloc[0])
    assert real_yield["observed"].iloc[1:].tolist() == DATES[:-1].tolist()
    np.testing.assert_allclose(
        real_yield["value"].iloc[1:], [-1.0, -0.9, -0.8, -0.9, -0.8, -0.7, -0.6], atol=1e-12
    )
    found = spread_since_peak(known(nominal, 0), nominal, known(breakeven, 1), breakeven, PEAK)
    np.testing.assert_allclose(found.iloc[3:], [0, -10, 0, 10, 20], atol=1e-9)


def test_the_run_up_is_counted_in_sessions_of_the_index() -> None:
    yields = pd.Series([1.0, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6], index=DATES)
    found = change_before_peak(known(yields, 0), yields, PEAK, sessions=2)
    assert found.iloc[:2].isna().all()
    np.testing.assert_allclose(found.iloc[2:], 20.0, atol=1e-9)


def moved_by(last: float, swing: float = 0.01) -> pd.Series:
    """A yield that alternates up to row 539, then stands ``last`` higher."""
    dates = pd.bdate_range("2015-01-01", periods=600)
    yields = pd.Series(2.0 + swing * (np.arange(600) % 2), index=dates)
    yields.iloc[540:] = yields.iloc[539] + last
    return yields


def test_the_largest_move_keeps_its_sign() -> None:
    """Ten years up 10 bp, breakeven down 20: the real yield moved most, by 30 bp."""
    dates = pd.bdate_range("2015-01-01", periods=600)
    peak = pd.Series(dates, index=dates).where(dates <= dates[539], dates[539])
    # Ten years alternate twice as far, so that nominal less breakeven alternates as well.
    still, up, down = moved_by(0.0), moved_by(0.10, 0.02), moved_by(-0.20)
    inputs = [x for s in (still, up, down) for x in (real.known(s, dates), s)]
    largest = largest_rates_z(*inputs, peak)
    each = [
        change_since_peak_z(inputs[0], still, peak),
        change_since_peak_z(inputs[2], up, peak),
        spread_since_peak_z(*inputs[2:], peak),
        change_since_peak_z(inputs[4], down, peak),
    ]
    sd = np.sqrt(504 / 503)
    assert each[2].iloc[548] == pytest.approx(30 / (sd * 3), rel=1e-6)
    assert largest.iloc[548] == pytest.approx(30 / (sd * 3), rel=1e-6)
    assert largest.iloc[:540].isna().all()
    swapped = largest_rates_z(*inputs[:2], *inputs[4:], *inputs[2:4], peak)
    assert swapped.iloc[548] == pytest.approx(-30 / (sd * 3), rel=1e-6)


def test_a_rate_that_is_missing_may_have_moved_most() -> None:
    dates = pd.bdate_range("2015-01-01", periods=600)
    peak = pd.Series(dates, index=dates).where(dates <= dates[539], dates[539])
    still, none = moved_by(0.1), moved_by(0.1) * np.nan
    inputs = [x for s in (still, still, none) for x in (real.known(s, dates), s)]
    assert largest_rates_z(*inputs, peak).isna().all()


@pytest.fixture(scope="module")
def peak(spx_close: pd.Series) -> pd.Series:
    return leg_peaks(spx_close)


class TestPublishedMoves:
    """Moves that the published series of yields and spreads show to anyone who looks them up."""

    @pytest.mark.parametrize(
        ("code", "late", "session", "expected"),
        [
            ("DGS10", 0, "1994-04-04", 139),
            ("DGS10", 0, "2018-02-08", 19),
            ("DGS2", 0, "2018-02-08", 0),
            ("T10YIE", 0, "2018-02-08", 0),
            ("BAMLH0A0HYM2", 0, "2018-02-08", 36),
            ("BAMLH0A0HYM2", 1, "2018-02-08", 23),
            ("BAMLH0A0HYM2", 0, "2020-03-23", 730),
        ],
    )
    def test_change(
        self,
        real_data: Path,
        peak: pd.Series,
        code: str,
        late: int,
        session: str,
        expected: float,
    ) -> None:
        series = real.fred(real_data, code)
        seen = real.known(series, pd.DatetimeIndex(peak.index), late)
        found = change_since_peak(seen, series, peak)[session]
        assert found == pytest.approx(expected, abs=1.01 if late == 0 else 1e-6)

    @pytest.mark.parametrize("session", ["2018-02-08", "2020-03-16", "2022-06-13"])
    def test_the_largest_of_four_against_scipy(
        self, real_data: Path, peak: pd.Series, session: str
    ) -> None:
        """Two and ten years, the breakeven, and ten years less breakeven, on days with both."""
        two, ten, breakeven = (real.fred(real_data, c) for c in ("DGS2", "DGS10", "T10YIE"))
        sessions = pd.DatetimeIndex(peak.index)
        start, h = peak[session], peak.loc[peak[session] : session].size - 1
        expected = []
        for series in (two, ten, (ten - breakeven).dropna(), breakeven):
            sd = stats.tstd(series.diff().loc[:start].tail(504))
            expected.append((series[session] - series[start]) / (sd * np.sqrt(h)))
        inputs = [x for s in (two, ten, breakeven) for x in (real.known(s, sessions), s)]
        found = largest_rates_z(*inputs, peak)[session]
        assert found == pytest.approx(max(expected, key=abs), rel=1e-9)
        assert abs(found) > 1

    @pytest.mark.parametrize("session", ["1994-04-04", "2018-02-08", "2020-03-16", "2022-06-13"])
    @pytest.mark.parametrize("code", ["DGS2", "DGS10"])
    def test_z_against_scipy(
        self, real_data: Path, peak: pd.Series, code: str, session: str
    ) -> None:
        series = real.fred(real_data, code)
        seen = real.known(series, pd.DatetimeIndex(peak.index))
        start = peak[session]
        sd = stats.tstd(series.diff().loc[:start].tail(504))
        h = peak.loc[start:session].size - 1
        expected = (series[session] - series[start]) / (sd * np.sqrt(h))
        found = change_since_peak_z(seen, series, peak)[session]
        assert found == pytest.approx(expected, rel=1e-9)

    def test_february_2018(self, real_data: Path, peak: pd.Series, spx_close: pd.Series) -> None:
        """Ten-year yields rose as much in the month before the peak as in the fall after it."""
        tens = real.fred(real_data, "DGS10")
        sessions = pd.DatetimeIndex(peak.index)
        seen = real.known(tens, sessions)
        day = "2018-02-08"
        assert change_since_peak_z(seen, tens, peak)[day] == pytest.approx(1.6, abs=0.05)
        assert change_before_peak(seen, tens, peak)[day] == pytest.approx(
            100 * (tens["2018-01-26"] - tens["2017-12-26"])
        )
        start = sessions[sessions.get_loc(pd.Timestamp("2018-01-26")) - 21]
        sd = stats.tstd(100 * tens.diff().loc[:start].tail(504))
        assert change_before_peak_z(seen, tens, peak)[day] == pytest.approx(
            100 * (tens["2018-01-26"] - tens[start]) / (sd * np.sqrt(21))
        )
        index = real.known(spx_close, sessions)
        assert change_since_peak_z(index, spx_close, peak, "log")[day] == pytest.approx(
            -5.9, abs=0.05
        )

    @pytest.mark.parametrize("code", ["BAMLH0A0HYM2", "BAMLC0A0CM"])
    def test_credit_beyond_stocks_against_scipy(
        self, real_data: Path, peak: pd.Series, spx_close: pd.Series, code: str
    ) -> None:
        spread = real.fred(real_data, code)
        seen = real.known(spread, pd.DatetimeIndex(peak.index), 1)
        found = spread_residual_since_peak(seen, spread, spx_close, peak)
        both = pd.concat([spread * 100, np.log(spx_close)], axis=1, join="inner")
        for session in ("2018-02-08", "2020-03-16", "2018-12-24"):
            start, end = peak[session], seen.loc[session, "observed"]
            window = both.diff(5).loc[:start].tail(504)
            slope = stats.linregress(window.iloc[:, 1], window.iloc[:, 0]).slope
            move = both.loc[end] - both.loc[start]
            assert found[session] == pytest.approx(move.iloc[0] - slope * move.iloc[1], rel=1e-9)
        assert found["2018-02-08"] < 0 < found["2020-03-16"]
