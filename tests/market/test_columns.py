from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.market.columns import days, numbers
from tools.records import UnwindError


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_comes_back_to_the_last_bit(value: float) -> None:
    assert numbers(pd.Series([repr(value)], dtype="str")).iloc[0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("-37.63", -37.63), ("+.5", 0.5), ("2.", 2.0), ("1e3", 1000.0), (" 7 ", 7.0)],
)
def test_plain_numbers(text: str, value: float) -> None:
    assert numbers(pd.Series([text])).iloc[0] == value


@pytest.mark.parametrize(
    "text",
    [
        *"nan NaN NA inf -inf Infinity 1,234.5 1.234,5 3% $5".split(),
        *"1_000 0x10 1e 1.2.3 True - . -- 1k ١٢".split(),
    ],
)
def test_what_is_no_plain_number_is_infinite_and_so_refused(text: str) -> None:
    assert np.isinf(numbers(pd.Series(["1", text, None])).to_numpy()).tolist() == [
        False,
        True,
        False,
    ]


def test_a_per_cent_sign_makes_a_number_where_it_is_said_to_stand_there() -> None:
    cells = pd.Series(["53.7%", " -3 % ", "0.5", "%", "5%%", "n/a%", None])
    found = numbers(cells, percent=True)
    assert found[:2].tolist() == [53.7, -3.0]
    assert np.isinf(found[2:6]).all() and np.isnan(found[6])


def test_numbers_too_large_are_infinite() -> None:
    assert np.isinf(numbers(pd.Series(["1e999"])).iloc[0])


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, 2, 3], dtype="int32"),
        pd.Series([1, 2, 3], dtype="float32"),
        pd.Series([1, 2, 3], dtype="Int64"),
        pd.Series(["1", "2", "3"], dtype="category"),
        pd.Series([Decimal(1), Decimal(2), Decimal(3)]),
    ],
)
def test_numbers_of_any_storage(column: pd.Series) -> None:
    found = numbers(column)
    assert found.dtype == np.float64
    assert found.tolist() == [1.0, 2.0, 3.0]


def test_missing_numbers_of_any_storage_are_missing() -> None:
    for column in (
        pd.Series([1, None], dtype="Int64"),
        pd.Series([1.0, np.nan]),
        pd.Series(["1", None]),
        pd.Series([Decimal(1), None]),
    ):
        assert np.isnan(numbers(column).to_numpy()).tolist() == [False, True]


def test_truth_values_are_no_numbers() -> None:
    assert np.isinf(numbers(pd.Series([True, False]))).all()


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["2018-02-05"]),
        pd.Series([" 2018-02-05 "]),
        pd.Series([date(2018, 2, 5)]),
        pd.Series(pd.to_datetime(["2018-02-05"]).as_unit("ns")),
        pd.Series(pd.to_datetime(["2018-02-05"]).as_unit("s")),
        pd.Series(["2018-02-05"], dtype="category"),
    ],
)
def test_one_day_of_any_storage(column: pd.Series) -> None:
    found = days(column, "file.csv")
    assert found.dtype == "datetime64[us]"
    assert found.iloc[0] == pd.Timestamp("2018-02-05")


@pytest.mark.parametrize(
    "text",
    [
        "2018/02/05",
        "05.02.2018",
        "02/05/2018",
        "5 Feb 2018",
        "20180205",
        "2018-02",
        "2018",
        "2018-02-30",
        "2018-13-01",
        "2018-2-5",
        "2018-02-05 00:00:00",
        "2018-02-05T16:00",
        "2018-02-05Z",
        "0001-01-01",
        "1799-12-31",
        "nan",
        "NaT",
        "",
        "43136",
        "٢٠١٨-٠٢-٠٥",
    ],
)
def test_what_is_no_plain_date_is_none(text: str) -> None:
    found = days(pd.Series(["2018-02-05", text]), "file.csv")
    assert found.isna().tolist() == [False, True]


def test_a_time_of_day_is_no_date() -> None:
    stamps = pd.Series(pd.to_datetime(["2018-02-05 16:00", "2018-02-06 00:00"]))
    assert days(stamps, "file").isna().tolist() == [True, False]


def test_numbers_are_no_dates() -> None:
    assert days(pd.Series([20180205, 43136]), "file").isna().all()


def test_a_time_zone_is_refused_by_name() -> None:
    column = pd.Series(pd.to_datetime(["2018-02-05"]).tz_localize("UTC"), name="date")
    with pytest.raises(UnwindError, match=r"file\.parquet: column 'date' has a time zone \(UTC\)"):
        days(column, "file.parquet")
