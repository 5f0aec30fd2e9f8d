"""Readings of a user's own series: in the brief, cited, behind the wall, and never weighed."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from langchain_core.tools import BaseTool, StructuredTool
from scipy.stats import percentileofscore

from assistant.app.markup import Cites
from assistant.faults import faults
from assistant.narrative import render
from assistant.settings import DEMO, Settings
from assistant.workspace import Workspace, build_histories, open_workspace
from tests.contracts.command import Command
from tests.market.made import days
from tools.agent_tools import Desk, define_metric, read_history, read_pillar
from tools.charts.panels import past
from tools.market.describe import describe
from tools.market.importer import import_folder
from tools.market.manifest import load_manifest
from tools.market.proposal import propose
from tools.market.store import Store
from tools.own import month_change, own_specs
from tools.records import Brief, UnwindError

TODAY = date(2026, 6, 1)
LEVEL, MONTH = "positioning.own_pb_gross_leverage", "positioning.own_pb_gross_leverage_month"


def gross() -> pd.Series:
    """A prime broker's gross leverage, by business day to the demo's last week."""
    index = days(2200, "2017-12-26")
    rng = np.random.default_rng(11)
    walk = 2.0 + 0.02 * np.cumsum(rng.normal(size=len(index)))
    return pd.Series(walk.round(3), index)[:"2026-05-28"]


def put(home: Path, values: pd.Series) -> None:
    """Import a file of the user's into the market *live*, as it is proposed."""
    source = home / "in"
    source.mkdir(exist_ok=True)
    values.rename("Gross leverage").rename_axis("date").to_csv(source / "pb.csv")
    target = home / "m.toml"
    target.write_text(propose(describe(source / "pb.csv", TODAY)), encoding="utf-8")
    store = Store(home / "markets" / "live")
    import_folder(source, store, today=TODAY, manifest=load_manifest(target))


@pytest.fixture(scope="module")
def joined(
    demo_market: Workspace, market_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Brief]:
    """Return a home with a copy of the demo that passes for a real market, joined by the file.

    With it the brief of before the file came.
    """
    home = tmp_path_factory.mktemp("own")
    shutil.copytree(market_home / "markets" / DEMO, home / "markets" / "live")
    record = home / "markets" / "live" / "manifest.json"
    body = json.loads(record.read_text())
    record.write_text(json.dumps(body | {"simulated": False, "name": "live", "version": ""}))
    settings = Settings(home=home, market=DEMO)
    before = open_workspace(settings, "live").brief()
    put(home, gross())
    build_histories(settings, "live")
    return home, before


@pytest.fixture(scope="module")
def home(joined: tuple[Path, Brief]) -> Path:
    return joined[0]


@pytest.fixture(scope="module")
def market(home: Path) -> Workspace:
    return open_workspace(Settings(home=home, market=DEMO), "live")


def test_the_level_stands_with_its_rank_and_age(market: Workspace) -> None:
    reading = market.brief().index[LEVEL]
    seen = gross()
    assert reading.value == seen.iloc[-1]
    assert reading.percentile == pytest.approx(
        percentileofscore(seen.to_numpy(), seen.iloc[-1], kind="mean") / 100.0
    )
    assert reading.percentile_n == len(seen)
    # The figure of the 28th is known on the 29th, a business day later.
    assert (reading.observed, reading.known) == (date(2026, 5, 28), date(2026, 5, 29))
    assert reading.age == 1
    assert reading.pillar == "positioning"
    assert reading.stress is None


def test_the_change_over_a_month_is_that_of_a_page_of_arithmetic(market: Workspace) -> None:
    seen = gross().to_numpy()
    changes = seen[21:] - seen[:-21]
    before = changes[-21 - 504 : -21]
    wanted = changes[-1] / before.std(ddof=1)
    assert market.brief().index[MONTH].value == pytest.approx(wanted)


def test_a_month_that_never_moved_has_no_change() -> None:
    flat = pd.Series(1.0, days(300))
    assert month_change(flat, step=21, window=504).isna().all()
    short = pd.Series(np.arange(100.0) ** 1.5, days(100))
    assert month_change(short, step=21, window=504).isna().all()


def test_nothing_else_of_the_brief_changes(market: Workspace, joined: tuple[Path, Brief]) -> None:
    """The verdict never weighs it, and no other figure moves."""
    after, before = market.brief(), joined[1]
    assert {r.id for r in after.readings} - {r.id for r in before.readings} == {LEVEL, MONTH}
    rest = tuple(r for r in after.readings if ".own_" not in r.id)
    assert after.market.hash != before.market.hash
    assert replace(after, readings=rest, market=before.market) == before


def test_nothing_looks_over_the_wall(home: Path, market: Workspace, tmp_path: Path) -> None:
    day = date(2022, 6, 15)
    then = market.brief(day)
    shutil.copytree(home, tmp_path / "altered")
    altered = gross()
    altered["2022-06-15":] = 9.0  # known from the sixteenth on
    put(tmp_path / "altered", altered)
    other = open_workspace(Settings(home=tmp_path / "altered", market=DEMO), "live")
    for name in (LEVEL, MONTH):
        assert other.brief(day).index[name] == then.index[name]
    assert other.brief(date(2022, 6, 16)).index[LEVEL].value == 9.0
    assert not own_specs(market.market.view(date(2015, 1, 5)))


def test_it_is_cited_as_any_reading(market: Workspace) -> None:
    brief = market.brief()
    history = market.lookup(market.market.view(brief.as_of))
    text = f"Gross leverage is [[{LEVEL}]] ([[{LEVEL}:percentile]]), from [[{LEVEL}@2024-03-01]]."
    assert not faults(text, brief, "", history)
    shown = render(text, brief, history).text
    assert f"from {gross()['2024-02-29']:.2f}." in shown
    # Its chart is drawn from the same history.
    assert len(past(market.market.view(), market.histories, LEVEL).values) == len(gross())


def test_the_pages_show_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unwind = Command(home, capsys)
    brief = unwind("brief", "--market", "live")
    assert brief.status == 0
    assert "pb Gross leverage" in brief.out
    page = unwind("metrics", LEVEL, "--market", "live")
    assert page.status == 0
    assert "The verdict does not weigh it" in " ".join(page.out.split())
    assert "PB_GROSS_LEVERAGE close" in page.out
    assert "known 1 business day later" in " ".join(page.out.split())
    assert "PB_GROSS_LEVERAGE" in unwind("market", "status", "live").out
    assert "no reading" in unwind("metrics", "positioning.own_none", "--market", "live").complaint


def test_a_file_of_histories_has_them_as_each_day_s_brief(
    home: Path, market: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From before the series begins, through its first days, whose pace cannot be told yet."""
    file = tmp_path / "all.parquet"
    done = Command(home, capsys)(
        *("history", "--market", "live", "--from", "2017-12-20", "--to", "2018-03-01", "-o", file)
    )
    assert done.status == 0, done.err
    found = pd.read_parquet(file)
    sessions = market.market.view(date(2018, 3, 1)).sessions_since(date(2017, 12, 20))
    told = 0
    for session in sessions:
        view = market.market.view(session.date())
        specs = own_specs(view)
        for name in (LEVEL, MONTH):
            rows = found[(found["session"] == session.date()) & (found["id"] == name)]
            assert len(rows) == (name in specs)
            if name in specs:
                reading, cells = market.histories.reading(specs[name], view), rows.iloc[0]
                told += reading.value is not None
                if reading.value is None:
                    assert np.isnan(cells["value"]) and cells["missing"] == reading.missing
                else:
                    assert (cells["value"], cells["age"]) == (reading.value, reading.age)
                    assert cells["observed"] == reading.observed
    assert told > 30


def test_a_model_looks_them_up_as_any_other(market: Workspace) -> None:
    brief = market.brief()
    view = market.market.view()
    desk = Desk(brief, view, market.histories, market.memory, lambda: "")
    runtime = SimpleNamespace(context=desk)

    def call(tool: BaseTool, **arguments: object) -> str:
        assert isinstance(tool, StructuredTool) and tool.func is not None
        return str(tool.func(runtime=runtime, **arguments))

    past = call(read_history, reading=LEVEL, sessions=5)
    assert f"{gross().iloc[-1]:.4g}" in past and LEVEL in past
    assert "from a file of the user's own" in call(define_metric, reading=MONTH)
    assert f"[[{LEVEL}]]" in call(read_pillar, pillar="positioning")
    assert f"Near: {LEVEL}" in call(define_metric, reading=LEVEL + "s")
    # Before its first day it is no reading yet.
    early = Desk(
        market.brief(date(2015, 1, 5)),
        market.market.view(date(2015, 1, 5)),
        market.histories,
        market.memory,
        lambda: "",
    )
    runtime.context = early
    assert "no reading" in call(define_metric, reading=LEVEL)


HOSTILE = "[[positioning.vix]]<script>alert(1)</script>\x1b[31m `x` **b** @2020-01-01"


def test_a_header_is_proposed_as_plain_text(tmp_path: Path) -> None:
    file = tmp_path / "pb.csv"
    gross().rename(HOSTILE * 9).rename_axis("date").to_csv(file)
    (row,) = tomllib.loads(propose(describe(file, TODAY)))["series"]
    assert row["name"].startswith("pb positioning.vix script alert(1) /script 31m x b 2020-01-01")
    assert len(row["name"]) <= 80
    target = tmp_path / "m.toml"
    target.write_text(propose(describe(file, TODAY)), encoding="utf-8")
    store = Store(tmp_path / "mine")
    import_folder(tmp_path, store, today=TODAY, manifest=load_manifest(target))
    assert [r.name for r in store.manifest.rows().values()] == [row["name"]]


@pytest.mark.parametrize("field", ["id", "name", "unit", "source", "vendors"])
def test_a_manifest_written_by_hand_names_series_in_plain_text(tmp_path: Path, field: str) -> None:
    file, target = tmp_path / "pb.csv", tmp_path / "m.toml"
    gross().rename("Gross leverage").rename_axis("date").to_csv(file)
    target.write_text(propose(describe(file, TODAY)), encoding="utf-8")
    was = tomllib.loads(target.read_text())["series"][0][field]
    was, now = (json.dumps(was), json.dumps([HOSTILE] if isinstance(was, list) else HOSTILE))
    text = target.read_text().replace(f"{field} = {was}", f"{field} = {now}")
    assert text != target.read_text()
    target.write_text(text)
    with pytest.raises(UnwindError, match="series") as error:
        load_manifest(target)
    assert str(error.value).isprintable() and len(str(error.value)) < 300 + len(str(target))


def test_a_market_that_holds_such_a_name_shows_it_as_text(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that was imported before, or whose record was written by hand."""
    shutil.copytree(home, tmp_path / "home")
    record = tmp_path / "home" / "markets" / "live" / "manifest.json"
    assert '"pb Gross leverage"' in record.read_text()
    record.write_text(record.read_text().replace('"pb Gross leverage"', json.dumps(HOSTILE)))
    settings = Settings(home=tmp_path / "home", market=DEMO)
    build_histories(settings, "live")
    market = open_workspace(settings, "live")
    brief = market.brief()
    label = "positioning.vix script alert(1) /script 31m x b 2020-01-01"
    assert brief.index[LEVEL].label == label
    unwind = Command(tmp_path / "home", capsys)
    shown = unwind("brief", "--market", "live")
    assert "positioning.vix" in shown.out
    asked = unwind("ask", f"What does {LEVEL} say?", "--market", "live")
    page = unwind("metrics", LEVEL, "--market", "live")
    (tmp_path / "x.html").touch()
    note = unwind("note", "-o", tmp_path / "x.html", "--market", "live")
    cites = Cites(brief, market.lookup(market.market.view(brief.as_of)), "t")
    html = cites(f"[[{LEVEL}:label]] is [[{LEVEL}]].") + (tmp_path / "x.html").read_text()
    status = unwind("market", "status", "live")
    for done in (shown, asked, page, note, status):
        assert done.status == 0, done.err
        html += done.out
    for sign in ("[[", "<script>alert", "\x1b", "`x`"):
        assert sign not in html
