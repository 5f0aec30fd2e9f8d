"""How old a market is: said where its latest is asked for, and nowhere else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.age import old
from assistant.service import answer
from assistant.settings import DEMO, Settings
from assistant.tables import brief_text, status_text
from assistant.workspace import Workspace, open_workspace
from tests.contracts.command import Command
from tests.contracts.test_cli_morning import pulled_home

__all__ = ["pulled_home"]
FRIDAY = date(2026, 5, 29)
QUESTION = "What's driving this sell-off?"
FOUR = "The market live ends on 29 May 2026, 4 sessions ago."


@pytest.fixture
def home(demo_market: Workspace, market_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "markets").mkdir(parents=True)
    (home / "markets" / DEMO).symlink_to(market_home / "markets" / DEMO)
    return home


@pytest.fixture
def live(pulled_home: Path) -> Workspace:
    return open_workspace(Settings(home=pulled_home, market=DEMO), "live")


def at(*when: int) -> Callable[[], datetime]:
    return lambda: datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (at(2026, 5, 29, 23), ""),
        (at(2026, 5, 31, 12), ""),  # a Sunday
        (at(2026, 6, 1, 23), ""),  # Monday's bar may yet come
        (at(2026, 6, 2, 20, 10), ""),  # Tuesday's close has not settled
        (at(2026, 6, 2, 23), "The market live ends on 29 May 2026, 2 sessions ago."),
        (at(2026, 7, 6, 12), "The market live ends on 29 May 2026, 23 sessions ago."),
        (at(2027, 5, 29, 12), "The market live ends on 29 May 2026."),
    ],
)
def test_sessions_are_new_yorks(clock: Callable[[], datetime], said: str) -> None:
    """June 2026 has 22 weekdays less Juneteenth; 1 and 2 July follow, the 3rd is a holiday.

    22 - 1 + 2 = 23 since the end of May, and none before Monday 6 July has settled at noon.
    """
    assert old("live", FRIDAY, clock) == said


def test_sixty_sessions_are_counted_and_more_are_not() -> None:
    """The sixtieth session after 29 May 2026 is 25 August: 21 in June, 22 in July, 17 by then."""
    assert old("x", FRIDAY, at(2026, 8, 25, 23)).endswith(", 60 sessions ago.")
    assert old("x", FRIDAY, at(2026, 8, 26, 23)) == "The market x ends on 29 May 2026."


def test_a_market_that_ended_long_ago_needs_no_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tools.sources.sessions", None)
    said = old("x", date(2022, 12, 30), at(2026, 6, 5, 12))
    assert said == "The market x ends on 30 December 2022."


def test_a_brief_status_and_answer_say_it(live: Workspace) -> None:
    clock = at(2026, 6, 5, 12)
    brief = live.brief()
    assert FOUR in brief_text(brief, latest=True, clock=clock)
    assert "ends on" not in brief_text(brief, clock=clock)
    assert "ends on" not in json.dumps(brief.to_json())
    assert FOUR in status_text(live.market, [], clock=clock)
    assert "ends on" not in status_text(live.market, [], clock=at(2026, 5, 29, 23))
    assert answer(QUESTION, live, clock=clock).remarks == (FOUR,)
    assert f"Note: {FOUR}" in answer(QUESTION, live, clock=clock).text


def test_who_sets_a_date_is_not_told(live: Workspace, demo_market: Workspace) -> None:
    clock = at(2026, 6, 5, 12)
    assert answer(QUESTION, live, as_of=FRIDAY, clock=clock).remarks == ()
    assert answer("What drove the fall on 2026-05-20?", live, clock=clock).remarks == ()
    assert answer(QUESTION, live, clock=at(2026, 5, 30, 12)).remarks == ()
    assert answer(QUESTION, demo_market, clock=clock).remarks == ()
    brief = demo_market.brief()
    assert "ends on" not in brief_text(brief, latest=True, clock=clock)
    assert "ends on" not in status_text(demo_market.market, [], clock=clock)


def test_the_commands_ask_for_it(
    pulled_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By this machine's clock, which may be any day after the end of May: the words are its own."""
    unwind = Command(pulled_home, capsys)
    words = "The market live ends on"
    for module in ("assistant.tables.briefs", "assistant.tables.markets", "assistant.service"):
        monkeypatch.setattr(f"{module}.old", lambda name, session, clock: f"{words} {session}.")
    assert f"{words} {FRIDAY}" in unwind("brief", "--market", "live").out
    assert f"{words} {FRIDAY}" in unwind("market", "status", "live").out
    assert f"{words} {FRIDAY}" in unwind("ask", QUESTION, "--market", "live").out
    given = ("--market", "live", "--as-of", str(FRIDAY))
    assert words not in unwind("brief", *given).out
    assert words not in unwind("ask", QUESTION, *given).out
    assert words not in unwind("brief", "--market", "live", "--json").out


def test_before_a_first_pull_the_pull_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unwind = Command(home, capsys)
    assert unwind("brief", "--market", "live").complaint == (
        "no market named live: unwind market pull makes it; or import one, or use --market demo"
    )
    assert "unwind market pull" not in unwind("brief", "--market", "other").complaint
