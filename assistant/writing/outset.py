"""What started a rout beneath the index: its own start and worst days, not the index's."""

from __future__ import annotations

from assistant.writing.began import course, farthest, window
from assistant.writing.pen import Pen, sentence
from assistant.writing.rout import named
from assistant.writing.timeline import ahead
from assistant.writing.trigger import trigger
from assistant.writing.what import index_move, spread
from assistant.writing.words import likeliest, started

TOLD = 3


def outset(pen: Pen) -> list[str]:
    """Say when each rout began, its worst day, what was dated on it and what macro did since."""
    rout = window(pen)
    if rout is None:
        return [trigger(pen, dated=False)]
    lead = sentence(f"{named(rout)} has been in a rout since {pen.day(rout.since)}", _cause(pen))
    return [
        text
        for text in (
            f"**{lead}** {spread(pen)} {index_move(pen)}",
            f"**The course.** {course(pen, farthest(pen)[:TOLD])}",
            trigger(pen, dated=False),
            ahead(pen),
        )
        if text
    ]


def _cause(pen: Pen) -> str:
    first, *next_ = likeliest(pen)
    if first == "unidentified":
        return f"what started it is {started(pen)}"
    verb = "lies" if next_ and "unidentified" not in next_ else "is"
    return f"the likeliest trigger {verb} {started(pen)}"
