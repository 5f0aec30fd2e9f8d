"""Which dates a market holds, and what it says where it holds none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.verdict.markets import SESSIONS, write
from tools.events.dated import Held, held
from tools.events.releases import consumer_prices, payrolls
from tools.market.dataset import Dataset
from tools.market.view import Market, MarketView
from tools.timeline import DatedEvent


def made(folder: Path, **tables: pd.DataFrame) -> MarketView:
    market = write(folder, {})
    market.store.commit(Dataset(tables=tables), simulated=True)
    return Market(folder).view()


def dates(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.to_datetime(list(days))})


def release(day: str, event: str, actual: str, consensus: str, country: str = "United States"):
    return {
        "date": pd.Timestamp(day),
        "time_et": "08:30",
        "country": country,
        "event": event,
        "actual": actual,
        "consensus": consensus,
        "previous": "-",
    }


def test_without_tables_every_kind_but_expiry_is_uncovered(tmp_path: Path) -> None:
    found = held(write(tmp_path, {}).view())
    assert found.uncovered(SESSIONS[-5].date()) == ("fomc", "payrolls", "cpi", "fed")
    texts = found.coverage()
    assert "no CPI dates in this market" in texts["cpi"]
    assert "rule" in texts["expiry"]


def test_a_series_that_ends_is_uncovered_after_its_rhythm(tmp_path: Path) -> None:
    view = made(tmp_path, payrolls=dates("2018-10-05", "2018-11-02", "2018-12-07"))
    found = held(view)
    assert view.session > date(2019, 1, 10)
    assert "payrolls" not in found.uncovered(date(2018, 11, 20))
    assert "payrolls" not in found.uncovered(date(2019, 1, 10))
    assert "payrolls" in found.uncovered(date(2019, 1, 29))
    assert "payrolls" in found.uncovered(date(2018, 9, 28)), "nothing is known of before it"


def test_what_lies_between_two_far_neighbours_is_uncovered() -> None:
    events = tuple(
        DatedEvent(date.fromisoformat(d), "cpi", "consumer prices")
        for d in ("2022-03-10", "2022-04-12", "2022-06-10", "2022-07-13")
    )
    found = Held(events, date(2022, 7, 29), False)
    assert [found.covers("cpi", date(2022, m, 20)) for m in (3, 4, 5, 6)] == [
        True,
        False,
        False,
        True,
    ]
    assert found.coverage()["cpi"].endswith("none between 12 April 2022 and 10 June 2022")


def test_a_correction_is_no_report(tmp_path: Path) -> None:
    """The bureau repeated its report of 6 December 2002 on the 9th."""
    found = payrolls(made(tmp_path, payrolls=dates("2018-11-02", "2018-12-07", "2018-12-10")))
    assert [event.date.day for event in found] == [2, 7]


def test_releases_carry_what_was_beyond_consensus(tmp_path: Path) -> None:
    """June 2022: 8.6 % over a year where 8.3 % was expected, 390,000 jobs where 325,000 were."""
    calendar = pd.DataFrame(
        [
            release("2018-12-03", "Nonfarm Payrolls", "390K", "325K"),
            release("2018-12-10", "CPI", "1.0%", "0.7%"),
            release("2018-12-10", "CPI", "8.6%", "8.3%"),
            release("2018-12-11", "CPI", "9.9%", "1.0%", country="Argentina"),
            release("2018-12-12", "CPI", "8.5%", "-"),
        ]
    )
    view = made(tmp_path, econ_calendar=calendar)
    (jobs,) = payrolls(view)
    assert (jobs.surprise, jobs.unit) == (pytest.approx(65.0), "k")
    first, second = consumer_prices(view)
    assert (first.surprise, first.unit) == (pytest.approx(0.3), "points")
    assert (second.surprise, second.unit) == (None, None)


def test_both_sources_of_a_report_are_one_event(tmp_path: Path) -> None:
    calendar = pd.DataFrame([release("2018-12-07", "Nonfarm Payrolls", "155K", "198K")])
    view = made(tmp_path, econ_calendar=calendar, payrolls=dates("2018-11-02", "2018-12-07"))
    found = payrolls(view)
    assert [event.date.month for event in found] == [11, 12]
    assert found[1].surprise == pytest.approx(-43.0)


def test_expiries_of_a_quarter_are_told_apart(tmp_path: Path) -> None:
    events = [e for e in held(write(tmp_path, {}).view()).events if e.kind == "expiry"]
    quarterly = [e.date.month for e in events if e.label.startswith("quarterly")]
    assert set(quarterly) == {3, 6, 9, 12} and len(quarterly) < len(events) / 2


@pytest.mark.parametrize(
    ("as_of", "day", "uncovered"),
    [
        ("2018-02-08", "2018-02-05", ("cpi", "fed")),
        ("2021-06-30", "2021-06-30", ("payrolls", "cpi", "fed")),
        ("2022-06-13", "2022-05-18", ("cpi",)),
        ("2022-09-30", "2022-09-13", ()),
    ],
)
def test_coverage_of_the_real_tables(
    real_market: Workspace, as_of: str, day: str, uncovered: tuple[str, ...]
) -> None:
    """Payrolls to March 2020 and in 2022; prices in 2022, but for the release of May."""
    found = held(real_market.market.view(date.fromisoformat(as_of)))
    assert found.uncovered(date.fromisoformat(day)) == uncovered
