"""What would change the label: its tests, the readings that it hangs on, and the counter-case."""

from __future__ import annotations

from assistant.questions import Question
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.watching import COUNTED, bullets, in_short, line, of_test, parted
from assistant.writing.why import decisive, flips
from assistant.writing.words import ENGINES, nothing_falls
from tools.records import Falsifier

BESIDES = 3
WHOLE = 8  # readings of a set that are named one by one


def change(pen: Pen, question: Question) -> list[str]:
    """Go through the tests of the label with figures and thresholds, and the counter-case."""
    verdict = pen.brief.verdict
    if verdict.engine == "none":
        return [nothing_falls(pen)[0], bullets("On watch", in_short(pen))]
    tests = decisive(pen)
    lead = f"**The label is {ENGINES[verdict.engine]}.**{flips(pen, most=WHOLE)}"
    text = [lead, _open(pen, tests), _fired(pen, tests), _null(pen)]
    counter = pen.clauses(verdict.against)
    if counter:
        text.append(f"**The strongest counter-case.** {sentence(*counter)}")
    return [paragraph for paragraph in (*text, _besides(pen, tests)) if paragraph]


def _open(pen: Pen, tests: list[Falsifier]) -> str:
    """Return the tests that would move the label, each with its distance and its past."""
    if not tests:
        return "No registered test of it is open."
    title = "It would change if one of these fired, the nearest first"
    if tests[0].fired:
        title = "It rests on these, the nearest to clearing first, and would change if they cleared"
    return bullets(title, [_told(pen, f) for f in tests])


def _told(pen: Pen, test: Falsifier) -> str:
    said = pen.test(test)
    return f"{said[:1].upper()}{said[1:]}. {of_test(pen, test.id)}".strip()


def _fired(pen: Pen, tests: list[Falsifier]) -> str:
    """Return the tests that have fired, of other claims or against the label, with their bounds."""
    fired = [f for f in pen.brief.verdict.falsifiers if f.fired and f not in tests and f.reading]
    parts = [f"{said}{_bound(pen, f)}" for f in fired if (said := pen.clause(f.reading or ""))]
    return f"**Fired already.** {sentence(*parts)}" if parts else ""


def _bound(pen: Pen, test: Falsifier) -> str:
    """Return the bound of a test, but not of a count, whose bound lies between two."""
    reading = pen.reading(test.reading or "")
    counted = reading is not None and reading.unit in COUNTED
    return "" if counted or not test.threshold else f", bound [[falsifier.{test.id}.threshold]]"


def _null(pen: Pen) -> str:
    null = [f.reading for f in pen.brief.verdict.falsifiers if f.fired is None and f.reading]
    names = listed([pen.gap(metric) for metric in dict.fromkeys(null)])
    return f"**Could not be tested:** {names}." if names else ""


def _besides(pen: Pen, tests: list[Falsifier]) -> str:
    """Return the nearest thresholds of the watch list that are none of the tests."""
    told = {f.id for f in tests}
    _, open_, _ = parted(pen)
    lines = [line(n, w) for n, w in open_ if w.falsifier not in told]
    return bullets("Watched besides, the nearest first", lines[:BESIDES]) if lines else ""
