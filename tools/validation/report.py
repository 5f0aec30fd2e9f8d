"""The report of a validation: one Markdown file, its charts beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tools.charts.export import to_svg
from tools.outputs import write_texts
from tools.validation import sections
from tools.validation.charts import charts
from tools.validation.drawing import ScoreChart
from tools.validation.study import Study


def write_report(study: Study, output: Path) -> tuple[Path, ...]:
    """Write the report and its charts, and return their files, the report first.

    A chart ``NAME-skill.svg`` stands beside ``NAME.md``, or beside what a symbolic link of that
    name leads to. Each file is put in place whole and the report last, so that it never shows a
    chart that could not be written.

    Raises
    ------
    UnwindError
        When a file cannot be written; the report is left as it was.
    """
    output = Path(os.path.realpath(output))
    drawn = charts(study)
    names = {chart.id: f"{output.stem}-{chart.id}.svg" for chart in drawn}
    texts = {output.with_name(names[chart.id]): to_svg(chart) for chart in drawn}
    texts[output] = markdown(study, drawn, names)
    write_texts(texts)
    return tuple(reversed(texts))


def markdown(
    study: Study, drawn: tuple[ScoreChart, ...] = (), names: Mapping[str, str] | None = None
) -> str:
    """Return the report as Markdown.

    Parameters
    ----------
    study : Study
        What it is made from, and nothing else.
    drawn : tuple of ScoreChart
        The charts beside it.
    names : mapping
        Their file names by id.
    """
    links = {c.id: f"![{_alt(c.title)}]({names[c.id]})" for c in drawn} if names else {}
    parts = [_head(study), sections.conclusions(study), sections.scope(study)]
    if study.trials:
        parts.append(sections.seen(study))
    for number, figures in enumerate(study.tests):
        parts.append(sections.run_section(figures, "" if number else links.get("skill", "")))
    for figures in study.tests[:1]:
        parts.append(sections.shape(figures, links.get("reliability", "")))
        parts.append(sections.falls(figures.run, links.get("trough", "")))
    parts += [sections.others(study), sections.tests(study), sections.triggers(study)]
    known = study.figures.get("in_sample")
    if known and known.run.falls.scored:
        parts.append(sections.run_section(known))
    return sections.joined([*parts, sections.method(study)])


def _head(study: Study) -> list[str]:
    about = study.scope
    tag = "**SIMULATED** " if about.market.simulated else ""
    return [
        "# Validation of the verdict",
        "",
        f"{tag}Market {about.market.name}, sessions {about.first} to {about.last} (content "
        f"`{about.market.hash}`), against the labels of `{about.source}`. Written by `unwind "
        f"validate --market {about.market.name}`; no figure in it is typed.",
        "",
    ]


def _alt(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
