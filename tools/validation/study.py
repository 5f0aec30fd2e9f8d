"""A validation as a whole: what was scored, in which ways, and with which figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.episodes import KINDS, Episode, Kind, split
from tools.history import Histories
from tools.market.view import Market
from tools.records import MarketRef
from tools.validation.checks import GuardCheck, check
from tools.validation.figures import RunFigures, figures
from tools.validation.fit import Fit, fit
from tools.validation.runs import Key, Run, runs
from tools.validation.scores import Interval, wilson
from tools.validation.trials import Progress, Trial, trials
from tools.validation.walk import Scored

TESTS: tuple[Key, ...] = ("frozen", "unseen", "walk_forward")
UNCALLED = ("none", "mixed")


@dataclass(frozen=True, slots=True)
class Scope:
    """What was put to the test: the market, its sessions, and the episodes by their file."""

    market: MarketRef
    first: date
    last: date
    source: str
    episodes: tuple[Episode, ...]
    skipped: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quiet:
    """How many controls were left alone, by *none* or *mixed*, and those that were not."""

    n: int
    share: Interval
    called: tuple[Scored, ...]


@dataclass(frozen=True)
class Study:
    """Everything that a report is made from.

    Attributes
    ----------
    scope : Scope
        What was scored.
    trials : tuple of Trial
        Every episode on every day on which it could be scored.
    runs : mapping
        The ways in which they were scored, those only that the trials allow.
    figures : mapping
        The same with their figures.
    fit_all : Fit
        The fit on every fall, which the published table is to equal on the real market.
    """

    scope: Scope
    trials: tuple[Trial, ...]
    runs: Mapping[Key, Run]
    figures: Mapping[Key, RunFigures]
    fit_all: Fit

    @property
    def tests(self) -> list[RunFigures]:
        """The runs that had not seen the labels and have falls, the most telling first."""
        found = [self.figures[key] for key in TESTS if key in self.figures]
        return [f for f in found if f.run.falls.scored]

    def of_kind(self, kind: Kind) -> list[Scored]:
        """Return routs or controls of all years, those since 2013 scored out of sample.

        No fit has seen the label of either; earlier ones are scored by the table as shipped.
        """
        found: dict[tuple[str, str], Scored] = {}
        keys: tuple[Key, ...] = ("in_sample", "walk_forward", "unseen", "frozen")
        for key in keys:
            own = self.runs[key].of_kind(kind) if key in self.runs else []
            found |= {(s.trial.episode.id, s.trial.when): s for s in own}
        return list(found.values())

    def quiet(self, key: Key | None = None) -> Quiet:
        """Return how many controls were left alone: of one run, or all of them."""
        scored = self.of_kind("control")
        if key is not None:
            scored = self.runs[key].of_kind("control") if key in self.runs else []
        called = tuple(s for s in scored if s.engine not in UNCALLED)
        n = len(scored)
        return Quiet(n, wilson(n - len(called), n), called)

    def check(self, key: Key) -> GuardCheck:
        """Return the check of a run's labels against the registered tests."""
        return check(self.runs[key].scored)

    def episodes(self, kind: str) -> list[Episode]:
        """Return the episodes of a kind of which at least one day was scored."""
        found = {t.episode.id: t.episode for t in self.trials if t.episode.kind == kind}
        return list(found.values())

    def halves(self, kind: str) -> Counter[str]:
        """Return how many of them belong to each half."""
        return Counter(split(e) for e in self.episodes(kind))


def study(scope: Scope, found: Sequence[Trial]) -> Study:
    """Return the study of some trials; empty where there is none."""
    made = runs(found)
    falls = [t for t in found if t.episode.kind == "fall"]
    return Study(
        scope=scope,
        trials=tuple(found),
        runs=made,
        figures={key: figures(run) for key, run in made.items()},
        fit_all=fit(falls),
    )


def validate(
    market: Market,
    histories: Histories,
    episodes: Sequence[Episode],
    source: str,
    *,
    unfit: str = "",
    progress: Progress = lambda name, done, total: None,
) -> Study:
    """Return the study of a market by labelled episodes.

    Parameters
    ----------
    market, histories : Market, Histories
        What is asked.
    episodes : sequence of Episode
        What is known of it; those that the market does not reach are left out with the reason.
    source : str
        The name of their file.
    unfit : str
        Why nothing of this market can be scored by these labels, if so.
    progress : callable
        Called with a name, what is done and the total.
    """
    found: tuple[Trial, ...] = ()
    skipped: Mapping[str, str] = {e.id: unfit for e in episodes}
    if not unfit:
        found, skipped = trials(market, histories, episodes, progress)
    sessions = market.sessions
    scope = Scope(
        market=market.view().ref,
        first=sessions[0].date(),
        last=sessions[-1].date(),
        source=source,
        episodes=tuple(episodes),
        skipped=skipped,
    )
    return study(scope, found)


def kinds(episodes: Sequence[Episode]) -> dict[str, int]:
    """Return how many episodes there are of each kind."""
    return {kind: sum(e.kind == kind for e in episodes) for kind in KINDS}
