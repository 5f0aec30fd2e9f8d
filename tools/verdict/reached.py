"""The verdict's fields, put together from its parts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tools.records import Said, Verdict
from tools.scoring import coverage
from tools.verdict.case import Case
from tools.verdict.engine import Label, decide, lean
from tools.verdict.flips import flips
from tools.verdict.objections import refuting
from tools.verdict.size import amplification, quiet_amplifiers, vulnerability
from tools.verdict.trigger import trigger
from tools.weights import TRIGGERS, weights

AGAINST = 3


def verdict(case: Case) -> Verdict:
    """Return the verdict on a case; nothing that was not measured speaks for either side."""
    label = decide(case)
    none = label.engine == "none"
    evidence = () if none else _evidence(label)
    gone = () if none else flips(case, label)
    return Verdict(
        engine=label.engine,
        engine_probability=label.score.probability,
        trigger=dict.fromkeys(TRIGGERS, 0.0) | {"unidentified": 1.0} if none else trigger(case),
        amplification=amplification(case),
        vulnerability=vulnerability(case),
        coverage=coverage(label.evidence, label.falsifiers),
        for_=tuple(said.reading for said in evidence if said.odds >= _least()),
        against=() if none else _against(evidence, label, case),
        flips_without=gone,
        flips_to=decide(case.without(frozenset(gone))).engine if gone else None,
        falsifiers=label.falsifiers,
        contributions=() if none else case.contributions,
        unexplained=None
        if none
        else case.move.return_ - sum(c.return_ for c in case.contributions),
        abstained=label.abstained,
        quiet_amplifiers=quiet_amplifiers(case),
        evidence=evidence,
    )


def _least() -> float:
    """Return the odds from which a reading is named as for a label; its inverse, as against it."""
    return weights().clip["least"]


def _evidence(label: Label) -> tuple[Said, ...]:
    """Return what each reading that was measured said, most for the likeliest engine first."""
    out = [
        Said(
            reading=e.row.reading,
            when=e.row.when,
            place=e.percentile,
            log_odds=label.score.said[e.row.reading],
            odds=math.exp(lean(label, e.row.reading)),
        )
        for e in label.evidence
        if e.percentile is not None
    ]
    return tuple(sorted(out, key=lambda said: said.odds, reverse=True))


def _against(evidence: Sequence[Said], label: Label, case: Case) -> tuple[str, ...]:
    """Return the strongest readings against the leading engine, those of fired tests first.

    A test that runs from a rout's own start rests on a part of the rout, which is no reading.
    """
    tests = refuting(label.leader, label.falsifiers, case)
    fired = [f.reading for f in tests if f.reading and f.reading in case.readings]
    weak = [said.reading for said in reversed(evidence) if said.odds <= 1.0 / _least()]
    return tuple(dict.fromkeys([*fired, *weak]))[:AGAINST]
