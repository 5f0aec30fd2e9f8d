"""An answer as it comes: the finding, the card, paragraphs, each in the place where it stays."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.age import dated
from assistant.app import charts
from assistant.app.card import rail, verdict_card
from assistant.app.lines import Lines
from assistant.app.markup import Cites, finding, label, prose, remark, split_headline
from assistant.app.shared import SharedWorkspace
from assistant.app.style import put
from assistant.events import ANALYST, Answer, Event, Found, Paragraph, Remark, Step
from assistant.narrative import escape
from tools.formatting import plural

# The questions whose answer is the verdict itself.
VERDICTS = ("why", "change")
# What is reserved for what is still being written, in pixels and paragraphs.
HEADLINE, PARAGRAPH, AHEAD = 64, 72, 3


class _Slot:
    """A place that is filled once; until then room may be kept for it.

    What is there already when a script runs again is drawn at once: an element that was replaced
    would be made anew by the browser, and an open popover in it would close.
    """

    def __init__(self, parent: DeltaGenerator) -> None:
        self._place = parent.container()
        self._kept: DeltaGenerator | None = None

    def reserve(self, height: int) -> None:
        """Keep room."""
        if self._kept is None:
            self._kept = self._place.empty()
            self._kept.skeleton(height)

    def open(self) -> DeltaGenerator:
        """Return the place, to draw in."""
        return self._kept or self._place

    def fill(self, html: str) -> None:
        """Draw what belongs here."""
        with self.open():
            put(html)

    def give_up(self) -> None:
        """Keep no room any more."""
        if self._kept is not None:
            self._kept.empty()


class Drawing:
    """The places of one answer on the page; events fill them in the order in which they come.

    Parameters
    ----------
    turn : str
        The turn, whose id makes every anchor unique on the page.
    workspace : SharedWorkspace
        Where year lines are drawn from.
    live : bool
        Whether more is to come.
    """

    def __init__(self, turn: str, workspace: SharedWorkspace, live: bool) -> None:
        self._turn = turn
        self._workspace = workspace
        self._found: Found | None = None
        self._paragraphs: list[Paragraph] = []
        self._drawn = 0
        here = st.container(key=f"answer_{turn}")
        # Above what they lead to, where they can be watched; they stay there, since an element that
        # changes its place is made anew and loses the reader's focus.
        with here.container(key=f"steps_{turn}"):
            self._status = _Status(live)
        self._remarks = here.container(key=f"remarks_{turn}")
        self._before, self._head, self._card = (_Slot(here) for _ in range(3))
        self._text = self._body = here.container(key=f"body_{turn}")
        self._slots: list[_Slot] = []
        self._figure: _Slot | None = None
        self.below = here.container(key=f"below_{turn}")

    def take(self, event: Event | None) -> None:
        """Draw an event; None is a beat while nothing comes."""
        match event:
            case Found():
                self._open(event)
            case Paragraph():
                self._paragraphs.append(event)
                self._write()
            case Remark(text):
                with self._remarks:
                    put(remark(text))
            case Answer():
                self._close(event)
            case Step(text):
                self._status.step(text)
            case None:
                self._reserve()
                self._status.beat()

    @property
    def _verdict(self) -> bool:
        return self._found is not None and self._found.question.intent in VERDICTS

    def _open(self, found: Found) -> None:
        """Draw what rests on the evidence alone."""
        self._found = found
        made = sum(r.value is not None for r in found.brief.readings)
        self._status.counted(made, len(found.brief.readings) - made)
        if self._verdict:
            cites = self._cites(found, "c")
            self._card.fill(verdict_card(cites))
            self._text, beside = self._body.columns([72, 36], gap="large")
            with beside:
                put(rail(cites))
            self._slot(0)
            self._figure = _Slot(self._text)

    def _cites(self, found: Found, part: str) -> Cites:
        lines = Lines(self._workspace, found.brief, self._turn)
        return Cites(found.brief, found.history, f"t{self._turn}-{part}", lines)

    def _reserve(self) -> None:
        """Keep room for what is being written."""
        if self._found is None:
            return
        if self._verdict and not self._paragraphs:
            self._head.reserve(HEADLINE)
        for place in range(self._drawn, self._drawn + AHEAD):
            self._slot(place).reserve(PARAGRAPH)

    def _slot(self, place: int) -> _Slot:
        while len(self._slots) <= place:
            self._slots.append(_Slot(self._text))
        return self._slots[place]

    def _write(self, whole: bool = False) -> None:
        """Draw the paragraphs that are there, once it is known which of them holds the headline."""
        sources = [p.source for p in self._paragraphs]
        # Where the analyst's first paragraph is a remark, the headline opens the second.
        before, headline, rest = split_headline(sources[:2])
        rest += sources[2:]
        waits = len(sources) == 1 and self._paragraphs[0].writer == ANALYST
        if self._found is None or (waits and not headline and not whole):
            return
        if self._drawn == 0:
            if before:
                self._before.fill(prose(self._cites(self._found, "b"), "\n\n".join(before)))
            if headline:
                self._head.fill(finding(self._cites(self._found, "h"), headline))
            else:
                self._head.give_up()
        skipped = len(sources) - len(rest)
        for place in range(self._drawn, len(rest)):
            writers = [p.writer for p in self._paragraphs[: place + skipped + 1]]
            by = writers[-1] if writers[-1] != writers[max(len(writers) - 2, 0)] else ""
            named = f'<div class="uw-k uw-by">{escape(by)}</div>' if by else ""
            cites = self._cites(self._found, str(place))
            self._slot(place).fill(named + prose(cites, rest[place]))
        self._drawn = len(rest)
        self._draw_figure(self._found)

    def _draw_figure(self, found: Found) -> None:
        """Draw the chart of what leads the evidence, below the first paragraph."""
        place, self._figure = self._figure, None
        if place is None:
            return
        chart = charts.leading(found.brief, self._workspace)
        if chart is not None:
            with place.open():
                charts.draw(chart, f"{self._turn}_leading")

    def _close(self, answer: Answer) -> None:
        """Draw what ends the answer."""
        self._write(whole=True)
        for slot in self._slots[self._drawn :]:
            slot.give_up()
        with self.below:
            put(label(_source(answer)))

    def fold(self, tokens: int | None, seconds: float) -> None:
        """Fold the steps up once all is there, and say what was done in all."""
        self._status.fold(tokens, seconds)


class _Status:
    """The line that counts what is being done, and lists it."""

    def __init__(self, live: bool) -> None:
        self._live = live
        self._steps = 0
        self._counts = ""
        self._box = st.status("Reading the market", expanded=live, state="running")

    def step(self, text: str) -> None:
        """List a step."""
        self._steps += 1
        self._box.markdown(f"✓ {escape(text)}", unsafe_allow_html=True)
        self.beat()

    def counted(self, made: int, missing: int) -> None:
        """Say what was measured."""
        self._counts = f"{made} readings made, {missing} not measured"

    def beat(self) -> None:
        """Say how far it is; a click that waits takes effect here."""
        if self._live:
            doing = "Writing" if self._counts else "Reading the market"
            self._box.update(label=self._line(doing), expanded=True)

    def fold(self, tokens: int | None, seconds: float) -> None:
        """Say what was done in all."""
        used = f"{tokens:,} tokens" if tokens else ""
        label = self._line("", used, f"{seconds:.1f} s")
        self._box.update(label=label, state="complete", expanded=False)

    def _line(self, *parts: str) -> str:
        first, *rest = parts
        counted = (first, plural(self._steps, "step"), self._counts, *rest)
        return " · ".join(filter(None, counted))


def _source(answer: Answer) -> str:
    ref = answer.brief.market
    return (
        f"Written by {answer.writer}. Source: market {ref.tagged}, state {ref.hash[:8]}, "
        f"as of {dated(answer.brief.session, ref.provisional)}."
    )
