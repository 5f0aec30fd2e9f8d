"""Surprises: by hand, release by release, and on the calendar of 2022."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.surprises import GROWTH, INFLATION, surprise_index

SESSIONS = pd.bdate_range("2022-01-03", periods=120)
CLOSE = pd.Series(1.0, index=SESSIONS)
SIGNS = {"Jobs": 1, "Claims": -1}


def calendar(rows: list[tuple[int, str, str, str]]) -> pd.DataFrame:
    """Rows of session, event, actual and consensus."""
    table = pd.DataFrame(rows, columns=["date", "event", "actual", "consensus"])
    return table.assign(
        date=SESSIONS[table["date"].to_numpy()], country="United States", previous="-"
    )


def index(rows: list[tuple[int, str, str, str]], reports: int = 1, releases: int = 2) -> pd.Series:
    return surprise_index(calendar(rows), CLOSE, SIGNS, reports, least_releases=releases)


JOBS = [
    (0, "Jobs", "110K", "100K"),
    (20, "Jobs", "80K", "100K"),
    (40, "Jobs", "130K", "100K"),
    (60, "Jobs", "1.10M", "1,200K"),
]


def test_a_surprise_is_scaled_by_those_before_it() -> None:
    found = index(JOBS)
    assert found.iloc[:40].isna().all()
    first = 30 / np.sqrt((10**2 + 20**2) / 2)
    second = -100 / np.sqrt((10**2 + 20**2 + 30**2) / 3)
    assert found.iloc[40] == pytest.approx(first)
    assert found.iloc[59] == pytest.approx(first * 0.5 ** (19 / 63))
    assert found.iloc[60] == pytest.approx(first * 0.5 ** (20 / 63) + second)


def test_after_a_quarter_of_silence_there_is_no_figure() -> None:
    found = index(JOBS[:3])
    assert found.iloc[40 + 62 : 40 + 63].notna().all()
    assert found.iloc[40 + 63 :].isna().all()


def test_more_claims_are_less_growth() -> None:
    rows = [(i, "Claims", f"{210 + (-1) ** i}K", "210K") for i in range(4)]
    found = index([*rows, (10, "Claims", "215K", "210K")])
    assert found.iloc[10] < found.iloc[9] - 4


def test_one_report_is_one_surprise_whatever_its_rows() -> None:
    """Changes on the month and the year are averaged; a percentage beside a level is dropped."""
    months = [(i, "Jobs", "0.3%", "0.2%") for i in (0, 5)]
    years = [(i, "Jobs", "5.0%", "4.9%") for i in (0, 5)]
    both = [(10, "Jobs", "0.5%", "0.2%"), (10, "Jobs", "5.0%", "4.9%")]
    found = index([*months, *years, *both])
    assert found.iloc[10] == pytest.approx(0.2 / 0.1)
    levels = [(i, "Jobs", "11K", "10K") for i in (0, 5)]
    share = [(i, "Jobs", "9%", "1%") for i in (0, 5, 10)]
    mixed = index([*levels, *share, (10, "Jobs", "13K", "10K")])
    assert mixed.iloc[10] == pytest.approx(3.0)


@pytest.mark.parametrize("consensus", ["-", "", "n/a", None])
def test_a_release_without_a_consensus_does_not_count(consensus: str | None) -> None:
    found = index([*JOBS[:2], (40, "Jobs", "130K", consensus)])
    assert found.isna().all()


def test_figures_as_calendars_print_them() -> None:
    """K, M, B and T are thousands to trillions, so these surprises have the size of those in K."""
    rows = [
        (0, "Jobs", "0.110M", "100K"),
        (20, "Jobs", " 80K ", "0.0001B"),
        (40, "jobs", "130,000", "+100K"),
    ]
    assert index(rows).iloc[40] == pytest.approx(index(JOBS).iloc[40])


def test_a_report_that_never_surprised_has_no_unit() -> None:
    rows = [(i, "Jobs", "5", "5") for i in (0, 5, 10)]
    assert index([*rows, (20, "Jobs", "6", "5")]).isna().all()


def test_a_saturday_counts_on_monday_and_other_countries_not_at_all() -> None:
    table = calendar(JOBS[:3])
    moved = table.assign(
        date=table["date"].where(table["date"] != SESSIONS[40], SESSIONS[44] + pd.Timedelta(days=1))
    )
    found = surprise_index(moved, CLOSE, SIGNS, 1, least_releases=2)
    assert found.first_valid_index() == SESSIONS[45]
    assert surprise_index(table.assign(country="Japan"), CLOSE, SIGNS, 1).isna().all()


def test_a_calendar_without_figures_gives_none() -> None:
    table = calendar(JOBS)[["date", "country", "event"]]
    assert surprise_index(table, CLOSE, SIGNS, 1).isna().all()


def number(text: str) -> float:
    scale = {"%": 1.0, "K": 1e3, "M": 1e6, "B": 1e9}.get(text[-1:], None)
    try:
        return (
            float(text.replace(",", ""))
            if scale is None
            else float(text[:-1].replace(",", "")) * scale
        )
    except ValueError:
        return np.nan


@pytest.mark.parametrize(("signs", "reports"), [(GROWTH, 10), (INFLATION, 3)])
def test_2022_release_by_release(
    real_data: Path, spx_close: pd.Series, signs: dict[str, int], reports: int
) -> None:
    table = real.table(real_data, "us_econ_calendar_2022.csv.gz")
    close = spx_close["2022-01-03":"2022-12-30"]
    found = surprise_index(table, close, signs, reports)
    day = close.index[-1]
    expected, spoke = 0.0, set()
    for event, sign in signs.items():
        rows = table[table["event"].str.casefold() == event.casefold()]
        past: dict[bool, list[float]] = {True: [], False: []}
        for date, same in rows.groupby("date", sort=True):
            gaps = [
                (not a.endswith("%"), number(a) - number(c))
                for a, c in zip(same["actual"], same["consensus"], strict=True)
            ]
            gaps = [(level, gap) for level, gap in gaps if not np.isnan(gap)]
            if not gaps:
                continue
            level = max(level for level, _ in gaps)
            gap = np.mean([gap for at, gap in gaps if at == level])
            size = np.sqrt(np.mean(np.square(past[level]))) if len(past[level]) >= 8 else np.nan
            age = len(close) - 1 - close.index.searchsorted(pd.Timestamp(date))
            if size > 0:
                expected += sign * gap / size * 0.5 ** (age / 63)
                if age < 63:
                    spoke.add(event)
            past[level].append(float(gap))
    assert len(spoke) >= reports
    assert found[day] == pytest.approx(expected, rel=1e-9)
    # Most reports come once a month, and need eight before they count.
    assert np.isnan(found["2022-06-13"])
