"""The wall: whatever happens after a date, the brief of that date stays the same to the bit."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.brief import build
from tools.history import Histories
from tools.market.dataset import Dataset
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.market.tables import KNOWN_FROM
from tools.market.view import Market

EARLY = pd.Timestamp("2018-02-08")
LATE = pd.Timestamp("2022-02-08")  # an option chain, quoted four days before, is still used
DAYS = (
    "2018-02-08",
    "2018-02-02",
    "2017-10-10",
    "2016-06-24",
    "2015-08-24",
    "2013-06-24",
    "2011-08-08",
    "2010-05-06",
    "2008-10-10",
    "1998-08-31",
)
STRANGER = "ZZZZ"


def written(found: object) -> str:
    """Return a brief as the text of its JSON, in which every bit of a float shows."""
    return json.dumps(found.to_json(), sort_keys=True)  # type: ignore[attr-defined]


def differing(first: str, second: str) -> list[str]:
    """Return the fields in which two briefs differ, for the failure's message."""
    one, two = json.loads(first), json.loads(second)
    out = [key for key in one if one[key] != two.get(key) and key != "readings"]
    pairs = zip(one["readings"], two["readings"], strict=True)
    return out + [a["id"] for a, b in pairs if a != b]


def later(frame: pd.DataFrame, known: pd.DatetimeIndex, wall: pd.Timestamp, rule: int):
    """Return a series' or panel's frame changed in what was known only after the wall."""
    past, future = frame[known <= wall], frame[known > wall]
    rng = np.random.default_rng(rule)
    match rule % 4:
        case 0:
            future = future * 1.3
        case 1:
            future = future.iloc[:0]
        case 2:
            future = future * np.exp(rng.normal(0, 0.05, (len(future), 1)))
            future = future.iloc[np.arange(len(future)) % 7 != 3]
        case _:
            more = future.iloc[-5:] * 0.7
            more.index = frame.index[-1] + pd.to_timedelta(np.arange(1, len(more) + 1), unit="D")
            future = pd.concat([future * 1.1, more])
    return pd.concat([past, future])


def altered(market: Market, wall: pd.Timestamp, folder: Path) -> Market:
    """Return a copy of a market in which all that was known only after the wall is different."""
    store = market.store
    data = Dataset()
    for series, vendors in store.manifest.series.items():
        for vendor, entry in vendors.items():
            frame = store.read(entry["object"])
            known = known_dates(pd.DatetimeIndex(frame.index), store.catalogue[series].lag)
            rule = 2 if series == "SPX" else zlib.crc32(f"{series}/{vendor}".encode())
            data.series[series, vendor] = later(frame, known, wall, rule)
    ahead = store.read(next(iter(store.manifest.series["VIX"].values()))["object"]).loc[wall:]
    data.series["VIX", "another"] = ahead.iloc[1:] * 2.0
    for i, (field, entry) in enumerate(sorted(store.manifest.panels.items())):
        frame = store.read(entry["object"])
        frame = later(frame, pd.DatetimeIndex(frame.index), wall, (0, 2, 3)[i % 3])
        data.panels[field] = frame.assign(**{STRANGER: np.where(frame.index > wall, 9.0, np.nan)})
    for underlying, quotes in store.manifest.chains.items():
        for quoted, entry in quotes.items():
            frame = store.read(entry["object"])
            if pd.Timestamp(quoted) > wall:
                frame = frame.assign(iv=frame["iv"] * 2.0)
            data.chains[underlying, quoted] = frame
        data.chains[underlying, f"{wall + pd.Timedelta(days=1):%Y-%m-%d}"] = frame
    for name, entry in store.manifest.tables.items():
        data.tables[name] = later_rows(name, store.read(entry["object"]), wall)
    Store(folder).commit(data, simulated=market.simulated, version=store.manifest.version)
    return Market(folder)


def later_rows(name: str, table: pd.DataFrame, wall: pd.Timestamp) -> pd.DataFrame:
    """Return a table changed in the rows that were known only after the wall."""
    column = KNOWN_FROM[name]
    if column is None:
        return table
    past, future = table[table[column] <= wall], table[table[column] > wall].iloc[::2].copy()
    numbers = future.select_dtypes("number").columns
    future[numbers] = future[numbers] * 1.5
    if name == "membership":
        ends = past["end_date"].where(past["end_date"] <= wall)
        first = past["end_date"].isna() & (np.arange(len(past)) % 3 == 0)
        past = past.assign(end_date=ends.mask(first, wall + pd.Timedelta(days=40)))
        stranger = {"ticker": STRANGER, "start_date": wall + pd.Timedelta(days=1)}
        future = pd.concat([future, pd.DataFrame([stranger])], ignore_index=True)
    elif len(future):
        more = future.iloc[-2:].copy()
        more[column] = more[column] + pd.Timedelta(days=3)
        future = pd.concat([future, more])
    return pd.concat([past, future], ignore_index=True)


@pytest.fixture(scope="module")
def rewritten(real_market: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the market with another history after February 2018, its histories made anew."""
    folder = tmp_path_factory.mktemp("early") / real_market.market.name
    market = altered(real_market.market, EARLY, folder)
    histories = Histories(market)
    histories.build()
    return Workspace(market, histories, real_market.memory)


@pytest.mark.parametrize("day", DAYS)
def test_another_future_changes_nothing(
    real_market: Workspace, rewritten: Workspace, day: str
) -> None:
    """Series, panels, members, tables and chains multiplied, cut and added to after the date."""
    as_of = date.fromisoformat(day)
    before = written(build(real_market.market.view(as_of), real_market.histories))
    after = written(build(rewritten.market.view(as_of), rewritten.histories))
    assert before == after, differing(before, after)


def test_the_future_was_really_changed(real_market: Workspace, rewritten: Workspace) -> None:
    """The day after the wall tells the two markets apart in most of its readings."""
    as_of = date(2018, 3, 8)
    before = build(real_market.market.view(as_of), real_market.histories)
    after = build(rewritten.market.view(as_of), rewritten.histories)
    changed = [
        a.id
        for a, b in zip(before.readings, after.readings, strict=True)
        if a.value is not None and a.value != b.value
    ]
    measured = [r for r in before.readings if r.value is not None]
    assert len(changed) > 0.6 * len(measured)
    assert before.market.hash != after.market.hash


def test_computed_at_the_date_from_another_future(real_market: Workspace, tmp_path: Path) -> None:
    """Without stored histories, each reading computed from what the date could see."""
    market = altered(real_market.market, LATE, tmp_path / real_market.market.name)
    before = written(build(real_market.market.view(LATE.date()), real_market.histories))
    after = written(build(market.view(LATE.date()), Histories(market)))
    assert '"positioning.skew_25d"' in before
    assert before == after, differing(before, after)


@pytest.fixture(scope="module")
def unstored(real_market: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Market:
    """Return the same market without its stored histories."""
    folder = tmp_path_factory.mktemp("bare") / real_market.market.name
    folder.mkdir()
    old = real_market.market.store
    shutil.copy(old.manifest_path, folder)
    (folder / "objects").symlink_to(old.folder / "objects", target_is_directory=True)
    return Market(folder)


def random_day(sessions: pd.DatetimeIndex, seed: int) -> date:
    day: date = pd.Timestamp(np.random.default_rng(seed).choice(sessions)).date()
    return day


@pytest.mark.parametrize("seed", [1, 2])
def test_stored_histories_change_nothing(
    real_market: Workspace, unstored: Market, seed: int
) -> None:
    """Figures that were computed from all data and cut equal those computed at the date."""
    sessions = real_market.market.sessions
    as_of = random_day(sessions[(sessions > "2004") & (sessions < "2013")], seed)
    kept = written(build(real_market.market.view(as_of), real_market.histories))
    fresh = written(build(unstored.view(as_of), Histories(unstored)))
    assert kept == fresh, (as_of, differing(kept, fresh))


def test_a_brief_is_the_same_twice(real_market: Workspace) -> None:
    """The same process, other dates in between: no state leaks from one brief to the next."""
    make: Callable[[str], str] = lambda day: written(real_market.brief(date.fromisoformat(day)))  # noqa: E731
    first = make("2018-02-08")
    make("2022-06-13"), make("2009-03-09")
    assert make("2018-02-08") == first
