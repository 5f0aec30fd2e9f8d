"""Scored trials as a sample: labels, probabilities and what was named, weighed by episode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tools.validation import scores
from tools.validation.fit import Array, labels, shares
from tools.validation.rules import RIVALS
from tools.validation.scores import LEAST_CASES, Interval
from tools.validation.trials import Trial
from tools.validation.walk import Scored
from tools.weights import CLASSES


@dataclass(frozen=True, slots=True)
class Sample:
    """Scored trials and their weights, by which each episode counts once.

    A part of a sample by ``where`` keeps the weights of the whole; ``of`` makes new ones.
    """

    scored: tuple[Scored, ...]
    weight: Array

    @classmethod
    def of(cls, scored: Sequence[Scored]) -> Sample:
        """Return a sample in which every episode counts once."""
        return cls(tuple(scored), shares([s.trial for s in scored]))

    def where(self, keep: Callable[[Scored], bool]) -> Sample:
        """Return the trials that meet a condition, with the weights that they had."""
        return self.at([i for i, s in enumerate(self.scored) if keep(s)])

    def at(self, positions: Sequence[int]) -> Sample:
        """Return the trials at some positions, with the weights that they had."""
        return Sample(
            tuple(self.scored[i] for i in positions), self.weight[list(map(int, positions))]
        )

    @property
    def trials(self) -> list[Trial]:
        """The trials themselves."""
        return [s.trial for s in self.scored]

    @property
    def episodes(self) -> int:
        """How many episodes there are."""
        return len({s.trial.episode.id for s in self.scored})

    @property
    def n(self) -> float:
        """The sum of the weights."""
        return float(self.weight.sum())

    @property
    def labels(self) -> Array:
        """The soft labels, trials by engines."""
        return labels(self.trials)

    @property
    def probabilities(self) -> Array:
        """What was said of each trial, by engine."""
        return np.array([s.probability for s in self.scored]).reshape(-1, len(CLASSES))

    @property
    def base_rates(self) -> Array:
        """The base rates that each trial was scored with, by engine."""
        rows = [[s.fit.priors[c] for c in CLASSES] for s in self.scored]
        return np.array(rows).reshape(-1, len(CLASSES))

    @property
    def likeliest(self) -> list[str]:
        """The likeliest engine of each trial, abstaining from none."""
        return [s.likeliest for s in self.scored]

    @property
    def given(self) -> list[str]:
        """The label that the product gives, *mixed* and *none* among them."""
        return [s.engine for s in self.scored]

    def rival(self, name: str) -> list[str]:
        """Return the engine that a simple rule names for each trial."""
        return [s.rivals[name] for s in self.scored]

    @property
    def rules(self) -> tuple[str, ...]:
        """The simple rules that had what they need on every trial."""
        return tuple(name for name in RIVALS if all(name in s.rivals for s in self.scored))

    def by_rule(self, found: Callable[[list[str]], Interval]) -> dict[str, Interval]:
        """Return a score of what each simple rule names, NaN of one that could not be run."""
        own = self.rules
        return {n: found(self.rival(n)) if n in own else scores.NOTHING for n in RIVALS}

    def skill(self, reference: Array) -> Interval:
        """Return the Brier skill against reference probabilities."""
        return scores.skill(self.trials, self.probabilities, reference, self.weight)

    def mean(self, values: Array) -> float:
        """Return a mean over trials, NaN without any."""
        return float((self.weight * values).sum() / self.n) if self.scored else float("nan")

    def top_one(self, named: Sequence[str]) -> Interval:
        """Return the share of the labels' weight on what was named."""
        return scores.top_one(self.trials, named, self.weight)

    def precision(self, named: Sequence[str]) -> Interval:
        """Return the same among the trials on which an engine was named."""
        return scores.precision(self.trials, named, self.weight)

    def recall(self, named: Sequence[str], engine: str) -> Interval:
        """Return the share of an engine's cases that were named so."""
        return scores.recall(self.trials, named, engine, self.weight)[0]

    def cases(self, engine: str) -> float:
        """Return how many cases of an engine there are: the sum of soft labels."""
        return float((self.weight * self.labels[:, CLASSES.index(engine)]).sum())

    def engines(self) -> tuple[str, ...]:
        """Return the engines with enough cases for their recall to be judged."""
        return tuple(c for c in CLASSES if self.cases(c) >= LEAST_CASES - 1e-9)

    def mean_recall(self, named: Sequence[str], engines: Sequence[str]) -> float:
        """Return the mean recall over some engines, NaN where one of them has no case."""
        found = [self.recall(named, c).value for c in engines]
        return sum(found) / len(found) if found else float("nan")

    def recall_gain(self, rival: str, engines: Sequence[str]) -> Interval:
        """Return how much higher the mean recall over some engines is than a simple rule's."""
        return scores.recall_gain(
            self.trials, self.likeliest, self.rival(rival), engines, self.weight
        )

    def confident(self, share: float) -> Sample:
        """Return that share of the trials, those of the highest probabilities first."""
        top = self.probabilities.max(axis=1)
        order = np.argsort(-top, kind="stable")[: int(np.ceil(share * len(top) - 1e-9))]
        return self.at(sorted(int(i) for i in order))
