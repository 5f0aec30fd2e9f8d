"""Two ways not to have seen the answer: frozen on an earlier half, and walking forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.episodes import split
from tools.records import Engine
from tools.validation.fit import Fit, fit
from tools.validation.trials import Trial
from tools.verdict import Label, decide
from tools.verdict.engine import likelihood
from tools.weights import CLASSES, Weights


@dataclass(frozen=True, slots=True)
class Scored:
    """One trial and what was said of it without having seen its label.

    ``probability`` is the engine's by class before any test of the label, the episode taken for
    what it is, whatever was found to sell off on the day; ``label`` is the whole verdict,
    abstentions and all.
    """

    trial: Trial
    probability: tuple[float, ...]
    label: Label
    fit: Fit

    @property
    def engine(self) -> Engine:
        """The engine that was named, *mixed* and *none* among them."""
        return self.label.engine

    @property
    def likeliest(self) -> str:
        """The likeliest engine by the probabilities alone."""
        return CLASSES[self.probability.index(max(self.probability))]


def score_all(trials: Sequence[Trial], fitted: Fit) -> list[Scored]:
    """Return what the weights of a fit say of some trials."""
    w = fitted.weights()
    return [_scored(trial, fitted, w) for trial in trials]


def frozen(trials: Sequence[Trial]) -> tuple[Fit, list[Scored]]:
    """Return the fit on the falls up to 2012, and every later trial scored by it."""
    early = [t for t in trials if t.episode.kind == "fall" and split(t.episode) == "fit"]
    late = [t for t in trials if split(t.episode) == "test"]
    fitted = fit(early)
    return fitted, score_all(late, fitted)


def walk_forward(trials: Sequence[Trial]) -> list[Scored]:
    """Return the later trials, each scored by a fit on the falls that had ended before its own."""
    out: list[Scored] = []
    falls = [t for t in trials if t.episode.kind == "fall"]
    for name in dict.fromkeys(t.episode.id for t in trials if split(t.episode) == "test"):
        own = [t for t in trials if t.episode.id == name]
        before = [t for t in falls if t.episode.last < own[0].episode.first]
        out += score_all(own, fit(before))
    return out


def _scored(trial: Trial, fitted: Fit, w: Weights) -> Scored:
    beneath = trial.episode.kind == "beneath"
    p = likelihood(trial.case, beneath, w).probability
    return Scored(trial, tuple(p[c] for c in CLASSES), decide(trial.case, w), fitted)
