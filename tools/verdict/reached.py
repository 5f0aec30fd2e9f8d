"""The verdict's fields, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from tools.records import Verdict
from tools.scoring import coverage
from tools.verdict.case import Case
from tools.verdict.engine import Label, decide, lean
from tools.verdict.flips import flips
from tools.verdict.objections import refuting
from tools.verdict.size import amplification, quiet_amplifiers, vulnerability
from tools.verdict.trigger import trigger
from tools.weights import TRIGGERS

AGAINST = 3


def verdict(case: Case) -> Verdict:
    """Return the verdict on a case; nothing that was not measured speaks for either side."""
    label = decide(case)
    none = label.engine == "none"
    found = [] if none else [e.row.reading for e in label.evidence if e.percentile is not None]
    by_lean = sorted(found, key=lambda r: lean(label, r))
    without = () if none else flips(case, label)
    gone = () if none else flips(case, label)
    return Verdict(
        engine=label.engine,
        engine_probability=label.score.probability,
        trigger=dict.fromkeys(TRIGGERS, 0.0) | {"unidentified": 1.0} if none else trigger(case),
        amplification=amplification(case),
        vulnerability=vulnerability(case),
        coverage=coverage(label.evidence, label.falsifiers),
        for_=tuple(r for r in reversed(by_lean) if lean(label, r) > 0),
        against=() if none else _against(by_lean, label, case),
        flips_without=gone,
        flips_to=decide(case.without(frozenset(gone))).engine if gone else None,
        falsifiers=label.falsifiers,
        contributions=() if none else case.contributions,
        unexplained=None
        if none
        else case.move.return_ - sum(c.return_ for c in case.contributions),
        abstained=label.abstained,
        quiet_amplifiers=quiet_amplifiers(case),
    )


def _against(by_lean: Sequence[str], label: Label, case: Case) -> tuple[str, ...]:
    """Return the strongest readings against the leading engine, those of fired tests first."""
    tests = refuting(label.leader, label.falsifiers, case)
    fired = [f.reading for f in tests if f.reading]
    weak = [r for r in by_lean if lean(label, r) < 0]
    return tuple(dict.fromkeys([*fired, *weak]))[:AGAINST]
