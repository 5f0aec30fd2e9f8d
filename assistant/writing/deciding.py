"""What would change the label: the tests that it hangs on, and the readings that decide it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.writing.pen import Pen, listed
from assistant.writing.tipping import (
    LARGEST,
    MOST,
    PAST,
    Tip,
    guards,
    moved,
    points,
    tip_to,
    tips,
    told,
)
from assistant.writing.words import BASE, CLOSE, ENGINES, LITTLE, SHOCK, SHORT, leader, refuted
from tools.records import Falsifier

DECISIVE = 2
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
    if 0 < len(pen.brief.verdict.flips_without) <= DECISIVE:
        text += flips(pen)
    return text


def settles(pen: Pen) -> str:
    """Say what would have to happen for another label, or for one where there is none."""
    if pen.brief.verdict.engine == "none":
        return ""
    if pen.brief.verdict.engine == "mixed":
        return _named(pen)
    tests = [pen.test(f) for f in decisive(pen)[:DECISIVE]]
    tests = tests or _leaning(pen)
    if tests:
        return f"{MIND} if** {listed(tests, 'or')}."
    named = ENGINES[pen.brief.verdict.engine]
    if 0 < len(pen.brief.verdict.flips_without) <= DECISIVE:
        return f"{MIND}** about {named} on little."
    return f"{MIND}** about {named} only on more than a reading or two."


def _leaning(pen: Pen) -> list[str]:
    """Return the readings of the day that the label hangs on together, as they would fall away."""
    said = {s.reading: s for s in pen.brief.verdict.evidence if s.when == "now"}
    names = pen.brief.verdict.flips_without
    if not 0 < len(names) <= MOST or not {*names} <= {*said} - {LARGEST, PAST}:
        return []
    back = {True: "fell back", False: "rose again"}
    return [listed([moved(pen, said[m], back[said[m].place > 0.5]) for m in names])]


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
    verdict = pen.brief.verdict
    # A label's second half tells two windows of one thing apart, which these are together.
    names = [*dict.fromkeys(pen.name(m).partition(",")[0] for m in verdict.flips_without)]
    if not names or len(verdict.flips_without) > most:
        return " Removing any two readings leaves the label as it is."
    lead = "" if len(verdict.flips_without) <= DECISIVE else " No two readings decide it."
    other = "the label would change"
    if verdict.flips_to is not None:
        other = f"the label would be {ENGINES[verdict.flips_to]}"
    return f"{lead} Without {listed(names)} {other}."


def decisive(pen: Pen) -> list[Falsifier]:
    """Return the tests that would move the label, the nearest by its own usual move first.

    For positioning those of its claims that have not fired; for macro and fundamentals those that
    carry the label by having fired. Where there is no label, those that stand in its way: the
    fired ones that would have to clear, or the cut of estimates that fundamentals need.
    """
    verdict = pen.brief.verdict
    guards, carried = {
        "positioning": (("macro_unchanged", "positioning", "fundamental_intact"), False),
        "macro": (("macro_unchanged",), True),
        "fundamental": (("fundamental_intact",), True),
    }.get(verdict.engine, ((), False))
    tests = [f for f in verdict.falsifiers if f.claim in guards and f.fired is carried]
    tests += [f for reason in verdict.abstained if (f := refuted(pen, reason))]
    if any(reason.startswith(UNCUT) for reason in verdict.abstained):
        tests += [f for f in verdict.falsifiers if f.claim == "fundamental_intact" and not f.fired]
    return _nearest(pen, tests)


def _nearest(pen: Pen, tests: Sequence[Falsifier]) -> list[Falsifier]:
    """Return tests by how far they are from their bounds in their own usual moves."""
    # Beneath the index a test may rest on the rout's own window, and its record does not.
    read = {f.reading for f in pen.brief.verdict.falsifiers}
    far = {t.falsifier: t.distance_sigmas for t in pen.brief.tests if t.reading in read}
    return sorted(tests, key=lambda f: abs(found) if (found := far.get(f.id)) else math.inf)
