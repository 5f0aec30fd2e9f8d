"""The markets of this process: opened once, by jobs that every visit shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from assistant.app.jobs import Job
from assistant.settings import DEMO, settings
from tools.records import Brief, UnwindError

if TYPE_CHECKING:
    from assistant.workspace import Workspace

Progress: TypeAlias = tuple[str, int, int]


class Opening(Job[Progress, "Workspace"]):
    """A market that is being opened, or is open; its first use may simulate or compute it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stamp = 0
        super().__init__(self._open)

    def _open(self, report: Callable[[Progress], None]) -> Workspace:
        # The first page is drawn while the libraries behind the answers load here.
        from assistant.workspace import open_workspace

        found = open_workspace(
            settings(), self.name, lambda step, done, total: report((step, done, total))
        )
        self.stamp = _stamp(self.name)
        return found

    @property
    def usable(self) -> bool:
        """Whether it need not be opened anew: a failed or since imported market must."""
        return not self.done or (not self.error and self.stamp == _stamp(self.name))


def _stamp(name: str) -> int:
    """Return when a market was last written, 0 where there is none."""
    try:
        return (settings().folder(name) / "manifest.json").stat().st_mtime_ns
    except (OSError, UnwindError):
        return 0


def names() -> list[str]:
    """Return the names of the markets that can be opened, the demo last."""
    found = {path.parent.name for path in settings().markets.glob("*/manifest.json")}
    return [*sorted(found - {DEMO}), DEMO]


@st.cache_resource(max_entries=4, show_spinner=False, validate=lambda job: job.usable)
def opening(name: str) -> Opening:
    """Return the job that opens a market; it starts with the first call."""
    return Opening(name)


@st.cache_resource(max_entries=32, show_spinner=False)
def _brief(name: str, stamp: int, as_of: date) -> Job[None, Brief]:
    workspace = opening(name).result
    if workspace is None:
        raise UnwindError(f"market {name} is not open")
    return Job(lambda _report: workspace.brief(as_of))


def brief(market: Opening, as_of: date) -> Job[None, Brief]:
    """Return the job that makes the brief of an open market at a date."""
    return _brief(market.name, market.stamp, as_of)
