"""Vintages: what the labour market's reports said on the day, against what is said of them now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.history.histories import Histories
from tools.history.table import Tables
from tools.market.choice import edition_by_session, vendor_by_session
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market
from tools.market.vintages import Vintages
from tools.pillars.registry import specs
from tools.records import Reading

PAYROLLS = specs()["macro.payrolls_3m"]
AUGUST, SEPTEMBER = date(2011, 8, 5), date(2011, 9, 2)
# Thousands of jobs a month as the Bureau of Labor Statistics printed them, USDL-11-1139 and
# USDL-11-1277: on 2 September 2011 no job was added, and June and July were revised down.
SAID = {
    AUGUST: {"2011-05-01": 53, "2011-06-01": 46, "2011-07-01": 117},
    SEPTEMBER: {"2011-05-01": 53, "2011-06-01": 20, "2011-07-01": 85, "2011-08-01": 0},
}
NOW = {"2011-05-01": 101, "2011-06-01": 235, "2011-07-01": 58, "2011-08-01": 131}


def levels(changes: dict[str, int]) -> pd.Series:
    """Return employment in thousands, up to April 2011 the same whoever tells it."""
    before = pd.date_range("2008-01-01", "2011-04-01", freq="MS")
    steps = [138_000.0, *([-60.0] * (len(before) - 1)), *changes.values()]
    days = pd.DatetimeIndex([*before, *changes]).as_unit("us")
    return pd.Series(np.cumsum(steps), index=days)


def rows(said: dict[date, dict[str, int]] = SAID) -> pd.DataFrame:
    """Return all values with the day from which they were known."""
    parts = [
        pd.DataFrame({"series": "PAYEMS", "observed": v.index, "value": v.to_numpy()}).assign(
            known=pd.Timestamp(day).as_unit("us")
        )
        for day, v in ((day, levels(changes)) for day, changes in said.items())
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates(["observed", "value"])


def market(folder: Path, vintages: pd.DataFrame | None) -> Market:
    days = pd.bdate_range("2008-01-01", "2011-12-30", name="date").as_unit("us")
    closes = 1000 * np.exp(np.random.default_rng(1).normal(0, 0.01, len(days)).cumsum())
    later = {**NOW, "2011-09-01": 200, "2011-10-01": 190, "2011-11-01": 150}
    employment = levels(later).to_frame("close").rename_axis("date")
    data = Dataset(
        series={
            ("SPX", "yahoo"): pd.DataFrame({"close": closes}, index=days),
            ("PAYEMS", "fred"): employment,
        },
        tables={} if vintages is None else {"vintages": vintages},
    )
    Store(folder).commit(data)
    return Market(folder)


def read(held: Market, day: date) -> Reading:
    return Histories(held, held.store.folder / "none").reading(PAYROLLS, held.view(day))


def reading(held: Market, day: date) -> float | None:
    return read(held, day).value


@pytest.mark.parametrize(
    ("day", "jobs"),
    [
        (AUGUST, 72_000),
        (date(2011, 9, 1), 72_000),
        (SEPTEMBER, 35_000),
        (date(2011, 10, 6), 35_000),
    ],
)
def test_a_brief_says_what_the_report_said(tmp_path: Path, day: date, jobs: float) -> None:
    found = read(market(tmp_path / "then", rows()), day)
    assert found.value == pytest.approx(jobs)
    assert found.source == "FRED PAYEMS (as it stood then, ALFRED)"


def test_without_vintages_it_says_what_is_said_now(tmp_path: Path) -> None:
    found = read(market(tmp_path / "now", None), SEPTEMBER)
    assert found.value == pytest.approx((235 + 58 + 131) / 3 * 1000)
    assert found.source == "FRED PAYEMS (as revised)"


def test_where_vintages_end_what_is_published_goes_on(tmp_path: Path) -> None:
    held = market(tmp_path / "m", rows())
    assert held.view(date(2011, 10, 6)).vendor("PAYEMS") == "fred-vintages"
    assert held.view(date(2011, 10, 7)).vendor("PAYEMS") == "fred"
    assert held.view(date(2011, 8, 4)).vendor("PAYEMS") == "fred"


def test_a_later_vintage_moves_no_earlier_day(tmp_path: Path) -> None:
    """A benchmark revision of all of history, which comes after the date."""
    before = market(tmp_path / "a", rows())
    anew = levels(SAID[SEPTEMBER]) * 1.01
    more = pd.DataFrame({"series": "PAYEMS", "observed": anew.index, "value": anew.to_numpy()})
    more = more.assign(known=pd.Timestamp("2011-09-06").as_unit("us"))
    after = market(tmp_path / "b", pd.concat([rows(), more], ignore_index=True))
    for day in (date(2010, 3, 1), AUGUST, SEPTEMBER, date(2011, 9, 5)):
        assert reading(after, day) == reading(before, day)
        assert after.view(day).hash == before.view(day).hash
    day = date(2011, 9, 6)
    assert after.view(day).hash != before.view(day).hash
    assert reading(after, day) == pytest.approx(35_000 * 1.01)


def test_the_table_of_all_days_says_what_each_days_brief_says(tmp_path: Path) -> None:
    held = market(tmp_path / "m", rows())
    sessions = held.sessions[held.sessions >= pd.Timestamp("2011-07-01")]
    table = Tables(held, Histories(held)).of(PAYROLLS, sessions).set_index("session")
    for day in sessions:
        alone = reading(held, day.date())
        found = table["value"][day]
        assert found == alone or (alone is None and np.isnan(found))
    chosen = vendor_by_session(held, "PAYEMS")
    for place in range(0, len(held.sessions), 7):
        view = held.view(held.sessions[place].date())
        found = held.vendors("PAYEMS")[chosen[place]] if chosen[place] >= 0 else None
        assert found == (view.vendor("PAYEMS") if view.has("PAYEMS") else None)
    assert len(np.unique(edition_by_session(held, "PAYEMS"))) == 3


def test_an_edition_is_the_last_value_known_of_each_observation() -> None:
    """Against a dictionary that is filled day by day."""
    chance = np.random.default_rng(5)
    days = pd.date_range("2015-01-01", periods=200, freq="D")
    known = chance.choice(days, 600)
    lead = pd.to_timedelta(chance.integers(1, 90, 600), unit="D")
    table = pd.DataFrame({"series": "ICSA", "observed": known - lead, "known": known})
    table["value"] = chance.normal(size=600)
    table = table.drop_duplicates(["observed", "known"], keep="last").sort_values("known")
    held = Vintages("object", table.sample(frac=1, random_state=1))
    keys = set()
    for day in days[::11]:
        wanted: dict[pd.Timestamp, float] = {}
        then = table[table["known"] <= day]
        for observed, value in zip(then["observed"], then["value"], strict=True):
            wanted[observed] = value
        found = held.frame("ICSA", day.date())
        assert found["close"].to_dict() == wanted
        assert found.index.is_monotonic_increasing
        keys.add(held.key("ICSA", day.date()))
    assert len(keys) == len(days[::11])
    assert held.key("ICSA", date(2014, 1, 1)) == ""
    assert held.frame("ICSA", date(2014, 1, 1)).empty
