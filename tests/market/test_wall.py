"""As of a date, nothing depends on anything that was known later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.market.made import chain, days, noise, small_market, walk
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.market.view import Market, MarketView
from tools.records import NotMeasured

FULL = small_market()
SESSIONS = FULL.series["SPX", "yahoo"].index
NAMES = sorted({sid for sid, _ in FULL.series} | {"DGS10", "MOVE"})
DATED = {"membership": "start_date", "eps_vintages": "asof", "fomc": "date"}


def cut(end: pd.Timestamp) -> Dataset:
    """The market as it would have been imported on that day."""
    out = Dataset()
    for (sid, vendor), frame in FULL.series.items():
        out.series[sid, vendor] = frame[known_dates(frame.index, catalogue()[sid].lag) <= end]
    for name, frame in FULL.panels.items():
        out.panels[name] = frame.loc[:end].dropna(axis=1, how="all")
    out.chains = {k: f for k, f in FULL.chains.items() if pd.Timestamp(k[1]) <= end}
    for name, frame in FULL.tables.items():
        rows = frame[frame[DATED[name]] <= end] if name in DATED else frame
        if "end_date" in rows:
            rows = rows.assign(end_date=rows["end_date"].where(rows["end_date"] <= end))
        out.tables[name] = rows
    return out


def altered(end: pd.Timestamp, seed: int) -> Dataset:
    """The same up to that day, and anything at all after it."""
    rng, out = np.random.default_rng(seed), cut(end)
    later = days(int(rng.integers(1, 60)), f"{end + pd.Timedelta(days=200):%Y-%m-%d}")
    for (sid, vendor), frame in FULL.series.items():
        known = out.series[sid, vendor]
        ahead = frame[known_dates(frame.index, catalogue()[sid].lag) > end]
        ahead = np.exp(rng.normal(size=ahead.shape)) * ahead.abs()
        kept = ahead[rng.random(len(ahead)) < 0.7]
        out.series[sid, vendor] = pd.concat([known, kept, noise(later, seed, *frame).abs()])
    out.series["SPX", "novel"] = walk(later, seed)
    out.series["DGS10", "fred"] = walk(later, seed)
    out.series["SPX", "yahoo"]["open"] = np.nan
    out.series["SPX", "yahoo"].loc[later, "open"] = 1.0
    for name, frame in out.panels.items():
        more = noise(later, seed, *frame, "NEW1", "AAA0").abs()
        out.panels[name] = pd.concat([frame, more])
    out.chains["SPX", f"{later[0]:%Y-%m-%d}"] = chain(1.0, later[0])
    out.chains["NDX", f"{later[0]:%Y-%m-%d}"] = chain(2.0, later[0])
    members = out.tables["membership"]
    exits = members["end_date"].where(members["end_date"].notna(), later[0])
    rows = pd.DataFrame({"ticker": ["AAA0", "AAA"], "start_date": later[0], "end_date": later[-1]})
    out.tables["membership"] = pd.concat([rows, members.assign(end_date=exits)]).iloc[::-1]
    extra = FULL.tables["eps_vintages"].assign(asof=later[0], op_eps=-1.0)
    out.tables["eps_vintages"] = pd.concat([extra, out.tables["eps_vintages"]])
    out.tables["payrolls"] = pd.DataFrame({"date": later})
    return out


def tried(read: Any) -> Any:
    try:
        return read()
    except NotMeasured as why:
        return str(why)


def seen(view: MarketView) -> dict[str, Any]:
    """Everything that can be read through a view, to the bit."""
    out: dict[str, Any] = {"hash": view.hash, "session": view.session}
    out["sessions"] = list(map(str, view.sessions))
    for sid in NAMES:
        out[f"{sid} vendor"] = tried(lambda sid=sid: view.vendor(sid))
        for field in ("close", "open", "am_long", "oi"):
            out[f"{sid} {field}"] = tried(lambda s=sid, f=field: rows(view.observations(s, f)))
            out[f"{sid} {field} known"] = tried(lambda s=sid, f=field: rows(view.known(s, f)))
    for field in ("adj_close", "volume", "open"):
        for masked in (True, False):
            found = tried(lambda f=field, m=masked: rows(view.panel(f, masked=m)))
            out[f"panel {field} {masked}"] = found
    out["members"] = tried(lambda: rows(view.members()))
    for name in ("membership", "sectors", "eps_vintages", "fomc", "payrolls"):
        out[name] = tried(lambda name=name: rows(view.table(name)))
    for underlying in ("SPX", "NDX"):
        found = tried(lambda u=underlying: view.chains(u))
        if not isinstance(found, str):
            found = [(c.quoted, c.spot, rows(c.contracts)) for c in found]
        out[f"chains {underlying}"] = found
    return out


def changes(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    return [key for key in one if one[key] != two[key]]


def rows(frame: pd.DataFrame | pd.Series) -> list[Any]:
    frame = frame.to_frame() if isinstance(frame, pd.Series) else frame
    # NaN and NaT compare as texts; floats to the last bit.
    cells = [[x.hex() if isinstance(x, float) else str(x) for x in frame[c]] for c in frame]
    return [list(map(str, frame.columns)), list(map(str, frame.index)), cells]


def view(folder: Path, name: str, data: Dataset, day: pd.Timestamp) -> MarketView:
    Store(folder / name / "mine").commit(data)
    return Market(folder / name / "mine").view(day.date())


@settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(at=st.integers(1, 118), seed=st.integers(0, 10_000), weekend=st.booleans())
def test_nothing_changes_when_what_comes_later_is_altered_or_removed(
    tmp_path_factory: pytest.TempPathFactory, at: int, seed: int, weekend: bool
) -> None:
    end = SESSIONS[at]
    day = end + pd.Timedelta(days=1) if weekend and end.day_of_week == 4 else end
    folder = tmp_path_factory.mktemp("wall")
    whole = seen(view(folder, "whole", FULL, day))
    assert not changes(whole, seen(view(folder, "cut", cut(end), day)))
    assert not changes(whole, seen(view(folder, "altered", altered(end, seed), day)))


def test_the_check_itself_sees_a_change_before_the_wall(tmp_path: Path) -> None:
    end = SESSIONS[60]
    before = seen(view(tmp_path, "whole", FULL, end))
    for name in ("SPX", "VIX", "TFF_SP500", "panel", "chain", "exit", "vintage"):
        data = small_market()
        if name == "panel":
            data.panels["volume"].iloc[60, 0] += 1.0
        elif name == "chain":
            data.chains["SPX", "2018-02-27"]["bid"] += 1e-9
        elif name == "exit":
            data.tables["membership"].loc[1, "end_date"] = SESSIONS[59]
        elif name == "vintage":
            data.tables["eps_vintages"].loc[0, "op_eps"] += 1e-9
        else:
            frame = next(f for (sid, _), f in data.series.items() if sid == name)
            frame.iloc[8, 0] = np.nextafter(frame.iloc[8, 0], np.inf)
        changed = view(tmp_path, name, data, end)
        assert changes(before, seen(changed)), name
        assert changed.hash != view(tmp_path, "whole", FULL, end).hash, name


def test_importing_later_data_changes_no_earlier_view(tmp_path: Path) -> None:
    end = SESSIONS[70]
    before = seen(view(tmp_path, "grown", cut(end), end))
    Store(tmp_path / "grown" / "mine").commit(FULL)
    assert not changes(before, seen(Market(tmp_path / "grown" / "mine").view(end.date())))


def test_the_hash_of_every_session_is_another(tmp_path: Path) -> None:
    market = view(tmp_path, "whole", FULL, SESSIONS[-1])._market
    hashes = [market.view(day.date()).hash for day in market.sessions]
    assert len(set(hashes)) == len(hashes)
