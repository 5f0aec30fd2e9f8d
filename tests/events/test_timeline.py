"""The whole timeline: worst days with their assets, and the calendar around the session."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.events.made import day, market, peak_of, quiet, rows
from tests.verdict.markets import SESSIONS
from tools.events import timeline, worst_days
from tools.events.timeline import Timeline
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market
from tools.metrics.legs import leg_peaks
from tools.records import jsonable
from tools.timeline import NextEvent, WorstDay


@pytest.fixture
def made(tmp_path: Path) -> Market:
    """Return a market that breaks on day 20, with payrolls that day and copper a day later."""
    shapes = {
        "SPX": quiet(d14=1.5, d20=-5.0, d21=-3.0),
        "GOLD_FUT": quiet(d19=-3.0, d20=-2.5),
        "COPPER_FUT": quiet(d20=-1.5, d21=-4.0),
        "WTI_FUT": quiet(d21=-3.0),
        "BAMLH0A0HYM2": quiet(d20=6.0),
    }
    made = market(tmp_path, shapes)
    table = pd.DataFrame({"date": pd.to_datetime([day(20)])})
    made.store.commit(Dataset(tables={"payrolls": table}), simulated=True)
    return Market(tmp_path)


def on(found: Timeline, number: int) -> WorstDay:
    return next(w for w in found.days if w.date == day(number))


def test_each_asset_moves_in_its_own_sigma(made: Market) -> None:
    found = {a.asset: a for a in on(timeline(made.view(), peak_of(made)), 20).assets}
    assert found["GOLD"].z == pytest.approx(-2.5, rel=0.01)
    assert found["HY"].z == pytest.approx(6.0, rel=0.01) and found["HY"].unit == "bp"
    assert found["HY"].change == pytest.approx(18.0)
    assert "SPX" not in found and "BTC" in found
    assert [abs(a.z) for a in found.values()] == sorted(abs(a.z) for a in found.values())[::-1]


def test_the_worst_of_three_days_tells_who_led_and_who_lagged(made: Market) -> None:
    found = {a.asset: a.timing for a in on(timeline(made.view(), peak_of(made)), 20).assets}
    assert (found["GOLD"], found["COPPER"], found["OIL"], found["HY"]) == (
        "before",
        "after",
        "after",
        "with",
    )
    assert found["SILVER"] is None


def test_the_day_after_is_not_known_on_the_day(made: Market) -> None:
    found = timeline(made.view(day(20)), peak_of(made))
    timings = {a.asset: a.timing for a in on(found, 20).assets}
    assert (timings["COPPER"], timings["OIL"], timings["GOLD"]) == (None, None, "before")
    assert "HY" not in timings, "the spread is published a day later"


def test_the_session_before_and_its_events_are_told(made: Market) -> None:
    found = timeline(made.view(), peak_of(made))
    assert [e.kind for e in on(found, 20).events] == ["payrolls"]
    assert [e.kind for e in on(found, 21).eve] == ["payrolls"]
    assert on(found, 21).eve_z == pytest.approx(-5.0, rel=0.01) == on(found, 20).z
    assert "fomc" in on(found, 20).uncovered and "payrolls" not in on(found, 20).uncovered


def test_the_first_break_is_told_like_a_worst_day(made: Market) -> None:
    found = timeline(made.view(), peak_of(made))
    assert found.breaks.day == on(found, 20)
    assert rows(found.breaks)["COPPER"].first_break == day(21)


def test_the_parts_are_those_that_are_asked_for_alone(made: Market) -> None:
    view, peak = made.view(), peak_of(made)
    assert worst_days(view, peak) == timeline(view, peak).days


def test_at_the_peak_there_is_only_the_calendar(made: Market) -> None:
    found = timeline(made.view(), made.view().session)
    assert found.days == () and found.breaks.day is None and found.calendar.ahead


def test_a_timeline_is_plain_json(made: Market) -> None:
    found = timeline(made.view(), peak_of(made))
    body = jsonable((found.days, found.breaks, found.calendar))
    assert json.loads(json.dumps(body, allow_nan=False)) == body


# --- The calendar around the session.


def test_nothing_in_the_calendar_is_dated_after_the_session(real_market: Workspace) -> None:
    view = real_market.market.view(date(2018, 2, 8))
    around = timeline(view, date(2018, 1, 26)).calendar
    assert max(event.date for event in around.last) <= view.session
    due = {e.kind: view.session + timedelta(e.days) for e in around.ahead if e.days is not None}
    assert due == {
        "expiry": date(2018, 2, 16),
        "fomc": date(2018, 3, 21),
        "quarter_end": date(2018, 3, 29),
    }
    last = {event.kind: (event.date, event.sessions) for event in around.last}
    assert last["fomc"] == (date(2018, 1, 31), 6)
    assert last["payrolls"] == (date(2018, 2, 2), 4)
    assert "cpi" not in last and "no CPI dates" in around.coverage["cpi"]


def test_rows_of_the_market_that_lie_ahead_are_not_read(made: Market) -> None:
    """A later decision in the table may be an unscheduled one: nobody could know of it."""
    last, peak = made.view().session, peak_of(made)
    table = pd.DataFrame({"date": pd.to_datetime([SESSIONS[-20], last + timedelta(days=3)])})
    names = made.store.manifest.series
    series = {(name, "hand"): made.series_frame(name, "hand") for name in names}
    folder = made.store.folder.parent / "as-real"
    Store(folder).commit(Dataset(series=series, tables={"fomc": table}), simulated=False)
    fomc = next(e for e in timeline(Market(folder).view(), peak).calendar.ahead if e.kind == "fomc")
    assert fomc.days is not None and last + timedelta(fomc.days) == date(2019, 1, 30)


def test_a_simulated_market_has_no_schedule(made: Market) -> None:
    found = timeline(made.view(), peak_of(made)).calendar
    fomc = next(e for e in found.ahead if e.kind == "fomc")
    assert fomc.days is None and "schedule" in (fomc.missing or "")


def test_an_event_ahead_has_days_or_a_reason() -> None:
    with pytest.raises(ValueError, match="days or a reason"):
        NextEvent("fomc", "FOMC", None)
    with pytest.raises(ValueError, match="days or a reason"):
        NextEvent("fomc", "FOMC", 3, "unknown")


# --- Known history.


def seen(market: Workspace, as_of: str) -> Timeline:
    view = market.market.view(date.fromisoformat(as_of))
    return timeline(view, leg_peaks(view.observations("SPX")).iloc[-1].date())


def test_february_2018_broke_on_payrolls(real_market: Workspace) -> None:
    """Friday 2 February, wages; on Monday the VIX closed at 37.32 after 17.31."""
    found = seen(real_market, "2018-02-08")
    assert found.breaks.first_break == date(2018, 2, 2)
    assert found.breaks.day is not None
    assert [e.kind for e in found.breaks.day.events] == ["payrolls"]
    monday = next(w for w in found.days if w.date == date(2018, 2, 5))
    assert monday.events == () and [e.kind for e in monday.eve] == ["payrolls"]
    assert monday.assets[0].asset == "VIX"
    assert monday.assets[0].change == pytest.approx(37.32 / 17.31 - 1.0, abs=1e-4)
    hy = next(a for a in monday.assets if a.asset == "HY")
    assert hy.timing is None, "credit had no day of its own"


def test_august_2015_has_no_event_of_the_calendar(real_market: Workspace) -> None:
    """China devalued on 11 August: copper and credit broke that day, the S&P on the 20th."""
    found = seen(real_market, "2015-08-24")
    kinds = {e.kind for w in found.days for e in (*w.events, *w.eve)}
    assert kinds == {"expiry"}
    order = rows(found.breaks)
    assert found.breaks.first_break == date(2015, 8, 20)
    for asset in ("COPPER", "HY", "SEMIS"):
        assert order[asset].first_break == date(2015, 8, 11)
    assert order["DOLLAR"].first_break == date(2015, 8, 12)
    assert order["CHINA"].first_break == date(2015, 8, 24), "the fund held until the Monday"


def test_june_2022_follows_consumer_prices(real_market: Workspace) -> None:
    """Prices rose 8.6 % over a year, 0.3 points beyond consensus, on Friday 10 June."""
    found = seen(real_market, "2022-06-13")
    monday = found.days[-1]
    assert monday.date == date(2022, 6, 13)
    assert [(e.kind, e.surprise) for e in monday.eve] == [("cpi", pytest.approx(0.3))]
    assert [e.kind for e in monday.events] == ["policy"]
    order = rows(found.breaks)
    assert order["UST2Y"].sessions is not None and order["UST2Y"].sessions < -10
    assert (order["UST2Y"].z or 0.0) > 4, "yields broke first, and upwards"


def test_june_2013_broke_after_the_committee(real_market: Workspace) -> None:
    found = seen(real_market, "2013-06-24")
    by_day = {w.date: w for w in found.days}
    assert [e.kind for e in by_day[date(2013, 6, 19)].events] == ["fomc"]
    assert rows(found.breaks)["UST10Y"].first_break == date(2013, 6, 19)
    assert found.breaks.first_break == date(2013, 6, 20)


def test_march_2020_came_without_warning(real_market: Workspace) -> None:
    found = seen(real_market, "2020-03-16")
    assert found.breaks.first_break == date(2020, 2, 24)
    assert (found.breaks.early or 0) < (found.breaks.expected or 0.0) / 2
    monday = found.days[-1]
    assert [e.label for e in monday.events] == ["unscheduled FOMC"]
    assert monday.events[0].date == date(2020, 3, 15), "a Sunday"
    assert rows(found.breaks)["UST10Y"].z is not None
    assert (rows(found.breaks)["UST10Y"].z or 0.0) < 0, "a flight to safety"


@pytest.mark.parametrize("as_of", ["2018-02-08", "2015-08-24", "2020-03-16", "2011-08-08"])
def test_a_later_date_does_not_move_what_was_seen(real_market: Workspace, as_of: str) -> None:
    """From the same peak a week on: the same days that have passed, the same first break."""
    view = real_market.market.view(date.fromisoformat(as_of))
    peak = leg_peaks(view.observations("SPX")).iloc[-1].date()
    after = real_market.market.sessions
    later = after[after > pd.Timestamp(view.session)][4].date()
    before, then = (timeline(v, peak) for v in (view, real_market.market.view(later)))
    if then.breaks.onset == before.breaks.onset:
        assert then.breaks.first_break == before.breaks.first_break
        assert then.breaks.early == before.breaks.early
    # The events and moves of a day stay; only what needs the next day may be added.
    again = {w.date: w for w in worst_days(real_market.market.view(later), peak, 30)}
    for day_ in before.days:
        assert again[day_.date].return_ == day_.return_
        assert again[day_.date].events == day_.events
        assert again[day_.date].z == day_.z
