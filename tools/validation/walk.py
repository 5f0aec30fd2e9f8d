"""Ways not to have seen the answer: frozen on an earlier half, walking forward, or as shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.episodes import split
from tools.records import Engine
from tools.validation.fit import LEAST_FALLS, Fit, fit
from tools.validation.rules import Rule, rivals
from tools.validation.trials import Trial
from tools.verdict import Label, decide
from tools.verdict.engine import likelihood
from tools.weights import CLASSES, Weights, weights

SHIPPED_UNTIL = date(2022, 12, 31)  # the last falls that the published table was fitted on


@dataclass(frozen=True, slots=True)
class Scored:
    """One trial and what was said of it without having seen its label.

    ``probability`` is the engine's by class before any test of the label, the episode taken for
    what it is, whatever was found to sell off on the day; ``label`` is the whole verdict,
    abstentions and all; ``rivals`` is the engine that each simple rule names.
    """

    trial: Trial
    probability: tuple[float, ...]
    label: Label
    fit: Fit
    rivals: Mapping[str, str]

    @property
    def engine(self) -> Engine:
        """The engine that was named, *mixed* and *none* among them."""
        return self.label.engine

    @property
    def likeliest(self) -> str:
        """The likeliest engine by the probabilities alone."""
        return CLASSES[self.probability.index(max(self.probability))]


def score_all(trials: Sequence[Trial], fitted: Fit, trained: Sequence[Trial]) -> list[Scored]:
    """Return what the weights of a fit, and the rules trained on the same falls, say of trials."""
    w, rules = fitted.weights(), rivals(trained)
    return [_scored(trial, fitted, w, rules) for trial in trials]


def frozen(trials: Sequence[Trial]) -> tuple[Fit, list[Scored]]:
    """Return the fit on the falls up to 2012, and every later trial scored by it."""
    early = [t for t in trials if t.episode.kind == "fall" and split(t.episode) == "fit"]
    late = [t for t in trials if split(t.episode) == "test"]
    fitted = fit(early)
    return fitted, score_all(late, fitted, early)


def walk_forward(trials: Sequence[Trial]) -> list[Scored]:
    """Return the later trials, each scored by a fit on the falls that had ended before its own.

    Those with fewer than eight such falls are left out: there is nothing to fit on.
    """
    out: list[Scored] = []
    falls = [t for t in trials if t.episode.kind == "fall"]
    for name in dict.fromkeys(t.episode.id for t in trials if split(t.episode) == "test"):
        own = [t for t in trials if t.episode.id == name]
        before = [t for t in falls if t.episode.last < own[0].episode.first]
        fitted = fit(before)
        if fitted.episodes >= LEAST_FALLS:
            out += score_all(own, fitted, before)
    return out


def shipped(trials: Sequence[Trial]) -> list[Scored]:
    """Return trials scored by the table as it is published, whether or not it has seen them."""
    w = weights()
    falls = [t for t in trials if t.episode.kind == "fall" and t.episode.last <= SHIPPED_UNTIL]
    episodes = len({t.episode.id for t in falls})
    published = Fit(dict(w.priors), w.calibration["temperature"], episodes)
    return score_all(trials, published, falls)


def _scored(trial: Trial, fitted: Fit, w: Weights, rules: Mapping[str, Rule]) -> Scored:
    beneath = trial.episode.kind == "beneath"
    p = likelihood(trial.case, beneath, w).probability
    said = {name: rule([trial])[0] for name, rule in rules.items()}
    return Scored(trial, tuple(p[c] for c in CLASSES), decide(trial.case, w), fitted, said)
