"""The morning's note: the call, what is new since it was last told, and what moved most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.alerts import Alert, Changes, Moved, watch_id, watch_name
from assistant.writing import note
from assistant.writing.define import SELLOFFS
from assistant.writing.note_table import BEHAVIOUR, CROSS, FUNDAMENTALS, MACRO, MOVES, POSITIONING
from assistant.writing.pen import Pen, listed
from assistant.writing.rout import MEASURES
from assistant.writing.said import CALLS
from assistant.writing.watching import COUNTED, line, parted
from assistant.writing.words import ENGINES, ranked
from tools.records import Brief, Watch

# Lines of each part; the whole is to be read at a glance.
FIRED, MOVED, NEAREST = 4, 4, 2
# Readings that a note speaks of: what else moves is in the brief.
TOLD = frozenset(
    m
    for groups in (MACRO, FUNDAMENTALS, POSITIONING, BEHAVIOUR, CROSS, (MOVES,))
    for group in groups
    for m in group
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the note with references, and the brief that they are of."""

    text: str
    brief: Brief


@dataclass(frozen=True, slots=True)
class News:
    """What a morning has to tell.

    Attributes
    ----------
    now, then : Brief
        The last session's brief, with what became of the last note's thresholds, and the earlier
        one that it is held against.
    changes : Changes
        What is new since it was last told.
    moved : tuple of Moved
        Readings that moved far in their own histories, the farthest first.
    repeated : bool
        Whether the same session was told by an earlier run.
    """

    now: Brief
    then: Brief
    changes: Changes
    moved: tuple[Moved, ...]
    repeated: bool = False


def lines(news: News) -> list[Line]:
    """Return the note, line by line.

    What the session itself says is left out where an earlier run told it.
    """
    pen = Pen(news.now)
    out = [Line(f"**{note.title(pen)}**", news.now)]
    if news.repeated:
        quiet = news.changes == Changes()
        held = "nothing has fired, cleared or changed since" if quiet else "its data came in since"
        out.append(Line(f"An earlier run told {pen.day(news.now.session)}; {held}.", news.now))
        out += _label(pen, news) if _relabelled(news) else ()
        return [*out, *_news(pen, news)]
    out.append(Line(note.call(pen), news.now))
    out += _label(pen, news)
    out += _news(pen, news)
    out += (Line(text, news.now) for text in (*_moved(pen, news), *_noted(pen), *_nearest(pen)))
    return out


def _label(pen: Pen, news: News) -> Iterator[Line]:
    """Yield the label and the odds of each engine, then and now, each from its own brief."""
    now, then = news.now, news.then
    day = pen.day(then.session)
    if now.selloff != then.selloff:
        was, is_ = SELLOFFS[then.selloff], SELLOFFS[now.selloff]
        yield Line(f"**What sells off has changed** since {day}, from {was} to {is_}.", now)
    if "none" in (now.verdict.engine, then.verdict.engine):
        return
    same = now.verdict.engine == then.verdict.engine
    label = f"still {ENGINES[now.verdict.engine]}" if same else ENGINES[now.verdict.engine]
    yield Line(f"**The label is {label}:** {_odds(pen)}.", now)
    was = "" if same else f"it was {ENGINES[then.verdict.engine]}: "
    yield Line(f"On {day} {was}{_odds(Pen(then))}.", then)
    told = next((a.was for a in _relabelled(news) if a.kind == "label"), then.verdict.engine)
    if told != then.verdict.engine:
        yield Line(f"The run of that day still told {CALLS[told]}, before all its data came.", then)


def _relabelled(news: News) -> list[Alert]:
    return [a for a in news.changes.alerts if a.kind in ("label", "selloff")]


def _odds(pen: Pen) -> str:
    return listed([f"{ENGINES[e]} [[verdict.probability.{e}]]" for e in ranked(pen)])


def _news(pen: Pen, news: News) -> Iterator[Line]:
    """Yield what fired, what cleared and which routs began or ended."""
    since = "the run before" if news.repeated else pen.day(news.then.session)
    fired = [a for a in news.changes.alerts if a.kind in ("watch", "falsifier")]
    if fired:
        yield Line(f"**Fired since {since}.**", pen.brief)
        told = [_fired(pen, alert) for alert in fired]
        yield from (Line(f"- {text}", pen.brief) for text in told[:FIRED])
        if more := [_name(pen, alert) for alert in fired[FIRED:]]:
            yield Line(f"- Besides, {listed(more)}.", pen.brief)
    elif not news.repeated:
        yield Line(f"**Nothing has fired since {since}**, no test and no threshold.", pen.brief)
    if cleared := [_stands(pen, alert) for alert in news.changes.cleared]:
        yield Line(f"**Cleared since {since}:** {listed(cleared)}.", pen.brief)
    if began := [_rout(pen, asset) for asset in news.changes.began]:
        yield Line(f"**New in a rout:** {listed(began)}.", pen.brief)
    if ended := [_family(pen, asset) for asset in news.changes.ended]:
        yield Line(f"**No longer in a rout:** {listed(ended)}.", pen.brief)


def _fired(pen: Pen, alert: Alert) -> str:
    """Return what fired, with its figure and its bound as they stand today."""
    numbered = _item(pen, alert)
    if numbered is not None:
        return line(*numbered)
    if alert.kind == "watch":
        return _sentence(f"{_stands(pen, alert)}, beyond the threshold that was watched")
    test = next((f for f in pen.brief.verdict.falsifiers if f.id == alert.id), None)
    text = pen.clause(alert.reading or "") or _stands(pen, alert)
    counted = _counted(pen, alert.reading)
    bound = test is not None and test.threshold and not counted
    return _sentence(f"{text}, bound [[falsifier.{alert.id}.threshold]]" if bound else text)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _stands(pen: Pen, alert: Alert) -> str:
    """Return the name of a test or threshold and where its reading stands."""
    name = _name(pen, alert)
    if alert.kind == "falsifier":
        return f"{name} at [[falsifier.{alert.id}.value]]"
    numbered = _item(pen, alert)
    path = alert.reading if numbered is None else f"watch.{numbered[0]}.value"
    return f"{name} at [[{path}]]"


def _name(pen: Pen, alert: Alert) -> str:
    """Return what a sentence calls a test or a threshold, whichever side of its bound it is on."""
    numbered = _item(pen, alert)
    listed_ = numbered[1].name if numbered is not None else watch_name(alert.id)
    if listed_:
        return listed_
    # Beneath the index a test may rest on the rout's own window, which is no reading.
    known = alert.reading in pen.brief.index
    return pen.name(alert.reading or "") if known else f"[[falsifier.{alert.id}.test]]"


def _item(pen: Pen, alert: Alert) -> tuple[int, Watch] | None:
    """Return the item of today's watch list that an alert is of."""
    for number, watch in enumerate(pen.brief.watch, 1):
        if alert.id in (watch.falsifier, watch_id(watch)):
            return number, watch
    return None


def _counted(pen: Pen, metric: str | None) -> bool:
    reading = pen.reading(metric or "")
    return reading is not None and reading.unit in COUNTED


def _rout(pen: Pen, asset: str) -> str:
    return f"{_family(pen, asset)} ([[rout.{asset}.fell]] since [[rout.{asset}.since]])"


def _family(pen: Pen, asset: str) -> str:
    move = pen.move(asset)
    return MEASURES.get(asset, move.label if move else asset)


def _moved(pen: Pen, news: News) -> Iterator[str]:
    """Yield the readings of the note that moved farthest in their own histories."""
    far = [m for m in news.moved if m.reading in TOLD and pen.has(m.reading)][:MOVED]
    if not far:
        yield "No reading of the desk note moved far in its own history."
        return
    day = pen.day(news.then.session)
    yield f"**Moved most in their own histories since {day}.**"
    at = f"@{news.then.session.isoformat()}"
    for m in far:
        name = pen.name(m.reading)
        yield (
            f"- {name[:1].upper()}{name[1:]}: [[{m.reading}{at}]] then "
            f"([[{m.reading}:percentile{at}]]), [[{m.reading}]] now ([[{m.reading}:percentile]])."
        )


def _noted(pen: Pen) -> Iterator[str]:
    """Yield what became of the call and the thresholds of the last note."""
    if not pen.brief.notes or not pen.brief.recalls:
        return
    last, now = pen.brief.notes[0], pen.brief.verdict.engine
    parts = []
    if last.call is not None:
        still = last.call == now
        change = f"has changed from {CALLS[last.call]} to {CALLS[now]}"
        parts.append(f"the call is still {CALLS[now]}" if still else f"the call {change}")
    for fate, word in (("fired", "fired"), ("came back", "cleared")):
        found = [
            f"{r.name or f'[[recall.{n}.name]]'} ([[recall.{n}.crossed]])"
            for n, r in enumerate(pen.brief.recalls, 1)
            if r.fate == fate
        ]
        parts += [f"{word} of what it watched, {listed(found[:FIRED])}"] if found else []
    if not any(r.fate in ("fired", "came back") for r in pen.brief.recalls):
        parts.append("nothing that it watched has fired or cleared")
    yield f"**Since the note of [[note.{last.id}.as_of]],** {'; '.join(parts)}."


def _nearest(pen: Pen) -> Iterator[str]:
    """Yield the thresholds that stand nearest to firing."""
    _, open_, _ = parted(pen)
    if not open_:
        return
    yield "**Nearest to firing.**"
    yield from (f"- {line(*pair)}" for pair in open_[:NEAREST])
