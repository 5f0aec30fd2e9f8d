"""Why it is not called macro, or why it is: the macro tests first, then the odds and the bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

from assistant.questions import Question
from assistant.writing.deciding import settles
from assistant.writing.macro import TESTED, had_fired, of, tests
from assistant.writing.odds import named
from assistant.writing.pen import CLOSE, Pen, listed, sentence
from assistant.writing.reasons import reasons
from assistant.writing.words import CLOSE as CLOSE_CALL
from assistant.writing.words import ENGINES, ranked
from tools.records import Falsifier, Said
from tools.scoring import leaning

_ASKED = re.compile(r"\bwhy\b.*\b(not|n't|isn'?t)\b.*\bmacro\b", re.IGNORECASE)
CLEAR = log(1.08)  # log points by which a reading speaks for an engine, or against it
MOST = 3
UPSIDE = "rates_2y_up"
SAME = 0.005  # of its bound, within which a figure reads as that


def of_macro(question: Question) -> bool:
    """Whether a question asks why this is not macro."""
    return bool(_ASKED.search(question.text))


def against_macro(pen: Pen) -> list[str]:
    """Go through the tests of unchanged macro, then say what macro comes to and what bars it."""
    text = [_tested(pen), _label(pen), _spoken(pen), settles(pen)]
    return [paragraph for paragraph in text if paragraph]


def _tested(pen: Pen) -> str:
    """Say which tests of unchanged macro have fired, which have not, each with its figures."""
    found = tests(pen)
    fired = [f for f in found if f.fired]
    open_ = [f for f in found if f.fired is False]
    null = [f for f in found if f.fired is None]
    earlier = had_fired(pen)
    lead = "No registered test of macro has fired since the peak"
    if fired:
        lead = "By its registered tests macro has changed"
    elif earlier:
        lead = f"No registered test of macro is beyond its bound now; {earlier}"
    elif null:
        lead = "By its registered tests macro cannot be called unchanged"
    parts = [
        f"fired, {_figures(fired)}" if fired else "",
        f"not fired, {_figures(open_)}" if open_ else "",
        f"not tested, {of(null)}" if null else "",
    ]
    rests = pen.brief.verdict.engine == "macro" and not fired
    other = " The label rests on other readings." if rests else ""
    return f"**{lead}.** {sentence(*parts)}{other}"


def _figures(found: Sequence[Falsifier]) -> str:
    return listed([f"{_name(f)} ({_figure(f)})" for f in found])


def _name(test: Falsifier) -> str:
    return TESTED.get(test.id, f"[[falsifier.{test.id}.test]]")


def _figure(test: Falsifier) -> str:
    """Return a test's figure with its bound; of one that a fall does not fire, with that."""
    path = f"falsifier.{test.id}"
    value, bound = test.value, test.threshold
    # Of other tests only what would print as its own bound.
    close = CLOSE if test.id.startswith("rates_") else SAME
    if value is not None and bound and abs(abs(value) / bound - 1.0) < close:
        short = "just beyond" if test.fired else "just short of"
        return f"{short} its bound of [[{path}.threshold]]"
    side = " on the upside" if test.id == UPSIDE else ""
    return f"[[{path}.value]], bound [[{path}.threshold]]{side}"


def _label(pen: Pen) -> str:
    """Say what the label is, at which probability of macro, and why it is none."""
    verdict = pen.brief.verdict
    at = "macro stands at [[verdict.probability.macro]], from a base rate of [[verdict.base.macro]]"
    if verdict.engine == "mixed":
        named_ = ranked(pen)[: 2 if CLOSE_CALL in verdict.abstained else 1]
        if "macro" in named_:
            at = "the base rate of macro is [[verdict.base.macro]]"
        return f"**The label is mixed;** {at}. {reasons(pen)}".strip()
    return f"**The label is {ENGINES[verdict.engine]};** {at}."


def _spoken(pen: Pen) -> str:
    """Say which weighed readings speak most for macro, and which most against it."""
    rows = [(leaning(said.log_odds, "macro"), said) for said in pen.brief.verdict.evidence]
    rows.sort(key=lambda row: -row[0])
    for_ = [said for gain, said in rows if gain >= CLEAR][:MOST]
    against = [said for gain, said in rows[::-1] if gain <= -CLEAR][:MOST]
    parts = [
        f"for macro, {_readings(pen, for_)}" if for_ else "",
        f"against it, {_readings(pen, against)}" if against else "",
    ]
    return f"**What the readings say.** {sentence(*parts)}" if any(parts) else ""


def _readings(pen: Pen, found: Sequence[Said]) -> str:
    return listed([f"{name} ({figure})" for name, figure in (named(pen, said) for said in found)])
