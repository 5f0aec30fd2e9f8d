"""The timeline on the page of the brief."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.tables import brief_text
from assistant.workspace import Workspace
from tests.narrative.factory import make_brief
from tests.narrative.test_timeline import BRIEF


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print pages of a hundred columns."""
    monkeypatch.delenv("COLUMNS", raising=False)


def section(text: str, title: str) -> str:
    """Return one section, its lines joined."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(title))
    end = next(n for n in range(start + 2, len(lines)) if not lines[n])
    return " ".join(" ".join(lines[start:end]).split())


def test_worst_days_show_sigma_events_and_the_session_before() -> None:
    text = section(brief_text(BRIEF), "WORST SESSIONS")
    first = text[text.index("2018-02-02") : text.index("2018-02-05")]
    assert "−3.6" in first and "payrolls, surprise −43k" in first
    assert "FOMC, surprise +8" in text and "monetary policy" in text
    assert "the session before: payrolls" in text


def test_who_broke_first_is_a_table_with_its_gaps() -> None:
    text = section(brief_text(BRIEF), "WHO BROKE FIRST")
    assert "bitcoin" in text and "2018-01-16" in text and "−13" in text and "2017-12-16" in text
    assert "gives 7.3" in text
    assert "No break: high-yield spread, 10-year yield." in text
    assert "no ETH in this market: ether" in text
    assert "bitcoin: a close at midnight UTC." in text


def test_the_calendar_names_last_next_and_what_is_not_known() -> None:
    text = section(brief_text(BRIEF), "CALENDAR")
    assert "FOMC 2018-01-31, 6 sessions ago" in text
    assert "monthly option expiry 2018-02-16, in 8 days" in text
    assert "FOMC: no schedule of meetings" in text
    assert "no CPI dates in this market" in text


def test_without_a_timeline_there_are_no_sections() -> None:
    text = brief_text(make_brief(worst_days=()))
    assert not any(word in text for word in ("WORST SESSIONS", "WHO BROKE FIRST", "CALENDAR"))


@pytest.mark.parametrize("day", ["2008-10-10", "2018-02-08", "2019-09-10", "2017-10-10"])
def test_real_pages_fit_and_say_what_is_not_covered(real_market: Workspace, day: str) -> None:
    found = real_market.brief(date.fromisoformat(day))
    text = brief_text(found)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "no CPI dates in this market" in section(text, "CALENDAR")
    order = section(text, "WHO BROKE FIRST")
    for row in found.breaks.assets:
        assert row.label in order or row.asset == "SPX"


def test_nothing_in_the_brief_is_dated_after_its_session(real_market: Workspace) -> None:
    """Dates that are known ahead are counted in days, so that no reader takes one for data."""
    body = real_market.brief(date(2018, 2, 8)).to_json()
    ahead = {event["kind"]: event["days"] for event in body["calendar"]["ahead"]}
    assert (ahead["expiry"], ahead["fomc"], ahead["payrolls"]) == (8, 41, None)
    assert all(
        set(event) == {"kind", "label", "days", "missing"} for event in body["calendar"]["ahead"]
    )
    assert set(body["breaks"]) == {"onset", "first_break", "day", "early", "expected", "assets"}
    assert body["worst_days"][0]["return"] == pytest.approx(-0.0212, abs=1e-4)
