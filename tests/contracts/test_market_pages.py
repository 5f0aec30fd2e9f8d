"""The pages of an import, of the markets and of what one of them covers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import DEMO, Settings
from assistant.tables import import_text, market_rows, markets_text, status_text
from assistant.workspace import Workspace
from tests.contracts.paging import Page, widest
from tests.market.made import TODAY, write, write_folder
from tools.market.importer import import_folder
from tools.market.status import coverage
from tools.market.store import Store

pytestmark = pytest.mark.usefixtures("page")


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", market=DEMO)


def listed(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{name}  "))


def fill(settings: Settings, name: str, source: Path) -> str:
    report = import_folder(source, Store(settings.folder(name)), today=TODAY)
    return import_text(report, name)


def size(settings: Settings, name: str) -> int:
    return sum(p.stat().st_size for p in settings.folder(name).rglob("*") if p.is_file())


def test_an_import_says_what_was_refused_and_where(home: Settings, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "data")
    rows = ["date,naaim", "2018-01-03,50", "yesterday,51", "2018-01-17,52", "2999-01-01,53"]
    write(source, "naaim_weekly.csv.gz", "\n".join(rows) + "\n")
    write(source, "notes.txt", "not data")
    text = fill(home, "mine", source)
    flat = " ".join(text.split())
    assert widest(text) <= 100
    assert listed(text, "naaim_weekly.csv.gz").split()[1:] == ["2", "2", "1", "series"]
    assert "refused 1 row: bad date (line 3)" in flat
    assert "refused 1 row: date lies in the future (line 5)" in flat
    assert "NOT RECOGNISED 1 file" in flat
    assert "notes.txt" in flat
    assert text.splitlines()[-1].endswith("market mine has changed.")
    again = fill(home, "mine", source)
    assert again.splitlines()[-1].endswith("market mine has not changed.")


def test_markets_are_listed_whatever_their_state(home: Settings, tmp_path: Path) -> None:
    source = write_folder(tmp_path / "data")
    for name in ("good", "holed", "torn"):
        fill(home, name, source)
    next((home.folder("holed") / "objects").glob("*.parquet")).unlink()
    (home.folder("torn") / "manifest.json").write_text("{", encoding="utf-8")
    stored = size(home, "good")
    rows = {row["name"]: row for row in market_rows(home, [DEMO, "good", "holed", "torn"])}
    json.dumps(list(rows.values()), allow_nan=False)
    assert rows[DEMO]["simulated"] and rows[DEMO]["first"] is None
    assert (rows["good"]["first"], rows["good"]["error"]) == ("2018-01-02", None)
    assert rows["good"]["bytes"] == stored
    # To be read, a market has its small frames copied into its folder, and then they count too.
    copied = size(home, "good")
    assert copied > stored and market_rows(home, ["good"])[0]["bytes"] == copied
    assert "damaged" in rows["torn"]["error"]
    assert rows["holed"]["error"]
    text = markets_text(list(rows.values()))
    lines = {line.split()[0]: line for line in text.splitlines()[1:] if line[0] != " "}
    assert widest(text) <= 100
    assert lines[DEMO].endswith("made on first use")
    assert "DAMAGED" in lines["torn"] and "DAMAGED" in lines["holed"]
    assert "DAMAGED" not in lines["good"]


def test_status_says_stale_and_gaps_in_words(real_market: Workspace, page: Page) -> None:
    rows = coverage(real_market.market)
    text = status_text(real_market.market, rows)
    assert widest(text) <= 100
    page(400)
    lines = status_text(real_market.market, rows).splitlines()
    for row in rows:
        found = [n for n, line in enumerate(lines) if line.startswith(f"{row.id}  ")]
        assert len(found) == 1, row.id
        below = lines[found[0] + 1] if found[0] + 1 < len(lines) else ""
        remark = below if below.startswith("    ") else ""
        assert ("STALE" in remark) == row.stale
        assert (" gap" in remark) == (row.gaps > 0)
        assert not row.stale or row.id in lines[1]
