"""What a source should have by now: an answer may be old, and there may be nothing to ask."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.world_pull import Puller
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.sources.behind import behind
from tools.sources.table import sources

LAST = date(2022, 12, 30)  # a Friday; Monday 2 January is a holiday


def held(folder: Path, series: str, source: str, last: date, freq: str) -> Store:
    days = pd.date_range(end=str(last), periods=60, freq=freq, name="date").as_unit("us")
    store = Store(folder)
    store.commit(Dataset(series={(series, source): pd.DataFrame({"close": 20.0}, index=days)}))
    return store


@pytest.mark.parametrize(
    ("series", "source", "last", "freq", "session", "lacking"),
    [
        # Cboe's close of the day is there in the evening; two sessions late are none.
        ("VIX", "cboe", LAST, "B", LAST, 0),
        ("VIX", "cboe", LAST, "B", date(2023, 1, 4), 0),
        ("VIX", "cboe", LAST, "B", date(2023, 1, 5), 3),
        ("VIX", "cboe", LAST, "B", date(2023, 1, 6), 4),
        # A spread is out the next business day.
        ("BAMLH0A0HYM2", "fred", LAST, "B", date(2023, 1, 5), 0),
        ("BAMLH0A0HYM2", "fred", LAST, "B", date(2023, 1, 6), 3),
        # Claims of a week come on the Thursday after it.
        ("ICSA", "fred", date(2022, 12, 31), "W-SAT", date(2023, 1, 12), 0),
        ("ICSA", "fred", date(2022, 12, 31), "W-SAT", date(2023, 1, 31), 17),
    ],
)
def test_what_should_be_there_by_now(
    tmp_path: Path, series: str, source: str, last: date, freq: str, session: date, lacking: int
) -> None:
    store = held(tmp_path / "m", series, source, last, freq)
    assert behind(store, sources()[source], session) == lacking


def test_of_a_source_that_gave_nothing_yet_nothing_is_late(tmp_path: Path) -> None:
    store = held(tmp_path / "m", "VIX", "cboe", LAST, "B")
    assert behind(store, sources()["fred"], date(2023, 1, 6)) == 0


@pytest.mark.usefixtures("small")
def test_a_feed_that_stands_still_is_behind(morning: Puller) -> None:
    """A week later the source answers as well as ever, with what it had."""
    served = morning.world.loopback.bodies
    (path,) = [p for p in served if p.startswith("/cdn.cboe.com/api/global/us_indices")]
    body = served[path]
    frozen = {}
    assert callable(body)

    def still(path: str, query: dict[str, list[str]]) -> bytes | None:
        return frozen[path]

    morning("cboe")
    for asked in [a for a in morning.world.loopback.asked if a.startswith(path)]:
        frozen[asked] = body(asked, {}) or b""
    try:
        served[path] = still
        morning.world.at += timedelta(days=7)
        (late,) = morning("cboe").outcomes
    finally:
        served[path] = body
    assert late.state == "behind" and not late.failures
    assert any("4 sessions older than it should be" in note for note in late.notes)
