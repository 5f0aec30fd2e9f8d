"""Bars of a running session: held above the settled market, marked, and gone at the next pull."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from assistant.tables import brief_text, status_text
from assistant.tables.pulls import pull_text
from tests.market.made import tree
from tests.sources.world_pull import Puller
from tools.brief import build
from tools.charts.words import source_of
from tools.history import Histories
from tools.market.store import Store
from tools.market.view import Market
from tools.records import jsonable

pytestmark = pytest.mark.usefixtures("small")
RUNS = ("yahoo", "yahoo-members", "coinbase")
NOON = datetime(2022, 12, 30, 18, tzinfo=UTC)  # one o'clock in New York
TODAY, BEFORE = date(2022, 12, 30), date(2022, 12, 29)


def market_files(folder: Path) -> dict[str, bytes]:
    """Return what a market is on the disk: its record and its objects."""
    held = {name: body for name, (body, _) in tree(folder).items()}
    return {n: b for n, b in held.items() if n == "manifest.json" or n.startswith("objects")}


@pytest.fixture
def noon(morning: Puller) -> Puller:
    """Return a market of the evening before, its world in the middle of the session after it."""
    morning.world.at = NOON
    return morning


def test_the_next_pull_leaves_a_market_that_was_never_pulled_provisionally(
    noon: Puller, tmp_path: Path, clocks: tuple[datetime, datetime]
) -> None:
    ordinary, late = noon.copy(tmp_path / "ordinary"), noon.copy(tmp_path / "late")
    assert not noon(*RUNS, provisional=True).failed
    ordinary(*RUNS)
    # The settled record, but for which runs it comes from, is that of an ordinary pull.
    told, plain = market_files(noon.folder), market_files(ordinary.folder)
    records = [
        json.loads(files["manifest.json"]) | {"archived": {}, "runs": {}} for files in (told, plain)
    ]
    assert Store(noon.folder).provisional and records[0] == records[1]
    assert set(plain) < set(told)
    noon.world.at = clocks[1]
    for puller in (noon, ordinary, late):
        assert not puller(*RUNS).failed
    told, plain = market_files(noon.folder), market_files(ordinary.folder)
    records = [json.loads(files.pop("manifest.json")) | {"runs": {}} for files in (told, plain)]
    assert records[0] == records[1]
    assert not (noon.folder / "provisional.json").exists()
    held, once = Store(noon.folder).manifest, Store(late.folder).manifest
    assert replace(held, archived={}, runs={}) == replace(once, archived={}, runs={})
    assert Market(noon.folder).view().hash == Market(late.folder).view().hash
    # Objects of the record before stay for whoever still reads it, and no others.
    assert told == plain


def test_a_running_bar_counts_for_its_day_alone_and_is_marked(noon: Puller, tmp_path: Path) -> None:
    ordinary = noon.copy(tmp_path / "ordinary")
    ordinary(*RUNS)
    before = Market(ordinary.folder)
    pulled = noon(*RUNS, provisional=True)
    market = Market(noon.folder)
    assert market.sessions[-1].date() == TODAY
    assert set(pulled.provisional.values()) == {TODAY}
    assert {"SPX/yahoo", "SPY/yahoo", "BTC/coinbase", "panel"} <= set(pulled.provisional)
    now, then = market.view(), market.view(BEFORE)
    # The world's running bar stands a hundredth above what the session will end with.
    settled = noon.world.past.running("SPX", "yahoo", TODAY)["close"]
    stamp = pd.Timestamp(TODAY)
    assert now.observations("SPX")[stamp] == pytest.approx(settled[stamp] * 1.01, rel=1e-6)
    assert now.panel("close", masked=False).iloc[-1].notna().sum() == len(noon.world.past.members())
    # A day before sees nothing of it; its hash is that of an ordinary pull.
    assert then.hash == before.view(BEFORE).hash
    assert (then.ref.provisional, now.ref.provisional) == (None, TODAY)
    assert now.hash != then.hash
    for sid in ("SPX", "SPY", "GOLD_FUT"):
        pd.testing.assert_series_equal(
            now.observations(sid)[:-1], before.view(BEFORE).observations(sid)
        )


def test_what_is_said_of_it(noon: Puller, tmp_path: Path) -> None:
    pulled = noon(*RUNS, provisional=True)
    market = Market(noon.folder)
    work = Histories(market, tmp_path / "history")
    page = brief_text(build(market.view(), work))
    head, foot = page.splitlines()[0], " ".join(page.splitlines()[-4:])
    assert "provisional bar of 2022-12-30" in head
    assert "Readings of 2022-12-30 rest on a provisional bar" in foot
    assert "provisional" not in brief_text(build(market.view(BEFORE), work))
    caption = source_of("Yahoo", market.view(TODAY))
    assert "market live (provisional bar of 2022-12-30)." in caption
    assert "market live. As of" in source_of("Yahoo", market.view(BEFORE))
    assert set(jsonable(market.view().ref)) == {"name", "simulated", "hash"}
    status = " ".join(status_text(market, ()).split())
    assert "PROVISIONAL bar of 2022-12-30, fetched at 2022-12-30 18:00 UTC:" in status
    assert " SPX," in status and "panel" in status
    text = pull_text(pulled, {}, "live")
    assert "Provisional: bars of 2022-12-30." in text
    assert "left out" not in text
    assert "provisional until the next pull: bars of 2022-12-30" in text


def test_an_ordinary_pull_leaves_the_running_bar_out(noon: Puller) -> None:
    held = Store(noon.folder).manifest.series["SPX"]["yahoo"]
    pulled = noon(*RUNS)
    assert not pulled.provisional
    assert Store(noon.folder).manifest.series["SPX"]["yahoo"]["last"] == held["last"]
    assert not (noon.folder / "provisional.json").exists()


def test_a_settled_bar_is_due_at_once_after_a_provisional_one(noon: Puller) -> None:
    """Ten minutes before the bell, and as soon as the session has settled."""
    noon.world.at = datetime(2022, 12, 30, 20, 55, tzinfo=UTC)
    noon(*RUNS, provisional=True)
    noon.world.at = noon.world.at + timedelta(minutes=26)
    states = {o.source.id: o.state for o in noon().outcomes}
    assert {states[name] for name in ("yahoo", "yahoo-members")} == {"fresh"}
    held = Store(noon.folder)
    assert held.manifest.series["SPX"]["yahoo"]["last"] == str(TODAY)
    assert held.provisional is None


def test_a_pull_in_which_all_fails_takes_the_running_bar_away(
    noon: Puller, clocks: tuple[datetime, datetime]
) -> None:
    noon(*RUNS, provisional=True)
    noon.world.loopback.faults["/query2.finance.yahoo.com"] = "500"
    noon.world.at = clocks[1]
    pulled = noon("yahoo")
    assert [o.state for o in pulled.outcomes] == ["stale"] and pulled.changed
    assert Market(noon.folder).sessions[-1].date() == BEFORE


def test_a_provisional_record_on_another_market_is_passed_over(noon: Puller) -> None:
    noon(*RUNS, provisional=True)
    path = noon.folder / "manifest.json"
    path.write_text(path.read_text() + "\n")
    store = Store(noon.folder)
    assert store.provisional is None
    assert store.manifest.series["SPX"]["yahoo"]["last"] == str(BEFORE)
    over = noon.folder / "provisional.json"
    over.write_text("{")
    assert Store(noon.folder).provisional is None


def test_at_night_nothing_of_the_session_runs(
    morning: Puller, clocks: tuple[datetime, datetime]
) -> None:
    morning("yahoo", provisional=True)
    over = Store(morning.folder).provisional
    assert over is None or "SPX/yahoo" not in over.bars
    assert Market(morning.folder).sessions[-1].date() == TODAY
