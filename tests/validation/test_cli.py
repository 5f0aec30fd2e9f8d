"""``unwind validate``: any episodes on any market, and one line where something is wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.settings import DEMO, Settings
from assistant.workspace import Workspace, build_histories, open_workspace
from tests.contracts.command import Command, Outcome
from tools.market.dataset import Dataset
from tools.market.store import Store

ENTRY = """
[[episode]]
id = "{name}"
kind = "{kind}"
{when}
{label}
"""


def entry(name: str, start: date, days: int, engine: str = "macro") -> str:
    when = f"peak = {start}\ntrough = {start + timedelta(days=days)}"
    return ENTRY.format(name=name, kind="fall", when=when, label=f'engine = "{engine}"')


def control(name: str, day: date) -> str:
    return ENTRY.format(name=name, kind="control", when=f"date = {day}", label='type = "quiet day"')


def falls(start: date, n: int, apart: int) -> str:
    engines = ("macro", "positioning", "fundamental")
    days = [start + timedelta(days=apart * i) for i in range(n)]
    return "".join(entry(f"f{day}", day, 6, engines[i % 3]) for i, day in enumerate(days))


# The demo begins in 2010, so that the first of these has too short a past and the last none at all.
MIXED = (
    entry("before-all", date(1987, 8, 25), 55)
    + entry("too-early", date(2010, 3, 1), 20)
    + falls(date(2012, 1, 9), 9, 35)
    + falls(date(2019, 2, 4), 3, 90)
    + entry("unfinished", date(2026, 5, 1), 400)
    + control("calm", date(2017, 6, 1))
)


@pytest.fixture
def unwind(
    demo_market: Workspace, market_home: Path, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return the command in a home that has the demo."""
    return Command(market_home, capsys)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Return a file with one fall and one control."""
    file = tmp_path / "few.toml"
    file.write_text(entry("one", date(2019, 2, 4), 6) + control("calm", date(2017, 6, 1)))
    return file


def body(outcome: Outcome) -> dict[str, Any]:
    assert outcome.status == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def test_episodes_of_one_s_own_on_a_market_that_reaches_part_of_them(
    unwind: Command, tmp_path: Path
) -> None:
    file, report = tmp_path / "mine.toml", tmp_path / "report.md"
    file.write_text(MIXED)
    found = body(unwind("validate", "--episodes", file, "--json", "-o", report))
    skipped = found["episodes"]["skipped"]
    assert set(skipped) == {"before-all", "too-early", "unfinished"}
    assert "fewer than two years" in skipped["too-early"]
    assert "not all of it" in skipped["before-all"] == skipped["unfinished"]
    assert found["episodes"]["held"] == {"fall": 15, "beneath": 0, "control": 1}
    assert found["episodes"]["scored"]["fall"] == {"fit": 9, "test": 3}
    assert set(found["runs"]) == {"frozen", "walk_forward", "in_sample"}
    assert found["runs"]["frozen"]["fits"][0]["fit"]["episodes"] == 9
    assert found["market"]["simulated"] and found["controls"]["n"] == 1
    text = report.read_text(encoding="utf-8")
    assert "**SIMULATED**" in text and "mine.toml" in text and str(tmp_path) not in text
    charts = {path.name for path in tmp_path.glob("*.svg")}
    assert charts == {f"report-{name}.svg" for name in ("skill", "reliability", "trough")}
    assert all(f"({name})" in text for name in charts)


def test_the_page_has_no_line_beyond_its_edge(unwind: Command, few: Path) -> None:
    shown = unwind("validate", "--episodes", few)
    assert shown.status == 0 and "TARGETS" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100
    assert "2 of 2 episodes of few.toml" in shown.out


def test_real_labels_say_nothing_of_a_simulated_market(unwind: Command) -> None:
    found = body(unwind("validate", "--json"))
    assert found["trials"] == [] and found["runs"] == {}
    assert set(found["episodes"]["skipped"].values()) == {
        "these episodes were real and the market is simulated"
    }
    assert {t["outcome"] for t in found["targets"]} == {"cannot be told"}


def test_a_market_with_closes_alone(
    demo_market: Workspace,
    market_home: Path,
    tmp_path: Path,
    few: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is missing lowers coverage, what cannot be seen is left out, and nothing fails."""
    settings = Settings(home=tmp_path / "home", market="bare")
    store, data = demo_market.market.store, Dataset()
    for vendor, kept in store.manifest.series["SPX"].items():
        data.series["SPX", vendor] = store.read(kept["object"])
    Store(settings.folder("bare")).commit(data, simulated=True, version="bare")
    build_histories(settings, "bare")
    assert open_workspace(settings, "bare").market.sessions[0] <= pd.Timestamp("2010-12-31")
    unwind = Command(settings.home, capsys)
    spike = control("spike", date(2017, 9, 1)) + 'asset = "OIL"\n'
    rout = entry("rout", date(2019, 2, 4), 6).replace('"fall"', '"beneath"') + 'asset = "GOLD"\n'
    few.write_text(few.read_text() + spike + rout)
    report = tmp_path / "report.md"
    found = body(unwind("validate", "--market", "bare", "--episodes", few, "--json", "-o", report))
    assert {t["episode"] for t in found["trials"]} == {"one", "calm"}
    assert found["episodes"]["skipped"] == dict.fromkeys(("spike", "rout"), "not measured here")
    assert found["controls"]["n"] == 1
    said = [f["text"] for f in found["findings"]]
    assert "No rout beneath a calm index was scored: not measured here." in said
    assert "| not measured here | spike; rout | 2 |" in report.read_text(encoding="utf-8")
    whole = body(Command(market_home, capsys)("validate", "--episodes", few, "--json"))
    assert {"spike", "rout"} <= {t["episode"] for t in whole["trials"]}
    assert all(t["vix"] is None for t in found["trials"])
    named = {s["engine"] for t in found["trials"] for s in t["runs"].values()}
    assert named <= {"mixed", "none"}


WRONG = {
    "missing file": (None, "missing.toml: cannot be read: "),
    "no TOML": ("[[episode]\n", "bad.toml: is not TOML: "),
    "empty": ("", "bad.toml: holds no episode: "),
    "unknown key": (
        '[[episode]]\nid = "a"\nnote = "b"\n',
        "bad.toml, line 3, episode 1 (a): note ",
    ),
    "weights": (
        '[[episode]]\nid = "a"\nkind = "fall"\npeak = 2019-01-02\ntrough = 2019-01-09\n'
        "engine = { macro = 0.5 }\n",
        "bad.toml, line 6, episode 1 (a): engine sums to 0.5: ",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_bad_file_is_one_line(unwind: Command, tmp_path: Path, wrong: str) -> None:
    text, expected = WRONG[wrong]
    file = tmp_path / ("missing.toml" if text is None else "bad.toml")
    if text is not None:
        file.write_text(text)
    said = unwind("validate", "--episodes", file, "-o", tmp_path / "report.md").complaint
    assert expected in said
    assert not (tmp_path / "report.md").exists()


def test_what_cannot_be_written_is_told_before_anything_is_computed(
    unwind: Command, few: Path, tmp_path: Path
) -> None:
    away = tmp_path / "no" / "report.md"
    said = unwind("validate", "--episodes", few, "-o", away).complaint
    assert said == f"{away}: cannot be written: there is no folder {away.parent}"
    (tmp_path / "folder.md").mkdir()
    said = unwind("validate", "--episodes", few, "-o", tmp_path / "folder.md").complaint
    assert said.endswith("folder.md: cannot be written: it is a folder")
    assert unwind("validate", "--episodes", few, "-o", tmp_path / "report.pdf").status == 2


def test_an_unknown_market_is_one_line(unwind: Command, few: Path) -> None:
    said = unwind("validate", "--market", "nowhere", "--episodes", few).complaint
    assert said.startswith("no market named nowhere")


def test_an_installation_without_the_corpus_says_what_to_do(
    unwind: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "corpus", property(lambda self: tmp_path / "corpus"))
    monkeypatch.setattr("tools.episodes.INSTALLED", tmp_path / "nowhere")
    said = unwind("validate", "--market", DEMO).complaint
    assert said.endswith("name a file of them with --episodes FILE")
    assert str(tmp_path / "corpus" / "episodes.toml") in said
