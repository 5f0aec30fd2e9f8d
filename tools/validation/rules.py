"""The simple rules that the verdict is held against; each names one engine for every trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tools.records import PillarName
from tools.validation.fit import labels, shares
from tools.validation.trials import Trial

Rule = Callable[[Sequence[Trial]], list[str]]
# Whose vote each pillar is: behaviour is how positions unwind, other assets are macro's.
VOTES: Mapping[PillarName, str] = {
    "macro": "macro",
    "crossasset": "macro",
    "fundamentals": "fundamental",
    "positioning": "positioning",
    "behaviour": "positioning",
}
LEVELS = tuple(range(15, 61))
MACRO, VIX, VOTE = "always_macro", "vix_rule", "pillar_vote"
RIVALS = (MACRO, VIX, VOTE)
NAMES = {MACRO: "always macro", VIX: "the VIX rule", VOTE: "the pillars' vote"}


def rivals(trained: Sequence[Trial]) -> Mapping[str, Rule]:
    """Return every rule by its name, trained on some falls where it needs to be.

    Without a VIX on any of those falls there is no VIX rule.
    """
    rules: dict[str, Rule] = {MACRO: always_macro, VIX: vix_rule(trained), VOTE: pillar_vote}
    if trained and all(trial.vix is None for trial in trained):
        del rules[VIX]
    return rules


def best_rule(values: Mapping[str, float]) -> str:
    """Return the rule of the highest value, the first of equals; NaN is that of none."""
    return max(values, key=lambda name: -np.inf if np.isnan(values[name]) else values[name])


def always_macro(trials: Sequence[Trial]) -> list[str]:
    """Return macro for every trial: the base rate's own answer."""
    return ["macro"] * len(trials)


def vix_rule(trained: Sequence[Trial]) -> Rule:
    """Return the rule *positioning where the VIX stands above a level, else macro*.

    The level is the whole number of points with the best share of right answers among the trials
    that it is trained on; the lowest of them where several tie. Trained on nothing it says macro.
    """
    if not trained:
        return always_macro
    truth, weight = labels(trained), shares(trained)
    vix = np.array([np.nan if t.vix is None else t.vix for t in trained], dtype=float)

    def right(level: int) -> float:
        high = vix > level
        return float((weight * np.where(high, truth[:, 2], truth[:, 0])).sum())

    best = max(LEVELS, key=right)

    def rule(trials: Sequence[Trial]) -> list[str]:
        return ["positioning" if t.vix is not None and t.vix > best else "macro" for t in trials]

    return rule


def pillar_vote(trials: Sequence[Trial]) -> list[str]:
    """Return for each trial the engine that most pillars point to.

    Every pillar whose mean stress is above its middle casts one vote; a tie goes to the engine of
    the most stressed pillar, and where none is stressed to macro.
    """
    return [_vote(trial.pillars) for trial in trials]


def _vote(pillars: Mapping[PillarName, float]) -> str:
    stressed = {p: s for p, s in pillars.items() if p in VOTES and s > 0.5}
    if not stressed:
        return "macro"
    cast = [VOTES[p] for p in stressed]
    most = max(cast.count(engine) for engine in cast)
    tied = [p for p in stressed if cast.count(VOTES[p]) == most]
    return VOTES[max(tied, key=lambda p: stressed[p])]
