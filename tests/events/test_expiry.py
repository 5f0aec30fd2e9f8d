"""Expiry and quarter end: the rule ahead of time against the sessions that came."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.events.expiry import expiries, next_expiry, next_quarter_end


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2018-02-08", "2018-02-16"),
        ("2018-02-16", "2018-03-16"),
        ("2019-04-01", "2019-04-18"),  # Good Friday was the third Friday
        ("2019-04-18", "2019-05-17"),
        ("2021-12-20", "2022-01-21"),
        ("2026-06-01", "2026-06-18"),  # Juneteenth is the third Friday
        ("2027-06-01", "2027-06-17"),  # Juneteenth, a Saturday, is kept on the third Friday
        ("2020-06-01", "2020-06-19"),  # not yet a holiday of the exchange
    ],
)
def test_the_next_expiry(day: str, due: str) -> None:
    assert next_expiry(date.fromisoformat(day)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2018-02-08", "2018-03-29"),  # Good Friday was the 30th
        ("2018-03-29", "2018-06-29"),
        ("2018-06-28", "2018-06-29"),
        ("2020-12-31", "2021-03-31"),
        ("2023-12-30", "2024-03-28"),
        ("2013-03-01", "2013-03-28"),
    ],
)
def test_the_next_quarter_end(day: str, due: str) -> None:
    assert next_quarter_end(date.fromisoformat(day)) == date.fromisoformat(due)


def test_the_rule_foretells_every_expiry_of_the_exchange(real_market: Workspace) -> None:
    """From each of 400 days of thirty years the rule gives the next one that then came."""
    sessions = real_market.market.sessions
    came = expiries(sessions)
    for day in np.random.default_rng(3).choice(sessions[:-30], 400, replace=False):
        today = pd.Timestamp(day).date()
        assert next_expiry(today) == next(e for e in came if e > today), today


def test_the_rule_foretells_every_quarter_end(real_market: Workspace) -> None:
    sessions = real_market.market.sessions
    last = pd.Series(sessions, index=sessions.to_period("Q")).groupby(level=0).last()
    for day, after in zip(last.iloc[:-1], last.iloc[1:], strict=True):
        assert next_quarter_end(day.date()) == after.date()
        assert next_quarter_end(after.date() - timedelta(days=1)) == after.date()
