"""The report, its charts and its JSON: whole, consistent, and there whatever was scored."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from math import isnan
from pathlib import Path
from xml.etree import ElementTree

import pytest
from altair import LayerChart
from markdown_it import MarkdownIt

from tests.validation.made import history, make_episode, make_scored, make_study, make_trial
from tests.verdict.cases import make_case
from tools.charts.export import to_svg
from tools.charts.palette import PALETTES
from tools.records import MarketRef, UnwindError
from tools.validation.charts import charts
from tools.validation.export import as_json, plain
from tools.validation.findings import findings
from tools.validation.report import markdown, write_report
from tools.validation.rules import MACRO, VIX, VOTE
from tools.validation.study import Scope, Study, study
from tools.validation.targets import targets
from tools.validation.trials import Trial
from tools.weights import CLASSES

SCOPE = Scope(
    MarketRef("made", False, "0" * 32), date(1990, 1, 2), date(2024, 12, 31), "m.toml", (), {}
)
LABELS = ["macro", "macro", "positioning", "macro"]


def falls(start: date, n: int) -> list[Trial]:
    return history([LABELS[i % 4] for i in range(n)], start)


def whole() -> list[Trial]:
    """Return falls of both halves and after, a rout and controls."""
    rout = make_episode("rout", date(2016, 3, 1), "positioning", kind="beneath")
    seen = make_case(selloff="beneath", routed=["SILVER"])
    quiet = [
        make_trial(
            make_episode(f"quiet{i}", date(2017, 1, 3) + timedelta(days=90 * i), kind="control"),
            "date",
            case=make_case(selloff="none"),
        )
        for i in range(4)
    ]
    return [
        *falls(date(2008, 1, 7), 12),
        *falls(date(2014, 1, 6), 12),
        *falls(date(2023, 2, 6), 6),
        make_trial(rout, case=seen),
        *quiet,
    ]


def made(trials: list[Trial], **scope: object) -> Study:
    episodes = {t.episode.id: t.episode for t in trials}
    return study(replace(SCOPE, episodes=tuple(episodes.values()), **scope), trials)


SCARCE = {
    "nothing": [],
    "one late fall": falls(date(2014, 1, 6), 1),
    "one early fall": falls(date(2008, 1, 7), 1),
    "early falls only": falls(date(2008, 1, 7), 12),
    "late falls only": falls(date(2014, 1, 6), 12),
    "falls after the table only": falls(date(2023, 2, 6), 3),
    "one engine only": history(["macro"] * 24, date(2009, 1, 5), apart=150),
    "controls only": whole()[-4:],
    "routs only": whole()[-5:-4],
    "early falls and a control": [*falls(date(2008, 1, 7), 12), whole()[-1]],
    "the trough alone": [t for t in whole() if t.when != "day 3"],
    "no VIX and no pillar": [replace(t, vix=None, pillars={}) for t in whole()],
}


@pytest.fixture(scope="module")
def full() -> Study:
    return made(whole(), skipped={"1987": "not all of it lies within the market's sessions"})


@pytest.mark.parametrize("scarce", SCARCE)
def test_a_report_comes_whatever_is_missing(scarce: str, tmp_path: Path) -> None:
    found = made(SCARCE[scarce])
    files = write_report(found, tmp_path / "report.md")
    assert files[0] == tmp_path / "report.md" and all(f.stat().st_size for f in files)
    text = files[0].read_text(encoding="utf-8")
    assert "## What it does not" in text and "## Targets" in text
    assert not re.search(r"\bnan\b|\binf\b|None(?!\*)", text)
    json.dumps(as_json(found), allow_nan=False)
    if not found.tests:
        assert "cannot be told" in text and len(files) == 1


def test_a_rule_without_its_input_has_no_figure_and_is_not_beaten(full: Study) -> None:
    blind, text = made(SCARCE["no VIX and no pillar"]), "Without a VIX on those falls"
    for found, unrun in ((full, False), (blind, True)):
        for figures in found.tests:
            days = [day.rivals for day in figures.days if day.trials]
            recalls = [r.rivals for r in figures.recalls]
            assert all(isnan(r[VIX].value) is unrun for r in (*days, *recalls))
            assert not any(isnan(r[MACRO].value) or isnan(r[VOTE].value) for r in days)
            assert isnan(figures.at(1.0).rivals_mean_recall[VIX]) is unrun
            assert unrun <= (figures.at(1.0).best != VIX)
        asked = [t for t in targets(found) if "rule" in t.asks]
        assert any(t.figure == "the VIX rule could not be run" for t in asked) is unrun
        assert all(t.outcome == "cannot be told" for t in asked) is unrun
        assert (text in markdown(found)) is unrun
    assert "the VIX rule" not in "".join(f.text for f in findings(blind))


def test_where_nothing_was_scored_the_reason_is_told() -> None:
    text = markdown(made([], skipped={"a": "no closes before it", "b": "no closes before it"}))
    assert "Nothing was scored: no closes before it." in text
    assert text.count("no closes before it") == 2


def test_what_can_be_tested_depends_on_what_there_is_to_fit() -> None:
    keys = {name: [f.run.key for f in made(trials).tests] for name, trials in SCARCE.items()}
    assert keys["early falls only"] == keys["one late fall"] == keys["controls only"] == []
    assert keys["late falls only"] == ["walk_forward"]
    assert keys["falls after the table only"] == ["unseen"]
    assert [f.run.key for f in made(whole()).tests] == ["frozen", "unseen", "walk_forward"]


def test_tables_are_whole(full: Study) -> None:
    """Every row has the cells of its head: bars between them, those within a cell escaped."""
    tables = [part.splitlines() for part in markdown(full).split("\n\n") if part.startswith("|")]
    assert len(tables) >= 15
    for table in tables:
        assert len(table) > 2 and set(table[1]) <= set("|-: ")
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1, table[0]


def test_every_run_and_list_has_its_section(full: Study) -> None:
    heads = re.findall(r"^#+ (.*)$", markdown(full), re.MULTILINE)
    for wanted in (
        "Frozen at the end of 2012",
        "Walk-forward",
        "As shipped, on falls after 2022",
        "As shipped, in sample",
        "What was scored",
        "What had been seen",
        "Confusion at the trough (frozen)",
        "Routs beneath a calm index",
        "Controls",
        "Registered tests",
        "Each fall at its trough (frozen)",
    ):
        assert wanted in heads


def test_names_of_a_file_cannot_break_the_report() -> None:
    bad = "a | b <script>alert(1)</script> *c* [d](http://e) `f`"
    episode = replace(make_episode("x", date(2014, 1, 6)), name=bad)
    scored = [make_scored(make_trial(episode), [0.6, 0.2, 0.2])]
    html = MarkdownIt("commonmark").enable("table").render(markdown(make_study(scored)))
    assert "<script>" not in html and "<em>c" not in html and "<a href" not in html
    assert "<td>The fall" not in html and "a | b &lt;script&gt;" in html


def test_the_json_is_that_of_the_report(full: Study) -> None:
    body = as_json(full)
    assert body["market"] == {"name": "made", "simulated": False, "hash": "0" * 32}
    assert set(body["runs"]) == {"frozen", "walk_forward", "unseen", "in_sample"}
    frozen = body["runs"]["frozen"]
    every = next(d for d in frozen["days"] if d["when"] == "all days")
    assert every["episodes"] == 18 and set(every["skill"]) == {"value", "low", "high", "n"}
    assert (
        0 <= every["top_one"]["low"] <= every["top_one"]["value"] <= every["top_one"]["high"] <= 1
    )
    assert body["episodes"]["scored"]["fall"] == {"fit": 12, "test": 18}
    outcomes = {"reached", "not reached", "not shown", "cannot be told"}
    assert {t["outcome"] for t in body["targets"]} <= outcomes
    for trial in body["trials"]:
        for said in trial["runs"].values():
            assert sum(said["probability"].values()) == pytest.approx(1, abs=1e-5)
    assert len(body["trials"]) == len(full.trials)
    fits = frozen["fits"]
    assert len(fits) == 1 and fits[0]["fit"]["episodes"] == 12
    assert [f["fit"]["episodes"] for f in body["runs"]["walk_forward"]["fits"]] == list(
        range(12, 30)
    )


def test_json_has_no_form_for_anything_else() -> None:
    assert plain({"a": (float("nan"), float("inf"), 1.0)}) == {"a": [None, None, 1.0]}
    with pytest.raises(TypeError, match="object"):
        plain(object())


@pytest.mark.parametrize("palette", ["light", "dark", "theme"])
def test_charts_are_valid_vega_lite(full: Study, palette: str) -> None:
    drawn = charts(full)
    assert [c.id for c in drawn] == ["skill", "reliability", "trough"]
    for chart in drawn:
        LayerChart.from_dict(chart.spec(PALETTES[palette]))  # type: ignore[index]
        json.dumps(chart.spec(PALETTES[palette]), allow_nan=False)  # type: ignore[index]


def test_charts_ask_for_nothing(full: Study) -> None:
    for chart in charts(full):
        svg = to_svg(chart)
        tags = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(svg).iter()}
        assert not tags & {"script", "image", "foreignObject", "a"}
        bare = re.sub(r"url\(data:[^)]*\)", "", svg)
        assert "href" not in bare.replace("http://www.w3.org/1999/xlink", "")


def test_a_bar_is_as_long_as_its_probabilities(full: Study) -> None:
    trough = next(c for c in charts(full) if c.id == "trough")
    bars = trough.spec(PALETTES["light"])["layer"][0]["data"]["values"]
    frozen = {s.trial.episode.id: s for s in full.runs["frozen"].on("trough").scored}
    for name, scored in frozen.items():
        own = [b for b in bars if b["id"] == name]
        assert [b["engine"] for b in own] == list(CLASSES)
        assert [b["b"] - b["a"] for b in own] == pytest.approx(list(scored.probability))
        assert [b["weight"] for b in own] == [
            scored.trial.episode.engine.get(c, 0.0) for c in CLASSES
        ]


def test_a_simulated_market_is_marked_everywhere() -> None:
    found = made(whole(), market=MarketRef("demo", True, "0" * 32))
    assert "**SIMULATED**" in markdown(found)
    assert all("SIMULATED" in to_svg(chart) for chart in charts(found))


def test_the_report_is_left_as_it_was_where_a_chart_cannot_be_written(
    full: Study, tmp_path: Path
) -> None:
    output = tmp_path / "report.md"
    output.write_text("before")
    (tmp_path / "report-trough.svg").mkdir()
    (tmp_path / "report-trough.svg" / "kept").write_text("")
    with pytest.raises(UnwindError, match=r"report-trough\.svg: cannot be written: ") as caught:
        write_report(full, output)
    assert "\n" not in str(caught.value)
    assert output.read_text() == "before"
    assert not list(tmp_path.glob(".*.part"))


def test_the_report_does_not_change_from_one_writing_to_the_next(tmp_path: Path) -> None:
    first, again = (write_report(made(whole()), tmp_path / f"{n}.md")[0] for n in "ab")
    assert first.read_text().replace("a-", "b-") == again.read_text()
