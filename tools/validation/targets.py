"""What was to be reached, and whether it was: computed, never asserted."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Literal

from tools.validation.figures import JUDGED_AT, EngineRecall, RunFigures
from tools.validation.rules import MACRO, NAMES, RIVALS
from tools.validation.runs import ALL, Key
from tools.validation.study import Study
from tools.validation.wording import count, listed, points, share, shares, skill

Outcome = Literal["reached", "not reached", "cannot be told"]
LEAST_QUIET = 0.9
SKILL = "Brier skill against base rates above 0"
CLEAR = "the interval of that skill lies above 0"


@dataclass(frozen=True, slots=True)
class Target:
    """One target in one run: what it asks, how it came out, and the figures for it."""

    run: Key | None
    asks: str
    outcome: Outcome
    figure: str


def targets(study: Study) -> tuple[Target, ...]:
    """Return every target with its outcome, run by run, then those of all that was scored."""
    out = [target for figures in study.tests for target in _of_run(figures)]
    if not out:
        asked = (SKILL, CLEAR, f"at {share(JUDGED_AT)} coverage, every engine recalled better")
        none = "no fall was scored that the fit had not seen"
        out = [Target(None, asks, "cannot be told", none) for asks in asked]
    return (*out, *_controls(study), *_tests(study))


def _of_run(figures: RunFigures) -> list[Target]:
    key, found = figures.run.key, figures.on(ALL).skill
    return [
        Target(
            key,
            SKILL,
            _outcome(found.value, found.value > 0),
            skill(found),
        ),
        Target(
            key,
            CLEAR,
            _outcome(found.low, found.low > 0),
            skill(found),
        ),
        *(_recalled(figures, r) for r in figures.confident if r.engine in figures.engines),
        _mean_recall(figures),
    ]


def beatable(engine: str) -> list[str]:
    """Return the rules that can be beaten on an engine: always macro recalls all of macro."""
    return [name for name in RIVALS if not (name == MACRO and engine == "macro")]


def _recalled(figures: RunFigures, recall: EngineRecall) -> Target:
    names = beatable(recall.engine)
    rules = {name: recall.rivals[name].value for name in names}
    best = max(rules, key=lambda name: rules[name])
    whole = next(r.cases for r in figures.recalls if r.engine == recall.engine)
    said = f"{share(recall.forced.value)} of {count(recall.cases)}; best rule {share(rules[best])}"
    barred = "; always macro recalls all of it" if MACRO not in names else ""
    return Target(
        figures.run.key,
        f"at {share(JUDGED_AT)} coverage, {recall.engine} (n = {count(whole)}) recalled better "
        f"than by {listed([NAMES[n] for n in names])}",
        _outcome(recall.forced.value, recall.forced.value > rules[best]),
        f"{said} ({NAMES[best]}){barred}",
    )


def _mean_recall(figures: RunFigures) -> Target:
    step = figures.at(JUDGED_AT)
    few = len(figures.engines) < 2
    engines = "engines with three cases" if few else listed(list(figures.engines))
    over = f"mean recall of {engines}"
    rule = f"{NAMES[step.best]}, {share(step.rivals_mean_recall[step.best])}"
    figure = f"{share(step.mean_recall)}; {points(step.gain)} on the best rule ({rule})"
    return Target(
        figures.run.key,
        f"at {share(JUDGED_AT)} coverage, {over} better than by every rule",
        "cannot be told" if few else _outcome(step.mean_recall, step.gain.value > 0),
        "fewer than two engines have three cases" if few else figure,
    )


def _controls(study: Study) -> list[Target]:
    quiet = study.quiet()
    figure = f"{quiet.n - len(quiet.called)} of {quiet.n}, {shares(quiet.share)}"
    return [
        Target(
            None,
            f"at least {share(LEAST_QUIET)} of controls “none” or “mixed”",
            _outcome(quiet.share.value, quiet.share.value >= LEAST_QUIET),
            figure if quiet.n else "no control was scored",
        )
    ]


def _tests(study: Study) -> list[Target]:
    checks = [study.check(key) for key in study.runs]
    labelled = len({case for c in checks for case in c.labelled})
    against = len({case for c in checks for case in c.against})
    return [
        Target(
            None,
            "no label given against a registered test",
            _outcome(0.0 if labelled else float("nan"), against == 0),
            f"{count(against)} against a test, of {count(labelled)} days that any run labelled"
            if labelled
            else "no label was given",
        )
    ]


def _outcome(figure: float, met: bool) -> Outcome:
    if isnan(figure):
        return "cannot be told"
    return "reached" if met else "not reached"
