"""Episodes, trials and studies made by hand: labels and evidence chosen by the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tests.verdict.cases import FORCED, STACKED, YIELDS_UP, Figure, make_case
from tools.episodes import Episode, Kind
from tools.falsifiers import run as run_tests
from tools.records import Engine, MarketRef, PillarName
from tools.scoring import Score
from tools.validation.figures import figures
from tools.validation.fit import Fit
from tools.validation.runs import Key, Run
from tools.validation.study import Scope, Study
from tools.validation.trials import Trial
from tools.validation.walk import Scored
from tools.verdict import Case, Label
from tools.weights import CLASSES

EVEN = Fit(dict.fromkeys(CLASSES, 1 / 3), 1.0, 30)
MACRO: Mapping[str, Figure] = YIELDS_UP
POSITIONING: Mapping[str, Figure] = FORCED


def make_episode(
    name: str,
    peak: date,
    engine: str | Mapping[str, float] = "macro",
    *,
    kind: Kind = "fall",
    trigger: Mapping[str, float] | None = None,
    lasted: int = 20,
) -> Episode:
    """Return an episode that began on a day and lasted so many."""
    label = {engine: 1.0} if isinstance(engine, str) else dict(engine)
    control = kind == "control"
    return Episode(
        id=name,
        name=f"The fall {name}",
        kind=kind,
        asset="SPX" if kind != "beneath" else "SILVER",
        peak=None if control else peak,
        trough=None if control else peak + timedelta(days=lasted),
        day=peak if control else None,
        trigger=trigger or {},
        engine={} if control else label,
        type="quiet day" if control else "",
    )


def make_trial(
    episode: Episode,
    when: str = "trough",
    changed: Mapping[str, Figure] | None = None,
    *,
    case: Case | None = None,
    vix: float | None = 20.0,
    pillars: Mapping[PillarName, float] | None = None,
) -> Trial:
    """Return a trial whose readings are ordinary but for those that are changed."""
    peak = STACKED if changed is POSITIONING else {}
    made = case or make_case(changed or {}, peak=peak)
    return Trial(episode, when, episode.last, made, pillars or {}, vix)


def history(labels: Sequence[str], start: date, *, apart: int = 60) -> list[Trial]:
    """Return falls one after the other, each with the evidence of its label."""
    shown = {"macro": MACRO, "positioning": POSITIONING}
    out = []
    for number, engine in enumerate(labels):
        name = f"{start.year}-{number}"
        episode = make_episode(name, start + timedelta(days=apart * number), engine)
        out += [make_trial(episode, when, shown.get(engine)) for when in ("day 3", "trough")]
    return out


def make_scored(
    trial: Trial, probability: Sequence[float], engine: Engine | None = None, fit: Fit = EVEN
) -> Scored:
    """Return a trial of which something was said; the label is *mixed* unless given."""
    p = dict(zip(CLASSES, probability, strict=True))
    reasons = ("no engine reaches an even chance",) if engine in (None, "mixed") else ()
    tests = run_tests(trial.case.readings)
    label = Label(engine or "mixed", Score(p, {}), (), tests, reasons)
    rules = {"always_macro": "macro", "vix_rule": "macro", "pillar_vote": "positioning"}
    return Scored(trial, tuple(probability), label, fit, rules)


def make_study(scored: Sequence[Scored], key: Key = "frozen") -> Study:
    """Return the study of one run."""
    run = Run(key, tuple(scored))
    episodes = {s.trial.episode.id: s.trial.episode for s in scored}
    scope = Scope(
        MarketRef("made", False, "0" * 32),
        date(1990, 1, 2),
        date(2022, 12, 30),
        "made.toml",
        tuple(episodes.values()),
        {},
    )
    return Study(scope, tuple(s.trial for s in scored), {key: run}, {key: figures(run)}, EVEN)
