"""The ways in which the verdict is scored, each with what it was fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from tools.episodes import DAYS, FIT_UNTIL, Kind
from tools.validation.fit import LEAST_FALLS, Fit
from tools.validation.sample import Sample
from tools.validation.trials import Trial
from tools.validation.walk import SHIPPED_UNTIL, Scored, frozen, shipped, walk_forward

Key = Literal["frozen", "walk_forward", "unseen", "in_sample"]
ALL, TROUGH = "all days", "trough"
WHEN = (*(f"day {n}" for n in DAYS), TROUGH, ALL)
TITLES: dict[Key, str] = {
    "frozen": f"Frozen at the end of {FIT_UNTIL.year}",
    "walk_forward": "Walk-forward",
    "unseen": f"As shipped, on falls after {SHIPPED_UNTIL.year}",
    "in_sample": "As shipped, in sample",
}
SHORT: dict[Key, str] = {
    "frozen": "frozen",
    "walk_forward": "walk-forward",
    "unseen": "as shipped, unseen",
    "in_sample": "as shipped, in sample",
}


@dataclass(frozen=True)
class Run:
    """Everything that was scored in one way; only ``in_sample`` had seen the labels."""

    key: Key
    scored: tuple[Scored, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return TITLES[self.key]

    @property
    def short(self) -> str:
        """Its name within a sentence."""
        return SHORT[self.key]

    @cached_property
    def falls(self) -> Sample:
        """The falls of the index, on every day on which they were scored."""
        return Sample.of(self.of_kind("fall"))

    def of_kind(self, kind: Kind) -> list[Scored]:
        """Return what was scored of falls, routs beneath the index or controls."""
        return [s for s in self.scored if s.trial.episode.kind == kind]

    def on(self, when: str) -> Sample:
        """Return the falls on one of the days, or on all of them."""
        if when == ALL:
            return self.falls
        return Sample.of([s for s in self.of_kind("fall") if s.trial.when == when])

    @cached_property
    def fits(self) -> dict[date, Fit]:
        """The fit of each fall, by its peak."""
        return {s.trial.episode.first: s.fit for s in self.of_kind("fall")}


def runs(trials: Sequence[Trial]) -> dict[Key, Run]:
    """Return every way of scoring that the trials allow.

    Notes
    -----
    *Frozen* needs eight falls up to 2012 to be fitted on, *walk-forward* eight before each fall.
    *As shipped* scores by the published table: what began after the falls that it was fitted on is
    out of sample, the rest is not.
    """
    early, late = frozen(trials)
    published = shipped(trials)
    found = {
        "frozen": late if early.episodes >= LEAST_FALLS else [],
        "walk_forward": walk_forward(trials),
        "unseen": [s for s in published if s.trial.episode.first > SHIPPED_UNTIL],
        "in_sample": [s for s in published if s.trial.episode.first <= SHIPPED_UNTIL],
    }
    out: dict[Key, Run] = {}
    for key in TITLES:
        run = Run(key, tuple(found[key]))
        if run.scored:
            out[key] = run
    return out
