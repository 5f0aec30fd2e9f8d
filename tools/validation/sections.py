"""The sections of the report: each from the study's figures, empty where it has nothing to tell."""

from __future__ import annotations

from collections.abc import Iterable

from tools.episodes import KINDS
from tools.formatting import plural
from tools.validation.figures import JUDGED_AT, RunFigures
from tools.validation.findings import findings
from tools.validation.fit import LEAST_FALLS, Fit
from tools.validation.lists import (
    called_table,
    check_table,
    control_table,
    fall_table,
    rout_table,
    skipped_table,
    trigger_tables,
)
from tools.validation.rules import VIX
from tools.validation.runs import TROUGH, Run
from tools.validation.scores import DRAWS, LEAST_CASES
from tools.validation.study import Study, kinds
from tools.validation.tables import (
    confusion_table,
    coverage_table,
    day_table,
    grid,
    label_table,
    reason_table,
    recall_table,
    reliability_table,
)
from tools.validation.targets import abstention, left_alone, targets
from tools.validation.walk import SHIPPED_UNTIL
from tools.validation.wording import DASH, FEW, count, score, share
from tools.weights import CLASSES, weights

Lines = list[str]
NOUNS = {"fall": "fall", "beneath": "rout", "control": "control"}


def conclusions(study: Study) -> Lines:
    """Return what the study shows, what it does not, and how the targets came out."""
    found = findings(study)
    good, bad = ([f"- {f.text}" for f in found if f.good is kind] for kind in (True, False))
    rows = [
        (study.runs[t.run].short if t.run else "all", t.asks, f"**{t.outcome}**", t.figure)
        for t in targets(study)
    ]
    return [
        *_under("What this shows", good),
        *_under("What it does not", bad),
        "## Targets",
        "",
        *grid(("run", "target", "outcome", "figure"), rows, texts=4),
    ]


def _under(title: str, lines: Lines) -> Lines:
    return [f"## {title}", "", *lines, ""] if lines else []


def scope(study: Study) -> Lines:
    """Return what was scored and what was left out."""
    about = study.scope
    rows = []
    for kind in KINDS:
        held, half = kinds(about.episodes)[kind], study.halves(kind)
        days = sum(t.episode.kind == kind for t in study.trials)
        scored = sum(half.values())
        rows.append((NOUNS[kind] + "s", *map(str, (held, scored, half["fit"], half["test"], days))))
    head = ("", "in the file", "scored", "up to 2012", "since 2013", "days scored")
    out = ["## What was scored", "", *grid(head, rows)]
    if about.skipped:
        out += skipped_table(about.skipped, about.episodes)
    return out


def seen(study: Study) -> Lines:
    """Return what each run was fitted on, and what of it is out of sample."""
    lines: Lines = []
    rows: list[tuple[str, ...]] = []
    held = study.halves("fall")
    if "frozen" in study.runs:
        fitted = study.runs["frozen"].scored[0].fit
        lines.append(
            "- *Frozen*: base rates and the temperature come from "
            f"{_falls(fitted.episodes)} that began by the end of 2012; every later episode is "
            "scored by them."
        )
        rows.append(_fit_row("frozen", fitted))
    elif held["test"]:
        lines.append(
            f"- *Frozen*: cannot be scored; {_falls(held['fit'])} began by the end of 2012, and a "
            f"fit needs {LEAST_FALLS}."
        )
    if walk := study.runs.get("walk_forward"):
        lines.append(
            "- *Walk-forward*: each episode since 2013 is scored by a fit on the falls that had "
            f"ended before its first day, where those are at least {LEAST_FALLS}."
        )
        fits = [walk.fits[day] for day in sorted(walk.fits)]
        ends = {"first": fits[0], "last": fits[-1]} if len(fits) > 1 else {}
        rows += [_fit_row(f"walk-forward, {name} fall", fitted) for name, fitted in ends.items()]
    if "unseen" in study.runs:
        lines.append(
            f"- *As shipped, unseen*: the published table scores what began after "
            f"{SHIPPED_UNTIL.year}, none of which it was fitted on."
        )
    shipped, every = _shipped(), study.fit_all
    rows += [_fit_row("all falls scored here", every), _fit_row("the table as shipped", shipped)]
    if "in_sample" in study.runs:
        same = _same(shipped, every)
        lines.append(
            "- *As shipped, in sample*: the published table's base rates and temperature are "
            f"{'' if same else 'not '}those of a fit on the {_falls(every.episodes)} scored here. "
            f"What it says of falls up to {SHIPPED_UNTIL.year} is no test."
        )
    lines.append(
        "- Everything else in the table is the same in every run. The densities, groups, clips and "
        "tests were set from theory and from falls up to 2012. After results on 2013 to 2022 had "
        "been seen, these were added or moved: the least ratio and the least probability of a "
        "positioning label, breakevens as a growth trigger, and which rows speak of routs beneath "
        "the index. Its authors knew the later history besides. So those years are a development "
        f"sample: only what lies after {SHIPPED_UNTIL.year} can be an untouched test."
    )
    head = ("fit", "falls", *CLASSES, "temperature")
    return ["## What had been seen", "", *lines, "", *grid(head, rows)]


def _falls(n: int) -> str:
    return plural(n, "fall")


def _shipped() -> Fit:
    w = weights()
    return Fit(dict(w.priors), w.calibration["temperature"], 0)


def _same(one: Fit, other: Fit) -> bool:
    near = all(abs(one.priors[c] - other.priors[c]) <= 0.005 for c in CLASSES)
    return near and abs(one.temperature - other.temperature) <= 0.05


def _fit_row(name: str, fitted: Fit) -> tuple[str, ...]:
    rates = [share(fitted.priors[c]) for c in CLASSES]
    return (
        name,
        count(fitted.episodes) if fitted.episodes else DASH,
        *rates,
        score(fitted.temperature),
    )


def run_section(figures: RunFigures, chart: str = "") -> Lines:
    """Return the scores of one run by day, by engine and by coverage."""
    out = [f"## {figures.run.title}", "", *_chart(chart), *day_table(figures)]
    out += ["### Recall per engine", "", *recall_table(figures.recalls, labels=True)]
    out += [f"On the {share(JUDGED_AT)} of days of which it is surest:", ""]
    out += recall_table(figures.confident, labels=False)
    return [*out, "### Coverage by confidence", "", *coverage_table(figures)]


def shape(figures: RunFigures, chart: str = "") -> Lines:
    """Return confusion, reliability and abstention of one run."""
    run = figures.run.short
    out = [f"## Confusion at the trough ({run})", "", *confusion_table(figures)]
    out += [f"## Reliability ({run}, all days)", "", *_chart(chart), *reliability_table(figures)]
    out += [f"## Abstention ({run})", "", *label_table(figures)]
    return [*out, *(reason_table(figures) if figures.reasons else [])]


def falls(run: Run, chart: str = "") -> Lines:
    """Return each fall at its trough."""
    scored = run.on(TROUGH).scored
    beneath = sum(s.trial.case.beneath for s in scored)
    said = (
        f"{plural(beneath, 'fall')} looked like a rout beneath a calm index at the trough; the "
        "verdict there is on that rout, by other base rates than the probabilities shown."
    )
    note = [said, ""] if beneath else []
    return [
        f"## Each fall at its trough ({run.short})",
        "",
        *_chart(chart),
        *note,
        *fall_table(run),
    ]


def others(study: Study) -> Lines:
    """Return the routs beneath the index and the controls."""
    out: Lines = []
    if study.of_kind("beneath"):
        out += ["## Routs beneath a calm index", "", *_of_the_index(study), *rout_table(study)]
    quiet = study.quiet()
    if quiet.n:
        out += ["## Controls", "", *control_table(study)]
        late = study.quiet(next((f.run.key for f in study.tests), None))
        said = f"*None* or *mixed*: {left_alone(quiet)}"
        halves = f"; of those since 2013 alone {left_alone(late)}" if 0 < late.n < quiet.n else ""
        beside = abstention(study, quiet)
        out += [f"{said}{halves}{f'; {beside}' if beside else ''}.", ""]
        out += called_table(quiet.called) if quiet.called else []
    return out


def _of_the_index(study: Study) -> Lines:
    """Return on how many of the routs' days the verdict is on the index, whatever the rout."""
    days = [
        s for s in study.of_kind("beneath") if s.trial.case.picture.selloff in ("broad", "index")
    ]
    said = (
        f"On {plural(len(days), 'day')} below the index was itself seen selling off: the verdict "
        "there is on its fall, the probabilities shown are those of the rout."
    )
    return [said, ""] if days else []


def tests(study: Study) -> Lines:
    """Return the labels that stand against a registered test."""
    checks = {run.short: study.check(key) for key, run in study.runs.items()}
    if not checks:
        return []
    against = sorted({case for c in checks.values() for case in c.against})
    bare = sorted({case for c in checks.values() for case in c.bare})
    out = ["## Registered tests", "", *check_table(checks)]
    if any(c.crowded for c in checks.values()):
        out += [
            "*Crowding voided*: prior losers fell with prior winners, so the label of positioning "
            "is not one of crowded stocks.",
            "",
        ]
    out += [f"Against a test: {'; '.join(against)}.", ""] if against else []
    return [*out, *([f"Macro without a macro test: {'; '.join(bare)}.", ""] if bare else [])]


def triggers(study: Study) -> Lines:
    """Return how the likeliest trigger fares in the first test."""
    for figures in study.tests[:1]:
        if any(s.trial.episode.trigger for s in figures.run.falls.scored):
            return [f"## Triggers ({figures.run.short})", "", *trigger_tables(figures.run)]
    return []


def method(study: Study) -> Lines:
    """Return how the figures are made."""
    if not study.trials:
        return []
    vix = all(VIX in run.falls.rules for run in study.runs.values())
    lacking = "" if vix else " Without a VIX on those falls it is not run, and has no figure."
    return [
        "## How the figures are made",
        "",
        "- Falls are scored 3, 5 and 10 sessions after their peak and at their trough, each time "
        "from what was known at that close. On all days together each fall counts once.",
        "- Labels are soft: an engine that holds 0.4 of a fall's label earns 0.4 when it is named. "
        "So n is a sum of labels, and Wilson's intervals are of such sums. A share of fewer than "
        f"{count(LEAST_CASES)} is not printed: {FEW}.",
        "- A target is *reached* where the interval, not the figure alone, lies beyond what it is "
        "held against, and *not shown* where the figure does and the interval does not.",
        "- Brier scores are sums of squares over the three engines, 0 to 2; skill is 1 − B / B of "
        "the reference. Base rates are those of the same fit. Intervals are percentiles of "
        f"{DRAWS:,} bootstrap draws of whole falls; how uncertain a fit is they leave out.",
        "- *Forced* and *right* take the likeliest engine of the probabilities, the episode taken "
        "for what it is. *Label* is what the product says: it abstains, and on a day on which it "
        "sees nothing sell off it says *none*.",
        "- The VIX rule says positioning above a level of the VIX and else macro; its level is "
        f"fitted on the same falls as the run.{lacking} The pillars' vote counts pillars under "
        "stress.",
        "- Triggers are not fitted: all their weights are fixed. A label counts as known at the "
        "end of its fall, although its source may have been written later.",
        "",
    ]


def _chart(link: str) -> Lines:
    return [link, ""] if link else []


def joined(parts: Iterable[Lines]) -> str:
    """Return sections as one text, without blank lines at its end."""
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"
