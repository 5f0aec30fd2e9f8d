"""How often the likeliest trigger is that of the soft labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tools.episodes import TRIGGERS
from tools.validation.runs import WHEN, Run
from tools.validation.sample import Sample
from tools.validation.scores import Interval, wilson
from tools.validation.trials import Trial
from tools.verdict import trigger


@dataclass(frozen=True, slots=True)
class TriggerScores:
    """How the likeliest trigger fares on one day.

    ``commonest`` is the trigger with most weight among the same labels, and ``commonest_right``
    what always naming it would earn: a rule that has seen the answers.
    """

    when: str
    episodes: int
    right: Interval
    commonest: str
    commonest_right: Interval
    unidentified: float


@dataclass(frozen=True, slots=True)
class TriggerRecall:
    """How many of one trigger's cases are recognised, over all days."""

    trigger: str
    cases: float
    recall: Interval
    named: float


def likeliest_trigger(trial: Trial) -> str:
    """Return the likeliest trigger of a trial, *unidentified* among them."""
    said = trigger(trial.case)
    return max(TRIGGERS, key=lambda kind: said[kind])


def trigger_scores(run: Run) -> tuple[TriggerScores, ...]:
    """Return the trigger's scores by day, days without a labelled fall left out."""
    out = []
    for when in WHEN:
        sample = _labelled(run, when)
        if not sample.scored:
            continue
        named = [likeliest_trigger(t) for t in sample.trials]
        weight: Counter[str] = Counter()
        for t, w in zip(sample.trials, sample.weight, strict=True):
            weight.update({kind: float(w) * v for kind, v in t.episode.trigger.items()})
        commonest = max(TRIGGERS, key=lambda kind: weight[kind])
        out.append(
            TriggerScores(
                when=when,
                episodes=sample.episodes,
                right=_right(sample, named),
                commonest=commonest,
                commonest_right=_right(sample, [commonest] * len(named)),
                unidentified=_share(sample, named, "unidentified"),
            )
        )
    return tuple(out)


def trigger_recalls(run: Run) -> tuple[TriggerRecall, ...]:
    """Return the recall of each trigger that occurs, over all days."""
    sample = _labelled(run, WHEN[-1])
    named = [likeliest_trigger(t) for t in sample.trials]
    out = []
    for kind in TRIGGERS:
        own = [
            float(w) * t.episode.trigger.get(kind, 0.0)
            for t, w in zip(sample.trials, sample.weight, strict=True)
        ]
        hits = sum(o for o, n in zip(own, named, strict=True) if n == kind)
        if cases := sum(own):
            out.append(TriggerRecall(kind, cases, wilson(hits, cases), _share(sample, named, kind)))
    return tuple(out)


def _labelled(run: Run, when: str) -> Sample:
    return Sample.of([s for s in run.on(when).scored if s.trial.episode.trigger])


def _right(sample: Sample, named: Sequence[str]) -> Interval:
    """Return the share of the labels' weight on what was named."""
    hits = sum(
        float(w) * t.episode.trigger.get(n, 0.0)
        for t, w, n in zip(sample.trials, sample.weight, named, strict=True)
    )
    return wilson(hits, sample.n)


def _share(sample: Sample, named: Sequence[str], kind: str) -> float:
    """Return the share of the trials on which one trigger was named."""
    return sum(float(w) for w, n in zip(sample.weight, named, strict=True) if n == kind) / sample.n
