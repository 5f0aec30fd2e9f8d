"""Dates of publication against the ones that were recorded at the time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.metrics import real
from tests.sources.recorded import folder
from tools.market.catalogue import catalogue
from tools.market.lags import known_dates
from tools.market.position_reports import by_rule, reports_published
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


# -------------------------------------------------------------------- reports on positions


def positions(*days: str) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in reports_published(pd.DatetimeIndex(days))]


@pytest.mark.parametrize(
    ("report", "published_on"),
    [
        ("2018-02-06", "2018-02-09"),
        # Thanksgiving of 2006 and 2012, and the day of mourning of January 2007.
        ("2006-11-21", "2006-11-27"),
        ("2012-11-20", "2012-11-26"),
        ("2007-01-03", "2007-01-08"),
        # Juneteenth, declared on the day before it.
        ("2021-06-15", "2021-06-21"),
        # Another day of mourning.
        ("2025-01-07", "2025-01-13"),
        # The commission's schedule for 2026.
        ("2025-12-30", "2026-01-13"),
        ("2026-06-16", "2026-06-22"),
        ("2026-06-30", "2026-07-06"),
        ("2026-11-10", "2026-11-16"),
        ("2026-11-24", "2026-11-30"),
        ("2026-12-22", "2026-12-28"),
    ],
)
def test_positions_are_known_on_the_day_of_their_report(report: str, published_on: str) -> None:
    assert positions(report) == [published_on]


def test_a_year_of_reports_came_by_the_commissions_schedule() -> None:
    """The list of release dates that the commission published for December 2023 to 2024."""
    listed = """
        2023-12 01 08 15 22 29
        2024-01 05 12 19 26
        2024-02 02 09 16 23
        2024-03 01 08 15 22 29
        2024-04 05 12 19 26
        2024-05 03 10 17 24 31
        2024-06 07 14 24 28
        2024-07 08 12 19 26
        2024-08 02 09 16 23 30
        2024-09 06 13 20 27
        2024-10 04 11 18 25
        2024-11 01 08 15 22
        2024-12 02 06 13 20 30
    """
    rows = [line.split() for line in listed.strip().splitlines()]
    wanted = [f"{month}-{day}" for month, *days in rows for day in days]
    tuesdays = pd.date_range("2023-11-28", "2024-12-24", freq="W-TUE")
    assert [f"{day:%Y-%m-%d}" for day in reports_published(tuesdays)] == wanted


def test_the_rule_gives_the_dates_of_2025_that_were_planned() -> None:
    """What each delayed report would have had without the shutdown, and what it got."""
    rows = pd.read_csv(folder() / "cftc_2025_catchup_schedule.csv", dtype="str")
    reports = pd.DatetimeIndex(rows["cot_report_date"])
    assert reports_published(reports).tolist() == list(pd.DatetimeIndex(rows["new_publish_date"]))
    usual = by_rule(reports.to_numpy().astype("datetime64[D]"))
    assert list(usual) == list(rows["original_publish_date"].to_numpy().astype("datetime64[D]"))


@pytest.mark.parametrize(
    ("first", "reports", "days"),
    [
        # Reuters on each of the days of 2013.
        ("2013-10-01", 6, ["10-25", "10-28", "10-30", "11-01", "11-06", "11-08"]),
        (
            "2019-01-01",
            12,
            [
                *("02-05", "02-08", "02-12", "02-15", "02-19", "02-22", "02-26", "03-01"),
                *("03-05", "03-08", "03-15", "03-22"),
            ],
        ),
    ],
)
def test_reports_that_shutdowns_delayed(first: str, reports: int, days: list[str]) -> None:
    tuesdays = pd.date_range(first, periods=reports, freq="W-TUE")
    assert [f"{day:%m-%d}" for day in reports_published(tuesdays)] == days


def test_the_first_report_after_the_shutdown_of_2018() -> None:
    """The last before it came on 21 December, the next on 1 February, then each Tuesday."""
    assert positions("2018-12-18", "2018-12-24", "2018-12-31") == [
        "2018-12-21",
        "2019-02-01",
        "2019-02-05",
    ]


def test_no_report_of_the_outage_of_2023_is_known_too_early() -> None:
    """Publication resumed on 24 February, and was current on 24 March."""
    tuesdays = pd.date_range("2023-01-24", "2023-03-28", freq="W-TUE")
    days = reports_published(tuesdays)
    assert [f"{day:%m-%d}" for day in days[[0, 1, -2, -1]]] == ["01-27", "02-24", "03-24", "03-31"]
    assert (days[2:-1] > pd.Timestamp("2023-02-24")).all()


def test_positions_are_never_known_before_three_days_and_in_order() -> None:
    every = pd.date_range("1985-01-01", "2060-12-31")
    days = reports_published(every)
    waits = (days - every).days
    assert days.is_monotonic_increasing and waits.min() >= 3
    tuesdays = every.day_name() == "Tuesday"
    assert (waits[tuesdays] == 3).mean() > 0.85
    delayed = (every >= "2023-01-31") & (every < "2023-03-21")
    assert waits[tuesdays & delayed].min() >= 10


def test_every_report_of_the_market_has_the_phrase(real_data: Path) -> None:
    rows = [row for sid, row in catalogue().items() if sid.startswith(("TFF_", "COT_"))]
    assert len(rows) == 32 and {row.lag for row in rows} == {"with the position report"}
    table = real.table(real_data, "cot_tff_weekly.csv.gz")
    days = pd.DatetimeIndex(table["date"].unique()).sort_values()
    known = known_dates(days, rows[0].lag)
    assert set(known.day_name()) <= {"Friday", "Monday", "Tuesday", "Wednesday", "Thursday"}
    assert (known.day_name() == "Friday").mean() > 0.88
