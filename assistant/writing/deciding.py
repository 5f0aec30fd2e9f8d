"""What would change the label: the tests that it hangs on, and the readings that decide it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from assistant.writing.odds import named
from assistant.writing.pen import Pen, listed
from assistant.writing.tipping import (
    LARGEST,
    Tip,
    guards,
    points,
    tip_to,
    tips,
    told,
)
from assistant.writing.words import BASE, CLOSE, ENGINES, LITTLE, SHOCK, SHORT, leader, refuted
from tools.records import Falsifier, Said
from tools.weights import weights

DECISIVE = 2
WHOLE = 8  # readings of a set that are named one by one
CARRIED = ("macro", "fundamental")  # engines that are claimed only where a test has fired
UNCUT = "forward estimates"
EVEN = "no engine reaches an even chance"
# Reasons against a label that stronger readings would lift.
OPEN = (EVEN, CLOSE, BASE, SHORT)
MIND = "**We would change our mind"
SEVERAL = (
    f"{MIND}** only if many readings moved together: no few of them, at the ends of their own "
    "scales, would settle it."
)


def change(pen: Pen) -> str:
    """Say what would change the label, the nearest first, and which readings decide it."""
    text = settles(pen)
    tested = pen.brief.verdict.engine == "mixed" or hinges(pen)
    if tested and 0 < len(pen.brief.verdict.flips_without) <= DECISIVE:
        text += flips(pen)
    return text


def settles(pen: Pen) -> str:
    """Say what would have to happen for another label, or for one where there is none."""
    if pen.brief.verdict.engine == "none":
        return ""
    if pen.brief.verdict.engine == "mixed":
        return _named(pen)
    if tests := hinges(pen):
        return f"{MIND} if** {tests}."
    return _rests(pen)


def hinges(pen: Pen, most: int | None = DECISIVE, told: Collection[str | None] = ()) -> str:
    """Return as a clause the tests whose outcome would change a label; empty where none would.

    Any that fires refutes positioning: the nearest ones are named, but for those that are ``told``
    already. Those that carry macro or fundamentals do so together: the label goes only where all of
    them clear.
    """
    found = decisive(pen)
    if pen.brief.verdict.engine in CARRIED:
        return listed([pen.test(f) for f in found])
    return listed([pen.test(f) for f in found[:most] if f.id not in told], "or")


def _rests(pen: Pen) -> str:
    """Say on which readings a label rests that no test decides, each with its figure."""
    verdict = pen.brief.verdict
    said = {s.reading: s for s in verdict.evidence}
    found = [said[m] for m in verdict.flips_without if m in said]
    if not found or len(found) > WHOLE or verdict.flips_to is None:
        return f"{MIND}** about {ENGINES[verdict.engine]} only if many readings moved together."
    without = "these together" if found[1:] else "it"
    other = f"without {without} the call would be {ENGINES[verdict.flips_to]}"
    return f"**The label rests on** {listed([_figure(pen, s) for s in found])}: {other}."


def _figure(pen: Pen, said: Said) -> str:
    """Return a reading with its figure; of an overshoot that speaks by its absence, so."""
    name, figure = named(pen, said)
    if said.reading == LARGEST and said.place < 0.5:
        name = f"how small {name} was"
    return f"{name} ({figure})"


def _flipping(pen: Pen) -> list[str]:
    """Return the readings without which there is another label, by name.

    A label's second half tells two windows of one thing apart, which these are together.
    """
    found = pen.brief.verdict.flips_without
    return [*dict.fromkeys(pen.name(m).partition(",")[0] for m in found)]


def _named(pen: Pen) -> str:
    """Say what would give a label where there is none: what bars the nearest engine, or tips it."""
    first, why = leader(pen), pen.brief.verdict.abstained
    bars = [pen.test(f) for f in decisive(pen)[:DECISIVE]]
    if SHOCK in why:
        bars.append(
            "amplification eases below [[verdict.heavy_amplification]] (now "
            "[[verdict.amplification]])"
        )
    if LITTLE in why:
        bars.append("more is measured (now [[verdict.coverage]])")
    if not bars:
        return _tipped(pen, tips(pen))
    if not {*OPEN} & {*why}:
        return f"{MIND}** and name {ENGINES[first]} if {listed(bars)}."
    # The bars stand in the sentence themselves, so what moves is sought as if they were gone.
    own = tip_to(pen, first)
    if own is not None:
        return f"{MIND}** and name {ENGINES[first]} if {listed([*bars, *told(pen, own)])}."
    return (
        f"{MIND}** and name {ENGINES[first]} only if {listed(bars)}; even then it would take more "
        "than a few readings."
    )


def _tipped(pen: Pen, found: Sequence[Tip]) -> str:
    """Say which readings would give a label, and which test would rule out the nearest one.

    A test is told where positioning comes nearest: any that fires refutes it.
    """
    parts = [points(pen, tip) for tip in found]
    text = f"{MIND} if** {'; or if '.join(parts)}." if parts else SEVERAL
    open_ = _nearest(pen, [f for f in guards(pen) if f.fired is False])
    if leader(pen) == "positioning" and open_:
        text += f" Positioning is ruled out if {pen.test(open_[0])}."
    return text


def flips(pen: Pen, most: int = DECISIVE) -> str:
    """Say which readings decide the label, where so few of them do, and what it would be."""
    verdict, names = pen.brief.verdict, _flipping(pen)
    if not names or len(verdict.flips_without) > most:
        return " Removing any two readings leaves the label as it is."
    lead = "" if len(verdict.flips_without) <= DECISIVE else " No two readings decide it."
    other = "the label would change"
    if verdict.flips_to is not None:
        other = f"the label would be {ENGINES[verdict.flips_to]}"
    return f"{lead} Without {listed(names)} {other}."


def decisive(pen: Pen) -> list[Falsifier]:
    """Return the tests that would move the label, the nearest by its own usual move first.

    For positioning those of its claims that have not fired. For fundamentals those that carry the
    label by having fired, and so for macro, but only where what started the fall is not identified:
    else the label stands without them. Where there is no label, those that stand in its way: the
    fired ones that would have to clear, or the cut of estimates that fundamentals need.
    """
    verdict = pen.brief.verdict
    guards, carried = {
        "positioning": (("macro_unchanged", "positioning", "fundamental_intact"), False),
        "macro": (("macro_unchanged",), True),
        "fundamental": (("fundamental_intact",), True),
    }.get(verdict.engine, ((), False))
    tests = [f for f in verdict.falsifiers if f.claim in guards and f.fired is carried]
    if verdict.engine == "macro" and identified(pen):
        tests = []
    tests += [f for reason in verdict.abstained if (f := refuted(pen, reason))]
    if any(reason.startswith(UNCUT) for reason in verdict.abstained):
        tests += [f for f in verdict.falsifiers if f.claim == "fundamental_intact" and not f.fired]
    return _nearest(pen, tests)


def identified(pen: Pen) -> bool:
    """Whether what started the fall is identified as far as a label of macro asks for."""
    unknown = pen.brief.verdict.trigger.get("unidentified", 1.0)
    return unknown <= weights().abstain["most_unidentified"]


def _nearest(pen: Pen, tests: Sequence[Falsifier]) -> list[Falsifier]:
    """Return tests by how far they are from their bounds in their own usual moves."""
    # Beneath the index a test may rest on the rout's own window, and its record does not.
    read = {f.reading for f in pen.brief.verdict.falsifiers}
    far = {t.falsifier: t.distance_sigmas for t in pen.brief.tests if t.reading in read}
    return sorted(tests, key=lambda f: abs(found) if (found := far.get(f.id)) else math.inf)
