from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.market.catalogue import catalogue
from tools.market.lags import check_lag, known_dates
from tools.records import UnwindError


def known(day: str, lag: str) -> str:
    return f"{known_dates(pd.DatetimeIndex([day]), lag)[0]:%a %Y-%m-%d}"


@pytest.mark.parametrize(
    ("series", "observed", "public"),
    [
        # The positions of Tuesday 6 February 2018 were published on Friday the 9th.
        ("TFF_SP500", "2018-02-06", "Fri 2018-02-09"),
        ("COT_GOLD", "2018-02-06", "Fri 2018-02-09"),
        # Those before Christmas 2018 after the shutdown.
        ("TFF_SP500", "2018-12-24", "Fri 2019-02-01"),
        # The week that ended on Friday the 2nd was published on Wednesday the 7th.
        ("NFCI", "2018-02-02", "Wed 2018-02-07"),
        ("STLFSI4", "2018-02-02", "Thu 2018-02-08"),
        # January's consumer prices came out on 14 February 2018.
        ("CPIAUCSL", "2018-01-01", "Wed 2018-02-14"),
        # Initial claims of the week to Saturday 3 February came out on Thursday the 8th.
        ("ICSA", "2018-02-03", "Thu 2018-02-08"),
        ("CCSA", "2018-01-27", "Thu 2018-02-08"),
        # An option-adjusted spread is published the next business morning.
        ("BAMLH0A0HYM2", "2018-02-08", "Fri 2018-02-09"),
        ("BAMLH0A0HYM2", "2018-02-09", "Mon 2018-02-12"),
        # The daily dollar index comes once a week, on Monday.
        ("DTWEXBGS", "2018-02-02", "Mon 2018-02-05"),
        ("DTWEXBGS", "2018-02-05", "Mon 2018-02-12"),
        ("SPX", "2018-02-05", "Mon 2018-02-05"),
        ("NAAIM", "2018-02-07", "Thu 2018-02-08"),
        ("AAII", "2018-02-08", "Thu 2018-02-08"),
        ("WALCL", "2018-02-07", "Thu 2018-02-08"),
    ],
)
def test_a_series_is_known_when_it_was_published(series: str, observed: str, public: str) -> None:
    assert known(observed, catalogue()[series].lag) == public


@pytest.mark.parametrize(
    ("observed", "lag", "expected"),
    [
        ("2018-01-01", "month+14d", "Wed 2018-02-14"),
        ("2018-01-31", "month+14d", "Wed 2018-02-14"),
        ("2016-02-01", "month+14d", "Mon 2016-03-14"),
        ("2015-02-01", "month+14d", "Sat 2015-03-14"),
        ("2018-01-01", "quarter+30d", "Mon 2018-04-30"),
        ("2018-03-31", "quarter+30d", "Mon 2018-04-30"),
        ("2018-10-01", "quarter+30d", "Wed 2019-01-30"),
        ("2018-02-02", "1b", "Mon 2018-02-05"),
        ("2018-02-03", "1b", "Mon 2018-02-05"),
        ("2018-02-04", "1b", "Mon 2018-02-05"),
        ("2018-02-05", "1b", "Tue 2018-02-06"),
        ("2018-02-05", "5b", "Mon 2018-02-12"),
        ("2018-02-04", "0b", "Mon 2018-02-05"),
        ("2018-02-02", "0b", "Fri 2018-02-02"),
        ("2018-01-15", "month+1b", "Thu 2018-02-01"),
        ("1871-01-01", "month+30d", "Thu 1871-03-02"),
    ],
)
def test_the_calendar_of_each_form(observed: str, lag: str, expected: str) -> None:
    assert known(observed, lag) == expected


@pytest.mark.parametrize("day", pd.date_range("2018-02-05", "2018-02-11").strftime("%Y-%m-%d"))
def test_a_week_is_known_on_the_monday_after_it(day: str) -> None:
    assert known(day, "week_mon") == "Mon 2018-02-12"


@given(
    st.lists(st.dates(pd.Timestamp("1850-01-01").date(), pd.Timestamp("2100-01-01").date())),
    st.sampled_from(sorted({row.lag for row in catalogue().values()} | {"0b", "month+2b"})),
)
def test_nothing_is_known_before_it_happened_and_order_is_kept(dates: list, lag: str) -> None:
    observed = pd.DatetimeIndex(sorted(dates)).as_unit("us")
    found = known_dates(observed, lag)
    assert len(found) == len(observed)
    assert (found >= observed).all()
    assert found.is_monotonic_increasing
    assert (known_dates(observed[:3], lag) == found[:3]).all()


@pytest.mark.parametrize(
    "lag", ["", "3", "d", "-1d", "3w", "month+d", "year+3d", "week_tue", "1d "]
)
def test_an_unknown_lag_is_refused(lag: str) -> None:
    with pytest.raises(UnwindError, match="unknown knowledge lag"):
        check_lag(lag)
