"""The report's tables of one run, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tools.validation.figures import NAMED, DayScores, EngineRecall, RunFigures
from tools.validation.rules import NAMES, RIVALS
from tools.validation.runs import ALL
from tools.validation.scores import wilson
from tools.validation.wording import DASH, alone, count, score, share, shares, skill
from tools.weights import CLASSES

Row = Sequence[str]


def grid(head: Row, rows: Iterable[Row], texts: int = 1, tail: int = 0) -> list[str]:
    """Return a Markdown table; but for the first ``texts`` and last ``tail`` columns, figures."""
    figures = range(texts, len(head) - tail)
    marks = ["--:" if i in figures else "---" for i in range(len(head))]
    return [_line(head), _line(marks), *(_line(row) for row in rows), ""]


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Return a text of an episodes file so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_<>\[\]|~])", r"\\\1", text)


def day_table(figures: RunFigures) -> list[str]:
    """Return the scores by day."""
    head = (
        "scored",
        "falls",
        "Brier",
        "base rates'",
        "skill [95 %]",
        "skill against always macro",
        "log loss",
        "base rates'",
        "right [95 %]",
        "κ",
        *NAMES.values(),
    )
    return grid(head, [_day_row(day) for day in figures.days if day.trials])


def _day_row(day: DayScores) -> Row:
    return (
        f"**{day.when}**" if day.when == ALL else day.when,
        str(day.episodes),
        score(day.brier),
        score(day.brier_base),
        skill(day.skill),
        skill(day.skill_macro),
        score(day.log_loss),
        score(day.log_loss_base),
        shares(day.top_one),
        score(day.kappa),
        *(alone(day.rivals[name]) for name in RIVALS),
    )


def recall_table(recalls: Sequence[EngineRecall], *, labels: bool) -> list[str]:
    """Return the recall of each engine, that of the product's own labels if asked for."""
    given = ("by its label", "not called") if labels else ()
    head = ("engine", "n", "forced to name one", *given, *NAMES.values())
    rows = []
    for r in recalls:
        own = (shares(r.label), share(r.not_called)) if labels else ()
        cells = (*own, *(shares(r.rivals[name]) for name in RIVALS))
        if r.forced.few:
            cells = (DASH,) * len(cells)
        rows.append((r.engine, count(r.cases), shares(r.forced), *cells))
    return grid(head, rows)


def coverage_table(figures: RunFigures) -> list[str]:
    """Return what the surest trials score, from all of them down to half."""
    head = ("coverage", "days", "least probability", "right [95 %]", "skill [95 %]")
    rows = [
        (
            share(step.share),
            str(step.trials),
            share(step.least),
            shares(step.top_one),
            skill(step.skill),
            share(step.mean_recall),
            *(share(step.rivals_mean_recall[name]) for name in RIVALS),
        )
        for step in figures.coverage
    ]
    return grid((*head, "mean recall", *NAMES.values()), rows)


def confusion_table(figures: RunFigures) -> list[str]:
    """Return what the product said at the trough, by label."""
    rows = [
        (engine, *(count(n) if n else DASH for n in row), count(sum(row)))
        for engine, row in zip(CLASSES, figures.confusion, strict=True)
    ]
    return grid(("label", *NAMED, "n"), rows)


def reliability_table(figures: RunFigures) -> list[str]:
    """Return how often the likeliest engine came, by how likely it was called."""
    rows = [
        (share(b.claimed), shares(wilson(b.came * b.n, b.n)), count(b.n))
        for b in figures.reliability
    ]
    return grid(("called, on average", "came [95 %]", "falls"), rows, texts=0)


def label_table(figures: RunFigures) -> list[str]:
    """Return how often a label was given by day, and how often it was right."""
    head = ("scored", "falls", "label", "right [95 %]", "always macro on the same")
    rows = [
        (
            row.when,
            str(row.trials),
            str(row.labelled),
            shares(row.right),
            alone(row.macro_right),
            str(row.mixed),
            str(row.none),
        )
        for row in figures.labelled
        if row.trials and row.when != ALL
    ]
    return grid((*head, "mixed", "nothing seen to sell off"), rows)


def reason_table(figures: RunFigures) -> list[str]:
    """Return why no label was given, by how often."""
    rows = [(why, str(n)) for why, n in figures.reasons.items()]
    return grid(("why no label was given", "days"), rows)
