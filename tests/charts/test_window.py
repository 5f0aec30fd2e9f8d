"""How far back a chart goes by itself."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tools.charts.window import first_day

SESSION = date(2020, 3, 16)


def series(step: int, count: int, rough: bool = False) -> tuple[np.ndarray, np.ndarray]:
    last = np.datetime64(SESSION, "us")
    days = last - (np.arange(count)[::-1] * step).astype("m8[D]")
    values = np.arange(count) % 2 if rough else np.sin(np.arange(count) / 50)
    return days, values.astype(np.float64)


@pytest.mark.parametrize(
    ("step", "count", "frequency", "years"),
    [(1, 6000, "daily", 3), (7, 900, "weekly", 3), (30, 300, "monthly", 5)],
)
def test_a_series_has_its_window(step: int, count: int, frequency: str, years: int) -> None:
    days, values = series(step, count)
    first = first_day(days, values, SESSION, "fit", frequency)  # type: ignore[arg-type]
    assert abs((SESSION - first).days - 365.25 * years) <= 1


def test_a_line_that_never_rests_has_a_short_one() -> None:
    first = first_day(*series(1, 3000, rough=True), SESSION, "fit")
    assert (SESSION - first).days == 365


def test_the_day_that_a_title_names_is_shown_where_it_can_be() -> None:
    days, values = series(1, 6000)
    near, far = date(2015, 1, 5), date(2008, 10, 10)
    assert first_day(days, values, SESSION, "fit", "daily", near) < near
    assert first_day(days, values, SESSION, "fit", "daily", far) == date(2017, 3, 16)
    assert first_day(days, values, SESSION, 1.0, "daily", near) > near


def test_few_measurements_stand_at_the_end_of_a_year() -> None:
    days, values = series(30, 1)
    assert SESSION - first_day(days, values, SESSION, "fit", "irregular") >= timedelta(days=365)
    days, values = series(30, 40)
    assert first_day(days, values, SESSION, "fit", "irregular") == days[0].astype("M8[D]").item()
    often = first_day(*series(1, 6000), SESSION, "fit", "irregular")
    assert often == first_day(*series(1, 6000), SESSION, "fit", "daily")
