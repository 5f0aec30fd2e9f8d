"""The engine of a move: its probabilities, and when no label is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from tools.records import Engine, Falsifier
from tools.scoring import Evidence, Score, coverage, score, standing
from tools.verdict.beneath import calm_rule, lead, shrunk, tests
from tools.verdict.case import Case
from tools.verdict.objections import FIRED as FIRED
from tools.verdict.objections import capped, objections
from tools.verdict.size import amplification
from tools.verdict.trigger import trigger
from tools.weights import CLASSES, EvidenceRow, Weights, weights


@dataclass(frozen=True, slots=True)
class Label:
    """An engine, what it was reached from and why it is not a firmer one."""

    engine: Engine
    score: Score
    evidence: tuple[Evidence, ...]
    falsifiers: tuple[Falsifier, ...]
    abstained: tuple[str, ...] = ()

    @property
    def leader(self) -> str:
        """The likeliest engine, also where it is not claimed."""
        return max(CLASSES, key=lambda c: self.score.probability[c])


def lean(label: Label, reading: str) -> float:
    """Return by how much a reading moved the log odds of the leading engine against the others.

    Those odds with it, over those that the other readings leave without it: below zero where it
    speaks against the engine.
    """
    said, found = label.score.said[reading], label.score.probability
    without = {c: p * math.exp(-said[c]) for c, p in found.items()}
    share = without[label.leader] / sum(without.values())
    return math.log(_odds(found[label.leader]) / _odds(share))


def gather(case: Case, beneath: bool) -> tuple[Evidence, ...]:
    """Return the rows of the evidence table that speak of such a move, with what was found."""
    scope = "beneath" if beneath else "index"
    rows = [row for row in weights().evidence if row.scope in ("any", scope)]
    return tuple(_evidence(row, case) for row in rows)


def _evidence(row: EvidenceRow, case: Case) -> Evidence:
    source = case.at_peak if row.when == "peak" else case.readings
    reading = source.get(row.reading)
    if reading is None:
        return Evidence(row, None)
    return Evidence(row, standing(reading, row.levels), reading.percentile_weight)


def likelihood(case: Case, beneath: bool, w: Weights | None = None) -> Score:
    """Return the engines' probabilities before any test of them, whatever is selling off.

    Parameters
    ----------
    case : Case
        What is judged.
    beneath : bool
        Whether it is judged as a rout beneath a calm index or as a fall of the index.
    w : Weights, optional
        Other weights than the published ones.
    """
    return _scored(gather(case, beneath), case, beneath, w or weights())


def _scored(evidence: Sequence[Evidence], case: Case, beneath: bool, w: Weights) -> Score:
    if beneath:
        return score(evidence, shrunk(w, lead(case)), w.priors_beneath, calm_rule(case))
    return score(evidence, w, w.priors)


def decide(case: Case, w: Weights | None = None) -> Label:
    """Return the engine, or *mixed* with every reason that stood against a label.

    Parameters
    ----------
    case : Case
        What is judged.
    w : Weights, optional
        Other weights than the published ones, such as those fitted on an earlier sample.
    """
    w = w or weights()
    evidence, falsifiers = gather(case, case.beneath), tests(case)
    if case.picture.selloff == "none":
        return Label("none", Score(w.priors, {}), evidence, falsifiers)
    raw = _scored(evidence, case, case.beneath, w)
    probability = capped(raw.probability, falsifiers, w.abstain["null_cap"])
    mixed = Label("mixed", Score(probability, raw.said), evidence, falsifiers)
    first, second = sorted(probability.values(), reverse=True)[:2]
    why = []
    if first < w.abstain["least_probability"]:
        why.append("no engine reaches an even chance")
    elif mixed.leader == "positioning" and first < w.abstain["least_positioning"]:
        why.append("positioning is likeliest, yet short of what its claim takes")
    if first - second < w.abstain["least_margin"]:
        why.append("the two likeliest engines are too close to call")
    priors = w.priors_beneath if case.beneath else w.priors
    if _odds(first) < w.abstain["least_ratio"] * _odds(priors[mixed.leader]):
        why.append("the evidence hardly moves the base rate")
    if coverage(evidence, falsifiers) < w.abstain["least_coverage"]:
        why.append("too little was measured")
    why += objections(mixed.leader, falsifiers, case)
    if mixed.leader == "macro" and _heavy_shock(case):
        why.append("an outside shock met heavy amplification")
    if mixed.leader == "macro" and not _identified(case, falsifiers, w):
        why.append("nothing macro is identified as what started it")
    if why:
        return replace(mixed, abstained=tuple(why))
    return replace(mixed, engine=cast(Engine, mixed.leader))


def _odds(probability: float) -> float:
    return probability / (1.0 - probability)


def _identified(case: Case, falsifiers: Sequence[Falsifier], w: Weights) -> bool:
    """Whether a macro test has fired, or what started the move is identified at all."""
    fired = any(f.fired for f in falsifiers if f.claim == "macro_unchanged")
    return fired or trigger(case)["unidentified"] <= w.abstain["most_unidentified"]


def _heavy_shock(case: Case) -> bool:
    """Whether what likeliest started the move came from outside and was amplified heavily."""
    kinds, amplified = trigger(case), amplification(case)
    outside = max(kinds, key=lambda k: kinds[k]) == "exogenous"
    heavy = weights().abstain["heavy_amplification"]
    return outside and amplified is not None and amplified >= heavy
