from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from assistant.check import Checked, Report, check_text
from assistant.settings import DEMO, Settings
from assistant.tables import (
    brief_text,
    checked_text,
    import_text,
    market_rows,
    markets_text,
    metric_text,
    metrics_text,
    status_text,
    today_text,
)
from assistant.tables.definitions import find
from assistant.tables.grid import Column, Grid
from assistant.workspace import Workspace
from tests.market.made import TODAY, write, write_folder
from tests.narrative.factory import make_brief, make_reading, make_verdict
from tools.market.catalogue import catalogue
from tools.market.importer import import_folder
from tools.market.status import coverage
from tools.market.store import Store
from tools.pillars.registry import specs
from tools.pillars.spec import Known, Obs
from tools.records import Brief, Contribution, UnwindError

Page = Callable[[int], None]
FIGURE = re.compile(r"([+\-−]?[\d,.]+)\u202f%$")


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Set the columns of the terminal; a page is 100 wide where nothing else is set."""

    def columns(count: int) -> None:
        monkeypatch.setattr("assistant.tables.grid.WIDE", max(count, 100))
        monkeypatch.setenv("COLUMNS", str(count))

    monkeypatch.delenv("COLUMNS", raising=False)
    return columns


def widest(text: str) -> int:
    return max(len(line) for line in text.splitlines())


def section(text: str, title: str) -> list[str]:
    """The lines of one section, without its title and rule."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(title.upper()))
    rule = next(n for n in range(start, len(lines)) if lines[n].startswith("──"))
    end = next((n for n in range(rule, len(lines)) if not lines[n]), len(lines))
    return lines[rule + 1 : end]


def words(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if not word.startswith("──"))


def decimal(text: str) -> Decimal:
    found = FIGURE.search(text)
    assert found, text
    return Decimal(found[1].replace("−", "-").replace(",", ""))


# --- The page of a brief.


@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_is_wider_than_the_page(columns: int, real_brief: Brief, page: Page) -> None:
    page(columns)
    assert widest(brief_text(real_brief)) == columns


def test_a_page_without_a_terminal_has_a_hundred_columns(real_brief: Brief) -> None:
    assert widest(brief_text(real_brief)) == 100


def test_a_wider_page_says_the_same_words(real_brief: Brief, page: Page) -> None:
    narrow = brief_text(real_brief)
    page(400)
    assert words(narrow) == words(brief_text(real_brief))


def test_every_reading_stands_on_one_line_with_its_figures(real_brief: Brief, page: Page) -> None:
    page(400)
    text = brief_text(real_brief)
    lines = text[text.index("Percentiles are of") : text.index("WHAT WE ARE WATCHING")].splitlines()
    for reading in real_brief.readings:
        start = re.compile(rf"{re.escape(reading.label)}†?(?:, \d{{4}}-\d\d-\d\d)?†?  ")
        found = [line for line in lines if start.match(line)]
        assert len(found) == 1, reading.id
        assert ("†" in found[0]) == bool(reading.estimate)
        if reading.missing:
            assert re.search(rf" —  not measured: {re.escape(reading.missing)}$", found[0])
            continue
        assert found[0].endswith(f" {reading.age}")
        assert str(reading.observed) in found[0]
        assert f"{reading.percentile_n:,}" in found[0]
        assert f" {reading.percentile_since:%Y} " in found[0]
        assert ("*" in found[0]) == reading.percentile_short
        assert ("unranked" in found[0]) == (reading.percentile is None)


def test_readings_stand_by_stress_with_the_missing_last(real_brief: Brief, page: Page) -> None:
    page(400)
    text = brief_text(real_brief)
    lines = section(text, "Positioning & flows")[1:]
    at = {}
    for reading in real_brief.readings:
        if reading.pillar == "positioning":
            start = (f"{reading.label}  ", f"{reading.label}†", f"{reading.label}, 2")
            at[reading.id] = next(n for n, line in enumerate(lines) if line.startswith(start))
    assert sorted(at.values()) == list(range(len(lines)))
    order = [real_brief.reading(metric) for metric in sorted(at, key=lambda m: at[m])]
    stresses = [r.stress for r in order if r.stress is not None]
    assert stresses == sorted(stresses, reverse=True)
    assert [r.stress is not None for r in order[: len(stresses)]] == [True] * len(stresses)
    missing = [r.missing is not None for r in order]
    assert missing == sorted(missing)


def test_contributions_add_up_to_the_move_as_printed(real_brief: Brief) -> None:
    lines = section(brief_text(real_brief), "Contributions")
    *parts, total = [decimal(line) for line in lines]
    assert sum(parts) == total
    verdict = real_brief.verdict
    assert len(parts) == len(verdict.contributions) + 1
    assert verdict.unexplained is not None
    half = Decimal(1).scaleb(parts[-1].as_tuple().exponent) / 2  # type: ignore[arg-type]
    assert abs(parts[-1] - Decimal(100 * verdict.unexplained)) <= half
    assert abs(total - Decimal(100 * real_brief.move.return_)) <= half


def test_decimals_are_added_where_one_would_not_add_up() -> None:
    # 0.04 + 0.04 + 0.04 = 0.12, but to one decimal three times 0.0 is not 0.1.
    parts = tuple(Contribution(name, 0.0004) for name in ("rates", "dollar"))
    brief = make_brief(verdict=make_verdict(contributions=parts, unexplained=0.0004))
    figures = [decimal(line) for line in section(brief_text(brief), "Contributions")]
    assert figures == [Decimal("0.04"), Decimal("0.04"), Decimal("0.04"), Decimal("0.12")]


def test_a_quiet_market_has_no_contributions(real_market: Workspace) -> None:
    brief = real_market.brief(date(2017, 10, 10))
    assert brief.selloff == "none"
    text = brief_text(brief)
    assert "CONTRIBUTIONS" not in text
    assert "No sell-off" in text


def test_every_falsifier_says_what_became_of_it(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Falsifiers")
    for test in real_brief.verdict.falsifiers:
        found = [line for line in lines if line.startswith(f"  {test.test}  ")]
        assert len(found) == 1, test.id
        outcome = found[0].removeprefix(f"  {test.test}").strip()
        if test.fired is None:
            assert outcome == f"— not measured: {test.why}"
        else:
            assert outcome.startswith("FIRED  " if test.fired else "not fired  ")


def test_the_watch_list_gives_value_distance_and_how_often(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = iter(section(brief_text(real_brief), "What we are watching")[1:])
    for watch in real_brief.watch:
        line = next(lines)
        assert line.startswith(f"{real_brief.reading(watch.reading).label}  ")
        assert ("FIRED" in line, "not fired" in line, "not measured: " in line) == (
            watch.fired is True,
            watch.fired is False,
            watch.fired is None,
        )
        if watch.fired is None:
            continue
        assert next(lines) == f"  {watch.why}"
        past = next(lines)
        assert ("; fired " in past) == watch.fired
        assert re.search(rf"\bfired {watch.times_fired} times? before, from [A-Z]", past)
        month = watch.followed[0]
        assert (" after any session" in past) == (month.missing is None)
        if month.mean is not None:
            assert f"a month later {100 * month.mean:+.1f}".replace("-", "−") in past
    assert next(lines, None) is None


def test_the_distance_of_a_watched_threshold_is_the_gap() -> None:
    line = section(brief_text(make_brief()), "What we are watching")[3]
    row = r"HY spread, move +\+36.bp +above \+120.bp +84.bp +— +not fired +0.4.%"
    assert re.fullmatch(row, line)


def test_the_verdict_names_what_speaks_for_and_against(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Verdict")
    verdict = real_brief.verdict
    assert lines[0].split()[1] == verdict.engine.upper()
    rows = lines[next(n for n, line in enumerate(lines) if line.startswith("For ")) :]
    sides = [verdict.for_, verdict.against, verdict.flips_without]
    assert len(rows) == sum(max(len(side), 1) for side in sides)
    named = [metric for side in sides for metric in side or ("",)]
    for metric, row in zip(named, rows, strict=True):
        said = real_brief.reading(metric).label if metric else "— no reading"
        assert row[16:].startswith(said)


def test_a_figure_that_was_weighed_at_the_peak_is_the_peaks(page: Page) -> None:
    page(400)
    then = make_reading("positioning.naaim", 101.5, percentile=0.99, label="NAAIM exposure")
    brief = make_brief(at_peak=(then,), verdict=make_verdict(for_=("positioning.naaim",)))
    line = next(x for x in section(brief_text(brief), "Verdict") if x.startswith("For "))
    assert "102" in line
    assert line.endswith("at the peak")


def test_every_family_has_a_line_and_an_absent_one_its_reason(
    real_brief: Brief, page: Page
) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Risk families")[1:]
    assert len(lines) == len(real_brief.moves) + len(real_brief.moves_missing)
    for why in set(real_brief.moves_missing.values()):
        count = sum(line.endswith(f"—  not measured: {why}") for line in lines)
        assert count == list(real_brief.moves_missing.values()).count(why)


def test_a_simulated_market_says_so_first_and_last(demo_market: Workspace) -> None:
    lines = brief_text(demo_market.brief()).splitlines()
    assert "SIMULATED" in lines[0]
    assert "SIMULATED" in lines[-1]


def test_a_real_market_is_not_called_simulated(real_brief: Brief) -> None:
    assert "SIMULATED" not in brief_text(real_brief)


def test_another_day_than_the_session_is_said() -> None:
    brief = make_brief(as_of=date(2018, 2, 10), session=date(2018, 2, 9))
    first = brief_text(brief).splitlines()[0]
    assert "as of 10 February 2018, session of 9 February 2018" in first


def test_scores_that_were_not_made_are_dashes() -> None:
    verdict = make_verdict(amplification=None, vulnerability=None, abstained=("too little",))
    text = brief_text(make_brief(verdict=verdict))
    assert "Amplification   — not measured" in text
    assert "Abstained       too little" in text


def test_an_asset_at_its_peak_did_not_fall() -> None:
    move = replace(make_brief().move, trading_days=0, return_=0.0, z=None, peak=date(2018, 2, 8))
    assert "S&P 500 closed at its peak, 8 February 2018." in brief_text(make_brief(move=move))


def test_the_page_is_plain_text(real_brief: Brief) -> None:
    assert "\x1b" not in brief_text(real_brief)


# --- A table.


def test_a_grid_wraps_its_one_column_and_drops_spare_ones(page: Page) -> None:
    page(80)
    columns = (Column("name", wraps=True), Column("n", right=True), Column("extra", spare=1))
    short = Grid(columns, [("alpha", "1", "x")])
    assert short.head() == ["name   n  extra"]
    assert short.lines([("alpha", "1", "x")]) == ["alpha  1  x"]
    long = ("alpha beta gamma delta epsilon", "12", "x" * 60)
    grid = Grid(columns, [long])
    assert "x" not in "".join(grid.lines([long]))
    assert grid.lines([long]) == ["alpha beta gamma delta epsilon  12"]


def test_the_last_cell_of_a_short_row_runs_to_the_edge(page: Page) -> None:
    page(80)
    columns = (Column("name", wraps=True), Column("n", right=True), Column("more"))
    rows = [("alpha", "1", "x"), ("beta", "not measured: " + "why " * 20)]
    lines = Grid(columns, rows).lines(rows)
    assert lines[1].startswith("beta   not measured: why")
    assert max(map(len, lines)) <= 80
    assert "".join(lines).count("why") == 20


# --- Definitions.


def test_every_metric_is_listed_once() -> None:
    text = metrics_text()
    ids = re.findall(r"^([a-z]+\.[a-z0-9_]+)  ", text, flags=re.MULTILINE)
    assert ids == sorted(ids, key=list(specs()).index)
    assert ids == list(specs())
    assert widest(text) <= 100


@pytest.mark.parametrize("metric", specs())
def test_a_metric_leads_back_to_its_function_and_its_data(metric: str) -> None:
    spec = specs()[metric]
    text = metric_text(find(metric))
    flat = " ".join(text.split())
    assert widest(text) <= 100
    for said in (spec.label, spec.definition, spec.source, spec.citation, spec.window):
        assert said in flat
    assert (spec.estimate or "no: ") in flat
    named = re.search(r"HOW IT IS COMPUTED  (tools\.[\w.]+)\.(\w+)", text)
    assert named
    function = spec.function
    while isinstance(function, partial):
        function = function.func
    assert getattr(importlib.import_module(named[1]), named[2]) is function
    for token in spec.inputs:
        if isinstance(token, Obs | Known):
            row = catalogue()[token.series]
            assert f"{token.series} {token.field} " in flat
            assert f"vendors: {', '.join(row.vendors)}" in flat
            assert row.name in flat


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("positioning.vix", "known at the close of its own day"),
        ("macro.ig_oas_bp", "known 1 business day later"),
        ("positioning.am_net_share", "known 3 calendar days later"),
        ("macro.conditions_ex_equity", "known on the Monday after its week"),
        ("fundamentals.cape", "days after the end of its month"),
    ],
)
def test_when_an_input_is_known_is_said_in_words(metric: str, said: str) -> None:
    assert said in " ".join(metric_text(find(metric)).split())


def test_every_lag_of_the_catalogue_has_words() -> None:
    from assistant.tables.definitions import _lag

    assert all(" " in _lag(row.lag) for row in catalogue().values())


def test_a_label_finds_its_metric() -> None:
    assert find("vix overshoot since the PEAK") is find("positioning.vix_overshoot")


@pytest.mark.parametrize("typed", ["positioning.vix_overshot", "vix_overshoot ", "overshoot"])
def test_an_unknown_metric_names_the_nearest(typed: str) -> None:
    with pytest.raises(UnwindError, match=r"nearest are .*positioning\.vix_overshoot"):
        find(typed)


def test_a_metric_like_no_other_points_to_the_list() -> None:
    with pytest.raises(UnwindError, match="unwind metrics lists"):
        find("qqqqqqqq")


def test_a_reading_is_shown_with_its_past(real_market: Workspace) -> None:
    spec = find("positioning.vix_overshoot")
    view = real_market.market.view(date(2018, 2, 8))
    histories = real_market.histories
    text = "\n".join(today_text(histories.reading(spec, view), histories.past(spec, view), "here"))
    assert widest(text) <= 100
    assert re.search(r"^Value +16\.2.σ$", text, re.MULTILINE)
    assert re.search(r"^On +2018-02-05$", text, re.MULTILINE)
    assert re.search(r"^2018-02-02 +2\.1.σ +2018-02-02$", text, re.MULTILINE)
    years = re.findall(r"^(\d{4}) .*?(\d+)  ( *─*●─*)$", text, re.MULTILINE)
    assert [int(year) for year, _, _ in years] == list(range(1994, 2019))
    assert max(range(len(years)), key=lambda i: years[i][2].index("●")) == len(years) - 1


def test_a_reading_without_a_value_says_why(real_market: Workspace) -> None:
    spec = find("positioning.dealer_gamma_chain")
    view = real_market.market.view(date(2018, 2, 8))
    histories = real_market.histories
    text = "\n".join(today_text(histories.reading(spec, view), histories.past(spec, view), "here"))
    assert "not measured: no SPX option chain" in text
    assert "HISTORY" not in text


# --- Imports, markets, status.


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", market=DEMO)


def listed(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{name}  "))


def fill(settings: Settings, name: str, source: Path) -> str:
    report = import_folder(source, Store(settings.folder(name)), today=TODAY)
    return import_text(report, name)


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
    rows = {row["name"]: row for row in market_rows(home, [DEMO, "good", "holed", "torn"])}
    json.dumps(list(rows.values()), allow_nan=False)
    assert rows[DEMO]["simulated"] and rows[DEMO]["first"] is None
    assert (rows["good"]["first"], rows["good"]["error"]) == ("2018-01-02", None)
    stored = sum(p.stat().st_size for p in home.folder("good").rglob("*") if p.is_file())
    assert rows["good"]["bytes"] == stored
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


# --- A checked text.


def test_a_checked_text_marks_what_is_wrong() -> None:
    text = "VIX/VIX3M is 1.22.\nThe 10y yield rose 25 bp.\nSomebody sold $40bn."
    report = check_text(text, make_brief(), "draft.md")
    lines = checked_text(report).splitlines()
    assert widest(checked_text(report)) <= 100
    assert [line.split()[0] for line in lines[1:-1]] == ["1:14", "2:20", "3:15"]
    marks = ["CONTRADICTS" in line or "UNKNOWN" in line for line in lines[1:-1]]
    assert marks == [False, True, True]
    counts = ", ".join(f"{status} {count}" for status, count in report.counts.items())
    assert lines[-1] == f"draft.md: 3 figures ({counts})."


def test_evidence_is_printed_as_its_reading_is() -> None:
    figures = (
        Checked(1, 1, "−9 %", "contradicts", "positioning.momentum_drawdown_21d", -0.0123),
        Checked(1, 9, "99th percentile", "matches", "positioning.vix", 0.991),
        Checked(1, 30, "[[positioning.nonsense]]", "unknown", "positioning.nonsense"),
        Checked(1, 60, "[[verdict.amplification]]", "bound", "verdict.amplification", 88.0),
    )
    lines = checked_text(Report("x.md", figures)).splitlines()
    assert lines[1].endswith("is −1.2\u202f%")
    assert lines[2].endswith("is 99.1st percentile")
    assert lines[3].endswith("— no such evidence: positioning.nonsense")
    assert lines[4].endswith("bound        verdict.amplification")


def test_a_text_without_figures_is_one_line() -> None:
    assert len(checked_text(Report("x.md", ())).splitlines()) == 1


# --- Speed.


@pytest.mark.parametrize("module", ["assistant.cli", "assistant.tables"])
def test_printing_loads_nothing_heavy(module: str) -> None:
    heavy = "{'pandas', 'numpy', 'pyarrow', 'scipy', 'streamlit'}"
    code = f"import sys, {module}; sys.exit(' '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_command_answers_with_help() -> None:
    command = shutil.which("unwind", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("the command is not installed beside this Python")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "brief" in done.stdout
