"""What was to be reached, and whether it was: computed, never asserted.

A target that compares two figures is *reached* where the interval of the difference, or of the
figure, lies beyond what it is held against. A figure that is better with an interval that is not
shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Literal

from tools.formatting import plural
from tools.validation.figures import JUDGED_AT, EngineRecall, Labelled, RunFigures
from tools.validation.rules import MACRO, NAMES, RIVALS, best_rule
from tools.validation.runs import ALL, Key
from tools.validation.scores import Interval, wilson
from tools.validation.study import Quiet, Study
from tools.validation.wording import FEW, count, listed, on, points, share, shares, skill, was

Outcome = Literal["reached", "not reached", "not shown", "cannot be told"]
LEAST_QUIET = 0.9
SKILL = "Brier skill against base rates above 0"


@dataclass(frozen=True, slots=True)
class Target:
    """One target in one run: what it asks, how it came out, and the figures and the reason."""

    run: Key | None
    asks: str
    outcome: Outcome
    figure: str


def targets(study: Study) -> tuple[Target, ...]:
    """Return every target with its outcome, run by run, then those of all that was scored."""
    out = [target for figures in study.tests for target in _of_run(figures)]
    if not out:
        asked = (SKILL, f"at {share(JUDGED_AT)} coverage, every engine recalled better")
        none = "no fall was scored that the fit had not seen"
        out = [Target(None, asks, "cannot be told", none) for asks in asked]
    return (*out, *_controls(study), *_tests(study))


def _of_run(figures: RunFigures) -> list[Target]:
    key, found = figures.run.key, figures.on(ALL).skill
    return [
        _compared(key, SKILL, found, 0.0, skill(found)),
        *(_recalled(figures, r) for r in figures.confident if r.engine in figures.engines),
        _mean_recall(figures),
    ]


def beatable(engine: str) -> list[str]:
    """Return the rules that can be beaten on an engine: always macro recalls all of macro."""
    return [name for name in RIVALS if not (name == MACRO and engine == "macro")]


def _recalled(figures: RunFigures, recall: EngineRecall) -> Target:
    names = beatable(recall.engine)
    rules = {name: recall.rivals[name].value for name in names}
    best = best_rule(rules)
    whole = next(r.cases for r in figures.recalls if r.engine == recall.engine)
    said = f"{shares(recall.forced)} of {count(recall.cases)}; best rule {share(rules[best])}"
    barred = "; always macro recalls all of it" if MACRO not in names else ""
    few = recall.forced.few
    asks = (
        f"at {share(JUDGED_AT)} coverage, {recall.engine} (n = {count(whole)}) recalled better "
        f"than by {listed([NAMES[n] for n in names])}"
    )
    if unrun := _unrun(figures):
        return Target(figures.run.key, asks, "cannot be told", unrun)
    return _compared(
        figures.run.key,
        asks,
        recall.forced,
        rules[best],
        f"n = {count(recall.cases)}" if few else f"{said} ({NAMES[best]}){barred}",
    )


def _unrun(figures: RunFigures) -> str:
    """Say which rule could not be run, "" where all were: none is beaten that was not there."""
    lacking = [NAMES[name] for name in RIVALS if name not in figures.run.falls.rules]
    return f"{listed(lacking)} could not be run" if lacking else ""


def _mean_recall(figures: RunFigures) -> Target:
    step = figures.at(JUDGED_AT)
    few = len(figures.engines) < 2
    thin = [r for r in figures.confident if r.engine in figures.engines and r.forced.few]
    engines = "engines with three cases" if few else listed(list(figures.engines))
    over = f"mean recall of {engines}"
    rule = f"{NAMES[step.best]}, {share(step.rivals_mean_recall[step.best])}"
    figure = f"{share(step.mean_recall)}; {points(step.gain)} on the best rule ({rule})"
    asks = f"at {share(JUDGED_AT)} coverage, {over} better than by every rule"
    if few:
        none = "fewer than two engines have three cases"
        return Target(figures.run.key, asks, "cannot be told", none)
    if thin:
        n = listed([f"{r.engine} n = {count(r.cases)}" for r in thin])
        return Target(figures.run.key, asks, "cannot be told", f"{n}: {FEW}")
    if unrun := _unrun(figures):
        return Target(figures.run.key, asks, "cannot be told", unrun)
    return _compared(figures.run.key, asks, step.gain, 0.0, figure)


def _controls(study: Study) -> list[Target]:
    quiet = study.quiet()
    asks = f"at least {share(LEAST_QUIET)} of controls “none” or “mixed”"
    if not quiet.n:
        return [Target(None, asks, "cannot be told", "no control was scored")]
    met: Outcome = "reached" if quiet.share.value >= LEAST_QUIET else "not reached"
    figure = "; ".join(filter(None, (left_alone(quiet), abstention(study, quiet))))
    return [Target(None, asks, "cannot be told" if quiet.share.few else met, figure)]


def left_alone(quiet: Quiet) -> str:
    """Say how many controls were left alone: ``32 of 32, 100 % [89, 100]``."""
    return f"{count(quiet.n - len(quiet.called))} of {count(quiet.n)}, {shares(quiet.share)}"


def labelled_falls(study: Study) -> list[Labelled]:
    """Return how the first test labelled falls, on their first day and at the trough."""
    rows = [r for f in study.tests[:1] for r in f.labelled if r.trials and r.when != ALL]
    return rows[:1] + rows[1:][-1:]


def told_apart(row: Labelled, quiet: Quiet) -> bool:
    """Whether falls were given a label more often than controls, beyond both intervals."""
    return wilson(row.labelled, row.trials).low > 1.0 - quiet.share.low


def abstention(study: Study, quiet: Quiet) -> str:
    """Say how seldom a fall is labelled: controls are left alone at the price of silence on falls.

    "" where no fall was scored that the fit had not seen.
    """
    rows = labelled_falls(study)
    if not rows:
        return ""
    first, *later = rows
    given = (
        f"{count(first.labelled)} of {plural(first.trials, 'fall')} {was(first.trials)} given a "
        f"label {on(first.when)}"
    )
    given += "".join(f", {count(r.labelled)} of {count(r.trials)} {on(r.when)}" for r in later)
    bought = "" if told_apart(first, quiet) else "abstention buys it: "
    return f"{bought}{given} ({study.tests[0].run.short})"


def _tests(study: Study) -> list[Target]:
    checks = [study.check(key) for key in study.runs]
    labelled = len({case for c in checks for case in c.labelled})
    against = len({case for c in checks for case in c.against})
    asks = "no label given against a registered test"
    if not labelled:
        return [Target(None, asks, "cannot be told", "no label was given")]
    figure = f"{count(against)} against a test, of {count(labelled)} days that any run labelled"
    return [Target(None, asks, "not reached" if against else "reached", figure)]


def _compared(key: Key, asks: str, found: Interval, bar: float, figure: str) -> Target:
    """Return a target that holds a figure and its interval against a bar, with the reason."""
    if isnan(found.value):
        return Target(key, asks, "cannot be told", figure)
    if found.few:
        return Target(key, asks, "cannot be told", f"{figure}: {FEW}")
    if found.value <= bar:
        return Target(key, asks, "not reached", figure)
    if found.low > bar:
        return Target(key, asks, "reached", figure)
    within = "0" if bar == 0.0 else "the best rule"
    why = "no interval from so few" if isnan(found.low) else f"the interval includes {within}"
    return Target(key, asks, "not shown", f"{figure}; {why}")
