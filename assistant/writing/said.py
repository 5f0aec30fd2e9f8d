"""What past notes said, in their own words, and whether what they watched has fired since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.questions import Question
from assistant.recalls import asked, span, within
from assistant.writing.pen import Pen, sentence
from assistant.writing.watching import crossed
from assistant.writing.words import ENGINES
from tools.records import NoteRef, Recall

COMPARED = 4
QUARTER = timedelta(days=92)  # an older note speaks of another time
FOLLOWED = 8
CALLS = {**ENGINES, "none": "no sell-off"}
Numbered = tuple[int, Recall]


def said(pen: Pen, question: Question) -> list[str]:
    """Say what past notes said and watched, with outcome, then and now."""
    notes = asked(question, pen.brief)
    if not notes:
        return [f"No note dated before {pen.day(pen.brief.as_of)} is in memory."]
    out = []
    if not within(notes[0], question, pen.brief):
        if gone := _elsewhere(pen, notes[0]):
            return [gone, crossed(pen)]
        out.append(f"No note of the last {span(question)} is in memory; the latest before it:")
    return [*out, *(_note(pen, note) for note in notes), crossed(pen)]


def _elsewhere(pen: Pen, note: NoteRef) -> str:
    """Name the last note where it is of another fall, or old; "" where it bears on this one.

    Nothing of it is held against today: its levels were those of another time.
    """
    last = f"the last one is of [[note.{note.id}.as_of]], “[[note.{note.id}.title]]”"
    falls = pen.brief.selloff != "none"
    if falls and note.as_of < _began(pen):
        return f"**No note on this fall is in memory;** {last}, from before it began."
    if note.as_of < pen.brief.as_of - QUARTER:
        lead = "on this fall" if falls else "of the last quarter"
        return f"**No note {lead} is in memory;** {last}, more than a quarter ago."
    return ""


def _began(pen: Pen) -> date:
    """Return the peak of what is falling, the rout's where the index is calm."""
    rout = next(iter(pen.brief.routs), None)
    if pen.brief.selloff == "beneath" and rout is not None:
        return rout.since
    return pen.brief.move.peak


def _note(pen: Pen, note: NoteRef) -> str:
    """Return a note: title, words and call, readings then and now, and what became of its watch."""
    followed = [(n, r) for n, r in enumerate(pen.brief.recalls, 1) if r.note == note.id]
    lines = [_fate(n, r) for n, r in followed[:FOLLOWED]]
    told = {r.reading for _, r in followed}
    known = [m for m in note.readings if pen.has(m) and m not in told][:COMPARED]
    lead = f"**[[note.{note.id}.as_of]]: “[[note.{note.id}.title]]”.**"
    quote = f" [[note.{note.id}.quote]]" if note.quote else ""
    then = [f"{pen.name(m)} [[note.{note.id}.{m}]] then, [[{m}]] now" for m in known]
    rest = f" {sentence('; '.join(then))}" if then else ""
    return "\n".join([f"{lead}{quote}{_call(pen, note)}{rest}", *_listed(followed, lines)])


def _call(pen: Pen, note: NoteRef) -> str:
    """Say whether today's verdict is still the note's, where the note's can be told."""
    now = pen.brief.verdict.engine
    if note.call is None:
        return ""
    if note.call == now:
        return f" **The call is still {CALLS[now]}.**"
    return f" **The call has changed** from {CALLS[note.call]} to {CALLS[now]}."


def _listed(followed: Sequence[Numbered], lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    named = followed[0][1].named
    what = "What it watched, at our thresholds" if named else "What stood on the watch list then"
    return [f"{what}:", *(f"- {line}" for line in lines)]


def _fate(number: int, recall: Recall) -> str:
    """Return what became of one threshold, with the reading then and now."""
    path = f"recall.{number}"
    side = "above" if recall.above is not None else "below"
    limit = "zero" if recall.threshold == 0 else f"[[{path}.threshold]]"
    values = f"[[{path}.then]] then, [[{path}.now]] now"
    on = f"[[{path}.crossed]]"
    match recall.fate:
        case "fired":
            stays = "and is there still" if recall.fired_now else "and has come back since"
            stays = stays if recall.fired_now is not None else "and is not measured today"
            said = f"**fired** on {on}, when it went {side} {limit}, {stays}"
        case "came back":
            again = ", but is beyond it again" if recall.fired_now else ""
            said = f"had fired and **cleared** on {on}, back across {limit}{again}"
        case "still beyond":
            said = f"had fired and **has not cleared**, still {side} {limit}"
        case "not fired":
            said = f"**has not fired**, never {side} {limit} since"
        case _:
            said = f"could not be followed against {limit}"
    name = f"{recall.name[:1].upper()}{recall.name[1:]}" or f"[[{path}.name]]"
    return f"{name} ({values}) {said}."
