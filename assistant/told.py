"""What mornings told: a line a run in the log, and the state that the next run is held against."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.alerts import State, carried, read_state, state_of
from assistant.runlog import RunLog
from assistant.settings import Settings
from tools.records import jsonable

if TYPE_CHECKING:
    from assistant.morning import Morning


def _now() -> datetime:
    return datetime.now(UTC)


def log_of(settings: Settings) -> RunLog:
    """Return the log of runs."""
    return RunLog(log_path(settings))


def log_path(settings: Settings) -> Path:
    """Return where the log of runs is kept."""
    return settings.home / "logs" / "morning.jsonl"


def last_told(settings: Settings, market: str) -> State | None:
    """Return what the last run that ended well told of a market, None without one."""
    entry = log_of(settings).last(market=market, told=True)
    try:
        return None if entry is None else read_state(entry["state"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def log_run(
    settings: Settings,
    market: str,
    began: float,
    status: int,
    found: Morning | None = None,
    error: str = "",
    clock: Callable[[], datetime] = _now,
) -> None:
    """Append a run to the log.

    Raises
    ------
    UnwindError
        When it cannot be written: the next run would tell the same anew.
    """
    entry: dict[str, Any] = {
        "when": clock().isoformat(timespec="seconds"),
        "market": market,
        "seconds": round(time.monotonic() - began, 2),
        "exit": status,
        # What a running session told is not settled: the next run tells it anew.
        "told": found is not None and not found.brief.market.provisional,
    }
    if found is None:
        entry["error"] = error
    else:
        before = last_told(settings, market)
        news = found.news
        entry |= {
            "session": news.now.session.isoformat(),
            "since": news.then.session.isoformat(),
            "sources": dict(found.drawn.states),
            "trouble": found.drawn.trouble,
            "failures": list(found.drawn.failures),
            "alerts": jsonable(list(news.changes.alerts)),
            "state": carried(before, state_of(news.now)).to_json(),
        }
    log_of(settings).append(entry)
