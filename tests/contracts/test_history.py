"""``unwind history``: every reading of every day is what the brief of that day says."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from assistant.workspace import Workspace
from tests.contracts.command import Command
from tools.history import Histories
from tools.history.parquet import SCHEMA
from tools.history.table import COLUMNS, reading_tables
from tools.market.choice import vendor_by_session
from tools.pillars.registry import specs

DAYS = 50
PARTS = 10  # of the readings, one a day


@pytest.fixture(scope="module")
def table(real_market: Workspace) -> pd.DataFrame:
    """Return every reading of the sessions that are looked at."""
    days = pd.DatetimeIndex(sorted({*random_days(real_market), *map(pd.Timestamp, EPISODES)}))
    frames = reading_tables(real_market.market, real_market.histories, days)
    return pd.concat(list(frames)).set_index(["session", "id"])


EPISODES = ("2008-10-10", "2018-02-08", "2020-03-16", "2022-06-13")


def random_days(work: Workspace) -> pd.DatetimeIndex:
    """Return the same fifty sessions since 2007 each time."""
    sessions = work.market.sessions[work.market.sessions >= "2007-01-01"]
    places = np.random.default_rng(20071231).choice(len(sessions), DAYS, replace=False)
    return sessions[np.sort(places)]


@pytest.fixture
def unwind(
    demo_market: Workspace, market_home: Path, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return the command in a home that has the demo."""
    return Command(market_home, capsys)


def cells(row: pd.Series) -> dict[str, Any]:
    """Return a row as a reading's JSON has it."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if pd.isna(value):
            out[str(name)] = None
        else:
            out[str(name)] = value.date() if isinstance(value, pd.Timestamp) else value
    return out


def same(row: pd.Series, reading: Any) -> bool:
    """Whether every field that both have is equal, floats to the bit."""
    told = cells(row)
    for name in COLUMNS[2:]:
        if name == "missing" or reading.missing is None:
            if told[name] != getattr(reading, name):
                return False
        elif told[name] is not None:
            return False
    return told["value"] is None or math.isfinite(told["value"])


def test_the_table_says_what_each_day_s_brief_says(
    real_market: Workspace, table: pd.DataFrame
) -> None:
    for day in EPISODES:
        brief = real_market.brief(date.fromisoformat(day))
        wrong = [r.id for r in brief.readings if not same(table.loc[pd.Timestamp(day), r.id], r)]
        assert wrong == []


@pytest.mark.parametrize("part", range(5))
def test_nothing_stored_changes_a_figure(
    real_market: Workspace, table: pd.DataFrame, tmp_path: Path, part: int
) -> None:
    """Fifty days, on each some of the readings, computed from what its view sees alone."""
    names = list(specs())
    wrong = []
    for number, day in enumerate(random_days(real_market)[part::5], start=part * PARTS):
        bare = Histories(real_market.market, tmp_path / "nothing")
        view = real_market.market.view(day.date())
        for name in names[number % PARTS :: PARTS]:
            if not same(table.loc[day, name], bare.reading(specs()[name], view)):
                wrong.append((day.date(), name))
    assert wrong == []
    assert not (tmp_path / "nothing").exists()


def test_vendors_are_chosen_as_a_view_chooses_them(real_market: Workspace) -> None:
    market = real_market.market
    several = [s for s in market.store.manifest.series if len(market.vendors(s)) > 1]
    assert several
    for series in several:
        chosen = vendor_by_session(market, series)
        for place in np.random.default_rng(3).choice(len(market.sessions), 40):
            view = market.view(market.sessions[place].date())
            expected = view.vendor(series) if view.has(series) else None
            found = market.vendors(series)[chosen[place]] if chosen[place] >= 0 else None
            assert found == expected, (series, view.session)


def test_the_command_writes_a_parquet_file(unwind: Command, tmp_path: Path) -> None:
    file = tmp_path / "readings.parquet"
    done = unwind("history", "--market", "demo", "--from", "2024-04-01", "-o", str(file))
    assert done.status == 0, done.err
    found = pq.read_table(file)
    assert found.schema.equals(SCHEMA)
    assert found.schema.metadata[b"market"] == b"demo"
    sessions = set(found["session"].to_pylist())
    assert min(sessions) == date(2024, 4, 1)
    assert found.num_rows == len(sessions) * len(specs())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--from", "2024-04-01", "-o", "readings.csv"], 2, "FILE.parquet"),
        (["--from", "2024-04-31", "-o", "r.parquet"], 2, "YYYY-MM-DD"),
        (["-o", "r.parquet"], 2, "--from"),
        (["--from", "2024-04-09", "--to", "2024-04-05", "-o", "r.parquet"], 2, "lies after"),
        (["--from", "2024-04-06", "--to", "2024-04-07", "-o", "r.parquet"], 1, "no session"),
        (["--from", "1998-04-01", "--to", "1999-01-01", "-o", "r.parquet"], 1, "covers"),
        (["--from", "2024-04-01", "-o", "nowhere/r.parquet"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(
    unwind: Command, arguments: list[str], code: int, words: str
) -> None:
    done = unwind("history", "--market", "demo", *arguments)
    assert done.status == code
    assert words in done.err
    assert "Traceback" not in done.err
