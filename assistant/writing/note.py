"""The desk note: seven sections of bullets, the first five each with a one-line read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing import beneath, history
from assistant.writing.accounted import accounted
from assistant.writing.against import against
from assistant.writing.deciding import change
from assistant.writing.engine import stacked
from assistant.writing.engine import title as named
from assistant.writing.note_table import (
    BEHAVIOUR,
    CROSS,
    FUNDAMENTALS,
    MACRO,
    MOVES,
    POSITIONING,
    SPARE,
    Groups,
)
from assistant.writing.over import over
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.reads import (
    behaviour_read,
    cross_read,
    fundamental_read,
    macro_read,
    positioning_read,
)
from assistant.writing.trigger import rates
from assistant.writing.watching import line, parted
from assistant.writing.what import index_move, spread
from assistant.writing.words import (
    ENGINES,
    comes,
    headline,
    leader,
    nothing_falls,
    started,
)
from tools.formatting import rounds_to_zero

LOUD, QUIET = 0.9, 0.1
MOST = 4  # readings of a bullet
NEWEST, NEAREST = 2, 2  # of the watch list: the newest that have fired, the nearest that have not
# A part of what momentum lost: the reading may be of the session before, the loss is today's.
LOST = "positioning.momentum_drawdown_high_beta_share"
DRAWDOWN = "positioning.momentum_raw_drawdown_21d"
# Said even where they do not hold.
TOLD = ("crossasset.risk_budget_reset",)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the note: its title, bullets and, for the first five, a one-line read."""

    title: str
    bullets: tuple[str, ...]
    read: str = ""


def sections(pen: Pen) -> tuple[Section, ...]:
    """Return the seven sections, with references in place of figures."""
    return (
        Section("Macro", _macro(pen), macro_read(pen)),
        Section("Fundamentals", _pillar(pen, FUNDAMENTALS), fundamental_read(pen)),
        Section("Positioning & flows", _positioning(pen), positioning_read(pen)),
        Section("Behaviour & microstructure", _pillar(pen, BEHAVIOUR), behaviour_read(pen)),
        Section("Cross-asset check", _cross(pen), cross_read(pen)),
        Section("What we're watching", _watch(pen)),
        Section("Bottom line", _bottom(pen)),
    )


def title(pen: Pen) -> str:
    """Return the note's title: the finding."""
    if pen.brief.selloff == "none":
        denied = beneath.denial(pen)
        return f"{denied[:1].upper()}{denied[1:]}"
    return headline(pen).rstrip(".")


def call(pen: Pen) -> str:
    """Return the headline under the title: the call and the move, in two sentences."""
    verdict = pen.brief.verdict
    if verdict.engine == "none":
        return f"{index_move(pen)} {positioning_read(pen)}"
    if verdict.engine == "mixed":
        first = leader(pen)
        nearest = f"**{ENGINES[first].capitalize()} {comes(first)} nearest**"
        share = f"[[verdict.probability.{first}]]"
        lead = f"{nearest} at {share}, short of a label; trigger {started(pen)}."
    else:
        share = f"[[verdict.probability.{verdict.engine}]]"
        lead = f"**The call is {named(pen)}** at {share}, trigger {started(pen)}."
    return f"{lead} {index_move(pen)}"


def paragraphs(pen: Pen) -> list[str]:
    """Return the note as Markdown paragraphs."""
    out = [f"**{title(pen)}**", call(pen)]
    for section in sections(pen):
        lines = [f"**{section.title}**", *(f"- {b}" for b in section.bullets)]
        if section.read:
            lines.append(f"**My read:** {section.read}")
        out.append("\n".join(lines))
    return out


def _pillar(pen: Pen, groups: Groups) -> tuple[str, ...]:
    """Return a bullet a group of measured readings, and one for what was not measured."""
    return (*_bullets(pen, groups), *_gaps(pen, [m for group in groups for m in group]))


def _bullets(pen: Pen, groups: Groups) -> list[str]:
    told = [sentence(*pen.clauses(_furthest(pen, group))) for group in groups]
    return [bullet for bullet in told if bullet]


def _furthest(pen: Pen, group: Sequence[str]) -> list[str]:
    """Return what is told of a group in its order: of many the furthest out in their histories."""
    marked = [m for m in group if pen.has(m) and not _unmarked(pen, m)]
    far = sorted(marked, key=lambda m: -abs((pen.brief.index[m].percentile or 0.5) - 0.5))[:MOST]
    return [m for m in marked if m in far]


def _gaps(pen: Pen, metrics: Sequence[str]) -> list[str]:
    """Return a bullet that names what was not measured, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for metric in metrics:
        reading = pen.brief.index.get(metric)
        if reading is not None and reading.missing:
            by_reason.setdefault(reading.missing, []).append(metric)
    parts = [f"{listed([*map(pen.name, group)])}, [[{group[0]}]]" for group in by_reason.values()]
    return [f"Gaps: {'; '.join(parts)}."] if parts else []


def _unmarked(pen: Pen, metric: str) -> bool:
    """Return whether a reading is better left unsaid: it is usual, or does not hold, or is nil."""
    reading = pen.reading(metric)
    if reading is None or reading.value is None or metric in TOLD:
        return False
    rank = reading.percentile if reading.stress is None else reading.stress
    if metric == LOST and not _lost(pen):
        return True
    if metric in SPARE and rank is not None:
        usual = rank < LOUD if reading.stress is not None else QUIET < rank < LOUD
        if usual:
            return True
    return reading.unit in ("indicator", "bp") and rounds_to_zero(reading.value, reading.display)


def _lost(pen: Pen) -> bool:
    """Whether momentum stands far enough below its high today for that loss to have parts."""
    from tools.metrics.winners_risk import LEAST_LOSS

    return (pen.value(DRAWDOWN) or 0.0) <= -LEAST_LOSS


def _macro(pen: Pen) -> tuple[str, ...]:
    first = [t for t in (rates(pen), accounted(pen)) if t] if pen.down else []
    rest = _bullets(pen, MACRO[1:] if first else MACRO)
    return (*first, *rest, *_gaps(pen, [m for group in MACRO for m in group]))


def _positioning(pen: Pen) -> tuple[str, ...]:
    lead = stacked(pen)
    return (*([lead] if lead else []), *_pillar(pen, POSITIONING))


def _cross(pen: Pen) -> tuple[str, ...]:
    moves = pen.clauses(MOVES)
    lead = f"Over a month, against their own volatility: {', '.join(moves)}." if moves else ""
    rest = _bullets(pen, CROSS)
    return (*([lead] if lead else []), *rest, *_gaps(pen, [*MOVES, *(m for g in CROSS for m in g)]))


def _watch(pen: Pen) -> tuple[str, ...]:
    fired, open_, _ = parted(pen)
    lines = [line(*pair) for pair in fired[:NEWEST]] or ["Nothing on the watch list has fired."]
    lines += [line(*pair) for pair in open_[:NEAREST]]
    return tuple(t for t in (*lines, over(pen), change(pen)) if t)


def _bottom(pen: Pen) -> tuple[str, ...]:
    brief = pen.brief
    if brief.selloff == "none":
        return tuple(nothing_falls(pen)[:1])
    first = f"**{headline(pen)}** {index_move(pen, today=False)} {spread(pen)}".strip()
    second = (
        f"Trigger {started(pen)}, engine {named(pen)}; [[verdict.coverage]] of the evidence was "
        "measured."
    )
    past = " ".join(history.in_short(pen))
    return tuple(t for t in (first, second, against(pen), past) if t)
