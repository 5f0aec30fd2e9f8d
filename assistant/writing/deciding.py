"""What would change the label: the tests that it hangs on, and the readings that decide it."""

from __future__ import annotations

import math

from assistant.writing.pen import Pen, listed
from assistant.writing.words import ENGINES, leader, refuted
from tools.records import Falsifier

DECISIVE = 2
UNCUT = "forward estimates"


def change(pen: Pen) -> str:
    """Say which tests would change the label, the nearest first, and which readings decide it."""
    tests = [pen.test(f) for f in decisive(pen)[:DECISIVE]]
    lead = "We would change our mind if"
    if pen.brief.verdict.engine == "mixed":
        lead = f"{ENGINES[leader(pen)].capitalize()} could be claimed only if"
    text = f"**{lead}** {listed(tests, 'or' if lead.startswith('We') else 'and')}." if tests else ""
    if 0 < len(pen.brief.verdict.flips_without) <= DECISIVE:
        text += flips(pen) if text else f"**It hangs on little.**{flips(pen)}"
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
    far = {t.falsifier: t.distance_sigmas for t in pen.brief.tests}
    return sorted(tests, key=lambda f: abs(found) if (found := far.get(f.id)) else math.inf)
