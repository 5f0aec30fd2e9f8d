"""HTML of the page: texts whose figures open their evidence, and what the answer is laid out as."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.evidence import Evidence
from assistant.narrative import escape, render
from assistant.paths import History
from assistant.popovers import evidence_html, unbroken
from tools.records import Brief, Reading

# Fewer words are a run-in head ("First, the premise."), not what was found.
HEADLINE_WORDS = 4
_HEADLINE = re.compile(r"\*\*([^*\n]+?)(?:[.!?]\*\*\s*|\*\*$)")
_AFTER_LIST = re.compile(r"(?m)^(- .*)\n(?!- )")


class Cites:
    """Renders texts of one brief, each with anchors of its own, and collects their popovers.

    Parameters
    ----------
    brief : Brief
        The evidence.
    history : callable, optional
        For references to an earlier date.
    prefix : str
        Starts every anchor; unique on the page.
    lines : callable, optional
        Draws the year line of a reading, for the popover of that anchor.
    """

    def __init__(
        self,
        brief: Brief,
        history: History | None,
        prefix: str,
        lines: Callable[[Reading, str], str] | None = None,
    ) -> None:
        self.brief = brief
        self._lines = lines
        self._history = history
        self._prefix = prefix
        self._texts = 0
        self._popovers: list[str] = []

    def __call__(self, source: str) -> str:
        """Return a text as Markdown in which each figure is a button that opens its evidence."""
        rendered = render(source, self.brief, self._history, "html", self._anchor())
        for anchor, evidence in rendered.evidence.items():
            self._open(evidence.reading, evidence, anchor)
        return unbroken(rendered.text)

    def named(self, reading: Reading) -> str:
        """Return a reading's name as the button that opens its evidence."""
        anchor = self._anchor()
        self._open(reading, reading, anchor)
        return _button(anchor, reading.label, "open evidence")

    def _open(self, reading: Reading | None, item: Reading | Evidence, anchor: str) -> None:
        """Make the popover of an anchor; a reading as of the brief's own date has its year line."""
        line = ""
        if self._lines and reading is not None and self.brief.index.get(reading.id) is reading:
            line = self._lines(reading, anchor)
        running = self.brief.market.provisional
        self._popovers.append(evidence_html(item, anchor, line, running))

    def group(self, text: str, readings: Sequence[Reading]) -> str:
        """Return a text as the button that opens a list of readings, each with its figure."""
        anchor = self._anchor()
        rows = "".join(f"<li>{escape(r.label)}: {self(f'[[{r.id}]]')}</li>" for r in readings)
        name = escape(text)
        self._popovers.append(
            f'<div id="{anchor}" popover class="uw-ev" role="dialog" aria-label="{name}">'
            f'<div class="uw-k">{name}</div><ul class="uw-ul">{rows}</ul></div>'
        )
        return _button(anchor, text, "open the list")

    def _anchor(self) -> str:
        self._texts += 1
        return f"{self._prefix}-{self._texts}"

    def popovers(self) -> str:
        """Return the popovers of every text since the last call."""
        made, self._popovers = "".join(self._popovers), []
        return made


def _button(anchor: str, text: str, opens: str) -> str:
    name = escape(text)
    return (
        f'<button type="button" class="uw-cite" popovertarget="{anchor}" '
        f'aria-label="{name}: {opens}">{name}</button>'
    )


def split_headline(sources: Sequence[str]) -> tuple[list[str], str, list[str]]:
    """Split an answer into what precedes its headline, the headline, and the rest.

    Parameters
    ----------
    sources : sequence of str
        Paragraphs with references.

    Returns
    -------
    list of str
        Remarks on the question that stand before the finding; empty as a rule.
    str
        The first bold sentence that opens a paragraph, without its full stop; empty where neither
        the answer nor what follows its remarks opens with one.
    list of str
        The other paragraphs, what follows the headline first.
    """
    for number, source in enumerate(sources):
        found = _HEADLINE.match(source)
        if found and len(found[1].split()) >= HEADLINE_WORDS:
            rest = source[found.end() :]
            return (
                list(sources[:number]),
                found[1],
                [*([rest] if rest else []), *sources[number + 1 :]],
            )
        if not found and number:
            break
    return [], "", list(sources)


def prose(cites: Cites, source: str) -> str:
    """Return a paragraph as it stands on the page, its popovers behind it."""
    source = _AFTER_LIST.sub(r"\1\n\n", source)
    return f'<div class="uw">\n\n{cites(source)}\n\n</div>{cites.popovers()}'


def plain(text: str) -> str:
    """Return a text without references as a paragraph of the page."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f'<div class="uw"><p>{lines}</p></div>'


def remark(text: str, role: str = "note") -> str:
    """Return a remark of the page itself: a limit, a failure, a new thread."""
    return f'<div class="uw-note" role="{role}">{escape(text)}</div>'


def heading(text: str) -> str:
    """Return what the answer found, as its heading."""
    return f'<div class="uw-h" role="heading" aria-level="2">{escape(text)}</div>'


def finding(cites: Cites, source: str) -> str:
    """Return what the answer found, with its figures, as its heading."""
    shown = f'<div class="uw-h" role="heading" aria-level="2">{cites(source)}</div>'
    return f"{shown}{cites.popovers()}"


def subheading(text: str) -> str:
    """Return the heading of a section."""
    return f'<div class="uw-h2" role="heading" aria-level="3">{escape(text)}</div>'


def label(text: str) -> str:
    """Return a small label."""
    return f'<div class="uw-k">{escape(text)}</div>'
