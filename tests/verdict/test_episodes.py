"""The strict loader of labelled episodes, and the dates on which each is scored."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tools.episodes import Episode, load, score_dates, shipped, split
from tools.records import UnwindError

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "corpus" / "episodes.toml"

GOOD = """
[[episode]]
id = "2018-01-volatility"
name = "February 2018"
kind = "fall"
peak = 2018-01-26
trough = 2018-02-08
trigger = { rates = 1.0 }
engine = { positioning = 0.75, macro = 0.25 }
source = "BIS"
reason = \"\"\"
Because
  so.\"\"\"

[[episode]]
id = "2017-10-quiet"
kind = "control"
type = "quiet day"
date = 2017-10-10
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    fall, control = load(Path("mine.toml"))
    assert fall.engine == {"macro": 0.25, "positioning": 0.75} and fall.reason == "Because so."
    assert (fall.asset, fall.peak, fall.day) == ("SPX", date(2018, 1, 26), None)
    assert (control.name, control.day, control.peak) == (control.id, date(2017, 10, 10), None)
    assert control.engine == {} and control.trigger == {}


def test_one_class_may_be_named_alone(tmp_path: Path) -> None:
    text = GOOD.replace("{ positioning = 0.75, macro = 0.25 }", '"positioning"')
    text = text.replace("trigger = { rates = 1.0 }\n", "")
    fall = load(write(tmp_path, "\ufeff" + text))[0]
    assert fall.engine == {"positioning": 1.0} and fall.trigger == {}


FIRST, SECOND = "episode 1 (2018-01-volatility): ", "episode 2 (2017-10-quiet): "
FAULTS = [
    ("peak = 2018-01-26", "", f"line 2, {FIRST}peak is missing: write peak = 2018"),
    ("peak = 2018-01-26", "peek = 2018-01-26", f"line 6, {FIRST}peek is no key"),
    ("peak = 2018-01-26", 'peak = "2018-01-26"', f"line 6, {FIRST}peak is '2018-01-26': write"),
    ("peak = 2018-01-26", "peak = 2018-01-26T00:00:00", f"line 6, {FIRST}peak is datetime"),
    ("peak = 2018-01-26", "peak = 2018-02-30", "is not TOML"),
    ("trough = 2018-02-08", "trough = 2018-01-26", f"line 7, {FIRST}trough 2018-01-26 must come"),
    ("macro = 0.25", "macro = 0.35", f"line 9, {FIRST}engine sums to 1.1"),
    ("macro = 0.25", "mixed = 0.25", f"line 9, {FIRST}engine names 'mixed': choose from macro"),
    ("macro = 0.25", "macro = -0.25", f"line 9, {FIRST}engine gives macro -0.25"),
    ("macro = 0.25", "macro = nan", f"line 9, {FIRST}engine gives macro nan"),
    ("macro = 0.25", "macro = inf", f"line 9, {FIRST}engine gives macro inf"),
    ("macro = 0.25", f"macro = 1{'0' * 400}", f"line 9, {FIRST}engine gives macro 1000"),
    ("peak = 2018-01-26", '"pe\\nak" = 2018-01-26', f"{FIRST}pe ak is no key"),
    ("peak = 2018-01-26", "peak = 10:00:00", f"line 6, {FIRST}peak is datetime.time(10, 0)"),
    ("macro = 0.25", "macro = true", f"line 9, {FIRST}engine gives macro True"),
    ("macro = 0.25", 'macro = "a lot"', f"line 9, {FIRST}engine gives macro 'a lot'"),
    ("{ rates = 1.0 }", "{}", f"line 8, {FIRST}trigger sums to 0"),
    ("{ rates = 1.0 }", '"rate"', f"line 8, {FIRST}trigger names 'rate': choose from growth"),
    ("{ rates = 1.0 }", "1.0", f"line 8, {FIRST}trigger is 1.0: write trigger = {{ growth"),
    ("engine = { positioning = 0.75, macro = 0.25 }\n", "", f"line 2, {FIRST}engine is missing"),
    ('id = "2018-01-volatility"\n', "", "line 2, episode 1: id is missing"),
    ('"2018-01-volatility"', '"Vol event"', "line 3, episode 1 (Vol event): id must be small"),
    ('"2018-01-volatility"', "7", "line 3, episode 1: id is 7: write"),
    ('"2017-10-quiet"', '"2018-01-volatility"', "line 16, episode 2 (2018-01-volatility): id is"),
    ('kind = "fall"', 'kind = "slump"', f"line 5, {FIRST}kind is 'slump': write one of fall"),
    ('kind = "fall"', 'kind = "beneath"', f"line 2, {FIRST}asset must name"),
    ('kind = "fall"', 'kind = "fall"\ntype = "quiet day"', f"line 6, {FIRST}type is for a control"),
    ('kind = "fall"', 'kind = ["fall"]', f"line 5, {FIRST}kind is ['fall']"),
    ('name = "February 2018"', 'name = " "', f"line 4, {FIRST}name is empty"),
    ('type = "quiet day"', 'type = "dull day"', f"line 18, {SECOND}type is 'dull day'"),
    ('type = "quiet day"\n', "", f"line 15, {SECOND}type is missing"),
    ("date = 2017-10-10", "", f"line 15, {SECOND}peak is missing"),
    ("date = 2017-10-10", "date = 2017-10-10\npeak = 2017-10-01", f"line 20, {SECOND}peak stands"),
    ("date = 2017-10-10", 'date = 2017-10-10\nengine = "macro"', f"line 20, {SECOND}engine is for"),
    ("[[episode]]", "[episode]", "write each episode under a [[episode]]"),
    ("[[episode]]", "[[episodes]]", "unknown key 'episodes'"),
    (GOOD, "", "holds no episode"),
    (GOOD, "episode = 3", "write each episode under a [[episode]]"),
    (GOOD, 'version = 1\n[[episode]]\nid = "a"', "unknown key 'version'"),
    (GOOD, "id: 2018", "is not TOML"),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_fault_is_one_line_with_its_place_and_mend(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    # A single table cannot follow itself, so both headers change where a header does.
    text = (
        GOOD.replace(old, new) if old != "[[episode]]" else GOOD.split("\n\n")[0].replace(old, new)
    )
    assert text != GOOD
    path = write(tmp_path, text)
    with pytest.raises(UnwindError) as error:
        load(path)
    message = str(error.value)
    assert expected in message and message.startswith(str(path)) and "\n" not in message


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", "folder"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "mine.toml"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(UnwindError, match=r"cannot be read|is not UTF-8: save|is no file"):
        load(path)


# New York was open on every weekday from 2018-01-16 to 2018-02-16.
SESSIONS = pd.bdate_range("2018-01-16", "2018-02-16")


def episode(**changes: object) -> Episode:
    values: dict[str, object] = {
        "id": "x",
        "name": "x",
        "kind": "fall",
        "asset": "SPX",
        "peak": date(2018, 1, 26),
        "trough": date(2018, 2, 8),
        "day": None,
        "trigger": {},
        "engine": {"macro": 1.0},
    }
    return Episode(**{**values, **changes})  # type: ignore[arg-type]


def test_score_dates_of_february_2018() -> None:
    """The trough came nine sessions after the peak, so that no day 10 lies before it."""
    found = score_dates(episode(), SESSIONS)
    assert list(found.items()) == [
        ("day 3", date(2018, 1, 31)),
        ("day 5", date(2018, 2, 2)),
        ("trough", date(2018, 2, 8)),
    ]
    longer = score_dates(episode(trough=date(2018, 2, 9)), SESSIONS)
    assert longer["day 10"] == longer["trough"] == date(2018, 2, 9)
    assert list(longer)[-1] == "trough"


def test_score_dates_without_a_session() -> None:
    """A Saturday counts as the Friday before it, as an as-of date does."""
    assert score_dates(episode(peak=date(2018, 1, 27)), SESSIONS) == score_dates(
        episode(), SESSIONS
    )
    routed = episode(kind="beneath", asset="BTC", peak=date(2018, 2, 7), trough=date(2018, 2, 10))
    assert score_dates(routed, SESSIONS) == {"trough": date(2018, 2, 9)}


def test_score_dates_of_controls() -> None:
    day = episode(kind="control", peak=None, trough=None, day=date(2018, 1, 20))
    assert score_dates(day, SESSIONS) == {"date": date(2018, 1, 19)}
    assert score_dates(episode(kind="control"), SESSIONS) == {"trough": date(2018, 2, 8)}


@pytest.mark.parametrize(
    "changes", [{"peak": date(2018, 1, 12)}, {"trough": date(2018, 2, 17)}, {"none": True}]
)
def test_what_the_market_does_not_reach_is_not_scored(changes: dict[str, object]) -> None:
    sessions = SESSIONS[:0] if changes.pop("none", False) else SESSIONS
    assert score_dates(episode(**changes), sessions) == {}


def test_the_halves_are_told_apart_by_the_peak() -> None:
    assert split(episode(peak=date(2012, 12, 31))) == "fit"
    assert split(episode(peak=date(2013, 1, 1), trough=date(2013, 2, 1))) == "test"
    assert split(episode(kind="control", peak=None, trough=None, day=date(2013, 1, 1))) == "test"


def test_reading_a_file_needs_nothing_heavy() -> None:
    code = (
        "import json, sys; from pathlib import Path; import tools.records;"
        f"before = set(sys.modules); from tools.episodes import load; load(Path({str(FILE)!r}));"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = json.loads(out.stdout)
    ours = [name for name in loaded if name.startswith("tools")]
    assert ours == ["tools.episode_entry", "tools.episodes"]
    assert not {"pandas", "numpy"} & set(loaded)


def test_our_own_episodes_are_found_in_a_checkout_and_in_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shipped(FILE.parent) == FILE
    monkeypatch.setattr("sysconfig.get_path", {"data": str(tmp_path)}.get)
    with pytest.raises(UnwindError, match=r"^no episodes in .*--episodes FILE$") as caught:
        shipped(tmp_path / "corpus")
    assert "\n" not in str(caught.value)
    # What pyproject.toml has a wheel put there is what is looked for.
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ((folder, files),) = declared["tool"]["setuptools"]["data-files"].items()
    assert files == [str(FILE.relative_to(ROOT))]
    (tmp_path / folder).mkdir(parents=True)
    installed = tmp_path / folder / FILE.name
    installed.write_bytes(FILE.read_bytes())
    assert shipped(tmp_path / "corpus") == installed
    assert load(installed) == load(FILE)
