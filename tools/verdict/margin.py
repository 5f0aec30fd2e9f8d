"""How far the leading engine stands from the bounds of a label."""

from __future__ import annotations

from collections.abc import Mapping

from tools.weights import Weights


def margin(probability: Mapping[str, float], priors: Mapping[str, float], w: Weights) -> float:
    """Return by how much the leading engine's probability clears what a label takes.

    Parameters
    ----------
    probability : mapping of str to float
        The engines' probabilities.
    priors : mapping of str to float
        Their base rates, which the odds of the leading one have to exceed.
    w : Weights
        Holds the bounds.

    Returns
    -------
    float
        A difference of probabilities, the least over the bounds: the floor of any label, that of
        positioning, the odds against the base rate, and the lead over the next engine, where what
        one gives up the other gains. Below zero by as much as it falls short.
    """
    first, second = sorted(probability.values(), reverse=True)[:2]
    leader = max(probability, key=lambda c: probability[c])
    prior = priors[leader]
    odds = w.abstain["least_ratio"] * prior / (1.0 - prior)
    floors = [w.abstain["least_probability"], odds / (1.0 + odds)]
    if leader == "positioning":
        floors.append(w.abstain["least_positioning"])
    return min(first - max(floors), (first - second - w.abstain["least_margin"]) / 2)
