"""Why no engine is named: each reason of the verdict in plain words, with its figures."""

from __future__ import annotations

from assistant.writing.macro import of
from assistant.writing.pen import Pen, listed
from assistant.writing.words import (
    ABOUT,
    CLOSE,
    ENGINES,
    SHOCK,
    comes,
    leader,
    pulled,
    ranked,
    refuted,
    risen,
)
from tools.records import Falsifier


def reasons(pen: Pen) -> str:
    """Return the sentences that say why there is no label, the nearest engine among them."""
    why = list(pen.brief.verdict.abstained)
    parts = [_nearest(pen, why), _tests(pen), *(_plain(pen, reason) for reason in why)]
    return " ".join(dict.fromkeys(p for p in parts if p))


def _nearest(pen: Pen, why: list[str]) -> str:
    first, second = ranked(pen)[:2]
    lead = f"{_capital(ENGINES[first])} ([[verdict.probability.{first}]])"
    if CLOSE in why:
        other = f"{ENGINES[second]} ([[verdict.probability.{second}]])"
        return f"{lead} and {other} are too close to call."
    return f"{lead} {comes(first)} nearest."


def _tests(pen: Pen) -> str:
    """Name the fired tests that stand against the nearest engine, each with its figure."""
    found = [f for reason in pen.brief.verdict.abstained if (f := refuted(pen, reason))]
    told = listed([(pen.clause(f.reading) if f.reading else None) or _own(f) for f in found])
    return f"Registered tests speak against {ENGINES[leader(pen)]}: {told}." if told else ""


def _own(test: Falsifier) -> str:
    """Return what a test of a rout's own window is of, with its figure."""
    return f"{of([test])} ([[falsifier.{test.id}.value]])" if test.reading else of([test])


def _plain(pen: Pen, reason: str) -> str:
    """Return one reason as a sentence; empty where the nearest engines say it already."""
    if refuted(pen, reason) is not None:
        return ""
    match reason:
        case "no engine reaches an even chance":
            return "" if CLOSE in pen.brief.verdict.abstained else "None reaches an even chance."
        case "the two likeliest engines are too close to call":
            return ""
        case "positioning is likeliest, yet short of what its claim takes":
            return "A label of positioning takes more than that."
        case "the evidence hardly moves the base rate":
            return _base(pen)
        case "nothing macro is identified as what started it":
            return (
                "No test of macro has fired and nothing measured is identified as what started it, "
                "so macro leads by default."
            )
        case "too little was measured":
            return "Only [[verdict.coverage]] of the evidence was measured, too little for a label."
        case "an outside shock met heavy amplification":
            return "A shock so amplified is not macro's alone."
        case "forward estimates were not measured":
            return "Fundamentals need cut estimates, and those were not measured."
        case "forward estimates were not cut":
            return "Fundamentals need cut estimates, and estimates were not cut."
        case "yields or spreads moved with it":
            return "Yields or spreads moved with it, so that positions alone did not make it."
        case "what sells off is not known to have been stretched":
            if pen.brief.verdict.vulnerability is None:
                return "How stretched it stood before was not measured."
            return "What sells off was not stretched before ([[verdict.vulnerability]])."
    return f"{_capital(reason)}."


def _base(pen: Pen) -> str:
    """Say that the readings left the base rate about where it was, and how."""
    named, away = ENGINES[leader(pen)], risen(pen)
    kind = "such a rout" if pen.brief.selloff == "beneath" else "any fall"
    lead = "On balance the readings"
    if pulled(pen) and SHOCK not in pen.brief.verdict.abstained:
        lead = "The readings pull both ways, and on balance they"
    if away < -ABOUT:
        return f"{lead} speak against {named}, ahead by its base rate alone."
    if SHOCK in pen.brief.verdict.abstained:
        return "The readings hardly move its odds."
    where = "no further than" if away <= ABOUT else "little above"
    return f"{lead} leave {named} {where} where {kind} starts."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
