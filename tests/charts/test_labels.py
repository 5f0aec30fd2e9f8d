from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.charts import labels
from tools.charts.labels import THIN, Kind, axis_labels, ticks


def test_dates_are_short() -> None:
    assert labels.stretch(date(2018, 1, 26), date(2018, 2, 8)) == "26 Jan to 8 Feb 2018"
    assert labels.stretch(date(2021, 12, 29), date(2022, 1, 24)) == "29 Dec 2021 to 24 Jan 2022"
    assert labels.day(date(2018, 2, 5)) == "5 Feb 2018"
    assert labels.month(date(2009, 12, 31)) == "Dec 2009"


@pytest.mark.parametrize(
    ("values", "kind", "printed"),
    [
        ([-0.1, -0.05, 0.0], "percent", [f"−10{THIN}%", f"−5{THIN}%", f"0{THIN}%"]),
        ([-0.025, 0.0], "percent", [f"−2.5{THIN}%", f"0.0{THIN}%"]),
        ([-1.5e9, 0.0, 1.5e9], "usd", ["−$1.5bn", "$0", "$1.5bn"]),
        ([0.0, 100e3, 200e3], "large", ["0", "100k", "200k"]),
        ([0.0, 20.0], "width", [f"0{THIN}bp", f"20{THIN}bp"]),
        ([0.0, 200.0], "bp", [f"0{THIN}bp", f"200{THIN}bp"]),
        ([0.0, 200.0], "width", [f"0{THIN}bp", f"200{THIN}bp"]),
        ([-1e5, 2e5], "large", ["−100k", "200k"]),
        ([0.75, 1.0], "plain", ["0.75", "1.00"]),
        ([1000.0, 2000.0], "plain", ["1,000", "2,000"]),
        ([-2.0, 0.0], "sigma", [f"−2{THIN}σ", f"0{THIN}σ"]),
        ([0.5, 1.0], "leverage", ["0.5×", "1.0×"]),
        ([0.0, 1.0], "indicator", ["no", "yes"]),
    ],
)
def test_an_axis_has_the_decimals_that_its_step_needs(
    values: list[float], kind: Kind, printed: list[str]
) -> None:
    assert axis_labels(values, kind) == printed


def test_counts_have_whole_ticks() -> None:
    assert ticks(0.0, 2.2, 5, 1.0) == [0.0, 1.0, 2.0]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9), st.integers(2, 6))
def test_ticks_are_round_apart_alike_and_within(low: float, share: float, count: int) -> None:
    span = share * max(1.0, abs(low))
    high = low + span
    found = ticks(low, high, count)
    assert 1 <= len(found) <= count + 1
    slack = 1e-6 * span
    assert all(low - slack <= tick <= high + slack for tick in found)
    steps = [b - a for a, b in pairwise(found)]
    for step in steps:
        assert step == pytest.approx(steps[0], rel=1e-4)
        assert f"{step:.2e}"[:3] in ("1.0", "2.0", "2.5", "5.0")
    assert len(set(axis_labels(found, "plain"))) == len(found)
