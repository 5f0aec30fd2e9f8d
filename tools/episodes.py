"""Labelled episodes and controls, read strictly from TOML; ``corpus/episodes.toml`` is ours."""

from __future__ import annotations

import re
import sysconfig
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tools.episode_entry import Entry
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
FILE, INSTALLED = "episodes.toml", Path("share") / "unwind" / "corpus"
MOST_BYTES = 10_000_000
HEADER = re.compile(r"^\s*\[\[\s*(?:episode|\"episode\"|'episode')\s*\]\]")
DATES, LABELS = ("peak", "trough", "date"), ("trigger", "engine")
KEYS = ("id", "name", "kind", "type", "asset", *DATES, *LABELS, "source", "reason")


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


def shipped(corpus: Path) -> Path:
    """Return the file of our own episodes: that of a checkout's corpus, else the installed one.

    A wheel puts it under the prefix of its environment, as ``share/unwind/corpus/episodes.toml``.

    Parameters
    ----------
    corpus : Path
        The corpus of a checkout, whether or not it is there.

    Raises
    ------
    UnwindError
        When it is in neither place.
    """
    places = [folder / FILE for folder in (corpus, Path(sysconfig.get_path("data")) / INSTALLED)]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        where = " or ".join(map(str, places))
        raise UnwindError(f"no episodes in {where}: name a file of them with --episodes FILE")
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
    for number, values in enumerate(entries, 1):
        entry = Entry(str(path), number, values, places[number - 1])
        episode = _episode(entry)
        if episode.id in found:
            raise entry.fault("id", f"is also that of episode {found[episode.id][1]}: rename one")
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


def _episode(entry: Entry) -> Episode:
    for key in entry.given:
        if key not in KEYS:
            raise entry.fault(key, f"is no key of an episode: choose from {', '.join(KEYS)}")
    name = entry.text("id")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise entry.fault("id", "must be small letters, digits and dashes: 2018-02-volatility")
    kind: Any = entry.one_of("kind", KINDS)
    asset = entry.text("asset", "SPX")
    peak = trough = day = None
    trigger: dict[str, float] = {}
    engine: dict[str, float] = {}
    if kind == "control":
        entry.refuse(("trigger", "engine"), "is for a fall: a control has nothing to explain")
    else:
        entry.refuse(("type", "date"), "is for a control: a fall has a peak and a trough")
        engine = entry.weights("engine", ENGINES)
        trigger = entry.weights("trigger", TRIGGERS) if "trigger" in entry.given else {}
    if "date" in entry.given:
        entry.refuse(("peak", "trough"), "stands beside a date: write one or the other")
        day = entry.day("date")
    else:
        peak, trough = entry.day("peak"), entry.day("trough")
        if not peak < trough:
            raise entry.fault("trough", f"{trough} must come after the peak, {peak}")
    if kind == "fall" and asset != "SPX":
        raise entry.fault("asset", f"is {asset!r}: a fall is the index's, SPX; others are beneath")
    if kind == "beneath" and asset == "SPX":
        raise entry.fault("asset", "must name what sold off beneath the index, such as MOMENTUM")
    return Episode(
        id=name,
        name=entry.text("name", name),
        kind=kind,
        asset=asset,
        peak=peak,
        trough=trough,
        day=day,
        trigger=trigger,
        engine=engine,
        type=entry.one_of("type", CONTROLS) if kind == "control" else "",
        source=entry.text("source", ""),
        reason=entry.text("reason", ""),
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
