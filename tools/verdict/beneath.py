"""A rout beneath a calm index: whether yields and spreads moved with it."""

from __future__ import annotations

from tools.verdict.case import Case
from tools.weights import weights

CALM_BENEATH = ("UST2Y", "UST10Y", "IG")


def calm_rule(case: Case) -> float:
    """Return the log-likelihood that a rout beneath the index met unchanged macro.

    Zero where macro was not measured, and for a rout of one family that is not momentum.
    """
    rule, z = weights().rule_beneath, macro_z(case)
    if z is None:
        return 0.0
    if z >= rule["moved_z"]:
        return -rule["hit"]
    routed = case.picture.routed
    groups = {m.group for m in case.picture.moves if m.asset in routed}
    wide = len(groups) >= rule["families"] or "MOMENTUM" in routed or "MOMENTUM_RAW" in routed
    return rule["hit"] if wide and z <= rule["calm_z"] else 0.0


def macro_z(case: Case) -> float | None:
    """Return the largest five- or ten-day z of the yields and spreads of a rout beneath.

    None unless the 2-year, the 10-year and investment grade were all measured.
    """
    moves = {m.asset: m for m in case.picture.moves}
    found = [z for a in CALM_BENEATH if a in moves for z in (moves[a].z5, moves[a].z10)]
    z = [abs(value) for value in found if value is not None]
    return max(z) if len(z) == 2 * len(CALM_BENEATH) else None
