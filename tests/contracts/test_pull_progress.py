"""What a terminal shows while sources are asked: how far each has come, and which have ended."""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.commands.live import source_bars
from assistant.workspace import Workspace
from tests.sources.world import World
from tools.sources import fetch
from tools.sources.connectors.yahoo import QUOTED
from tools.sources.pull import Plan, pull
from tools.sources.table import addressed, sources

EVENING = datetime(2026, 5, 29, 23, tzinfo=UTC)
ENDED = ("", 0, None)
Told = tuple[str, int, int | None]


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, *steps: tuple[float, str, Told]) -> list[str]:
    """Return the lines that stand in the end; each step begins with its second and its source."""
    now, terminal = [0.0], Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        patch.setenv("TERM", "xterm")
        patch.setattr("rich.console.monotonic", lambda: now[0])
        with source_bars() as tell:
            for second, source, told in steps:
                now[0] = second
                tell(source, *told)
            before = len(terminal.getvalue())
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue()[before:])
    return re.split(r"[\r\n]+", text.strip())[-len({source for _, source, _ in steps}) :]


def test_a_source_that_has_ended_is_still(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [(1.0, "cboe", ("VIX", 1, None)), (3.0, "cboe", ("VIXEQ", 2, None))]
    (line,) = drawn(monkeypatch, *steps)
    assert re.fullmatch(r"[\u2800-\u28ff] cboe: 2 \(VIXEQ\) 0:00:02", line)
    ended = (5.0, "cboe", ENDED)
    still, spins = drawn(monkeypatch, *steps, ended, (16.0, "fred", ("DGS10", 1, None)))
    assert re.fullmatch(r"✓ cboe: 2 +0:00:04", still)
    assert re.fullmatch(r"[\u2800-\u28ff] fred: 1 \(DGS10\) 0:00:00", spins)


def test_a_total_is_shown_where_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = drawn(monkeypatch, (1.0, "yahoo", ("SPY", 3, 24)))
    assert "yahoo: 3 of 24 (SPY)" in line
    (line,) = drawn(monkeypatch, (1.0, "yahoo", ("SPY", 24, 24)), (2.0, "yahoo", ENDED))
    assert line.startswith("✓ yahoo: 24 of 24 ")


def test_a_source_of_which_nothing_came_has_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = drawn(monkeypatch, (1.0, "fred", ENDED))
    assert line == ""


def test_a_pull_tells_how_many_there_are_and_what_has_ended(
    demo_market: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, list[Told]] = defaultdict(list)
    world = World(demo_market.market, EVENING)
    world.loopback.faults["/naaim.org"] = "page"
    monkeypatch.setattr(fetch, "BACK_OFF", 0.0)
    wanted = frozenset({"yahoo", "squeezemetrics", "naaim"})
    with world.serving() as mirror:
        asked = tuple(addressed(sources()[name], mirror=mirror) for name in sorted(wanted))
        plan = Plan(tmp_path / "live", asked, world.clock, asked_for=wanted)
        pull(plan, lambda source, *step: told[source].append(step))
    *charts, ended = told["yahoo"]
    assert ended == ENDED
    assert charts and {key for key, _, _ in charts} <= set(QUOTED)
    assert {total for _, _, total in charts} == {len(QUOTED)}
    assert max(done for _, done, _ in charts) == len(charts)
    assert told["squeezemetrics"] == [("DIX", 1, None), ENDED]
    assert told["naaim"][-1] == ENDED  # whatever became of it
