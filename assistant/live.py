"""A live market: pulled from its sources at the addresses set, rebuilt from its archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.settings import DEMO, Settings
from assistant.workspace import Progress, build_histories
from tools.history import Histories
from tools.market.contents import Contents, parse_contents
from tools.market.store import Store
from tools.market.view import CALENDAR, Market
from tools.records import UnwindError
from tools.sources.absorb import absorb
from tools.sources.archive import Archive, whole
from tools.sources.costs import costs
from tools.sources.outcome import Pulled
from tools.sources.pull import Plan, pull
from tools.sources.pull import Progress as Steps
from tools.sources.sessions import new_york_day
from tools.sources.table import Source, addressed, sources


def _now() -> datetime:
    return datetime.now(UTC)


def addresses(settings: Settings) -> tuple[Source, ...]:
    """Return the sources at the addresses that the settings give them."""
    return tuple(
        addressed(source, base=settings.base(source.id), mirror=settings.mirror)
        for source in sources().values()
    )


def pull_market(
    settings: Settings,
    name: str,
    *,
    only: Sequence[str] = (),
    since: date | None = None,
    provisional: bool = False,
    steps: Steps = lambda *step: None,
    progress: Progress = lambda name, done, total: None,
    clock: Callable[[], datetime] = _now,
) -> tuple[Pulled, Mapping[str, tuple[str, ...]]]:
    """Pull a market from its sources and make its histories anew.

    Parameters
    ----------
    settings : Settings
        Where markets are kept, addresses and keys.
    name : str
        The market.
    only : sequence of str
        The sources to ask, all by default.
    since : date, optional
        How far back a first pull reaches.
    provisional : bool
        Whether bars of sessions that still run are held until the next pull.
    steps, progress : callable
        Take what is being fetched, and what is being computed.
    clock : callable
        The time (UTC).

    Returns
    -------
    pulled : Pulled
        What became of each source.
    costs : mapping of str to tuple of str
        By source that failed, the readings that cannot be made now.

    Raises
    ------
    UnwindError
        When a source or market is none of ours, or the market cannot be written.
    """
    if name == DEMO:
        raise UnwindError("demo is the simulated market: pull into another name")
    chosen = addresses(settings)
    known = {source.id for source in chosen}
    unknown = [source for source in only if source not in known]
    if unknown:
        raise UnwindError(f"no source {unknown[0]!r}: {', '.join(sorted(known))}")
    today = new_york_day(clock())
    if since and since > today:
        raise UnwindError(f"--since {since} lies in the future: today is {today}")
    folder = settings.folder(name)
    pulled = pull(
        Plan(
            folder,
            tuple(s for s in chosen if not only or s.id in only),
            clock,
            keys=settings.keys,
            contact=settings.contact,
            since=since,
            asked_for=frozenset(only),
            provisional=provisional,
        ),
        steps,
    )
    if CALENDAR not in Store(folder).manifest.series:
        return pulled, {}
    market = Market(folder)
    if not Histories(market).ready:
        build_histories(settings, name, progress)
        market = Market(folder)
    view = market.view()
    failed = [sole(market.store.manifest, o.source) for o in pulled.failed]
    return pulled, costs(failed, Histories(market).readings(view))


def sole(held: Contents, source: Source) -> Source:
    """Return a source with those of its series alone that no other gives as late as it did."""

    def elsewhere(part: str) -> bool:
        vendors = held.series.get(part, {})
        own = vendors.get(source.id, {}).get("last", "")
        return any(v != source.id and entry["last"] >= own for v, entry in vendors.items())

    return replace(source, gives=tuple(part for part in source.gives if not elsewhere(part)))


def verify_market(
    settings: Settings, name: str, progress: Progress = lambda name, done, total: None
) -> str:
    """Check an archive against its hashes, rebuild the market from it, and say what came of it.

    Raises
    ------
    UnwindError
        When there is no archive, or it is damaged; the market stays as it was. One whose record
        cannot be read is made from the archive alone: what was imported by hand is lost then.
    """
    folder = settings.folder(name)
    archive = Archive(folder / "archive")
    packs = archive.packs()
    if not packs:
        raise UnwindError(f"market {name} has no archive: it was not pulled")
    bodies, size, broken = 0, 0, 0
    for done, pack in enumerate(packs):
        progress(f"checking {pack.parent.name}", done, len(packs))
        broken += not whole(pack)
    for kept in archive.kept():
        archive.payload(kept)
        bodies, size = bodies + 1, size + kept.size
    with _readable(folder) as lost:
        store = Store(folder)
        store.settle()
        before = store.manifest
        changed, absorbed = absorb(store, archive, addresses(settings), anew=True)
    if CALENDAR in store.manifest.series and not Histories(Market(folder)).ready:
        build_histories(settings, name, progress)
    same = "as it was" if not changed else f"changed: {_difference(before, store.manifest)}"
    if lost:
        same = f"its damaged record is kept as {lost}, and what was imported by hand is lost"
    strays = [f"{path.parent.name}/{path.name} is no run" for path in archive.strays()]
    failures = [f for one in absorbed.values() for f in one.failures]
    faults = [str(f) for f in failures if f.why == "fault"]
    refused = [str(f) for f in failures if f.why != "fault"]
    lines = [
        f"{bodies} bodies of {len(packs)} runs ({size / 1e6:.1f} MB), every hash right; {broken} "
        f"runs broken off; market {name} rebuilt from them, {same}.",
        *(f"Passed over: {line}." for line in [*strays, *faults]),
    ]
    if refused:
        more = f" and {len(refused) - 1} more" if refused[1:] else ""
        lines.append(f"Kept in the archive and not in the market: {refused[0]}{more}.")
    return "\n".join(lines)


@contextmanager
def _readable(folder: Path) -> Iterator[str]:
    """Put a record aside that cannot be read, and back if what follows fails; give its new name."""
    record, aside = folder / "manifest.json", folder / "manifest.damaged.json"
    try:
        parse_contents(record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        # A rebuild that was broken off had put it aside.
        yield aside.name if aside.exists() else ""
        return
    except ValueError:
        record.replace(aside)
    else:
        yield ""
        return
    try:
        yield aside.name
    except BaseException:
        aside.replace(record)
        raise


def _difference(before: object, after: object) -> str:
    """Return the names of a few parts that differ between two records of a market."""
    a, b = before.series, after.series  # type: ignore[attr-defined]
    moved = [
        f"{sid}/{vendor}"
        for sid in sorted({*a, *b})
        for vendor in sorted({*a.get(sid, {}), *b.get(sid, {})})
        if a.get(sid, {}).get(vendor) != b.get(sid, {}).get(vendor)
    ]
    more = f" and {len(moved) - 5} more" if len(moved) > 5 else ""
    return (", ".join(moved[:5]) + more) or "panels, chains or tables"
