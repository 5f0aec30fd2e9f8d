"""The figures of one run: by day, by engine, by coverage, by bin of confidence, by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from math import nan

import numpy as np

from tools.validation import scores
from tools.validation.rules import MACRO, RIVALS, best_rule
from tools.validation.runs import TROUGH, WHEN, Run
from tools.validation.sample import Sample
from tools.validation.scores import Bin, Interval
from tools.weights import CLASSES

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
JUDGED_AT = 0.7
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 1.0)
NAMED = (*CLASSES, "mixed", "none")
ALWAYS_MACRO = [float(c == "macro") for c in CLASSES]


@dataclass(frozen=True, slots=True)
class DayScores:
    """How good the probabilities are on one day of the falls, or on all of them.

    ``skill`` is against base rates, ``skill_macro`` against a certain macro; ``top_one`` is of the
    likeliest engine, no abstention allowed, and ``rivals`` the same of the simple rules.
    """

    when: str
    episodes: int
    trials: int
    brier: float
    brier_base: float
    skill: Interval
    skill_macro: Interval
    log_loss: float
    log_loss_base: float
    top_one: Interval
    kappa: float
    rivals: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class EngineRecall:
    """How many of an engine's cases are recognised: forced to name one, by label, and by rule."""

    engine: str
    cases: float
    forced: Interval
    label: Interval
    not_called: float
    rivals: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class CoverageStep:
    """What a share of the trials scores, those of the highest probabilities first.

    ``gain`` is how much higher the mean recall is than that of the ``best`` simple rule.
    """

    share: float
    trials: int
    least: float
    top_one: Interval
    skill: Interval
    mean_recall: float
    rivals_mean_recall: dict[str, float]
    best: str
    gain: Interval


@dataclass(frozen=True, slots=True)
class Labelled:
    """How often the product gave a label on a day, how often right, and what it said else."""

    when: str
    trials: int
    labelled: int
    right: Interval
    macro_right: Interval
    mixed: int
    none: int


@dataclass(frozen=True)
class RunFigures:
    """All figures of one run's falls."""

    run: Run
    days: tuple[DayScores, ...]
    recalls: tuple[EngineRecall, ...]
    confident: tuple[EngineRecall, ...]
    engines: tuple[str, ...]
    coverage: tuple[CoverageStep, ...]
    labelled: tuple[Labelled, ...]
    reasons: dict[str, int]
    reliability: tuple[Bin, ...]
    claimed: float
    came: Interval
    confusion: list[list[float]]

    def on(self, when: str) -> DayScores:
        """Return the scores of a day."""
        return next(d for d in self.days if d.when == when)

    def at(self, share: float) -> CoverageStep:
        """Return the scores at a coverage."""
        return next(c for c in self.coverage if c.share == share)


def figures(run: Run) -> RunFigures:
    """Return the figures of a run; NaN and empty tables where it has no falls."""
    falls = run.falls
    engines = falls.engines()
    top = falls.probabilities.max(axis=1, initial=0.0)
    trough = run.on(TROUGH)
    return RunFigures(
        run=run,
        days=tuple(_day(when, run.on(when)) for when in WHEN),
        recalls=_recalls(falls, falls),
        confident=_recalls(falls.confident(JUDGED_AT), falls),
        engines=engines,
        coverage=tuple(_coverage(falls, share, engines) for share in COVERAGES),
        labelled=tuple(_labelled(when, run.on(when)) for when in WHEN),
        reasons=dict(Counter(why for s in falls.scored for why in s.label.abstained).most_common()),
        reliability=tuple(
            scores.reliability(falls.trials, falls.probabilities, EDGES, falls.weight)
            if falls.scored
            else ()
        ),
        claimed=falls.mean(top),
        came=falls.top_one(falls.likeliest),
        confusion=scores.confusion(trough.trials, trough.given, NAMED).tolist(),
    )


def _day(when: str, sample: Sample) -> DayScores:
    p, y = sample.probabilities, sample.labels
    base = sample.base_rates
    return DayScores(
        when=when,
        episodes=sample.episodes,
        trials=len(sample.scored),
        brier=sample.mean(scores.brier(p, y)),
        brier_base=sample.mean(scores.brier(base, y)),
        skill=sample.skill(base),
        skill_macro=sample.skill(np.array(ALWAYS_MACRO)),
        log_loss=sample.mean(scores.log_loss(p, y)),
        log_loss_base=sample.mean(scores.log_loss(base, y)),
        top_one=sample.top_one(sample.likeliest),
        kappa=scores.kappa(sample.trials, sample.likeliest, sample.weight),
        rivals=sample.by_rule(sample.top_one),
    )


def _recalls(sample: Sample, whole: Sample) -> tuple[EngineRecall, ...]:
    """Return the recalls in a sample of the engines that occur in the whole."""
    return tuple(
        EngineRecall(
            engine=engine,
            cases=sample.cases(engine),
            forced=sample.recall(sample.likeliest, engine),
            label=sample.recall(sample.given, engine),
            not_called=_not_called(sample, engine),
            rivals=sample.by_rule(partial(sample.recall, engine=engine)),
        )
        for engine in CLASSES
        if whole.cases(engine) > 0.0
    )


def _not_called(sample: Sample, engine: str) -> float:
    """Return the share of an engine's cases on which no engine was named."""
    cases = sample.cases(engine)
    silent = sample.where(lambda s: s.engine not in CLASSES)
    return silent.cases(engine) / cases if cases else nan


def _coverage(falls: Sample, share: float, engines: tuple[str, ...]) -> CoverageStep:
    kept = falls.confident(share)
    top = kept.probabilities.max(axis=1, initial=0.0)
    own = {name: kept.mean_recall(kept.rival(name), engines) for name in kept.rules}
    best = best_rule(own)
    return CoverageStep(
        share=share,
        trials=len(kept.scored),
        least=float(top.min()) if kept.scored else nan,
        top_one=kept.top_one(kept.likeliest),
        skill=kept.skill(kept.base_rates),
        mean_recall=kept.mean_recall(kept.likeliest, engines),
        rivals_mean_recall={name: own.get(name, nan) for name in RIVALS},
        best=best,
        gain=kept.recall_gain(best, engines),
    )


def _labelled(when: str, sample: Sample) -> Labelled:
    given = sample.given
    named = sample.where(lambda s: s.engine in CLASSES)
    return Labelled(
        when=when,
        trials=len(given),
        labelled=len(named.scored),
        right=named.precision(named.given),
        macro_right=named.precision(named.rival(MACRO)),
        mixed=given.count("mixed"),
        none=given.count("none"),
    )
