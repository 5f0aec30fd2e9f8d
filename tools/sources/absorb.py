"""From the archive into the market: every run that is whole and not there yet, in order of time.

A body may be strange in a way that nobody foresees. Whatever goes wrong with a run is a failure of
its source alone: the run is left out and not tried again until the market is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tools.market.contents import Unreadable
from tools.market.merging import Arrival
from tools.market.store import Store
from tools.records import UnwindError
from tools.sources.archive import Archive, day_of
from tools.sources.joining import RAW, Absorbed, Joining, read_pack
from tools.sources.pending import NO_CLOCK, Pending, pending
from tools.sources.reading import Ahead
from tools.sources.request import Failure
from tools.sources.sessions import new_york_day
from tools.sources.table import Source

__all__ = ["Absorbed", "absorb"]


@dataclass(slots=True)
class _Lot:
    """What waits for the market, read and made fit for it."""

    done: dict[str, Absorbed] = field(default_factory=dict)
    arrivals: list[tuple[str, Path, Arrival]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)
    derived: Arrival | None = None


def absorb(
    store: Store,
    archive: Archive,
    sources: Iterable[Source],
    *,
    anew: bool = False,
    ahead: Ahead | None = None,
) -> tuple[bool, Mapping[str, Absorbed]]:
    """Bring the market up to its archive, in one atomic step.

    Parameters
    ----------
    store : Store
        The market.
    archive : Archive
        Its archive.
    sources : iterable of Source
        The sources whose runs count.
    anew : bool
        Whether to begin from the first run, with what the user imported of what these sources give.
    ahead : Ahead, optional
        Bodies that have been read already.

    Returns
    -------
    changed : bool
        Whether the market is another than before.
    absorbed : mapping of str to Absorbed
        What became of each source's runs: a run that is damaged, or cannot be put into the market,
        is a failure of its source.

    Raises
    ------
    UnwindError
        When the market is damaged or cannot be written.
    """
    chosen = {source.id: source for source in sources}
    read = ahead or Ahead()
    waiting: dict[str, Pending] = {}
    broken: dict[str, Failure] = {}
    for name in chosen:
        try:
            waiting[name] = pending(archive, name, store.manifest, read, anew=anew)
        except UnwindError as error:
            broken[name] = Failure("fault", str(error))
    left: dict[Path, Failure] = {}
    while True:
        lot = _gathered(store, archive, chosen, waiting, broken, left, read, anew)
        if not lot.seen:
            return False, lot.done
        drop = [part for name in lot.seen for part in _parts(chosen[name])] if anew else []
        runs = [arrival for _, _, arrival in lot.arrivals]
        if lot.derived:
            runs.append(lot.derived)
        try:
            changed = store.accumulate(runs, lot.last, runs=lot.seen, drop=drop)
        except Exception as error:
            if _of_the_machine(error):
                raise
            found = _culprits(store, lot, drop)
            if not found:
                raise UnwindError(
                    f"market {store.folder.name}: what came cannot be put into it: {_said(error)}; "
                    "nothing was changed"
                ) from error
            left |= found
            continue
        return changed, lot.done


def _gathered(
    store: Store,
    archive: Archive,
    chosen: Mapping[str, Source],
    waiting: Mapping[str, Pending],
    broken: Mapping[str, Failure],
    left: dict[Path, Failure],
    read: Ahead,
    anew: bool,
) -> _Lot:
    """Return what waits for the market; runs that cannot be made fit for it are added to left."""
    lot = _Lot()
    for name, failure in broken.items():
        lot.done[name] = Absorbed(failures=[failure])
    for name, found in waiting.items():
        if found.runs or found.notes:
            lot.done[name] = Absorbed(notes=list(found.notes))
    queue = sorted(
        (at, name, number, pack)
        for name, found in waiting.items()
        for number, (at, pack) in enumerate(found.runs)
    )
    if not queue:
        return lot
    state = Joining(store, anew)
    marks = {} if anew else store.manifest.archived
    previous = {name: _day(mark) for name, mark in marks.items()}
    stopped: set[str] = set()
    for at, name, _, pack in queue:
        if name in stopped:
            continue
        done = lot.done[name]
        mine = Absorbed()
        if pack not in left and at < NO_CLOCK:
            left[pack] = Failure(
                "fault",
                f"{name}: this machine's clock said {at:%Y-%m-%d} when it was asked: set the clock "
                "and pull again",
            )
        if pack not in left:
            try:
                data = read_pack(chosen[name].load(), archive, pack, read, mine)
            except UnwindError as error:
                done.failures.append(Failure("fault", str(error)))
                stopped.add(name)
                continue
            try:
                fit = state.fit(data, mine)
            except Exception as error:
                if _of_the_machine(error):
                    raise
                left[pack] = _left_out(name, pack, error)
        lot.seen.setdefault(name, list(waiting[name].seen)).append(pack.name)
        if pack in left:
            done.failures.append(left[pack])
            continue
        _add(done, mine)
        day = new_york_day(at)
        lot.arrivals.append((name, pack, Arrival(fit, day, previous.get(name))))
        previous[name], lot.last[name] = day, pack.name
    if lot.arrivals:
        day = max(previous[name] for name, _, _ in lot.arrivals)
        try:
            lot.derived = Arrival(state.derived(), day, None)
        except Exception as error:
            if _of_the_machine(error):
                raise
            left |= _seen_tables(lot, error)
            return _gathered(store, archive, chosen, waiting, broken, left, read, anew)
    return lot


def _seen_tables(lot: _Lot, error: Exception) -> dict[Path, Failure]:
    """Return the runs from whose tables others are made."""
    made = [(name, pack) for name, pack, _ in lot.arrivals if name in RAW]
    return {pack: _left_out(name, pack, error) for name, pack in made}


def _add(done: Absorbed, more: Absorbed) -> None:
    done.rows += more.rows
    done.failures += more.failures
    done.notes += more.notes
    done.again += more.again


def _culprits(store: Store, lot: _Lot, drop: list[str]) -> dict[Path, Failure]:
    """Return the runs that cannot be put into the market, even alone, and why."""
    out: dict[Path, Failure] = {}
    for name in dict.fromkeys(name for name, _, _ in lot.arrivals):
        mine = [(pack, arrival) for source, pack, arrival in lot.arrivals if source == name]
        error = _tried(store, [arrival for _, arrival in mine], drop)
        if error is None:
            continue
        alone = {pack: _tried(store, [arrival], drop) for pack, arrival in mine}
        found = {pack: why for pack, why in alone.items() if why is not None}
        found = found or {pack: error for pack, _ in mine}
        out |= {pack: _left_out(name, pack, why) for pack, why in found.items()}
    if not out and lot.derived:
        error = _tried(store, [lot.derived], drop)
        out = _seen_tables(lot, error) if error else {}
    return out


def _tried(store: Store, arrivals: list[Arrival], drop: list[str]) -> Exception | None:
    """Return what goes wrong when some runs alone are put into the market, which stays."""
    try:
        store.accumulate(arrivals, {}, drop=drop, rehearsed=True)
    except Exception as error:
        if _of_the_machine(error):
            raise
        return error
    return None


def _of_the_machine(error: Exception) -> bool:
    """Return whether an exception is about the market or this machine, and not about a body."""
    known = isinstance(error, UnwindError) and not isinstance(error, Unreadable)
    return known or isinstance(error, OSError | MemoryError)


def _left_out(source: str, pack: Path, error: Exception) -> Failure:
    return Failure(
        "fault",
        f"{source}: what came at {day_of(pack):%Y-%m-%d %H:%M} UTC cannot be put into the market "
        f"and was left out ({_said(error)}); it stays in the archive",
    )


def _said(error: Exception) -> str:
    return " ".join([type(error).__name__, *str(error).splitlines()[:1]])[:160]


def _parts(source: Source) -> list[str]:
    """Return the parts of a market that a source fills, as a store names them."""
    named = [part for part in source.gives if ":" in part or part == "panel"]
    series = [f"{part}/{source.id}" for part in source.gives if part not in named]
    raw = [f"table:{RAW[source.id]}"] if source.id in RAW else []
    return [*named, *series, *raw]


def _day(mark: str) -> date:
    return new_york_day(day_of(Path(mark)))
