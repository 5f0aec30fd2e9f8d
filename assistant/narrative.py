"""Rendering: a text with references becomes one with figures, each of them cited."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.directions import governing, words_alone
from assistant.evidence import Evidence, ReferenceFault
from assistant.facets import say
from assistant.paths import History, resolve
from assistant.references import Reference, references
from assistant.spans import Bound
from tools.records import Brief

Target = Literal["text", "markdown", "html"]
_MARKS = re.compile(r"\\*([\[\]<>$|*_~`\\])")
_PROSE_MARKS = re.compile(r"\\*([\[\]<$])")


@dataclass(frozen=True, slots=True)
class Citation:
    """One figure of a rendered text, where it stands there, and what it rests on.

    ``anchor`` names the evidence popover; two citations of one piece of evidence share it.
    """

    path: str
    facet: str
    at: str | None
    figure: str
    reading: str | None
    position: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text, its citations in order, and the evidence by anchor."""

    text: str
    citations: tuple[Citation, ...]
    evidence: Mapping[str, Evidence]


def render(
    text: str,
    brief: Brief,
    history: History | None = None,
    target: Target = "text",
    prefix: str = "ev",
) -> Rendered:
    """Put the figures into a text.

    Parameters
    ----------
    text : str
        Prose in Markdown with references; anything else in it is taken for words.
    brief : Brief
        The evidence.
    history : callable, optional
        ``history(reading_id, date)``, for references to an earlier date.
    target : {"text", "markdown", "html"}
        *text* drops marks of emphasis. *markdown* keeps them and defuses links and markup. *html*
        is Markdown in which each figure is a button that opens its evidence and all else is
        escaped. In each, "fell [[…]]" prints the size alone.
    prefix : str
        Starts every anchor; give each answer of a thread its own.

    Returns
    -------
    Rendered
        Its text never holds a raw ``[[``. A reference that leads nowhere, which `faults` reports
        beforehand, becomes words without a figure.
    """
    pieces: list[str] = []
    citations: list[Citation] = []
    evidence: dict[str, Evidence] = {}
    anchors: dict[str, str] = {}
    length = last = 0
    cited = list(references(text))
    words = words_alone(text)
    for position, reference in enumerate(cited):
        prose = _prose(text[last : reference.start], target)
        after = cited[position + 1].start if position + 1 < len(cited) else len(text)
        figure, found = _figure(reference, brief, history, (words, last, after))
        last = reference.end
        length += len(prose)
        anchor = ""
        if found is not None:
            key = str(Reference(reference.path, "value", reference.at, 0, 0))
            anchor = anchors.setdefault(key, f"{prefix}-{len(anchors) + 1}")
            evidence[anchor] = found
            at = reference.at.isoformat() if reference.at else None
            about = found.about
            citations.append(
                Citation(reference.path, reference.facet, at, figure, about, length, anchor)
            )
        printed = _printed(figure, found, anchor, target)
        length += len(printed)
        pieces += [prose, printed]
    return Rendered("".join([*pieces, _prose(text[last:], target)]), tuple(citations), evidence)


def _figure(
    reference: Reference, brief: Brief, history: History | None, beside: tuple[str, int, int]
) -> tuple[str, Evidence | None]:
    """Return a figure's text; one that a word of direction governs goes without its sign."""
    try:
        evidence = resolve(reference, brief, history)
        found = governing(beside[0], Bound(reference, evidence), *beside[1:])
        agrees = found is not None and (evidence.amount or 0.0) * found[1] > 0
        facet = "size" if agrees else reference.facet
        return say(evidence, facet, brief.as_of), evidence
    except ReferenceFault:
        return "not measured: no such evidence", None


def _printed(figure: str, evidence: Evidence | None, anchor: str, target: Target) -> str:
    if target == "text":
        return re.sub(r"\[{2,}|\]{2,}", "", figure)
    if target == "markdown":
        return _MARKS.sub(r"\\\1", figure)
    shown = escape(figure)
    if evidence is None:
        return f'<span class="uw-un">{shown}</span>'
    label = escape(f"{figure}, {evidence.label}: open evidence")
    return (
        f'<button type="button" class="uw-cite" popovertarget="{escape(anchor)}" '
        f'aria-label="{label}">{shown}</button>'
    )


def _prose(text: str, target: Target) -> str:
    if target == "text":
        return re.sub(r"\[{2,}|\]{2,}|\*\*|`", "", text)
    if target == "markdown":
        return _PROSE_MARKS.sub(r"\\\1", text.replace("`", ""))
    bare = html.escape(text.replace("`", ""))
    return _entities(bare, "[]$")


def escape(text: str) -> str:
    """Escape a text for HTML that passes through a Markdown renderer on its way."""
    return _entities(html.escape(text), "[]$*_~`|\\:\n")


def _entities(text: str, marks: str) -> str:
    return text.translate({ord(mark): f"&#{ord(mark)};" for mark in marks})
