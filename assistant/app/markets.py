"""The markets of this process: opened once, by jobs that every visit shares."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from assistant.app.jobs import Job
from assistant.settings import DEMO, settings
from tools.market.storage import RemotePath
from tools.records import Brief, UnwindError

if TYPE_CHECKING:
    from assistant.app.shared import SharedWorkspace

Progress: TypeAlias = tuple[str, int, int]
Stamp: TypeAlias = tuple[int, int]
NEVER: Stamp = (0, 0)
MOST = 4  # markets that are held open


class Opening(Job[Progress, "SharedWorkspace"]):
    """A market that is being opened, or is open; its first use may simulate or compute it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stamp: Stamp = NEVER
        super().__init__(self._open)

    def _open(self, report: Callable[[Progress], None]) -> SharedWorkspace:
        # The first page is drawn while the libraries behind the answers load here.
        from assistant.app.shared import SharedWorkspace
        from assistant.workspace import open_workspace

        found = open_workspace(
            settings(), self.name, lambda step, done, total: report((step, done, total))
        )
        self.stamp = _stamp(self.name)
        return SharedWorkspace(found.market, found.histories, found.memory)

    @property
    def usable(self) -> bool:
        """Whether it need not be opened anew: a failed or since imported market must."""
        return not self.done or (not self.error and self.stamp == _stamp(self.name))

    def clamped(self, wanted: date | None) -> date:
        """Return a date of the open market: the last session without one, the nearest otherwise."""
        sessions = self.wait().market.sessions
        first, last = sessions[0].date(), sessions[-1].date()
        return min(max(wanted or last, first), last)

    @property
    def running(self) -> date | None:
        """The last day of which the open market holds a bar that still ran; None without one."""
        return self.result.market.view().provisional if self.result else None


_LOCK = Lock()
_OPENED: OrderedDict[tuple[Path, str], Opening] = OrderedDict()


def _stamp(name: str) -> Stamp:
    """Return when a market and its running bars were last written, 0 where there are none."""
    try:
        folder = settings().folder(name)
    except UnwindError:
        return NEVER
    # Nothing is pulled into object storage, where each look is a request.
    ran = 0 if isinstance(folder, RemotePath) else _written(folder / "provisional.json")
    return _written(folder / "manifest.json"), ran


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except (OSError, UnwindError):
        return 0


def names() -> list[str]:
    """Return the names of the markets that can be opened, the demo last."""
    found = {path.parent.name for path in settings().markets.glob("*/manifest.json")}
    return [*sorted(found - {DEMO}), DEMO]


def opened(name: str) -> Opening | None:
    """Return the job that opens a market where it was begun already."""
    with _LOCK:
        return _found(name)


def opening(name: str) -> Opening:
    """Return the job that opens a market; it starts with the first call."""
    with _LOCK:
        job = _found(name)
        if job is None:
            job = _OPENED[settings().home, name] = Opening(name)
            while len(_OPENED) > MOST:
                _OPENED.popitem(last=False)
        return job


def _found(name: str) -> Opening | None:
    job = _OPENED.get((settings().home, name))
    return job if job is not None and job.usable else None


def brief(market: Opening, as_of: date) -> Job[None, Brief]:
    """Return a job that makes the brief of a market at a date, or finds it made."""
    return Job(lambda _report: market.wait().brief(as_of))
