"""The year line of a reading, as its evidence shows it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock

from assistant.app.shared import SharedWorkspace
from assistant.facets import severity
from assistant.narrative import escape
from tools.formatting import day
from tools.records import Brief, NotMeasured, Reading

SESSIONS = 252
MOST = 4096
_LOCK = Lock()
_MADE: OrderedDict[tuple[str, date, str], str] = OrderedDict()


class Lines:
    """Draws year lines of one answer's readings; one that was drawn for a market state is kept.

    Parameters
    ----------
    workspace : SharedWorkspace
        The market.
    brief : Brief
        The evidence.
    turn : str
        The turn that shows them, for the control that opens the full history.
    """

    def __init__(self, workspace: SharedWorkspace, brief: Brief, turn: str) -> None:
        self._workspace = workspace
        self._brief = brief
        self._turn = turn

    def __call__(self, reading: Reading, anchor: str) -> str:
        """Return a reading's year line and the control that opens its history; both or nothing."""
        key = self._brief.market.hash, self._brief.as_of, reading.id
        with _LOCK:
            line = _MADE.get(key)
        if line is None:
            line = self._draw(reading)
            with _LOCK:
                _MADE[key] = line
                while len(_MADE) > MOST:
                    _MADE.popitem(last=False)
        return line and line + _control(self._turn, reading, anchor)

    def _draw(self, reading: Reading) -> str:
        import numpy as np

        from tools.charts.panels import past
        from tools.charts.spark import sparkline_svg

        view = self._workspace.market.view(self._brief.as_of)
        try:
            seen = past(view, self._workspace.histories, reading.id)
        except (NotMeasured, KeyError):
            return ""
        first = view.sessions[-min(SESSIONS, len(view.sessions))].to_datetime64()
        year = seen.days >= first
        values, days = seen.values[year], seen.days[year]
        peak = self._brief.move.peak
        start = int((days < np.datetime64(peak)).sum())
        band = severity(reading.stress) if reading.stress is not None else 0
        svg = sparkline_svg(values.tolist(), start, band)
        moved = "; the move is shaded" if start < len(values) - 1 else ""
        caption = escape(f"A year to {day(self._brief.session)}{moved}")
        return svg and f'<div class="uw-year">{svg}<div class="uw-k">{caption}</div></div>'


def _control(turn: str, reading: Reading, anchor: str) -> str:
    name = escape(f"Full history of {reading.label}")
    return (
        f'<button type="button" class="uw-more" data-history="{turn} {reading.id}" '
        f'aria-label="{name}" popovertarget="{anchor}" popovertargetaction="hide">'
        "Full history</button>"
    )
