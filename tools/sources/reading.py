"""What a body says, read when it came, while its source is waited for, or from the archive."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.records import UnwindError
from tools.sources.archive import Archive, Kept
from tools.sources.request import Connector, Failure, Payload


@dataclass(slots=True)
class Read:
    """The content of one body and what was refused of it, or why it cannot be read."""

    data: Dataset
    report: FileReport
    failure: Failure | None = None


@dataclass
class Ahead:
    """Bodies that were read when they came; each is given out once."""

    _held: dict[tuple[str, str, datetime], Read] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, connector: Connector, payload: Payload) -> None:
        """Read a body that has just come."""
        found = read_body(connector, payload)
        with self._lock:
            self._held[payload.source, payload.key, payload.fetched] = found

    def came(self, source: str) -> set[tuple[str, datetime]]:
        """Return the keys and times of a source's bodies that were not given out yet."""
        with self._lock:
            return {(key, at) for name, key, at in self._held if name == source}

    def take(self, connector: Connector, archive: Archive, kept: Kept) -> Read:
        """Return what a kept body says."""
        with self._lock:
            found = self._held.pop((kept.source, kept.key, kept.fetched), None)
        return found or read_body(connector, archive.payload(kept))


def read_body(connector: Connector, payload: Payload) -> Read:
    """Read a body; whatever is wrong with it is a Failure, so that the others can be read."""
    report = FileReport(payload.name)
    try:
        return Read(connector.read(payload, report), report)
    except Failure as failure:
        return Read(Dataset(), report, failure)
    except UnwindError as error:
        return Read(Dataset(), report, Failure("changed", str(error)))
    except Exception as error:
        # A body may be strange in a way that no connector foresees.
        what = " ".join([type(error).__name__, *str(error).splitlines()[:1]])[:160]
        why = f"{payload.name}: cannot be read: {what}"
        return Read(Dataset(), report, Failure("changed", why))
