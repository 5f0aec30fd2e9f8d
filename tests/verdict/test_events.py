"""The worst days beside the calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.verdict.markets import SESSIONS, write
from tools.events import expiries, worst_days
from tools.market.dataset import Dataset
from tools.market.view import Market

MONDAY = SESSIONS[SESSIONS.day_of_week == 0][-2]
PEAK = SESSIONS[-20].date()


def market(folder: Path, tables: dict[str, pd.DataFrame]) -> Market:
    """Return a market whose index falls most on one Monday."""
    steps = [1.0, -1.0] * 10
    steps[SESSIONS.get_loc(MONDAY) - len(SESSIONS)] = -6.0
    made = write(folder, {"SPX": steps})
    made.store.commit(Dataset(tables=tables), simulated=True)
    return Market(folder)


def dates(*days: pd.Timestamp | str) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.to_datetime(list(days))})


def test_worst_days_are_the_largest_falls_in_order_of_time(tmp_path: Path) -> None:
    view = market(tmp_path, {"fomc": dates(MONDAY)}).view()
    found = worst_days(view, PEAK)
    daily = view.observations("SPX").pct_change().loc[pd.Timestamp(PEAK) :].iloc[1:]
    assert [w.date for w in found] == sorted(w.date for w in found)
    assert sorted(w.return_ for w in found) == pytest.approx(sorted(daily)[:3])
    assert all(w.date > PEAK for w in found)


def test_an_event_stands_on_its_own_day(tmp_path: Path) -> None:
    view = market(tmp_path, {"fomc": dates(MONDAY, SESSIONS[-40])}).view()
    found = {w.date: w.events for w in worst_days(view, PEAK)}
    assert [e.kind for e in found[MONDAY.date()]] == ["fomc"]
    assert not any(events for day, events in found.items() if day != MONDAY.date())


def test_a_sunday_decision_belongs_to_monday(tmp_path: Path) -> None:
    sunday = MONDAY - pd.Timedelta(days=1)
    view = market(tmp_path, {"fomc": dates(sunday)}).view()
    events = next(w.events for w in worst_days(view, PEAK) if w.date == MONDAY.date())
    assert [e.date for e in events] == [sunday.date()]


def test_an_event_after_the_date_is_not_there(tmp_path: Path) -> None:
    made = market(tmp_path, {"fomc": dates(MONDAY, SESSIONS[-1])})
    before = made.view(SESSIONS[-2].date())
    assert all(e.date <= before.as_of for w in worst_days(before, PEAK, 30) for e in w.events)


def test_no_session_after_the_peak_is_no_day(tmp_path: Path) -> None:
    view = market(tmp_path, {"fomc": dates(MONDAY)}).view()
    assert worst_days(view, view.session) == ()


def test_days_that_rose_do_not_count(tmp_path: Path) -> None:
    view = market(tmp_path, {"fomc": dates(MONDAY)}).view()
    assert all(w.return_ < 0 for w in worst_days(view, PEAK, 100))


def test_expiry_is_the_third_friday_or_the_session_before() -> None:
    """April 2019: the third Friday was Good Friday, so options expired on Thursday the 18th."""
    sessions = pd.bdate_range("2019-03-01", "2019-05-31").drop(pd.Timestamp("2019-04-19"))
    assert expiries(sessions) == [date(2019, 3, 15), date(2019, 4, 18), date(2019, 5, 17)]


def test_an_expiry_ahead_is_not_listed() -> None:
    assert expiries(pd.bdate_range("2019-03-01", "2019-03-14")) == []


@pytest.mark.parametrize(
    ("as_of", "peak", "day", "kind"),
    [
        ("2018-02-08", "2018-01-26", "2018-02-02", "payrolls"),
        ("2020-03-16", "2020-02-19", "2020-03-16", "fomc"),
        ("2013-06-24", "2013-05-21", "2013-06-19", "fomc"),
        ("2022-09-30", "2022-08-16", "2022-09-13", "cpi"),
        ("2022-06-13", "2022-03-29", "2022-06-13", "policy"),
        ("2015-08-24", "2015-05-21", "2015-08-21", "expiry"),
    ],
)
def test_known_days(real_market: Workspace, as_of: str, peak: str, day: str, kind: str) -> None:
    """Dates from the Fed's and the BLS's own calendars; the paper's leak of June 2022."""
    view = real_market.market.view(date.fromisoformat(as_of))
    found = {w.date: w for w in worst_days(view, date.fromisoformat(peak))}
    assert kind in {e.kind for e in found[date.fromisoformat(day)].events}
