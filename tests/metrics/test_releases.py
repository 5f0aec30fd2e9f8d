"""Trends in monthly reports: by hand, and on what the bureau and FRED printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.releases import annualised_growth, monthly_change, sahm_gap

MONTHS = pd.date_range("2020-01-01", periods=20, freq="MS")


def test_a_monthly_change_by_hand() -> None:
    jobs = pd.Series([100.0, 102, 101, 106, 110], index=MONTHS[:5])
    found = monthly_change(jobs, scale=1000.0)
    assert found.iloc[:3].isna().all()
    np.testing.assert_allclose(found.iloc[3:], [2000.0, 8000.0 / 3])


def test_a_month_without_a_report_is_no_month() -> None:
    jobs = pd.Series([100.0, 102, 101, 106, 110], index=MONTHS[[0, 1, 3, 4, 5]])
    found = monthly_change(jobs)
    assert found.iloc[2] == pytest.approx(1 / 3)
    assert found.iloc[3] == pytest.approx(4 / 3)
    # Three months before June lies March, which has no figure.
    assert np.isnan(found.iloc[4])


def test_growth_at_a_yearly_rate() -> None:
    prices = pd.Series(100.0 * 1.04 ** (np.arange(20) / 12), index=MONTHS)
    found = annualised_growth(prices)
    assert found.iloc[:3].isna().all()
    np.testing.assert_allclose(found.iloc[3:], 0.04)


def test_the_gap_of_unemployment_by_hand() -> None:
    rate = pd.Series([4.0] * 15 + [4.3, 4.6, 4.9, 4.0, 4.0], index=MONTHS)
    found = sahm_gap(rate)
    assert found.iloc[:14].isna().all()
    np.testing.assert_allclose(found.iloc[14:], [0.0, 0.1, 0.3, 0.6, 0.5, 0.3], atol=1e-9)


def test_unemployment_that_falls_has_a_gap_below_zero() -> None:
    rate = pd.Series(6.0 - 0.1 * np.arange(20), index=MONTHS)
    np.testing.assert_allclose(sahm_gap(rate).iloc[14:], -0.1)


@pytest.mark.parametrize(
    ("month", "published"),
    [("2008-03", 0.031), ("2008-06", 0.079), ("2008-09", 0.026)],
)
def test_quarterly_rates_of_inflation_as_the_bureau_printed_them(
    real_data: Path, month: str, published: float
) -> None:
    """The Economics Daily of October 2008; seasonal factors were revised since."""
    found = annualised_growth(real.fred(real_data, "CPIAUCSL"))
    assert found[f"{month}-01"] == pytest.approx(published, abs=0.008)


def test_jobs_lost_in_the_great_recession(real_data: Path) -> None:
    """8.7 million from the peak in January 2008 to the trough in February 2010."""
    found = monthly_change(real.fred(real_data, "PAYEMS"), months=25, scale=1000.0)
    assert 25 * found["2010-02-01"] == pytest.approx(-8.7e6, abs=5e4)


def test_unemployment_crossed_half_a_point_early_in_recessions(real_data: Path) -> None:
    """FRED's indicator on revised rates: 4.00 in April 2020, over the line from early 2008 on."""
    found = sahm_gap(real.fred(real_data, "UNRATE"))
    assert found["2020-04-01"] == pytest.approx(4.0, abs=0.005)
    assert found["2008-01-01"] < 0.5 <= found["2008-02-01"]
    over = found.index[found.ge(0.5 - 1e-9)]
    # From the start of each recession by the NBER to the end of the rise in unemployment after it.
    spans = (
        ("1990-08", "1992-12"),
        ("2001-03", "2003-12"),
        ("2007-12", "2010-06"),
        ("2020-02", "2021-04"),
    )
    inside = np.zeros(len(over), dtype=bool)
    for begin, end in spans:
        inside |= (over >= begin) & (over <= pd.Timestamp(end))
    assert inside.all()
