"""Which runs of a source's archive the market does not have yet, whatever the clock said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tools.market.contents import Contents
from tools.sources.archive import Archive, day_of, listed, whole
from tools.sources.reading import Ahead

# No run was made before the program was: a clock without a battery begins in 1970 or 1980.
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Pending:
    """The runs of one source that wait for the market.

    Attributes
    ----------
    runs : list of (datetime, Path)
        Each run's pack with the latest time at which it can have come, in the order in which they
        came.
    seen : list of str
        The names of the packs that were seen to before.
    notes : list of str
        What is strange about the archive.
    """

    runs: list[tuple[datetime, Path]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def pending(archive: Archive, source: str, held: Contents, ahead: Ahead, *, anew: bool) -> Pending:
    """Return the runs of a source that are to go into the market.

    A pack bears the time of its run, and a clock may have been wrong: what the market has is told
    by the packs that it names, not by the last of them.

    Parameters
    ----------
    archive : Archive
        The market's archive.
    source : str
        The source.
    held : Contents
        What the market holds.
    ahead : Ahead
        Bodies that came just now, so that their runs wait for the market for sure.
    anew : bool
        Whether all runs count as waiting.

    Raises
    ------
    UnwindError
        When a pack is damaged.
    """
    packs = archive.packs(source)
    notes = [
        f"archive/{source}/{stray.name} is no run and was passed over"
        for stray in archive.strays(source)
    ]
    recorded = held.runs.get(source)
    if recorded is None:
        mark = held.archived.get(source, "")
        new = ahead.came(source)
        recorded = [p.name for p in packs if p.name <= mark and not (new and _among(p, new))]
    if anew:
        return Pending(_in_order(finished(packs), recorded), [], notes)
    seen = set(recorded)
    runs = finished([p for p in packs if p.name not in seen])
    last = max(recorded, default="")
    if runs and runs[0].name < last:
        notes.append(
            f"the archive has a run of {day_of(Path(last)):%Y-%m-%d %H:%M} UTC, later than the one "
            f"of {day_of(runs[0]):%Y-%m-%d %H:%M}: this machine's clock was ahead then, or is "
            "behind now"
        )
    return Pending([(day_of(p), p) for p in runs], recorded, notes)


def finished(packs: Sequence[Path]) -> list[Path]:
    """Return packs up to the last one that is whole.

    Raises
    ------
    UnwindError
        When one is damaged.
    """
    ends = [number for number, pack in enumerate(packs, 1) if whole(pack)]
    return list(packs[: ends[-1]]) if ends else []


def _among(pack: Path, new: set[tuple[str, datetime]]) -> bool:
    """Return whether a pack holds a body that came just now."""
    return any((kept.key, kept.fetched) in new for kept in listed(pack))


def _in_order(packs: Sequence[Path], recorded: Sequence[str]) -> list[tuple[datetime, Path]]:
    """Return packs in the order in which they were seen to, those that never were at their time.

    One came no later than any that was seen to after it, whatever its own name says.
    """
    place = {name: number for number, name in enumerate(recorded)}
    known = sorted((p for p in packs if p.name in place), key=lambda p: place[p.name])
    out: list[tuple[datetime, Path]] = []
    latest = datetime.max.replace(tzinfo=UTC)
    for pack in reversed(known):
        at = day_of(pack)
        latest = latest if at < NO_CLOCK else min(latest, at)
        out.append((min(at, latest), pack))
    out.reverse()
    out += [(day_of(p), p) for p in packs if p.name not in place]
    return sorted(out, key=lambda run: run[0])
