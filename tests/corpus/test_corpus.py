"""The past notes that ship: their form, and each figure against the market of its date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.check import Report, check_text
from assistant.dates import days_of, mentions, years
from assistant.faults import faults
from assistant.narrative import render
from assistant.workspace import Workspace
from assistant.writing.note import paragraphs
from assistant.writing.pen import Pen
from tools.pillars.registry import specs
from tools.records import Brief

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILES = {path.stem: path for path in sorted(CORPUS.glob("*.md")) if path.stem != "README"}
NOTES = sorted(FILES)
SECTIONS = (
    "Macro",
    "Fundamentals",
    "Positioning & flows",
    "Behaviour & microstructure",
    "Cross-asset check",
    "What we're watching",
    "Bottom line",
)
FRONT = re.compile(
    r"---\nid: (?P<id>[A-Za-z0-9-]{3,80})\nas_of: (?P<as_of>\d{4}-\d{2}-\d{2})\n"
    r"market: (?P<market>real|demo)\nsimulated: (?P<simulated>true|false)\n"
    r"title: (?P<title>\S.{0,199})\nreadings: (?P<readings>\S.*)\n---\n\n"
)
ABSTAINS = re.compile(r"\bno (?:single )?(?:label|engine)\b|\babstain", re.IGNORECASE)
READ = re.compile(r"\*My read:\* \S.*")
LONG = 8  # words from which on a shared sentence is no accident


def front(name: str) -> re.Match[str]:
    found = FRONT.match(FILES[name].read_text(encoding="utf-8"))
    assert found, f"{name}: the front matter is not in form"
    return found


def body(name: str) -> str:
    return FILES[name].read_text(encoding="utf-8")[front(name).end() :]


def words(text: str) -> list[str]:
    joined = text.replace("\u202f", "")
    return [word for word in joined.split() if any(c.isalnum() for c in word)]


def section(name: str, title: str) -> str:
    return body(name).split(f"## {title}\n", 1)[1].split("\n## ", 1)[0].strip()


def sentences(text: str) -> set[str]:
    """Return the longer sentences of a text, without its marks and letter case."""
    bare = re.sub(r"[*\\#]|^\s*- ", "", text.replace("\u202f", ""), flags=re.MULTILINE)
    pieces = re.split(r"[.!?;:](?=\s)|\n", bare.lower())
    return {" ".join(words(piece)) for piece in pieces if len(words(piece)) >= LONG}


@pytest.fixture(scope="module")
def made() -> dict[str, Brief]:
    """Hold each note's brief, so that it is made once."""
    return {}


@pytest.fixture
def workspace(name: str, request: pytest.FixtureRequest) -> Workspace:
    """Return the market that a note is about; where there is no real data, skip."""
    found = request.getfixturevalue(f"{front(name)['market']}_market")
    assert isinstance(found, Workspace)
    return found


@pytest.fixture
def brief(name: str, workspace: Workspace, made: dict[str, Brief]) -> Brief:
    if name not in made:
        made[name] = workspace.brief(date.fromisoformat(front(name)["as_of"]))
    return made[name]


@pytest.fixture
def report(name: str, workspace: Workspace, brief: Brief) -> Report:
    history = workspace.lookup(workspace.market.view(brief.as_of))
    return check_text(FILES[name].read_text(encoding="utf-8"), brief, name, history)


def test_there_are_enough_notes_of_both_kinds() -> None:
    kinds = [front(name)["market"] for name in NOTES]
    assert kinds.count("real") >= 8
    assert kinds.count("demo") >= 3


@pytest.mark.parametrize("name", NOTES)
def test_front_matter_says_what_the_file_is(name: str) -> None:
    fields = front(name)
    simulated = fields["market"] == "demo"
    assert fields["id"] == name
    assert name.startswith(f"{'demo-' if simulated else ''}{fields['as_of']}-")
    assert fields["simulated"] == str(simulated).lower()
    cited = fields["readings"].split()
    assert len(cited) == len(set(cited))
    assert set(cited) <= set(specs())


@pytest.mark.parametrize("name", NOTES)
def test_sections_stand_in_order_with_a_read_under_the_first_five(name: str) -> None:
    assert tuple(re.findall(r"^## (.+)$", body(name), re.MULTILINE)) == SECTIONS
    for title in SECTIONS:
        *bullets, last = section(name, title).splitlines()
        if title in SECTIONS[:5]:
            assert READ.fullmatch(last)
        else:
            bullets.append(last)
        assert all(not line or line.startswith("- ") for line in bullets)
    assert 250 <= len(words(body(name))) <= 450


@pytest.mark.parametrize("name", NOTES)
def test_a_simulated_market_is_called_so_in_the_first_line_and_only_then(name: str) -> None:
    first = body(name).split("\n", 1)[0]
    if front(name)["market"] == "demo":
        assert "simulated market" in first.lower() or "market in this note is simulated" in first
    else:
        assert first == "## Macro"
        assert "simulated" not in body(name).lower()


@pytest.mark.parametrize("name", NOTES)
def test_every_figure_is_that_of_the_market_at_its_date(name: str, report: Report) -> None:
    wrong = [f for f in report.figures if f.status in ("contradicts", "unknown")]
    assert wrong == []
    assert report.counts["matches"] >= 12


@pytest.mark.parametrize("name", NOTES)
def test_cited_readings_were_measured_then(name: str, brief: Brief) -> None:
    missing = [m for m in front(name)["readings"].split() if brief.index[m].value is None]
    assert missing == []


@pytest.mark.parametrize("name", NOTES)
def test_nothing_later_is_named(name: str, brief: Brief) -> None:
    text = body(name)
    known = {day for day in days_of(brief) if day <= brief.as_of}
    for mention in mentions(text):
        assert any(mention.holds(day) for day in known), text[mention.start : mention.end]
    assert all(year.year is None or year.year <= brief.as_of.year for year in years(text))


@pytest.mark.parametrize("name", NOTES)
def test_bottom_line_agrees_with_the_verdict(name: str, brief: Brief) -> None:
    line = section(name, "Bottom line")
    engine = brief.verdict.engine
    assert [f for f in faults(body(name), brief) if f.kind == "label"] == []
    if engine in ("mixed", "none"):
        assert ABSTAINS.search(line)
    else:
        assert engine in line.lower()
        assert not ABSTAINS.search(line)
    if brief.selloff in ("beneath", "none"):
        assert re.search(r"no (?:index )?sell-off|calm index", line, re.IGNORECASE)


@pytest.mark.parametrize("name", NOTES)
def test_notes_are_not_pasted_from_the_drafted_one(
    name: str, workspace: Workspace, brief: Brief
) -> None:
    history = workspace.lookup(workspace.market.view(brief.as_of))
    source = "\n".join(paragraphs(Pen(brief)))
    drafted = sentences(render(source, brief, history, "markdown").text)
    assert len(drafted) > 10
    assert not sentences(body(name)) & drafted


def pairs() -> Iterator[tuple[str, str]]:
    for place, first in enumerate(NOTES):
        for second in NOTES[place + 1 :]:
            yield first, second


def test_no_two_notes_share_a_sentence() -> None:
    said = {name: sentences(body(name)) for name in NOTES}
    assert all(said.values())
    assert {pair: said[pair[0]] & said[pair[1]] for pair in pairs()} == {
        pair: set() for pair in pairs()
    }
