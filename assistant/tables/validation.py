"""The page of ``unwind validate``: scores by day, targets, what was left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from assistant.tables.grid import Column, Grid, folded, sides, titled
from tools.formatting import number, plural
from tools.validation.figures import DayScores, RunFigures
from tools.validation.rules import RIVALS
from tools.validation.study import Study
from tools.validation.targets import targets
from tools.validation.wording import share, shares, skill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.tables.grid import Row

DAYS = (
    Column("scored"),
    Column("falls", right=True),
    Column("Brier skill", wraps=True),
    Column("likeliest right"),
    Column("macro", right=True, spare=1),
    Column("VIX", right=True, spare=2),
    Column("vote", right=True, spare=3),
    Column("labels", right=True),
    Column("label right"),
)
TARGETS = (Column("outcome"), Column("run"), Column("target", wraps=True))
KEYED = (
    "Brier skill is against base rates. Macro, VIX and vote: how often always macro, the VIX rule "
    "and the pillars' vote are right."
)


def validation_text(study: Study) -> str:
    """Return what was scored, the scores of every test and how the targets came out."""
    about = study.scope
    kind = "SIMULATED market" if about.market.simulated else "Market"
    lines = sides(f"{kind} {about.market.name}", f"{about.first} to {about.last}")
    scored = len({t.episode.id for t in study.trials})
    lines += folded(
        f"{number(scored, 0)} of {plural(len(about.episodes), 'episode')} of {about.source} "
        f"scored, on {plural(len(study.trials), 'day')}."
    )
    for why, count in Counter(about.skipped.values()).items():
        lines += folded(f"Left out, {number(count, 0)}: {why}.")
    rows = {figures.run.key: _rows(figures) for figures in study.tests}
    grid = Grid(DAYS, [row for own in rows.values() for row in own])
    for figures in study.tests:
        lines += [*titled(figures.run.title), *grid.head(), *grid.lines(rows[figures.run.key])]
    if study.tests:
        lines += ["", *folded(KEYED)]
    return "\n".join([*lines, *_targets(study)]) + "\n"


def _rows(figures: RunFigures) -> list[Row]:
    given = {row.when: (str(row.labelled), shares(row.right)) for row in figures.labelled}
    return [_row(day, given[day.when]) for day in figures.days if day.trials]


def _row(day: DayScores, given: Sequence[str]) -> Row:
    rules = (share(day.rivals[name].value) for name in RIVALS)
    return (
        day.when,
        str(day.episodes),
        skill(day.skill),
        shares(day.top_one),
        *rules,
        *given,
    )


def _targets(study: Study) -> list[str]:
    found = targets(study)
    rows = [
        (t.outcome, study.runs[t.run].short if t.run else "all", f"{t.asks}: {t.figure}")
        for t in found
    ]
    grid = Grid(TARGETS, rows)
    return [*titled("Targets"), *grid.head(), *grid.lines(rows)]
