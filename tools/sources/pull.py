"""A pull: the sources that are due, side by side by host, then the market brought up to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from tools.formatting import plural
from tools.market.store import Store
from tools.records import UnwindError
from tools.sources.absorb import Absorbed, absorb
from tools.sources.archive import Archive, day_of
from tools.sources.bars import LEFT_OUT
from tools.sources.behind import behind
from tools.sources.collect import Run, collect
from tools.sources.fetch import Fetcher
from tools.sources.memo import Memo
from tools.sources.outcome import Outcome, Pulled, last_observation
from tools.sources.provisional import overlay
from tools.sources.reading import Ahead
from tools.sources.request import Failure, unforeseen
from tools.sources.sessions import last_closed
from tools.sources.standing import Held
from tools.sources.table import Source

Progress = Callable[[str, str, int, int | None], None]
"""Takes a source, what came of it, how much has and of how much, None where it is not known.

An empty name of what came says that the source has ended.
"""
# How long after its last whole run a source is asked again; a day's run may come a little early.
DUE = {
    "daily": timedelta(minutes=30),
    "weekly": timedelta(days=2),
    "monthly": timedelta(days=6),
    "once": timedelta.max,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pull needs to know.

    Attributes
    ----------
    folder : Path
        The market's folder.
    sources : tuple of Source
        The sources, at their addresses.
    keys : mapping of str to str
        The user's keys, by environment variable.
    contact : str
        A name and an e-mail address, for a source that wants them.
    since : date or None
        How far back a first pull reaches.
    asked_for : frozenset of str
        Sources that the user named: they are asked whether they are due or not.
    provisional : bool
        Whether bars of sessions that still run are held until the next pull.
    clock : callable
        The time (UTC).
    """

    folder: Path
    sources: tuple[Source, ...]
    clock: Callable[[], datetime]
    keys: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    since: date | None = None
    asked_for: frozenset[str] = frozenset()
    provisional: bool = False


def pull(plan: Plan, progress: Progress = lambda *step: None) -> Pulled:
    """Ask every source that is due, and bring the market up to what came.

    What came is archived body by body, so that a run that is broken off loses nothing; a source
    goes into the market whole or not at all.

    Raises
    ------
    UnwindError
        When another pull of this market is under way, or it cannot be written.
    """
    with _alone(plan.folder):
        return _Pull(plan, progress).run()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "pull.lock", timeout=0):
            yield
    except Timeout as error:
        raise UnwindError(f"market {folder.name}: another pull is under way") from error


class _Pull:
    def __init__(self, plan: Plan, progress: Progress) -> None:
        self._plan, self._progress = plan, progress
        self._now = plan.clock()
        self._archive = Archive(plan.folder / "archive")
        self._memo = Memo(plan.folder / "sources.json")
        self._outcomes: dict[str, Outcome] = {}
        self._overruled: dict[str, str] = {}  # by source, the wait that the user sets aside
        self._ahead = Ahead()
        over = Store(plan.folder).provisional
        # Sources of which a bar is provisional, so that it is time for the settled one.
        self._ran = {self._source_of(part) for part in over.bars} if over else set()

    def run(self) -> Pulled:
        """Ask the sources, those that need the list of members once it is there."""
        store = Store(self._plan.folder)
        changed, marks = store.settle(), store.manifest.archived
        waves = [list(self._plan.sources)]
        if not self._standing("members").members():
            early = [s for s in self._plan.sources if not s.after]
            waves = [early, [s for s in self._plan.sources if s.after]]
        for wave in waves:
            runs = self._ask(wave, listed=bool(self._standing("members").members()))
            moved, absorbed = absorb(
                Store(self._plan.folder), self._archive, self._plan.sources, ahead=self._ahead
            )
            changed |= moved
            for source in wave:
                self._judge(source, runs.get(source.id), absorbed.get(source.id))
        bars = self._overlay(marks) if self._plan.provisional else {}
        outcomes = tuple(self._outcomes[s.id] for s in self._plan.sources)
        return Pulled(outcomes, changed or bool(bars), bars)

    def _overlay(self, marks: Mapping[str, str]) -> Mapping[str, date]:
        """Hold the bars that still run, and note of each source which they are."""
        store, plan = Store(self._plan.folder), self._plan
        bars = overlay(store, self._archive, plan.sources, marks, self._now)
        days: dict[str, list[date]] = {}
        for part, day in bars.items():
            days.setdefault(self._source_of(part), []).append(day)
        for name, found in days.items():
            outcome = self._outcomes[name]
            outcome.notes = [note for note in outcome.notes if not note.endswith(LEFT_OUT)]
            outcome.notes.append(f"provisional until the next pull: bars of {max(found)}")
        return bars

    def _source_of(self, part: str) -> str:
        """Return the source that fills a part of the market."""
        if part != "panel":
            return part.partition("/")[2]
        return next((s.id for s in self._plan.sources if part in s.gives), "")

    def _standing(self, source: str) -> Held:
        return Held(
            source,
            Store(self._plan.folder),
            self._archive,
            self._now,
            self._plan.since,
            self._memo.again(source),
            self._plan.provisional,
        )

    def _ask(self, wave: Iterable[Source], listed: bool) -> dict[str, Run]:
        """Ask those of a wave that are due, the sources of one host one after another.

        ``listed`` says whether the members of the index are known.
        """
        hosts: dict[str, list[Source]] = {}
        runs: dict[str, Run] = {}
        for source in wave:
            self._outcomes[source.id] = Outcome(source, "not due")
            if source.key and not self._plan.keys.get(source.key):
                self._outcomes[source.id].state = "no key"
            elif source.after and not listed:
                why = f"{source.id}: not asked, as the list of members has not come"
                runs[source.id] = Run(source.id, failures=[Failure("gone", why)])
            elif self._due(source):
                hosts.setdefault(source.host, []).append(source)
        with ThreadPoolExecutor(max(1, len(hosts))) as pool:
            for found in pool.map(lambda group: [self._one(s) for s in group], hosts.values()):
                runs.update({run.source: run for run in found})
        return runs

    def _due(self, source: Source) -> bool:
        until = self._memo.wait(source.id, self._now)
        if until:
            why = f"asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            if source.id not in self._plan.asked_for:
                self._outcomes[source.id].failures.append(f"{source.id}: {why}")
                return False
            self._overruled[source.id] = f"{why}, but was named and so asked all the same"
        if source.id in self._plan.asked_for | self._ran or self._memo.again(source.id):
            return True
        if self._plan.provisional and source.load().runs:
            return True
        mark = Store(self._plan.folder).manifest.archived.get(source.id)
        if mark is None:
            return True
        wait = DUE[source.due]
        age = self._now - day_of(Path(mark))
        # A mark ahead of now is that of a clock that was wrong.
        return age < timedelta() or (wait != timedelta.max and age >= wait)

    def _one(self, source: Source) -> Run:
        """Ask one source; whatever goes wrong with it is its own failure and no other's."""
        began = self._plan.clock()
        try:
            return self._collected(source)
        except Exception as error:
            return Run(source.id, failures=[unforeseen(source.id, error)])
        finally:
            self._outcomes[source.id].seconds = (self._plan.clock() - began).total_seconds()
            self._progress(source.id, "", 0, None)

    def _collected(self, source: Source) -> Run:
        key = self._plan.keys.get(source.key, "")
        with Fetcher(source, key=key, contact=self._plan.contact, clock=self._plan.clock) as asking:
            return collect(
                source.load(),
                asking,
                self._archive,
                self._standing(source.id),
                source.id,
                lambda *step: self._progress(source.id, *step),
                self._ahead,
            )

    def _judge(self, source: Source, run: Run | None, absorbed: Absorbed | None) -> None:
        """Say what became of a source, and remember until when to leave it alone."""
        outcome = self._outcomes[source.id]
        outcome.last = last_observation(Store(self._plan.folder), source)
        if run is None:
            return
        found = absorbed or Absorbed()
        failures = [*run.failures, *found.failures]
        outcome.bodies, outcome.rows = run.bodies, found.rows
        outcome.failures, outcome.notes = [str(f) for f in failures], found.notes
        if source.id in self._overruled:
            outcome.notes.append(self._overruled[source.id])
        if run.absent:
            outcome.notes.append(f"nothing there of {_few(run.absent)}")
        late = behind(Store(self._plan.folder), source, last_closed(self._now))
        outcome.state = "fresh" if run.asked or run.bodies else "current"
        if late:
            outcome.state = "behind"
            said = f"its last figure is {plural(late, 'session')} older than it should be by now"
            outcome.notes.append(said)
        lacks = source.load().lacks
        if lacks and (more := lacks(self._standing(source.id))):
            outcome.notes.append(more)
        if failures and run.whole and found.rows:
            outcome.state = "partial"
        elif failures or not run.whole:
            outcome.state = "missing" if outcome.last is None else "stale"
        wait = max((f.wait for f in failures), default=0.0)
        until = self._now + timedelta(seconds=wait)
        self._memo.put(
            source.id,
            {
                "tried": self._now.isoformat(),
                "state": outcome.state,
                "failures": outcome.failures,
                "not_before": until.isoformat() if wait else None,
                "again": found.again,
            },
        )


def _few(keys: list[str]) -> str:
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + more
