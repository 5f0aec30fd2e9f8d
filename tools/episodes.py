"""Labelled episodes and controls, read strictly from TOML; ``corpus/episodes.toml`` is ours."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tools.records import UnwindError

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["fall", "beneath", "control"]
Half = Literal["fit", "test"]
KINDS = ("fall", "beneath", "control")
ENGINES = ("macro", "fundamental", "positioning")
TRIGGERS = ("growth", "rates", "fundamental", "exogenous", "unidentified")
CONTROLS = ("quiet day", "ordinary dip", "momentum crash in a rally", "one-day spike", "other")
FIT_UNTIL = date(2012, 12, 31)
DAYS = (3, 5, 10)
TOLERANCE = 1e-6
MOST_BYTES = 10_000_000
HEADER = re.compile(r"^\s*\[\[\s*(?:episode|\"episode\"|'episode')\s*\]\]")
DATES, LABELS = ("peak", "trough", "date"), ("trigger", "engine")
KEYS = ("id", "name", "kind", "type", "asset", *DATES, *LABELS, "source", "reason")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Episode:
    """One labelled fall, rout beneath a calm index, or control.

    Attributes
    ----------
    id, name
        Unique and in kebab case; in plain words (the id where none is given).
    kind
        ``fall`` (the index), ``beneath`` (another asset, the index calm) or ``control``.
    asset
        Whose move it is.
    peak, trough : date or None
        The close from which it fell and its lowest one; None for a control of one day.
    day : date or None
        The day of such a control, the file's ``date``.
    trigger, engine : Mapping[str, float]
        Weights over `TRIGGERS` and `ENGINES` that sum to 1; empty where there is no label.
    type
        A control's type, one of `CONTROLS`; empty for the others.
    source, reason
        Who says so; why this label, and what argues against it.
    """

    id: str
    name: str
    kind: Kind
    asset: str
    peak: date | None
    trough: date | None
    day: date | None
    trigger: Mapping[str, float]
    engine: Mapping[str, float]
    type: str = ""
    source: str = ""
    reason: str = ""

    @property
    def first(self) -> date:
        """The peak, or the day of a control that has none."""
        found = self.peak or self.day
        assert found is not None
        return found

    @property
    def last(self) -> date:
        """The trough, or the day of a control that has none."""
        found = self.trough or self.day
        assert found is not None
        return found


def load(path: Path) -> tuple[Episode, ...]:
    """Return the episodes of a file, in its order.

    Raises
    ------
    UnwindError
        At the first fault: the line names the file, its line, the episode and the mend.
    """
    path = Path(path)
    text = _text(path)
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnwindError(f"{path}: is not TOML: {error}") from error
    except (ValueError, RecursionError) as error:
        raise UnwindError(f"{path}: a number is too long or brackets lie too deep") from error
    if unknown := sorted(set(body) - {"episode"}):
        raise UnwindError(f"{path}: unknown key {unknown[0]!r}: write [[episode]] tables only")
    entries = body.get("episode", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise UnwindError(f"{path}: write each episode under a [[episode]] of its own")
    if not entries:
        raise UnwindError(f"{path}: holds no episode: write at least one [[episode]]")
    places = _lines(text, len(entries))
    found: dict[str, tuple[Episode, int]] = {}
    for number, entry in enumerate(entries, 1):
        reader = _Reader(str(path), number, entry, places[number - 1])
        episode = _episode(reader)
        if episode.id in found:
            raise reader.fault("id", f"is also that of episode {found[episode.id][1]}: rename one")
        found[episode.id] = (episode, number)
    return tuple(episode for episode, _ in found.values())


def _text(path: Path) -> str:
    """Return the text of a file that is one, of a size that episodes can have."""
    try:
        if path.exists() and not path.is_file():
            raise UnwindError(f"{path}: is no file: name a file of [[episode]] tables")
        if path.stat().st_size > MOST_BYTES:
            raise UnwindError(f"{path}: is larger than any file of episodes: name another")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnwindError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnwindError(f"{path}, line {line}: is not UTF-8: save the file as UTF-8") from error


def score_dates(episode: Episode, sessions: pd.DatetimeIndex) -> dict[str, date]:
    """Return the dates on which an episode is scored, in order of time.

    Parameters
    ----------
    episode : Episode
        What is scored.
    sessions : DatetimeIndex
        The market's sessions, ascending.

    Returns
    -------
    dict of str to date
        ``day 3``, ``day 5`` and ``day 10`` are sessions after the peak, those beyond the trough
        left out, then ``trough``; a control has ``date``, or ``trough`` alone. A date without a
        session counts as the session before it. Empty where the sessions do not reach from its
        first date to its last, so that there is nothing to score it on.
    """
    first, last = episode.first.isoformat(), episode.last.isoformat()
    start = int(sessions.searchsorted(first, side="right")) - 1
    end = int(sessions.searchsorted(last, side="right")) - 1
    if start < 0 or sessions[-1].date() < episode.last:
        return {}
    at = {"date" if episode.day else "trough": end}
    if episode.kind != "control":
        at = {f"day {n}": start + n for n in DAYS if start + n <= end} | at
    return {name: sessions[position].date() for name, position in at.items()}


def split(episode: Episode) -> Half:
    """Return the set that an episode belongs to, by its peak: ``fit`` up to the end of 2012."""
    return "fit" if episode.first <= FIT_UNTIL else "test"


@dataclass(frozen=True, slots=True)
class _Reader:
    """One entry of the file, and where its keys stand for the errors."""

    file: str
    number: int
    entry: Mapping[str, Any]
    lines: Mapping[str, int]

    def fault(self, key: str, problem: str) -> UnwindError:
        """Return the error about one key of this entry."""
        line = self.lines.get(key, self.lines.get(""))
        where = self.file if line is None else f"{self.file}, line {line}"
        name = self.entry.get("id")
        who = f"episode {self.number}" + (f" ({name})" if isinstance(name, str) and name else "")
        # A quoted key may hold anything, a line's end among it.
        return UnwindError(f"{where}, " + " ".join(f"{who}: {key} {problem}".split()))

    def refuse(self, keys: tuple[str, ...], why: str) -> None:
        """Raise when one of the keys is there."""
        for key in keys:
            if key in self.entry:
                raise self.fault(key, why)

    def get(self, key: str, kind: type[T], mend: str, default: T | None = None) -> T:
        """Return a value of that very type, or the default where the key is missing."""
        if key not in self.entry:
            if default is None:
                raise self.fault(key, f"is missing: {mend}")
            return default
        value = self.entry[key]
        # A datetime is a date to Python and True a number; neither is meant here.
        if not isinstance(value, kind) or isinstance(value, datetime):
            raise self.fault(key, f"is {value!r}: {mend}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text on one line; an empty one is a fault."""
        value = " ".join(self.get(key, str, f'write {key} = "…"', default).split())
        if key in self.entry and not value:
            raise self.fault(key, "is empty: write it or leave the key out")
        return value

    def one_of(self, key: str, names: tuple[str, ...]) -> str:
        """Return a text out of a closed list."""
        value = self.text(key)
        if value not in names:
            raise self.fault(key, f"is {value!r}: write one of {', '.join(names)}")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        return self.get(key, date, f"write {key} = 2018-01-26, without quotes")

    def weights(self, key: str, names: tuple[str, ...]) -> dict[str, float]:
        """Return weights by class that sum to 1; a class's name alone is a weight of 1."""
        value = self.entry.get(key)
        mend = f"write {key} = {{ {names[0]} = 0.6, {names[1]} = 0.4 }}"
        if isinstance(value, str):
            value = {value: 1.0}
        if key not in self.entry:
            raise self.fault(key, f"is missing: {mend}")
        if not isinstance(value, dict):
            raise self.fault(key, f"is {value!r}: {mend}")
        for name, weight in value.items():
            if name not in names:
                raise self.fault(
                    key, f"names {name!r}: choose from {', '.join(names)}, or share 1 among them"
                )
            number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not number or not 0 <= weight <= 1:
                raise self.fault(key, f"gives {name} {weight!r}: write a number from 0 to 1")
        total = math.fsum(value.values())
        if abs(total - 1.0) > TOLERANCE:
            raise self.fault(key, f"sums to {total:g}: its weights must sum to 1")
        return {name: float(value[name]) for name in names if value.get(name)}


def _episode(reader: _Reader) -> Episode:
    for key in reader.entry:
        if key not in KEYS:
            raise reader.fault(key, f"is no key of an episode: choose from {', '.join(KEYS)}")
    name = reader.text("id")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise reader.fault("id", "must be small letters, digits and dashes: 2018-02-volatility")
    kind: Any = reader.one_of("kind", KINDS)
    asset = reader.text("asset", "SPX")
    peak = trough = day = None
    trigger: dict[str, float] = {}
    engine: dict[str, float] = {}
    if kind == "control":
        reader.refuse(("trigger", "engine"), "is for a fall: a control has nothing to explain")
    else:
        reader.refuse(("type", "date"), "is for a control: a fall has a peak and a trough")
        engine = reader.weights("engine", ENGINES)
        trigger = reader.weights("trigger", TRIGGERS) if "trigger" in reader.entry else {}
    if "date" in reader.entry:
        reader.refuse(("peak", "trough"), "stands beside a date: write one or the other")
        day = reader.day("date")
    else:
        peak, trough = reader.day("peak"), reader.day("trough")
        if not peak < trough:
            raise reader.fault("trough", f"{trough} must come after the peak, {peak}")
    if kind == "fall" and asset != "SPX":
        raise reader.fault("asset", f"is {asset!r}: a fall is the index's, SPX; others are beneath")
    if kind == "beneath" and asset == "SPX":
        raise reader.fault("asset", "must name what sold off beneath the index, such as MOMENTUM")
    return Episode(
        id=name,
        name=reader.text("name", name),
        kind=kind,
        asset=asset,
        peak=peak,
        trough=trough,
        day=day,
        trigger=trigger,
        engine=engine,
        type=reader.one_of("type", CONTROLS) if kind == "control" else "",
        source=reader.text("source", ""),
        reason=reader.text("reason", ""),
    )


def _lines(text: str, entries: int) -> list[dict[str, int]]:
    """Return the line of each entry's header (under no name) and of each of its keys.

    Nothing is told where headers and entries do not match, as when a text holds a header.
    """
    found: list[dict[str, int]] = []
    for line, words in enumerate(text.splitlines(), 1):
        if HEADER.match(words):
            found.append({"": line})
        elif found and (key := re.match(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*[.=]", words)):
            found[-1].setdefault(key[1], line)
    return found if len(found) == entries else [{} for _ in range(entries)]
