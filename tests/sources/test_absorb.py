"""From the archive into the market: what is refused, what of a run stays, what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import tree
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.market.store import Store
from tools.sources.absorb import Absorbed, absorb
from tools.sources.archive import Archive, Pack
from tools.sources.gate import gated
from tools.sources.request import Failure, Payload
from tools.sources.table import Source, sources

FIRST = datetime(2022, 3, 1, 23, tzinfo=UTC)
DIX = sources()["squeezemetrics"]
CBOE = sources()["cboe"]


def dix(last: str, **values: float) -> bytes:
    """Return the vendor's file to a session, some days' gamma told otherwise."""
    days = pd.bdate_range("2022-01-03", last)
    lines = [
        f"{day:%Y-%m-%d},{4000 + n},0.45,{values.get(f'd{day:%m%d}', 2.0e9 + n)}"
        for n, day in enumerate(days)
    ]
    return "\n".join(["date,price,dix,gex", *lines, ""]).encode()


def index(last: str, level: float = 20.0, days: Mapping[str, float] | None = None) -> bytes:
    rows = [f"{d:%m/%d/%Y},{x:.6f}" for d, x in _levels(last, level, days or {}).items()]
    return "\n".join(["DATE,CLOSE", *rows, ""]).encode()


def _levels(
    last: str, level: float, days: Mapping[str, float], first: str = "2022-01-03"
) -> pd.Series:
    found = pd.bdate_range(first, last).as_unit("us")
    waves = level * np.exp(0.01 * np.sin(np.arange(len(found))))
    out = pd.Series(waves.round(2), index=found)
    for day, value in days.items():
        out[pd.Timestamp(day)] = value
    return out


def archived(
    archive: Archive,
    source: Source,
    at: datetime,
    bodies: Mapping[str, bytes],
    *,
    whole: bool = True,
) -> None:
    with Pack(archive, source.id, at) as pack:
        for key, body in bodies.items():
            pack.keep(Payload(source.id, key, body, at))
        pack.whole = whole


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "live")


@pytest.fixture
def archive(store: Store) -> Archive:
    return Archive(store.folder / "archive")


def frame(store: Store, sid: str, vendor: str) -> pd.DataFrame:
    return Store(store.folder).read(store.manifest.series[sid][vendor]["object"])


def test_a_run_that_was_broken_off_waits(store: Store, archive: Archive) -> None:
    archived(archive, DIX, FIRST, {"DIX": dix("2022-03-01")}, whole=False)
    assert absorb(store, archive, [DIX]) == (False, {})
    assert not store.manifest.series
    archived(archive, DIX, FIRST + timedelta(hours=1), {"DIX": dix("2022-03-01")})
    changed, done = absorb(store, archive, [DIX])
    assert changed and not done[DIX.id].failures
    assert len(frame(store, "DIX", DIX.id)) == len(pd.bdate_range("2022-01-03", "2022-03-01"))


def test_what_was_absorbed_is_not_read_again(store: Store, archive: Archive) -> None:
    archived(archive, DIX, FIRST, {"DIX": dix("2022-03-01")})
    assert absorb(store, archive, [DIX])[0]
    kept = tree(store.folder)
    assert absorb(store, archive, [DIX]) == (False, {})
    assert tree(store.folder) == kept


def test_the_archive_makes_the_same_market_anew(store: Store, archive: Archive) -> None:
    """Run by run as they came, or all at once from nothing: the same objects and editions."""
    for n, value in enumerate((0.0, 1.5e9, 1.0e9)):
        at = FIRST + timedelta(days=n)
        body = dix(f"{at:%Y-%m-%d}", **({"d0222": value} if value else {}))
        archived(archive, DIX, at, {"DIX": body})
        absorb(store, archive, [DIX])
    before = store.manifest
    assert len(before.series["DIX"][DIX.id]["earlier"]) == 2
    assert absorb(store, archive, [DIX], anew=True)[0] is False
    assert store.manifest == before
    other = Store(store.folder.parent / "other")
    absorb(other, archive, [DIX])
    assert other.manifest.series == before.series


def imports() -> Dataset:
    """What a user has beside the archive: other series, older rows of the same, a table."""
    older = _levels("2021-12-31", 19.0, {}, first="2021-06-01").rename_axis("date")
    meeting = pd.DataFrame({"date": [pd.Timestamp("2021-12-15")], "move_bp": [0.0]})
    return Dataset(
        series={
            ("VIX", "cboe"): older.to_frame("close"),
            ("VIX", "fred"): older.to_frame("close") + 0.25,
            ("NAAIM", "naaim"): older.iloc[::5].to_frame("close"),
        },
        tables={"fomc": meeting, "payrolls": meeting.rename(columns={"move_bp": "surprise"})},
    )


def test_made_anew_a_market_keeps_what_the_user_imported(store: Store, archive: Archive) -> None:
    """Before the first pull and after it; NAAIM and the Fed were never pulled."""
    store.commit(imports())
    archived(archive, CBOE, FIRST, {"VIX": index("2022-03-01")})
    absorb(store, archive, list(sources().values()))
    late = Dataset(series={("GPR", "user"): imports().series["VIX", "fred"] + 80.0})
    store.commit(late)
    before = store.manifest
    assert before.series["VIX"]["cboe"]["first"] == "2021-06-01"
    changed, _ = absorb(store, archive, list(sources().values()), anew=True)
    assert not changed and store.manifest == before
    # Another market, of which only the archive and what was imported are left.
    other = Store(store.folder.parent / "other")
    other.commit(imports())
    other.commit(late)
    absorb(other, archive, list(sources().values()))
    assert other.manifest.parts == before.parts
    assert {"fomc", "payrolls"} <= set(before.tables)


def test_an_import_of_what_was_pulled_is_there_after_a_rebuild(
    store: Store, archive: Archive
) -> None:
    archived(archive, CBOE, FIRST, {"VIX": index("2022-03-01")})
    absorb(store, archive, [CBOE])
    store.commit(imports())
    absorb(store, archive, [CBOE], anew=True)
    assert store.manifest.series["VIX"]["cboe"]["first"] == "2021-06-01"
    assert "fomc" in store.manifest.tables
    assert store.manifest.objects() <= {p.stem for p in (store.folder / "objects").iterdir()}


def test_one_body_that_cannot_be_read_costs_only_itself(store: Store, archive: Archive) -> None:
    bodies = {"VIX": index("2022-03-01"), "VVIX": b"DAYS,VVIX\n01/03/2022,90\n"}
    archived(archive, CBOE, FIRST, bodies)
    _, done = absorb(store, archive, [CBOE])
    assert [f.why for f in done["cboe"].failures] == ["changed"]
    assert list(store.manifest.series) == ["VIX"]


def test_a_series_in_another_unit_is_refused_alone(store: Store, archive: Archive) -> None:
    archived(
        archive, CBOE, FIRST, {"VIX": index("2022-03-01", 12), "SKEW": index("2022-03-01", 130)}
    )
    absorb(store, archive, [CBOE])
    held = store.manifest.series["VIX"]
    after = FIRST + timedelta(days=1)
    bodies = {"VIX": index("2022-03-02", 72), "SKEW": index("2022-03-02", 130)}
    archived(archive, CBOE, after, bodies)
    _, done = absorb(store, archive, [CBOE])
    (failure,) = done["cboe"].failures
    assert "times those held" in str(failure) and "\n" not in str(failure)
    assert store.manifest.series["VIX"] == held
    assert store.manifest.series["SKEW"]["cboe"]["last"] == "2022-03-02"


def test_a_connector_that_stumbles_is_one_failure(
    store: Store, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.sources.connectors import cboe_index

    def stumble(*_: object) -> pd.DataFrame:
        raise ZeroDivisionError("by\nnought")

    monkeypatch.setattr(cboe_index, "_rows", stumble)
    archived(archive, CBOE, FIRST, {"VIX": index("2022-03-01")})
    _, done = absorb(store, archive, [CBOE])
    (failure,) = done["cboe"].failures
    assert str(failure) == "cboe VIX: cannot be read: ZeroDivisionError by"


def gate(values: pd.Series, sid: str = "VIX") -> tuple[pd.Series, FileReport]:
    report = FileReport("")
    data = Dataset(series={(sid, "cboe"): values.rename_axis("date").to_frame("close")})
    out = gated(data, {}, Store(Path("nowhere")).catalogue, report)
    return out.series[sid, "cboe"]["close"], report


def test_a_false_tick_is_left_out() -> None:
    """VVIX's 15.71 of 15 March 2006 as Cboe still prints it, between its neighbours."""
    level = _levels("2022-03-01", 70.0, {"2022-02-15": 15.71})
    kept, report = gate(level, "VVIX")
    assert len(level) - len(kept) == 1 and 15.71 not in kept.to_numpy()
    assert "15.71 on 2022-02-15" in report.warnings[0]


def test_a_true_spike_of_a_wild_month_stays() -> None:
    """OVX's closes of April 2020, 325.15 on the 21st, as Cboe and FRED have them."""
    closes = [153.59, 120.38, 115.10, 95.91, 226.13, 325.15, 236.80, 211.00, 173.53, 185.47]
    days = pd.bdate_range("2020-04-14", periods=len(closes)).as_unit("us")
    calm = pd.Series(
        30.0 * np.exp(0.02 * np.sin(np.arange(300))),
        index=pd.bdate_range(end="2020-04-13", periods=300).as_unit("us"),
    )
    kept, report = gate(pd.concat([calm, pd.Series(closes, index=days)]), "OVX")
    assert 325.15 in kept.to_numpy()
    assert not report.warnings


def test_absorbed_begins_empty() -> None:
    assert Absorbed() == Absorbed(0, [], [], [])
    assert Failure("empty", "x").alone
