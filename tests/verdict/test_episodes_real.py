"""The labelled episodes of ``corpus/episodes.toml``: every date on real closes, and the draw."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.verdict.controls import draw
from tools.episodes import ENGINES, TRIGGERS, Episode, load, score_dates

FILE = Path(__file__).resolve().parents[2] / "corpus" / "episodes.toml"

# The reference set as it was given: the fall in per cent on S&P closes, and the engine or, where
# it is mixed, the two engines named by its letters.
REFERENCE = """
1987-08-25 1987-10-19 -33.2 positioning
1989-10-09 1990-01-30 -10.2 fundamental,macro
1990-07-16 1990-10-11 -19.9 macro
1994-02-02 1994-04-04  -8.9 macro
1997-10-07 1997-10-27 -10.8 macro
1998-07-17 1998-08-31 -19.3 positioning
1999-07-16 1999-10-15 -12.1 macro
2000-03-24 2000-04-14 -11.2 fundamental,positioning
2000-09-01 2000-12-20 -16.8 fundamental
2001-05-21 2001-09-21 -26.4 fundamental
2002-03-19 2002-07-23 -31.8 fundamental
2006-05-05 2006-06-13  -7.7 macro
2007-02-20 2007-03-05  -5.9 positioning
2007-07-19 2007-08-15  -9.4 positioning,fundamental
2007-10-09 2008-03-10 -18.6 fundamental
2008-09-19 2008-11-20 -40.0 macro
2009-01-06 2009-03-09 -27.6 macro
2010-04-23 2010-07-02 -16.0 macro,positioning
2011-07-22 2011-08-08 -16.8 macro
2012-04-02 2012-06-01  -9.9 macro
2013-05-21 2013-06-24  -5.8 macro
2014-09-18 2014-10-15  -7.4 macro,positioning
2015-07-20 2015-08-25 -12.2 positioning
2015-11-03 2016-02-11 -13.3 macro
2018-01-26 2018-02-08 -10.2 positioning
2018-09-20 2018-12-24 -19.8 macro
2019-04-30 2019-06-03  -6.8 macro
2019-07-26 2019-08-14  -6.1 macro
2020-02-19 2020-03-23 -33.9 macro,positioning
2020-09-02 2020-09-23  -9.6 positioning
2022-01-03 2022-03-08 -13.0 macro
2022-03-29 2022-06-16 -20.8 macro
2022-08-16 2022-10-12 -16.9 macro
"""
SERIES = {"SILVER": "SILVER_FUT", "GOLD": "GOLD_FUT", "OIL": "WTI_FUT"}


@pytest.fixture(scope="module")
def episodes() -> tuple[Episode, ...]:
    return load(FILE)


def of_kind(episodes: tuple[Episode, ...], *kinds: str) -> list[Episode]:
    return [e for e in episodes if e.kind in kinds]


def closes(market: Workspace, asset: str) -> pd.Series:
    """Return an asset's closes on the S&P's sessions, momentum's as published by French."""
    view = market.market.view()
    if asset == "MOMENTUM":
        level = np.exp(np.log1p(view.observations("FRENCH", "mom")).cumsum())
    else:
        level = view.observations(SERIES.get(asset, asset))
    return level.reindex(view.sessions)


def covered(market: Workspace, episodes: list[Episode]) -> list[tuple[Episode, pd.Series]]:
    """Return the episodes that the market has closes for, each with those of its window."""
    found = []
    for episode in episodes:
        level = closes(market, episode.asset)
        window = level[pd.Timestamp(episode.first) : pd.Timestamp(episode.last)]
        if episode.first >= level.index[0].date():
            found.append((episode, window))
    return found


def test_what_the_file_holds(episodes) -> None:
    falls, controls = of_kind(episodes, "fall"), of_kind(episodes, "control")
    assert len(falls) >= 45 and len(of_kind(episodes, "beneath")) >= 8 and len(controls) >= 20
    for e in of_kind(episodes, "fall", "beneath"):
        assert sum(e.engine.values()) == pytest.approx(1) and set(e.engine) <= set(ENGINES)
        assert sum(e.trigger.values()) == pytest.approx(1) and set(e.trigger) <= set(TRIGGERS)
        assert e.source and (e.asset == "SPX") == (e.kind == "fall")
    assert all(e.reason and e.name != e.id for e in episodes)
    late = [e for e in controls if e.first >= date(2013, 1, 1)]
    assert len(late) * 2 >= len(controls) and {e.first.year for e in controls} >= {1992, 2022}


def test_the_reference_set_is_whole_and_keeps_its_labels(episodes) -> None:
    falls = {e.peak: e for e in of_kind(episodes, "fall")}
    rows = [line.split() for line in REFERENCE.split("\n") if line]
    assert len(rows) == 33
    for peak, trough, _, engine in rows:
        e = falls[date.fromisoformat(peak)]
        assert e.trough == date.fromisoformat(trough) and e.reason.startswith("Set")
        named = engine.split(",")
        assert set(sorted(e.engine, key=lambda k: e.engine[k])[-len(named) :]) == set(named), e.id
        assert sum(e.engine[k] for k in named) >= 0.7
    assert sum(e.reason.startswith("Set") for e in episodes) == len(rows)


def test_falls_do_not_overlap(episodes) -> None:
    falls = sorted(of_kind(episodes, "fall"), key=lambda e: e.first)
    assert all(a.last < b.first for a, b in pairwise(falls))


def test_returns_agree_with_the_reference(real_market: Workspace) -> None:
    close = closes(real_market, "SPX")
    checked = 0
    for peak, trough, fall, _ in (line.split() for line in REFERENCE.split("\n") if line):
        if pd.Timestamp(peak) in close.index:
            move = 100 * (close[pd.Timestamp(trough)] / close[pd.Timestamp(peak)] - 1)
            assert move == pytest.approx(float(fall), abs=0.15), peak
            checked += 1
    assert checked == 31


def test_peaks_and_troughs_on_real_closes(episodes, real_market: Workspace) -> None:
    found = covered(real_market, of_kind(episodes, "fall", "beneath"))
    assert len(found) == len(of_kind(episodes, "fall", "beneath")) - 2
    for e, window in found:
        assert window.index[0].date() == e.peak and window.index[-1].date() == e.trough, e.id
        # A published factor is rounded to a basis point a day; closes have no such slack.
        slack = 1e-3 if e.asset == "MOMENTUM" else 0.0
        assert window.iloc[0] >= window.max() * (1 - slack), e.id
        assert window.iloc[-1] <= window.min() * (1 + slack), e.id
        assert e.kind == "beneath" or window.iloc[-1] / window.iloc[0] <= 1 - 0.035, e.id


def test_routs_are_large_and_the_index_calm(episodes, real_market: Workspace) -> None:
    spx = closes(real_market, "SPX")
    for e, window in covered(real_market, of_kind(episodes, "beneath")):
        level = closes(real_market, e.asset).where(lambda x: x > 0)
        past = np.log(level).diff()[: window.index[0]].iloc[-63:].std()
        move = np.log(window.iloc[-1] / window.iloc[0])
        assert move / (past * np.sqrt(len(window) - 1)) <= -2, e.id
        assert spx[window.index[-1]] / spx[window.index[0]] >= 0.98, e.id


def test_controls_are_those_that_the_rule_draws(episodes, real_market: Workspace) -> None:
    drawn = draw(real_market.market.view(), episodes)
    expected = {
        (kind, c.last.date(), c.first.date() if kind == "ordinary dip" else None, c.asset)
        for kind, controls in drawn.items()
        for c in controls
    }
    found = {(e.type, e.last, e.peak, e.asset) for e in of_kind(episodes, "control")}
    assert found == expected and len(found) == 32


def test_score_dates_lie_in_their_windows(episodes, real_market: Workspace) -> None:
    sessions = real_market.market.sessions
    for e in episodes:
        found = list(score_dates(e, sessions).values())
        assert found == sorted(found)
        assert all(e.first <= day <= e.last and pd.Timestamp(day) in sessions for day in found)
        assert bool(found) == (e.first >= date(1990, 1, 2)), e.id
