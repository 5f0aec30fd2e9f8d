"""Answers to the questions that follow the first: one function each, chosen by the intent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant import subjects
from assistant.questions import Intent, Question
from assistant.writing import beneath, families, timeline
from assistant.writing.book import book
from assistant.writing.changing import change
from assistant.writing.deciding import hinges, settles
from assistant.writing.history import followed
from assistant.writing.linking import STEMS, linked
from assistant.writing.nearest import nearest_dates
from assistant.writing.outset import outset
from assistant.writing.over import LOUD, capitulation, decay, over
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.rout import named
from assistant.writing.selling import selling
from assistant.writing.trigger import days, trigger
from assistant.writing.watching import NEAREST, bullets, in_short, line, parted, watching
from assistant.writing.what import index_move, spread
from assistant.writing.words import nothing_falls

_UNRANKED = re.compile(r" \(\[\[[\w.]+:percentile\]\]\)")
_WHO = re.compile(r"\bwho\b", re.IGNORECASE)
OFFERS = (
    "what is driving a fall, and whether it is macro or positioning",
    "how unusual it is and which dates stood most like it",
    "what followed like cases, and how often",
    "what would change the answer",
    "how it compares with another date",
    "how much rule-based selling may be left",
    "whether it is over",
    "whether crypto, metals or oil move with equities",
    "what protection costs",
    "what a reading means",
    "a drafted desk note",
)
UNUSUAL = (
    "market.drawdown_252d",
    "positioning.vix",
    "positioning.vix_overshoot",
    "positioning.momentum_drawdown_21d",
    "behaviour.implied_correlation",
    "macro.rates_10y_z",
)
# Readings at or below zero, by what stands below which high.
DEPTHS: Mapping[str, tuple[str, str]] = {
    "market.drawdown_252d": ("the S&P", "its high of a year"),
    "positioning.momentum_drawdown_21d": ("market-neutral momentum", "its high of a month"),
}
# Turns this many sessions before the index's count; later than the first days of their window.
BEFORE, EDGE = 10, 60
OUTERMOST = 50
HEDGE = (
    "positioning.vix_minus_rv21",
    "positioning.vix9d_vix",
    "positioning.vix_vix3m",
    "positioning.skew_index",
    "positioning.skew_25d",
    "positioning.vvix",
    "positioning.put_call",
    "crossasset.move_index",
    "crossasset.move_vix",
)


def unusual(pen: Pen, question: Question) -> list[str]:
    """Say how rare this is: each figure with its rank, sample and start."""
    first = f"{index_move(pen)} {spread(pen)}".strip() if pen.down else nothing_falls(pen)[0]
    if pen.brief.selloff == "beneath":
        first = f"{index_move(pen)} {spread(pen)}"
    ranked = [m for m in UNUSUAL if (r := pen.reading(m)) and r.percentile is not None]
    rows = [f"{_stands(pen, m)}, {_place(pen, m)} since [[{m}:since]]" for m in ranked]
    text = [first, f"**Against history.** {sentence(*rows)}"] if rows else [first]
    text += [f"**What that is.** {defined}"] if (defined := _defined(pen, ranked)) else []
    if pen.brief.selloff_share is not None:
        text.append(
            f"**How often.** The market was in the same state ({pen.brief.selloff}) on "
            "[[selloff.share]] of past sessions. Days overlap, so the independent cases are far "
            "fewer."
        )
    near = nearest_dates(pen)
    return [*text, near] if near else text


def _defined(pen: Pen, ranked: Sequence[str]) -> str:
    """Return the definition of the reading that stands furthest out."""
    far = {m: abs((r.percentile or 0.5) - 0.5) for m in ranked if (r := pen.reading(m))}
    if not far:
        return ""
    first = max(far, key=lambda m: far[m])
    return f"Furthest out stands the {pen.name(first)}: [[{first}:definition]]."


def _stands(pen: Pen, metric: str) -> str:
    """Return a reading with its figure; a drawdown as how far below its high, without a sign."""
    if metric in DEPTHS:
        return f"{DEPTHS[metric][0]} [[{metric}:size]] below {DEPTHS[metric][1]}"
    return f"{pen.name(metric)} [[{metric}]]"


def _place(pen: Pen, metric: str) -> str:
    """Return the rank of a figure where it is among the outermost, else its percentile.

    Drawdowns are signed, so that the lowest is the deepest: their percentile counts from it.
    """
    found = pen.reading(metric)
    if found is None or found.percentile is None or found.percentile_n is None:
        return "unranked"
    if metric in DEPTHS:
        if found.percentile * found.percentile_n < 1.0:
            return f"the deepest of [[{metric}:n]]"
        return f"[[{metric}:percentile]] of [[{metric}:n]], the deepest first,"
    outer = min(found.percentile, 1.0 - found.percentile) * found.percentile_n
    return (
        f"[[{metric}:rank]]" if outer < OUTERMOST else f"[[{metric}:percentile]] of [[{metric}:n]]"
    )


def left(pen: Pen, question: Question) -> list[str]:
    """Say what models of rule-based funds have sold and may sell, as ranges."""
    text = selling(pen)
    if pen.brief.selloff == "beneath":
        names = listed([*map(named, beneath.falling(pen))])
        text.insert(
            0,
            f"{index_move(pen)} {spread(pen)} What is left to sell in {names} is not measured: the "
            "models here trade the index.",
        )
    if _WHO.search(question.text):
        text.insert(0, "Who sold is not in daily prices; what follows is what models would do.")
    return text


def is_over(pen: Pen, question: Question) -> list[str]:
    """Say whether the amplifiers have let go, and how far the watch list is."""
    if not pen.down:
        if pen.brief.selloff == "none":
            return [nothing_falls(pen)[0], bullets("On watch", in_short(pen))]
        first = f"{index_move(pen)} {spread(pen)}"
        own = [t for r in beneath.leading(pen)[:1] for t in beneath.of_asset(pen, r.asset)]
        rest = (first, beneath.over(pen), *own, bullets("On watch", in_short(pen)))
        return [text for text in rest if text]
    text = [t for t in (over(pen), decay(pen), capitulation(pen), days(pen)) if t]
    fired, open_, _ = parted(pen)
    if fired:
        title = "Still to clear, the newest crossing first"
        text.append(bullets(title, [line(*pair) for pair in fired]))
    else:
        text.append(bullets("Nothing on watch has fired", [line(*p) for p in open_[:NEAREST]]))
    return text


def watch(pen: Pen, question: Question) -> list[str]:
    """Say what is watched, what has fired of it and what followed, and the tests of the label."""
    if pen.brief.verdict.engine == "none":
        return watching(pen)
    if pen.brief.verdict.engine == "mixed":
        return [*watching(pen), settles(pen)]
    tests = hinges(pen, None, {w.falsifier for w in pen.brief.watch})
    besides = f"**Besides, the label would change if** {tests}." if tests else ""
    return [text for text in (*watching(pen), besides) if text]


def hedge(pen: Pen, question: Question) -> list[str]:
    """Say what protection costs relative to its own history; no advice."""
    found = [m for m in HEDGE if pen.has(m)]
    place = {m: rank for m in found if (rank := _rank(pen, m)) is not None}
    dear = [m for m, rank in place.items() if (pen.stress(m) or rank) >= LOUD]
    cheap = [m for m, rank in place.items() if rank <= 1 - LOUD]
    fair = [m for m in place if m not in dear and m not in cheap]
    text = []
    for title, names in (("Dear", dear), ("Cheap", cheap), ("In its usual range", fair)):
        if names:
            text.append(f"**{title} by its own history.** {sentence(*pen.clauses(names))}")
    if unranked := pen.clauses([m for m in found if m not in place]):
        plain = [_UNRANKED.sub("", clause) for clause in unranked]
        text.append(
            f"**Not ranked, so neither dear nor cheap by its own history.** {sentence(*plain)}"
        )
    missing = [m for m in HEDGE if m not in found and m in pen.brief.index]
    if missing:
        text.append(f"**Not known.** {sentence(*map(pen.gap, missing))}")
    return text


def _rank(pen: Pen, metric: str) -> float | None:
    found = pen.reading(metric)
    return found.percentile if found else None


def when(pen: Pen, question: Question) -> list[str]:
    """Say who broke first and when, the worst days beside the calendar, and what lies ahead."""
    if pen.brief.selloff == "none":
        return [*nothing_falls(pen)[:2], timeline.ahead(pen)]
    if pen.brief.selloff == "beneath":
        return outset(pen)
    lead = " ".join(t for t in (timeline.found(pen), index_move(pen)) if t)
    text = [lead, timeline.order(pen), timeline.day_by_day(pen), timeline.calendar(pen)]
    near = pen.brief.move.trading_days + BEFORE
    turned = [m for m in pen.brief.moves if m.hurts and m.trading_days <= min(near, EDGE)]
    order = [f"{m.label} on {pen.day(m.peak)}" for m in sorted(turned, key=lambda m: m.peak)[:4]]
    if order:
        text.append(f"**Order of the turns.** Left their extremes of the quarter: {listed(order)}.")
    return [t for t in (*text, trigger(pen, dated=False), timeline.ahead(pen)) if t]


def asset(pen: Pen, question: Question) -> list[str] | None:
    """Return the answer about one family, None where it is answered for the market alone."""
    found = pen.move(question.asset or "")
    if found is None or question.strange:
        return None
    if question.intent == "why":
        return families.why(pen, question)
    # Where the asset is a setting and no word of the question, it stays one about the market.
    if not subjects.families(question.text):
        return None
    match question.intent:
        case "over":
            return families.over(pen, found)
        case "unusual":
            return families.unusual(pen, found)
        case "when":
            return families.when(pen, found)
    return None


def connected(pen: Pen, question: Question) -> list[str]:
    """Say how assets move with the S&P, and of which of them no correlation is read."""
    unread = [m for a in question.named if a not in STEMS and (m := pen.move(a))]
    bonds = any(m.asset in families.YIELDS for m in unread) and pen.has(families.HEDGED)
    gone = [families.name(m) for m in unread if not bonds or m.asset not in families.YIELDS]
    lead = [sentence(families.hedged(pen))] if bonds else []
    lead += [f"**No correlation with the S&P is read of** {listed(gone, 'or')}."] if gone else []
    return [*lead, *linked(pen, question)]


def help_(pen: Pen, question: Question) -> list[str]:
    """Say what can be answered."""
    return [
        "That is not something the readings can answer. Ask about " + listed(OFFERS, "or") + ".",
        f"As of {pen.day(pen.brief.session)}: {index_move(pen)}",
    ]


ANSWERS: Mapping[Intent, Callable[[Pen, Question], list[str]]] = {
    "unusual": unusual,
    "change": change,
    "left": left,
    "over": is_over,
    "hedge": hedge,
    "linked": connected,
    "book": book,
    "when": when,
    "watch": watch,
    "next": followed,
    "help": help_,
}
