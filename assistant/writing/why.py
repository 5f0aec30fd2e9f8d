"""The answer to "what is driving this?": each paragraph chosen by the verdict and its readings."""

from __future__ import annotations

from collections.abc import Callable

from assistant.writing import beneath
from assistant.writing.against import against
from assistant.writing.deciding import change
from assistant.writing.engine import amplifiers, engine
from assistant.writing.over import over
from assistant.writing.pen import Pen
from assistant.writing.trigger import trigger
from assistant.writing.unknown import unknown
from assistant.writing.watching import fired_tests
from assistant.writing.what import what
from assistant.writing.words import nothing_falls


def why(pen: Pen) -> list[str]:
    """Return the answer's paragraphs, most important first, with references for figures."""
    if pen.brief.selloff == "none":
        first, *rest = nothing_falls(pen)
        return [text for text in (first, fired_tests(pen), *rest) if text]
    under = pen.brief.selloff == "beneath"
    own: list[Callable[[Pen], str]] = [beneath.scores, beneath.together] if under else []
    parts = [what, trigger, engine, *own, against, unknown, _over, change]
    return [text for text in (part(pen) for part in parts) if text]


def _over(pen: Pen) -> str:
    return over(pen, amplifiers(pen))
