"""How old a market is, in sessions that New York has closed since, and whether its last one ran."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from tools.formatting import day, plural

Clock = Callable[[], datetime]
COUNTED = 60  # sessions beyond which a date says more than their number
SURELY = 100  # days that hold more than these, so that no calendar need be read


def now() -> datetime:
    """Return the time (UTC)."""
    return datetime.now(UTC)


def dated(session: date, running: date | None) -> str:
    """Return a session with what its prices are: its close, or a bar that ran when it was fetched.

    ``running`` is the last day of which a bar still ran, as a market's record has it.
    """
    return f"{day(session)}, {'running bar, provisional' if session == running else 'close'}"


def sessions_since(session: date, at: datetime) -> int:
    """Return how many of New York's sessions have closed after one, at a time."""
    from tools.sources.sessions import last_closed, sessions

    last = last_closed(at)
    return max(len(sessions(session, last)) - 1, 0) if last > session else 0


def ended(name: str, session: date, ago: int | None = None) -> str:
    """Return when a market ends, and how many sessions ago where that is given and not long."""
    said = f"The market {name} ends on {day(session)}"
    return f"{said}, {plural(ago, 'session')} ago." if ago and ago <= COUNTED else f"{said}."


def old(name: str, session: date, clock: Clock = now) -> str:
    """Return a remark on a market that is asked for its latest, empty where it is up to date.

    Parameters
    ----------
    name : str
        The market, one that is not simulated.
    session : date
        Its last session.
    clock : callable
        The time. A market that lacks the last closed session alone has no remark: sources are
        late, and a pull is made in the morning.
    """
    at = clock()
    days = (at.date() - session).days
    if days <= 1:
        return ""
    if days > SURELY:
        return ended(name, session)
    ago = sessions_since(session, at)
    return ended(name, session, ago) if ago > 1 else ""
