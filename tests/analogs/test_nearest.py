"""The nearest dates: recomputed by other means, their constraints, and when they are refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import norm, rankdata
from sklearn.covariance import ledoit_wolf

from assistant.workspace import Workspace
from tools.analogs.base_rates import nearest_rates
from tools.analogs.coordinates import COORDINATES, ground
from tools.analogs.nearest import (
    APART,
    ENOUGH,
    EXCLUDED,
    Analogs,
    K,
    _apart,
    nearest,
    own_nearest,
)
from tools.analogs.outcomes import LEAST
from tools.precedents import FARTHEST
from tools.records import Brief

DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2007-08-15",
        "2011-08-08",
        "2015-08-24",
        "2017-10-10",
        "2018-12-24",
        "2019-09-10",
        "2020-11-09",
        "2022-01-24",
    )
)


def briefed(workspace: Workspace, day: date) -> Analogs:
    return nearest(workspace.market.view(day), workspace.histories)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nearest_dates_keep_their_distance(real_market: Workspace, day: date) -> None:
    view = real_market.market.view(day)
    found = briefed(real_market, day).found
    at = view.sessions.get_indexer(pd.DatetimeIndex([a.session for a in found]))
    assert 0 < len(found) <= K
    assert (at >= 0).all()
    assert (at <= len(view.sessions) - 1 - EXCLUDED).all()
    assert (np.diff(np.sort(at)) >= APART).all()
    distances = [a.distance for a in found]
    assert distances == sorted(distances)
    shares = [a.percentile for a in found]
    assert shares == sorted(shares)
    assert shares[0] <= FARTHEST


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_said_of_a_date_was_so_on_it(real_market: Workspace, day: date) -> None:
    """Returns from the closes, readings as a brief of today and of that day show them."""
    close = real_market.market.view(day).observations("SPX")
    now = real_market.brief(day)
    for analog in briefed(real_market, day).found[:3]:
        at = close.index.get_loc(pd.Timestamp(analog.session))
        month, quarter = (close.iloc[at + h] / close.iloc[at] - 1 for h in (21, 63))
        assert (analog.return_21d, analog.return_63d) == pytest.approx((month, quarter))
        then = {r.id: r.value for r in real_market.brief(analog.session).readings}
        for row in analog.readings:
            assert row.now == pytest.approx(now.reading(row.reading).value or 0.0)
            if row.read_then == row.reading:
                assert row.then == pytest.approx(then[row.reading] or 0.0)


@pytest.mark.parametrize("day", [date(2011, 8, 8), date(2018, 2, 8), date(2020, 3, 16)], ids=str)
def test_distances_are_those_of_scipy_and_scikit_learn(real_market: Workspace, day: date) -> None:
    """From the readings' values alone, by rank, normal score, covariance and distance."""
    view = real_market.market.view(day)
    found = ground(COORDINATES, view, real_market.histories)
    columns = []
    for own, older in zip(found.value.T, found.older.T, strict=True):
        column = np.full(len(own), np.nan)
        for values in (older, own):
            some = np.isfinite(values)
            if some.any():
                column[some] = (rankdata(values[some]) - 0.5) / some.sum()
        columns.append(norm.ppf(column))
    scores = np.column_stack(columns)
    whole = np.isfinite(scores).all(axis=1)
    inverse = np.linalg.inv(ledoit_wolf(scores[whole])[0])
    before = whole.copy()
    before[-EXCLUDED:] = False
    away = cdist(scores[-1:], scores[before], "mahalanobis", VI=inverse)[0]
    first = view.sessions[before][int(away.argmin())].date()
    answer = briefed(real_market, day)
    if answer.found:
        assert answer.found[0].session == first
        assert answer.found[0].distance == pytest.approx(away.min())
    else:
        assert answer.missing is not None
        assert f"{first.day} {first:%B %Y}" in answer.missing


@pytest.mark.parametrize("day", [date(2018, 2, 8), date(2020, 3, 16), date(2022, 6, 13)], ids=str)
def test_nothing_near_is_refused_with_the_figure(real_market: Workspace, day: date) -> None:
    answer = briefed(real_market, day)
    assert answer.found == ()
    assert answer.missing is not None
    assert "farther off" in answer.missing
    brief = real_market.brief(day).to_json()
    assert brief["analogs"] == []
    assert brief["analogs_missing"] == answer.missing


def test_near_means_near_by_history_s_own_nearest_dates(real_market: Workspace) -> None:
    """About one date in ten has no near one, when asked of the dates of the ten years before."""
    sessions = real_market.market.sessions
    asked = sessions[(sessions > "2013") & (sessions < "2022-12")][::97]
    refused = [briefed(real_market, day.date()).missing is not None for day in asked]
    assert len(refused) >= 20
    assert 0.0 < np.mean(refused) < 0.3


def test_own_distances_are_those_that_a_brief_of_the_day_would_find(
    real_market: Workspace,
) -> None:
    """The yardstick of 2016 is what briefs then measured, as far as they had the same readings."""
    view = real_market.market.view(date(2016, 12, 30))
    found = ground(COORDINATES, view, real_market.histories)
    past = own_nearest(found.coordinates, view, real_market.histories)
    assert len(past) >= ENOUGH
    sessions = view.sessions
    days = [i for i in range(len(sessions) - 2520, len(sessions)) if i % 21 == 0]
    for i in days[-6:]:
        answer = briefed(real_market, sessions[i].date())
        if answer.found:
            assert np.isclose(past, answer.found[0].distance).any()


def test_a_short_history_is_refused(real_market: Workspace) -> None:
    answer = briefed(real_market, date(1999, 7, 1))
    assert answer.found == ()
    assert "too short" in (answer.missing or "")


def test_readings_that_are_not_measured_are_left_out(real_market: Workspace) -> None:
    """Momentum in the stock panel has no year of history in 2007."""
    readings = {row.reading for row in briefed(real_market, date(2007, 8, 15)).found[0].readings}
    assert readings == {c.reading for c in COORDINATES[:-1]}


def test_the_past_before_the_panel_is_read_from_the_published_factor(
    real_market: Workspace,
) -> None:
    found = briefed(real_market, date(2020, 11, 9)).found
    early = next(a for a in found if a.session.year < 2008)
    row = next(r for r in early.readings if r.reading.startswith("positioning.momentum"))
    assert row.read_then == "positioning.momentum_french_drawdown_21d"


def test_the_nearest_free_dates_are_chosen() -> None:
    rows = np.array([0, 10, 70, 75, 200, 400])
    away = np.array([3.0, 1.0, 2.0, 0.5, 9.0, 0.7])
    # 75 first, 400 next; 10 lies clear of 75, then 70 and 0 are too close to those taken.
    assert _apart(rows, away).tolist() == [3, 5, 1, 4]


def test_what_followed_near_dates_needs_as_many_as_any_rate(real_market: Workspace) -> None:
    for day in DAYS:
        view = real_market.market.view(day)
        answer = nearest(view, real_market.histories)
        near = [a for a in answer.found if a.near]
        for rate in nearest_rates(view, answer):
            assert rate.n == len(near)
            assert (rate.mean is None) is (len(near) < LEAST)


def test_a_brief_s_json_has_plain_rows(real_market: Workspace) -> None:
    brief: Brief = real_market.brief(date(2011, 8, 8))
    body = brief.to_json()
    assert body["analogs_missing"] is None
    first = body["analogs"][0]
    assert set(first) == {
        "session",
        "distance",
        "percentile",
        "selloff",
        "return_21d",
        "return_63d",
        "readings",
    }
    assert first["readings"][0].keys() >= {"reading", "then", "now"}
    row = next(r for r in body["base_rates"] if r["id"] == "first_10pct_63d")
    assert row["horizon"] == 63
    assert row["applies"] is True
    assert row.keys() >= {"mean", "low", "high", "n", "effective_n", "unconditional_mean"}
