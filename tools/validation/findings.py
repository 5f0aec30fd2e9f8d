"""What a study shows and what it does not: sentences chosen by its figures, or left unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from tools.episodes import Kind
from tools.formatting import plural
from tools.validation.figures import JUDGED_AT, EngineRecall, Labelled, RunFigures
from tools.validation.rules import NAMES, best_rule
from tools.validation.runs import ALL, TROUGH
from tools.validation.scores import LEAST_EPISODES, Interval, wilson
from tools.validation.study import Study
from tools.validation.targets import (
    LEAST_QUIET,
    abstention,
    labelled_falls,
    left_alone,
    told_apart,
)
from tools.validation.triggers import trigger_scores
from tools.validation.wording import count, listed, on, points, share, shares, skill, was


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and whether it speaks for the verdict."""

    text: str
    good: bool


def findings(study: Study) -> tuple[Finding, ...]:
    """Return every finding that the figures of a study carry."""
    if not study.trials:
        why = listed(list(dict.fromkeys(study.scope.skipped.values())))
        return (Finding(f"Nothing was scored: {why}.", False),)
    out: list[Finding] = []
    tests = study.tests
    if tests:
        out += [*_skill(tests), *_days(tests[0]), *_label(tests[0]), *_early(tests[0])]
        out += [*_forced(tests[0]), *_engines(tests[0]), *_few(tests[0])]
        out += [*_never(study, tests[0]), *_calibration(tests[0]), *_trigger(tests[0])]
    else:
        out.append(Finding("No fall was scored by numbers fitted on others alone.", False))
    return (*out, *_beneath(study), *_controls(study), *_checks(study))


def _skill(tests: list[RunFigures]) -> Iterator[Finding]:
    first, *others = tests
    found = first.on(ALL).skill
    beside = "".join(f"; {f.run.short} {skill(f.on(ALL).skill)}" for f in others)
    said = f"{skill(found)} over {plural(first.on(ALL).episodes, 'fall')}, {first.run.short}"
    figure = f"{said}{beside}"
    if isnan(found.value):
        yield Finding("There is no fall whose probabilities could be scored.", False)
    elif isnan(found.low):
        yield Finding(f"Too few falls for an interval of the Brier skill ({figure}).", False)
    elif found.low > 0:
        yield Finding(f"The probabilities beat base rates: Brier skill {figure}.", True)
    elif found.value > 0:
        yield Finding(
            f"A gain over base rates that luck could have made: Brier skill {figure}; "
            "the interval reaches below 0.",
            False,
        )
    else:
        yield Finding(
            f"The probabilities are no better than base rates: Brier skill {figure}.", False
        )


def _days(figures: RunFigures) -> Iterator[Finding]:
    days = [d for d in figures.days if d.when != ALL and not isnan(d.skill.value)]
    sure = [f"{on(d.when)} ({skill(d.skill)})" for d in days if d.skill.low > 0]
    worse = [f"{on(d.when)} ({skill(d.skill)})" for d in days if d.skill.value < 0]
    if sure:
        yield Finding(f"Skill stands clear of 0 {listed(sure)}.", True)
    if worse:
        yield Finding(f"Base rates alone do better {listed(worse)}.", False)


def _against(found: Interval, rule: float) -> tuple[str, bool]:
    """Return how a share compares with a rule's, and whether it is higher beyond its interval."""
    if found.low > rule:
        return "clearly more than", True
    return ("more, though not clearly, than" if found.value > rule else "no more than"), False


def _given(figures: RunFigures, when: str) -> Labelled:
    return next(row for row in figures.labelled if row.when == when)


def _label(figures: RunFigures) -> Iterator[Finding]:
    row = _given(figures, TROUGH)
    if not row.trials:
        return
    if not row.labelled:
        yield Finding(
            f"At the trough none of {plural(row.trials, 'fall')} was given a label.", False
        )
        return
    given = (
        f"At the trough {count(row.labelled)} of {plural(row.trials, 'fall')} {was(row.labelled)} "
        "given a label"
    )
    if row.right.few:
        yield Finding(f"{given}: too few to tell how often a label is right.", False)
        return
    than, good = _against(row.right, row.macro_right.value)
    yield Finding(
        f"{given}, right in {shares(row.right)}: {than} always macro on the same "
        f"({share(row.macro_right.value)}).",
        good,
    )


def _early(figures: RunFigures) -> Iterator[Finding]:
    early = [row for row in figures.labelled if row.when not in (ALL, TROUGH) and row.trials]
    if not early:
        return
    said = listed([f"{count(r.labelled)} of {count(r.trials)} {on(r.when)}" for r in early])
    half = 2 * early[-1].labelled >= early[-1].trials
    wait = "" if half else ": most falls stay unexplained while they are young"
    yield Finding(f"Falls given a label: {said}{wait}.", half)


def _forced(figures: RunFigures) -> Iterator[Finding]:
    day = figures.on(ALL)
    rules = {name: found.value for name, found in day.rivals.items()}
    if isnan(day.top_one.value) or day.top_one.few:
        return
    best = best_rule(rules)
    than, good = _against(day.top_one, rules[best])
    yield Finding(
        f"Made to name an engine every time it is right in {shares(day.top_one)}: {than} the best "
        f"simple rule ({NAMES[best]}, {share(rules[best])}).",
        good,
    )


def _engines(figures: RunFigures) -> Iterator[Finding]:
    for recall in figures.confident:
        if recall.engine not in figures.engines or recall.engine == "macro":
            continue
        if not isnan(recall.forced.value):
            yield _engine(recall)
    step = figures.at(JUDGED_AT)
    thin = any(r.forced.few for r in figures.confident if r.engine in figures.engines)
    if isnan(step.mean_recall) or len(figures.engines) < 2 or thin:
        return
    gain = step.gain
    sure = "" if gain.low > 0 or gain.value <= 0 else ", which luck could have made"
    yield Finding(
        f"Its mean recall of {listed(list(figures.engines))} is {share(step.mean_recall)} on the "
        f"{share(JUDGED_AT)} of days of which it is surest, {points(gain)} against the best rule "
        f"({NAMES[step.best]}){sure}.",
        gain.low > 0,
    )


def _engine(recall: EngineRecall) -> Finding:
    if recall.forced.few:
        return Finding(
            f"Of {recall.engine} too few cases lie where it is surest to tell how many it "
            f"recognises (n = {count(recall.cases)}).",
            False,
        )
    best = best_rule({name: found.value for name, found in recall.rivals.items()})
    than, good = _against(recall.forced, recall.rivals[best].value)
    return Finding(
        f"Of {recall.engine} it recognises {shares(recall.forced)} (n = {count(recall.cases)}) "
        f"where it is surest: {than} {NAMES[best]} ({share(recall.rivals[best].value)}).",
        good,
    )


def _few(figures: RunFigures) -> Iterator[Finding]:
    few = [
        f"{r.engine} (n = {count(r.cases)})"
        for r in figures.recalls
        if r.engine not in figures.engines
    ]
    absent = {"macro", "fundamental", "positioning"} - {r.engine for r in figures.recalls}
    few += [f"{engine} (n = 0)" for engine in sorted(absent)]
    if few:
        yield Finding(f"Too few cases to tell whether {listed(few)} would be recognised.", False)


def _never(study: Study, judged: RunFigures) -> Iterator[Finding]:
    """Say of which engine no case is recognised even by numbers that were fitted on it."""
    whole = study.figures.get("in_sample")
    for recall in whole.recalls if whole else ():
        if recall.engine in judged.engines or recall.forced.few or recall.forced.value > 0.0:
            continue
        yield Finding(
            f"Of {recall.engine} it recognises none of {count(recall.cases)} cases, even fitted on "
            "them and made to name an engine: that label is hardly ever given.",
            False,
        )


def _calibration(figures: RunFigures) -> Iterator[Finding]:
    came = figures.came
    if figures.run.falls.episodes < LEAST_EPISODES:
        return
    inside = came.low <= figures.claimed <= came.high
    tail = (
        "within what chance allows"
        if inside
        else "too sure of itself"
        if figures.claimed > came.high
        else "too cautious"
    )
    yield Finding(
        f"What it calls likeliest is given {share(figures.claimed)} on average and comes in "
        f"{shares(came)}: {tail}.",
        inside,
    )


def _trigger(figures: RunFigures) -> Iterator[Finding]:
    rows = trigger_scores(figures.run)
    found = [row for row in rows if row.when == ALL and not row.right.few]
    for row in found:
        than, good = _against(row.right, row.commonest_right.value)
        yield Finding(
            f"The likeliest trigger is right in {shares(row.right)}: {than} {row.commonest}, the "
            f"commonest, always named ({share(row.commonest_right.value)}).",
            good,
        )


def _beneath(study: Study) -> Iterator[Finding]:
    troughs = [s for s in study.of_kind("beneath") if s.trial.when == TROUGH]
    if not troughs:
        why = _left_out(study, "beneath")
        yield Finding(f"No rout beneath a calm index was scored{why}.", False)
        return
    seen = sum(s.trial.case.beneath for s in troughs)
    named = [s for s in troughs if s.engine in ("macro", "fundamental", "positioning")]
    weight = sum(s.trial.episode.engine.get(s.engine, 0.0) for s in named)
    right = wilson(weight, len(named))
    tail = f", right in {shares(right)}" if named else ""
    if right.few:
        tail = ", too few to tell how often a label is right"
    yield Finding(
        f"Of {plural(len(troughs), 'rout')} beneath the index {count(seen)} {was(seen)} seen as "
        f"such at the trough and {count(len(named))} given a label{tail}.",
        2 * seen >= len(troughs) and not right.few and right.value >= 0.5,
    )


def _controls(study: Study) -> Iterator[Finding]:
    quiet = study.quiet()
    if not quiet.n:
        yield Finding(f"No control was scored{_left_out(study, 'control')}.", False)
        return
    beside = abstention(study, quiet)
    apart = all(told_apart(row, quiet) for row in labelled_falls(study)[:1])
    yield Finding(
        f"Controls left alone: {left_alone(quiet)}{f'; {beside}' if beside else ''}.",
        quiet.share.value >= LEAST_QUIET and apart and not quiet.share.few,
    )


def _left_out(study: Study, kind: Kind) -> str:
    """Return why every episode of a kind was left out, "" where the file has none."""
    about = study.scope
    whys = (about.skipped.get(e.id) for e in about.episodes if e.kind == kind)
    found = listed(list(dict.fromkeys(why for why in whys if why)))
    return f": {found}" if found else ""


def _checks(study: Study) -> Iterator[Finding]:
    checks = [study.check(key) for key in study.runs]
    cases = sorted({case for c in checks for case in c.against})
    if cases:
        yield Finding(f"Labels were given against a registered test: {'; '.join(cases)}.", False)
    elif any(c.labelled for c in checks):
        yield Finding(
            "No label was given against a registered test as it stood on the day; one that had "
            "fired and cleared again does not count.",
            True,
        )
