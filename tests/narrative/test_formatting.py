from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.formatting import (
    MINUS,
    THIN,
    Kind,
    day,
    figure,
    number,
    ordinal,
    percentile,
    plural,
    rounds_to_zero,
)
from tools.records import Display

# The printed forms that the design and the interface specification name, and their mirror images.
PRINTED: tuple[tuple[float, Kind, str, str], ...] = (
    (-0.1016, "percent", f"−10.2{THIN}%", f"10.2{THIN}%"),
    (0.009, "percent", f"+0.9{THIN}%", f"0.9{THIN}%"),
    (1.47, "percent", f"+147{THIN}%", f"147{THIN}%"),
    (19.0, "bp", f"+19{THIN}bp", f"19{THIN}bp"),
    (-19.4, "bp", f"−19{THIN}bp", f"19{THIN}bp"),
    (16.17, "sigma", f"16.2{THIN}σ", f"16.2{THIN}σ"),
    (-0.4, "sigma", f"−0.4{THIN}σ", f"0.4{THIN}σ"),
    (19.0, "width", f"19{THIN}bp", f"19{THIN}bp"),
    (170_333.0, "large", "+170k", "170k"),
    (-7_201_667.0, "large", f"{MINUS}7.2m", "7.2m"),
    (12.0, "large", "+12", "12"),
    (2691.4, "points", "2,691", f"2,691{THIN}points"),
    (999.6, "points", "999.6", f"999.6{THIN}points"),
    (1.4, "leverage", "1.40×", "1.40×"),
    (4.21e9, "usd", "$4.2bn", "$4.2bn"),
    (-1.62e9, "usd", "−$1.6bn", "$1.6bn"),
    (3.5e8, "usd", "$350m", "$350m"),
    (9.9996e11, "usd", "$1.0tn", "$1.0tn"),
    (37.32, "points", "37.3", f"37.3{THIN}points"),
    (-3.11, "points", "−3.1", f"3.1{THIN}points"),
    (1.2213, "plain", "1.22", "1.22"),
    (143.4, "plain", "143", "143"),
    (0.64, "share", f"64{THIN}%", f"64{THIN}%"),
    (0.004, "share", f"0.4{THIN}%", f"0.4{THIN}%"),
    (0.0001, "share", f"under 0.1{THIN}%", f"under 0.1{THIN}%"),
    (1.0, "share", f"100{THIN}%", f"100{THIN}%"),
    (0.9996, "share", f"99.9{THIN}%", f"99.9{THIN}%"),
    (0.9994, "share", f"99.9{THIN}%", f"99.9{THIN}%"),
    (88.2, "score", "88/100", "88/100"),
    (7078.0, "count", "7,078", "7,078"),
    (1.0, "indicator", "yes", "yes"),
    (-1.0, "sign", "negative", "negative"),
)
KINDS: tuple[Kind, ...] = get_args(Display)


@pytest.mark.parametrize(("value", "kind", "signed", "unsigned"), PRINTED)
def test_printed_form(value: float, kind: Kind, signed: str, unsigned: str) -> None:
    assert figure(value, kind) == signed
    assert figure(value, kind, unsigned=True) == unsigned


@given(st.floats(-1e13, 1e13), st.sampled_from(KINDS))
def test_sign_is_never_lost_nor_put_on_zero(value: float, kind: Kind) -> None:
    printed = figure(value, kind)
    shows = any(digit in printed for digit in "123456789") and "under" not in printed
    assert (MINUS in printed) == (value < 0 and shows)
    assert "-" not in printed
    assert MINUS not in figure(value, kind, unsigned=True)
    assert rounds_to_zero(value, kind) == (not any(d in printed for d in "123456789"))


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_number_reads_back_within_half_a_unit(value: float, decimals: int) -> None:
    back = float(number(value, decimals).replace(",", "").replace(MINUS, "-"))
    assert abs(back - value) <= 0.5 * 10.0**-decimals + 1e-6


@given(st.floats(1.0, 1e14))
def test_money_reads_back_within_five_per_cent(value: float) -> None:
    printed = figure(value, "usd")
    match = re.fullmatch(r"\$([\d,.]+)(tn|bn|m|k|)", printed)
    assert match is not None
    scale = {"tn": 1e12, "bn": 1e9, "m": 1e6, "k": 1e3, "": 1.0}[match[2]]
    assert float(match[1].replace(",", "")) * scale == pytest.approx(value, rel=0.51, abs=0.5)
    if value >= 1e3:
        assert float(match[1].replace(",", "")) * scale == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(
    ("rank", "printed"),
    [
        (0.94, "94th"),
        (0.93, "93rd"),
        (0.22, "22nd"),
        (0.21, "21st"),
        (0.12, "12th"),
        (0.999, "99.9th"),
        (1.0, "99.9th"),
        (0.9999, "99.9th"),
        (0.991, "99.1st"),
        (0.946, "94.6th"),  # 95th would claim the band above
        (0.95, "95th"),
        (0.988, "98.8th"),
        (0.004, "0.4th"),
        (0.0, "0.1st"),
        (0.051, "5.1st"),
        (0.05, "5th"),
    ],
)
def test_percentile(rank: float, printed: str) -> None:
    assert percentile(rank) == printed


@given(st.floats(0, 1))
def test_percentile_never_claims_more_than_its_band(rank: float) -> None:
    printed = float(percentile(rank).rstrip("stndrh")) / 100
    assert printed == pytest.approx(rank, abs=0.0051)
    for edge in (0.80, 0.95, 0.99):
        assert (rank >= edge - 1e-9) >= (printed >= edge)
    for edge in (0.20, 0.05, 0.01):
        assert (rank <= edge + 1e-9) >= (printed <= edge)


@given(st.floats(0, 1), st.floats(0, 1))
def test_percentile_keeps_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    printed = [float(percentile(rank).rstrip("stndrh")) for rank in (low, high)]
    assert printed[0] <= printed[1]


def test_ordinals_and_plurals() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "11th",
        "12th",
        "13th",
        "21st",
        "112th",
    ]
    assert plural(1, "session") == "1 session"
    assert plural(9, "session") == "9 sessions"


def test_date_names_its_year_only_where_it_is_another() -> None:
    assert day(date(2018, 2, 5), date(2018, 2, 8)) == "5 February"
    assert day(date(2017, 12, 29), date(2018, 2, 8)) == "29 December 2017"
