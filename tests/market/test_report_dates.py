"""Dates of publication against the ones that were recorded at the time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.metrics import real
from tools.market.catalogue import catalogue
from tools.market.lags import known_dates
from tools.market.releases import JOBS, PRICES, published

MONTHS = pd.period_range("1990-01", "2030-12", freq="M")
# What a calendar calls a report, and the series that come with it.
REPORTS = {
    "Nonfarm Payrolls": "PAYEMS",
    "Unemployment Rate": "UNRATE",
    "CPI": "CPIAUCSL",
    "Core CPI": "CPILFESL",
    "PPI": "PPIACO",
    "ISM Manufacturing PMI": "ISM_PMI",
    "ISM Non-Manufacturing PMI": "ISM_NMI",
    "Retail Sales": "RSAFS",
    "Industrial Production": "INDPRO",
    "Durable Goods Orders": "DGORDER",
    "Housing Starts": "HOUST",
    "Core PCE Price Index": "PCEPILFE",
}


def of(month: str, report: str) -> str:
    return f"{published(pd.PeriodIndex([month], freq='M'), report)[0]:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("month", "report", "day"),
    [
        ("2018-01", JOBS, "2018-02-02"),
        ("1996-02", JOBS, "1996-03-08"),
        ("2019-12", JOBS, "2020-01-10"),
        ("2013-09", JOBS, "2013-10-22"),
        ("2022-05", PRICES, "2022-06-10"),
        ("2018-01", PRICES, "2018-02-14"),
        ("2015-01", PRICES, "2015-02-26"),
        ("2013-09", PRICES, "2013-10-30"),
        ("1989-12", PRICES, "1990-01-31"),
        ("2029-06", PRICES, "2029-07-15"),
    ],
)
def test_a_report_is_known_on_its_day(month: str, report: str, day: str) -> None:
    assert of(month, report) == day


@pytest.mark.parametrize("report", [JOBS, PRICES])
def test_reports_come_in_order_after_their_month(report: str) -> None:
    days = published(MONTHS, report)
    assert days.is_monotonic_increasing
    waits = (days - MONTHS.to_timestamp(how="end").normalize()).days
    assert waits.min() >= 1
    assert waits.to_series().quantile(0.99) <= 26
    assert set(published(MONTHS, JOBS).day_name()) == {"Friday", "Tuesday", "Thursday", "Wednesday"}


def test_employment_reports_came_by_the_rule(real_data: Path) -> None:
    """Vintage labels of 2000-2020: never later than the rule, and a day earlier at most."""
    labels = real.table(real_data, "payroll_release_dates.csv.gz")["date"]
    months = pd.PeriodIndex(labels, freq="M") - 1
    first = ~months.duplicated()
    late = (pd.DatetimeIndex(labels)[first] - published(months[first], JOBS)).days
    assert len(late) > 240
    # One label is of a correction three days after its report, another stands for the report.
    assert (late[(months[first] != "2002-11") & (months[first] != "2003-09")] <= 0).all()
    assert late.min() == -1
    assert (late == 0).mean() > 0.96


@pytest.mark.parametrize("event", REPORTS)
def test_no_figure_of_2022_is_known_before_its_report(real_data: Path, event: str) -> None:
    calendar = real.table(real_data, "us_econ_calendar_2022.csv.gz")
    days = pd.DatetimeIndex(calendar.loc[calendar["event"] == event, "date"].unique())
    # The figure is of the month before; the reports on spending of early and late December of
    # October and November.
    months = days.to_period("M") - 1
    if event == "Core PCE Price Index":
        months = months.where(days.day > 5, months - 1)
    known = known_dates(months.to_timestamp(), catalogue()[REPORTS[event]].lag)
    waits = (known - days).days
    assert waits.min() >= 0
    exact = "report" in catalogue()[REPORTS[event]].lag
    assert waits.max() == 0 if exact else waits.max() <= 12
