"""FOMC surprises: published figures, the sigma of earlier ones, the split by signs, the kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.verdict.markets import SESSIONS, write
from tools.events.fomc import LEAST, decisions
from tools.market.dataset import Dataset
from tools.market.view import Market, MarketView
from tools.timeline import DatedEvent

# Cuts between meetings, in bp, of which nothing was announced: some part of each was expected.
CUTS = {"2001-01-03": 50, "2001-04-18": 50, "2008-01-22": 75, "2020-03-03": 50}
MEETING = "FOMC Rate Decision (Scheduled)"
BETWEEN = "FOMC Rate Decision (Unscheduled)"


def by_day(view: MarketView, real: bool = True) -> dict[date, DatedEvent]:
    return {event.date: event for event in decisions(view, real)}


def test_a_surprise_is_the_published_one(real_market: Workspace) -> None:
    """Bernanke (speech of 2 October 2003): of 50 bp cut on 6 November 2002, 19 were a surprise.

    His are of a day, these of thirty minutes.
    """
    event = by_day(real_market.market.view())[date(2002, 11, 6)]
    assert event.surprise == pytest.approx(-19.0, abs=2.5) and event.unit == "bp"


@pytest.mark.parametrize("day", CUTS)
def test_a_cut_between_meetings_surprises_by_most_of_its_size(
    real_market: Workspace, day: str
) -> None:
    event = by_day(real_market.market.view())[date.fromisoformat(day)]
    assert event.surprise is not None and event.surprise_z is not None
    assert -CUTS[day] < event.surprise <= -0.5 * CUTS[day]
    assert event.surprise_z < -3 and event.scheduled is False


def test_at_the_zero_bound_the_current_rate_says_nothing(real_market: Workspace) -> None:
    """In June 2013 the 10-year rose 13 bp on the tapering, the current rate did not."""
    event = by_day(real_market.market.view())[date(2013, 6, 19)]
    assert event.surprise is not None and abs(event.surprise) < 1.5
    assert event.surprise_z is not None and abs(event.surprise_z) < 0.25
    assert event.news is None, "too little to have a sign"


def test_a_sunday_decision_has_no_surprise(real_market: Workspace) -> None:
    event = by_day(real_market.market.view())[date(2020, 3, 15)]
    assert (event.surprise, event.surprise_z, event.unit, event.news) == (None, None, None, None)
    assert event.label == "unscheduled FOMC" and event.scheduled is False


@pytest.mark.parametrize(
    ("day", "scheduled"),
    [
        ("2001-01-03", False),
        ("2008-01-22", False),
        ("2020-03-03", False),
        ("2008-01-30", True),
        ("2013-06-19", True),
        ("1991-02-01", False),
        ("1993-12-22", True),
    ],
)
def test_unscheduled_decisions_are_named(real_market: Workspace, day: str, scheduled: bool) -> None:
    """Before 1994 the announcement's own words tell."""
    event = by_day(real_market.market.view())[date.fromisoformat(day)]
    assert event.scheduled is scheduled
    assert event.label == ("FOMC" if scheduled else "unscheduled FOMC")


def test_a_cut_that_lifted_stocks_is_monetary_policy(real_market: Workspace) -> None:
    """Jarocinski and Karadi (2020): rates and stocks apart; together, information."""
    found = by_day(real_market.market.view())
    for day in ("1998-10-15", "2001-01-03", "2001-04-18", "2007-09-18", "2008-03-18"):
        assert found[date.fromisoformat(day)].news == "monetary policy"


def test_the_split_agrees_with_the_published_one(real_market: Workspace) -> None:
    """Theirs has the sign of the first component of four contracts, ours that of one of them."""
    view = real_market.market.view()
    table = view.table("fomc_shocks").drop_duplicates("date", keep=False).set_index("date")
    both = []
    for event in decisions(view, True):
        at = pd.Timestamp(event.date)
        if event.news is None or at not in table.index:
            continue
        row = table.loc[at]
        if row["mp_pm"] or row["cbi_pm"]:
            both.append((event.news == "monetary policy") == bool(row["mp_pm"]))
    assert len(both) > 150 and np.mean(both) > 0.9


# --- Markets made by hand.


def made(folder: Path, rows: list[tuple[pd.Timestamp, str, float, float, float]]) -> MarketView:
    """Return a market with these announcements: day, description, mp1, ff4, stocks."""
    market = write(folder, {})
    frame = pd.DataFrame(rows, columns=["date", "description", "mp1", "ff4", "sp500"])
    frame["announcement_time"] = [
        f"{day:%Y-%m-%d} 14:{n:02}:00" for n, day in enumerate(frame["date"])
    ]
    market.store.commit(Dataset(tables={"fomc_shocks": frame}), simulated=True)
    return Market(folder).view()


def test_sigma_is_that_of_earlier_decisions_alone(tmp_path: Path) -> None:
    surprises = np.random.default_rng(2).normal(0, 0.1, LEAST + 3)
    days = SESSIONS[10 : 10 + 5 * len(surprises) : 5]
    rows = [(d, MEETING, s, s, -s) for d, s in zip(days, surprises, strict=True)]
    rows.append((SESSIONS[-300], "A newspaper article", 0.9, 0.9, -1.0))
    found = decisions(made(tmp_path, rows), True)
    z = [event.surprise_z for event in found]
    assert z[:LEAST] == [None] * LEAST
    for n in (LEAST, LEAST + 2):
        spread = float(np.std(100 * surprises[:n], ddof=1))
        assert z[n] == pytest.approx(100 * surprises[n] / spread)
    assert z[-1] == pytest.approx(90.0 / float(np.std(100 * surprises, ddof=1)))
    assert (found[-1].kind, found[-1].label) == ("policy", "monetary policy news")


@pytest.mark.parametrize(
    ("path", "stocks", "news"),
    [
        (0.10, -0.5, "monetary policy"),
        (-0.10, 0.5, "monetary policy"),
        (0.10, 0.5, "central bank information"),
        (-0.10, -0.5, "central bank information"),
        (0.009, -0.5, None),
        (0.10, 0.0, None),
        (np.nan, -0.5, None),
        (0.10, np.nan, None),
    ],
)
def test_the_split_by_signs(tmp_path: Path, path: float, stocks: float, news: str | None) -> None:
    (event,) = decisions(made(tmp_path, [(SESSIONS[-20], MEETING, 0.05, path, stocks)]), True)
    assert event.news == news
    assert event.surprise == pytest.approx(5.0)


def test_of_several_announcements_of_a_day_the_decision_counts(tmp_path: Path) -> None:
    at = SESSIONS[-20]
    rows = [
        (at, MEETING, 0.01, 0.02, -0.1),
        (at, "Correction of FOMC statement", -0.04, -0.05, 0.2),
    ]
    (event,) = decisions(made(tmp_path, rows), True)
    assert event.kind == "fomc" and event.surprise == pytest.approx(1.0)


def test_in_a_simulated_market_no_decision_is_called_unscheduled(tmp_path: Path) -> None:
    view = made(tmp_path, [(SESSIONS[-20], BETWEEN, 0.05, 0.05, -0.5)])
    assert decisions(view, True)[0].scheduled is False
    (event,) = decisions(view, False)
    assert event.scheduled is None and event.label == "FOMC"


def test_a_surprise_is_not_known_before_its_day(tmp_path: Path) -> None:
    rows = [(SESSIONS[-20], MEETING, 0.05, 0.05, -0.5), (SESSIONS[-5], MEETING, 0.1, 0.1, -0.5)]
    view = made(tmp_path, rows).back(SESSIONS[-6].date())
    assert [event.date for event in decisions(view, True)] == [SESSIONS[-20].date()]
