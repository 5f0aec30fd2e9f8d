"""Exports: an answer as plain text, the desk note as Markdown, HTML or evidence JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evidence import of_reading
from assistant.facets import say
from assistant.narrative import Citation, Rendered, render
from assistant.paths import History
from assistant.popovers import evidence_html, unbroken
from assistant.workspace import Workspace
from assistant.writing import note
from assistant.writing.pen import Pen
from tools.formatting import day
from tools.outputs import write_texts
from tools.records import Brief, Reading, UnwindError, jsonable

if TYPE_CHECKING:
    from assistant.events import Answer
    from tools.charts.plot import Chart

WIDTH = 92
SIMULATED = "SIMULATED · "
FORMATS = (".md", ".html", ".json")
CHARTED = "Positioning & flows"


def header(brief: Brief, writer: str) -> str:
    """Return the first line of every output: market, as-of date and who wrote it."""
    tag = SIMULATED if brief.market.simulated else ""
    asked = "" if brief.as_of == brief.session else f" (asked for {day(brief.as_of)})"
    running = f" · {brief.market.remark}" if brief.market.provisional else ""
    at = f"as of {day(brief.session)}{asked}{running}"
    return f"{tag}Unwind · market {brief.market.name} · {at} · {writer}"


def answer_text(answer: Answer) -> str:
    """Return an answer as text for a terminal, its evidence listed below."""
    lines = [header(answer.brief, answer.writer), answer.question.text, ""]
    writers = {paragraph.writer for paragraph in answer.paragraphs}
    writer = ""
    for paragraph in answer.paragraphs:
        if len(writers) > 1 and paragraph.writer != writer:
            writer = paragraph.writer
            lines.append(f"[{writer}]")
        for line in paragraph.text.splitlines():
            indent = "  " if line.startswith("- ") else ""
            lines.append(textwrap.fill(line, WIDTH, subsequent_indent=indent))
        lines.append("")
    for remark in answer.remarks:
        lines += [textwrap.fill(f"Note: {remark}", WIDTH, subsequent_indent="  "), ""]
    cited = _cited(answer.brief, (c for p in answer.paragraphs for c in p.citations))
    if cited:
        lines += ["Evidence", *map(_evidence_line, cited)]
    return "\n".join(lines)


def _cited(brief: Brief, citations: Iterable[Citation]) -> list[Reading]:
    ids = dict.fromkeys(c.reading for c in citations if c.reading)
    return [brief.index[i] for i in ids if i in brief.index and brief.index[i].value is not None]


def _evidence_line(reading: Reading) -> str:
    rank = f"{say(of_reading(reading), 'percentile')}" if reading.percentile is not None else "—"
    sample = f"n {reading.percentile_n:,}" if reading.percentile is not None else ""
    observed = reading.observed.isoformat() if reading.observed else ""
    name = f"  {reading.id:<40.40}"
    return f"{name} {say(of_reading(reading)):>12} {rank:>18} {sample:>8}  {observed}".rstrip()


def write_note(workspace: Workspace, as_of: date | None, output: Path) -> str:
    """Write the desk note to a file and return one line that says so.

    Raises
    ------
    UnwindError
        When the ending is none of the known ones, or the file cannot be written.
    """
    if output.suffix not in FORMATS:
        raise UnwindError(f"{output}: write to a file that ends in {', '.join(FORMATS)}")
    brief = workspace.brief(as_of)
    history = workspace.lookup(workspace.market.view(brief.as_of))
    if output.suffix == ".html":
        from tools.charts.desk import desk_charts

        view = workspace.market.view(brief.as_of)
        charts = desk_charts(view, workspace.histories, since=brief.move.peak)
        text = note_html(brief, history, charts)
    else:
        text = {".md": note_markdown, ".json": note_json}[output.suffix](brief, history)
    write_texts({output: text})
    return f"{output}: note on {brief.market.name} as of {brief.session}"


def note_markdown(brief: Brief, history: History | None) -> str:
    """Return the desk note as Markdown, with its evidence as a table at the end."""
    pen = Pen(brief)
    citations: list[Citation] = []

    def put(text: str) -> str:
        rendered = render(text, brief, history, "markdown")
        citations.extend(rendered.citations)
        return rendered.text

    body = [f"# {note.title(pen)}", "", put(note.call(pen)), ""]
    body += [f"*{header(brief, 'built-in analyst')}*", ""]
    for section in note.sections(pen):
        body += [f"## {section.title}", ""]
        body += [f"- {put(bullet)}" for bullet in section.bullets]
        body += ["", f"**My read:** {put(section.read)}", ""] if section.read else [""]
    rows = ["| reading | value | rank | observed | source |", "|---|---|---|---|---|"]
    cited = _cited(brief, citations)
    for r in cited:
        rank = say(of_reading(r), "percentile") if r.percentile is not None else "—"
        rows.append(f"| {r.label} | {say(of_reading(r))} | {rank} | {r.observed} | {r.source} |")
    front = [
        "---",
        f"id: {brief.market.name}-{brief.session}",
        f"as_of: {brief.session}",
        f"market: {brief.market.name}",
        f"simulated: {str(brief.market.simulated).lower()}",
        f"title: {note.title(pen)}",
        f"readings: {' '.join(r.id for r in cited)}",
        "---",
        "",
    ]
    return "\n".join([*front, *body, "## Evidence", "", *rows, ""])


def note_json(brief: Brief, history: History | None) -> str:
    """Return the desk note with every citation, and the brief it rests on, as JSON."""
    pen = Pen(brief)
    call = render(note.call(pen), brief, history)
    body = {
        "schema": 1,
        "title": note.title(pen),
        "call": _cited_json(call),
        "writer": "built-in analyst",
        "sections": [],
    }
    for section in note.sections(pen):
        shown = [render(b, brief, history) for b in section.bullets]
        read = render(section.read, brief, history)
        body["sections"].append(  # type: ignore[attr-defined]
            {
                "title": section.title,
                "bullets": [_cited_json(r) for r in shown],
                "read": _cited_json(read) if section.read else None,
            }
        )
    return json.dumps({**body, "brief": brief.to_json()}, indent=2, allow_nan=False)


def _cited_json(rendered: Rendered) -> dict[str, object]:
    return {"text": rendered.text, "citations": jsonable(rendered.citations)}


def note_html(brief: Brief, history: History | None, charts: Sequence[Chart] = ()) -> str:
    """Return the desk note as one HTML page: no script, no outside request.

    Parameters
    ----------
    brief : Brief
        The evidence.
    history : callable, optional
        For references to an earlier date.
    charts : sequence of Chart
        Drawn in the section on positioning.
    """
    from importlib.resources import files

    from assistant.figures import figure_html
    from tools.charts.figure import font_faces

    pen = Pen(brief)
    style = files("assistant").joinpath("note.css").read_text(encoding="utf-8")
    parts: list[str] = []
    popovers: dict[str, str] = {}

    def put(text: str, prefix: str) -> str:
        rendered = render(text, brief, history, "html", prefix)
        for anchor, evidence in rendered.evidence.items():
            popovers[anchor] = evidence_html(evidence, anchor, running=brief.market.provisional)
        return unbroken(_emphasis(rendered.text))

    for number, section in enumerate(note.sections(pen), 1):
        bullets = "".join(
            f"<li>{put(bullet, f'n{number}-{i}')}</li>" for i, bullet in enumerate(section.bullets)
        )
        parts.append(f"<section><h2>{escape(section.title)}</h2><ul>{bullets}</ul>")
        if section.title == CHARTED:
            parts += [figure_html(chart, f"n-{chart.id}") for chart in charts]
        if section.read:
            parts.append(
                f'<p class="uw-my"><b>My read:</b> {put(section.read, f"n{number}-r")}</p>'
            )
        parts.append("</section>")
    call = f"<p>{put(note.call(pen), 'n0')}</p>"
    first = header(brief, "built-in analyst").removeprefix(SIMULATED)
    tag = '<span class="uw-sim">SIMULATED</span> ' if brief.market.simulated else ""
    body = f"{''.join(parts)}{''.join(popovers.values())}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(note.title(pen))}</title><style>{font_faces(body)}{style}</style></head><body><main>"
        f'<p class="uw-k">{tag}{escape(first)}</p>'
        f"<h1>{escape(note.title(pen))}</h1>{call}{body}"
        "</main></body></html>\n"
    )


def _emphasis(text: str) -> str:
    """Turn the writer's bold marks into tags; nothing else of Markdown is used in a bullet."""
    pieces = text.split("**")
    bold = [f"<b>{p}</b>" if i % 2 else p for i, p in enumerate(pieces)]
    return "".join(bold) if len(pieces) % 2 else text
