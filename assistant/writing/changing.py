"""What would change the label: its tests, the readings that it hangs on, and the counter-case."""

from __future__ import annotations

from assistant.questions import Question
from assistant.writing.deciding import WHOLE, decisive, flips, settles
from assistant.writing.ismacro import against_macro, of_macro
from assistant.writing.macro import of
from assistant.writing.odds import weighed
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.reasons import reasons
from assistant.writing.watching import COUNTED, bullets, in_short, line, of_test, parted
from assistant.writing.words import ENGINES, leader, nothing_falls
from tools.records import Falsifier

# What each claim says that a registered test refutes by firing.
CLAIMS = {
    "macro_unchanged": "macro is unchanged",
    "positioning": "forced selling is soon over",
    "crowding": "only crowded winners are sold",
    "fundamental_intact": "estimates hold",
    "orderly": "selling is orderly",
}
BESIDES = 3
OPEN = "No registered test of it is open."
ALONE = "No registered test decides it."


def change(pen: Pen, question: Question) -> list[str]:
    """Go through the tests of the label with figures and thresholds, and the counter-case."""
    verdict = pen.brief.verdict
    if verdict.engine == "none":
        return [nothing_falls(pen)[0], bullets("On watch", in_short(pen))]
    if of_macro(question):
        return against_macro(pen)
    tests = decisive(pen)
    shown = tests or (nearest(pen) if verdict.engine == "mixed" else [])
    open_ = reasons(pen) if verdict.engine == "mixed" else ""
    lead = f"**The label is {ENGINES[verdict.engine]}.** {open_}{flips(pen, most=WHOLE)}"
    lead = lead.replace("  ", " ")
    none = {"mixed": "", "macro": ALONE}.get(verdict.engine, OPEN)
    told = bullets(_title(pen, tests), [_told(pen, f) for f in shown]) if shown else none
    # What a label rests on is told already; what it waits for takes more than the tests.
    mind = settles(pen) if verdict.engine == "mixed" else ""
    text = [lead, mind, told, _fired(pen, shown), _null(pen)]
    counter = weighed(pen, verdict.against)
    if counter:
        text.append(f"**The strongest counter-case.** {sentence(counter)}")
    return [paragraph for paragraph in (*text, _besides(pen, shown)) if paragraph]


def _title(pen: Pen, tests: list[Falsifier]) -> str:
    """Return what the tests that are told mean for the label."""
    if pen.brief.verdict.engine == "mixed":
        if tests:
            return "A label waits on all of these tests, the nearest first"
        fired = any(f.fired for f in pen.brief.verdict.falsifiers)
        none = "No fired test bars" if fired else "No registered test has fired against"
        return f"{none} {ENGINES[leader(pen)]}; the open ones nearest to firing"
    if tests[0].fired:
        several = "all of them" if tests[1:] else "it"
        rests = "these, the nearest to clearing first," if tests[1:] else "this"
        return f"It rests on {rests} and would change if {several} cleared"
    return "It would change if one of these fired, the nearest first"


def nearest(pen: Pen) -> list[Falsifier]:
    """Return the registered tests that stand nearest to firing by their own usual moves."""
    # Beneath the index a test may rest on the rout's own window, and its record does not.
    read = {f.reading for f in pen.brief.verdict.falsifiers}
    far = {t.falsifier: t.distance_sigmas for t in pen.brief.tests if t.reading in read}
    open_ = [f for f in pen.brief.verdict.falsifiers if f.fired is False and far.get(f.id)]
    return sorted(open_, key=lambda f: abs(far[f.id] or 0.0))[:BESIDES]


def _told(pen: Pen, test: Falsifier) -> str:
    said = pen.test(test)
    return f"{said[:1].upper()}{said[1:]}. {of_test(pen, test.id)}".strip()


def _fired(pen: Pen, tests: list[Falsifier]) -> str:
    """Return the tests that have fired besides, each under the claim that fails by it."""
    fired = [f for f in pen.brief.verdict.falsifiers if f.fired and f not in tests and f.reading]
    claims = dict.fromkeys(f.claim for f in fired)
    parts = [
        f"Against the claim that {CLAIMS[claim]}: "
        f"{'; '.join(_beyond(pen, f) for f in fired if f.claim == claim)}."
        for claim in claims
    ]
    return f"**Fired already.** {' '.join(parts)}" if parts else ""


def _beyond(pen: Pen, test: Falsifier) -> str:
    said = pen.clause(test.reading or "")
    return f"{said or f'{of([test])} at [[falsifier.{test.id}.value]]'}{_bound(pen, test)}"


def _bound(pen: Pen, test: Falsifier) -> str:
    """Return the bound of a test, but not of a count, whose bound lies between two."""
    reading = pen.reading(test.reading or "")
    counted = reading is not None and reading.unit in COUNTED
    return "" if counted or not test.threshold else f", bound [[falsifier.{test.id}.threshold]]"


def _null(pen: Pen) -> str:
    """Return the tests that could not be run: a reading is missing, or too young for a rank."""
    null = [f.reading for f in pen.brief.verdict.falsifiers if f.fired is None and f.reading]
    metrics = dict.fromkeys(metric for metric in null if metric in pen.brief.index)
    gone = [pen.gap(metric) for metric in metrics if not pen.has(metric)]
    young = [pen.name(metric) for metric in metrics if pen.has(metric)]
    if young:
        gone.append(f"{listed(young)} (too short a history for a rank)")
    return f"**Could not be tested:** {listed(gone)}." if gone else ""


def _besides(pen: Pen, tests: list[Falsifier]) -> str:
    """Return the nearest thresholds of the watch list that are none of the tests."""
    told = {f.id for f in tests}
    _, open_, _ = parted(pen)
    lines = [line(n, w) for n, w in open_ if w.falsifier not in told]
    return bullets("Watched besides, the nearest first", lines[:BESIDES]) if lines else ""
