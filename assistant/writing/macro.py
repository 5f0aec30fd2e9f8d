"""Whether macro is unchanged: what its registered tests allow one to say, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assistant.writing.pen import CALM_Z, Pen, listed
from assistant.writing.words import leader
from tools.records import Falsifier

# What each registered test is of.
TESTED: Mapping[str, str] = {
    "rates_2y_up": "the 2-year yield",
    "rates_10y": "the 10-year yield",
    "rates_30y": "the 30-year yield",
    "conditions": "conditions outside equities",
    "policy_uncertainty": "policy uncertainty",
    "geopolitics": "geopolitical risk",
    "duration": "how long it has lasted",
    "low_momentum_stocks": "prior losers, which fell with prior winners",
    "estimates": "forward estimates",
    "overshoot": "the VIX overshoot",
    "ninety_down_days": "heavy down days",
}
PRICES = ("macro.rates_2y_z", "macro.rates_10y_z", "macro.hy_oas_z", "macro.ig_oas_z")


def tests(pen: Pen) -> list[Falsifier]:
    """Return the registered tests of unchanged macro."""
    return [f for f in pen.brief.verdict.falsifiers if f.claim == "macro_unchanged"]


def of(found: Sequence[Falsifier]) -> str:
    """Return in a list what some tests are of."""
    return listed([_of(f) for f in found])


def _of(test: Falsifier) -> str:
    name = TESTED.get(test.id, f"[[falsifier.{test.id}.test]]")
    fell = test.id.startswith("rates_") and (test.value or 0.0) < 0.0
    return f"the fall of {name}" if fell else name


def macro(pen: Pen) -> str:
    """Say what the tests of unchanged macro show of a fall of the index.

    That macro permitted the move and did not cause it is said only where all of them were measured
    and none has fired; where one was not measured, the claim is open.
    """
    found = tests(pen)
    fired = [f for f in found if f.fired]
    null = [f for f in found if f.fired is None]
    if not found or not pen.down:
        return ""
    if fired:
        return f"Macro has changed by its tests: {of(fired)}."
    if null:
        return f"Whether macro is unchanged is open: {of(null)} could not be tested."
    if said := had_fired(pen):
        part = ", so macro had a part in it" if leader(pen) == "positioning" else ""
        return f"No test of unchanged macro is beyond its bound now; {said}{part}."
    if pen.brief.verdict.engine != "positioning":
        return "No single test of unchanged macro has fired."
    if moved(pen):
        return (
            "Macro was permissive and does not account for the size: each of its tests was run, "
            "none has fired since the peak."
        )
    return "Macro stood still: each of its tests was run, none fired, and its prices barely moved."


def had_fired(pen: Pen) -> str:
    """Return as a clause which tests stand clear now and had fired since the peak, and when."""
    found = {t: day for t in tests(pen) if not t.fired and (day := _earlier(pen, t))}
    days = dict.fromkeys(f"on {pen.day(day)}" for day in found.values())
    return f"{of([*found])} had been {listed([*days])}" if found else ""


def _earlier(pen: Pen, test: Falsifier) -> date | None:
    """Return when a test that stands clear now was last beyond its bound since the peak."""
    item = next((watch for watch in pen.brief.tests if watch.falsifier == test.id), None)
    last = item.last_fired if item else None
    return last if last is not None and last > pen.brief.move.peak else None


def moved(pen: Pen) -> bool:
    """Whether a yield or a spread left its usual range, or macro is a likely trigger."""
    kinds = pen.brief.verdict.trigger
    prices = any(abs(pen.value(m) or 0.0) > CALM_Z for m in PRICES)
    return prices or max(kinds.get("rates", 0.0), kinds.get("growth", 0.0)) > 0.0
