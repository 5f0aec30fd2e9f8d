"""Whether the label hangs on a little: how near the likeliest engine stands to its bound."""

from __future__ import annotations

from assistant.writing.pen import Pen
from assistant.writing.words import BASE, CLOSE, ENGINES, SHORT, leader
from tools.verdict.margin import margin
from tools.weights import weights

EVEN = "no engine reaches an even chance"
BOUNDS = frozenset({EVEN, SHORT, CLOSE, BASE})  # reasons against a label that more of it would lift


def edge(pen: Pen) -> str:
    """Say that the label, or its absence, stands at its bound; empty where it is clear of it."""
    verdict, w = pen.brief.verdict, weights()
    if verdict.engine == "none":
        return ""
    priors = w.priors_beneath if pen.brief.selloff == "beneath" else w.priors
    clear, near, first = (
        margin(verdict.engine_probability, priors, w),
        w.abstain["edge"],
        leader(pen),
    )
    at = f"At [[verdict.probability.{first}]]"
    if verdict.engine != "mixed":
        if not 0.0 <= clear <= near:
            return ""
        return (
            f"{at} the label stands at its bound: a small change of the readings would make it "
            "mixed."
        )
    if not set(verdict.abstained) <= BOUNDS or not -near <= clear < 0.0:
        return ""
    return (
        f"{at} that stands just short of a label: a small change of the readings would make it "
        f"{ENGINES[first]}."
    )
