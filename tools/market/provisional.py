"""Bars of sessions that still run: a record above the settled one, until the next write.

The settled record is never touched. Beside it lies one that holds the same and the running bars,
with the hash of the settled record on which it stands: as soon as that is another, or this one is
damaged, the settled record is all there is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tools.market.contents import Contents, parse_contents
from tools.market.storage import StorageError


@dataclass(frozen=True, slots=True)
class Provisional:
    """A market with bars that still ran.

    Attributes
    ----------
    contents : Contents
        What the market holds, the running bars among it.
    at : datetime
        When they were fetched (UTC).
    bars : mapping of str to date
        The day of the running bar of each part ("SPX/yahoo", "panel").
    """

    contents: Contents
    at: datetime
    bars: Mapping[str, date]

    def day(self, end: date) -> date | None:
        """Return the last day up to ``end`` of which a bar is provisional, None without one."""
        return max((day for day in self.bars.values() if day <= end), default=None)

    def dump(self, settled: str) -> str:
        """Return it as JSON, bound to the text of the settled record."""
        body = {
            "settled": _mark(settled),
            "at": self.at.isoformat(),
            "bars": {part: day.isoformat() for part, day in sorted(self.bars.items())},
            "contents": self.contents.dump(),
        }
        return json.dumps(body, indent=1)


def path_in(folder: Path) -> Path:
    """Return where a market's folder has its provisional record."""
    return folder / "provisional.json"


def read(folder: Path, settled: Path) -> Provisional | None:
    """Return a market's provisional record, None where there is none that stands on the settled."""
    try:
        text = path_in(folder).read_text(encoding="utf-8")
        return _parsed(text, settled.read_text(encoding="utf-8"))
    except StorageError:
        raise
    except (OSError, ValueError):
        return None


def _parsed(text: str, settled: str) -> Provisional | None:
    """Return the record in a text, None where it stands on another settled record or is damaged."""
    try:
        body = json.loads(text)
        if body["settled"] != _mark(settled):
            return None
        days = {str(part): date.fromisoformat(day) for part, day in body["bars"].items()}
        at = datetime.fromisoformat(body["at"])
        return Provisional(parse_contents(body["contents"]), at, days)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def running_bars(settled: Contents, over: Contents) -> dict[str, date]:
    """Return the parts that reach further in one record than in another, with their last day."""
    out: dict[str, date] = {}
    for sid, vendors in over.series.items():
        for vendor, entry in vendors.items():
            held = settled.series.get(sid, {}).get(vendor, {"last": ""})
            if entry["last"] > held["last"]:
                out[f"{sid}/{vendor}"] = date.fromisoformat(entry["last"])
    for field, entry in over.panels.items():
        if entry["last"] > settled.panels.get(field, {"last": ""})["last"]:
            out["panel"] = date.fromisoformat(entry["last"])
    return out


def _mark(settled: str) -> str:
    return hashlib.sha256(settled.encode()).hexdigest()
