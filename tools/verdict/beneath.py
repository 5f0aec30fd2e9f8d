"""A rout beneath a calm index: its own window, what macro did in it, and how much it can say."""

from __future__ import annotations

from dataclasses import replace

from tools.falsifiers import outcome, run
from tools.records import Falsifier
from tools.routed import Rout
from tools.routs.rules import PriceRule, rules
from tools.verdict.case import Case
from tools.weights import Weights, weights

CALM_BENEATH = ("UST2Y", "UST10Y", "IG")


def lead(case: Case) -> Rout | None:
    """Return the rout that lies furthest out: its window is that of the verdict."""
    return case.routs[0] if case.beneath and case.routs else None


def own_z(case: Case, asset: str) -> float | None:
    """Return a macro price's z since the rout began, None where it was not measured."""
    rout = lead(case)
    price = next((p for p in rules().prices if p.asset == asset), None)
    part = rout.part(price.part("z").name) if rout and price else None
    return part.value if part else None


def tests(case: Case) -> tuple[Falsifier, ...]:
    """Return the registered tests; beneath the index those of yields run from the rout's start."""
    found = run(case.readings)
    if not case.beneath:
        return found
    own = {price.falsifier: price for price in rules().prices if price.falsifier}
    return tuple(_own(f, own[f.id], lead(case)) if f.id in own else f for f in found)


def _own(test: Falsifier, price: PriceRule, rout: Rout | None) -> Falsifier:
    """Return a test of the rout's own window; null where the price was not measured in it."""
    row = next(row for row in weights().falsifiers if row.id == test.id)
    name = price.part("z").name
    part = rout.part(name) if rout else None
    fresh = replace(test, test=price.test)
    if rout is None or part is None:
        why = rout.missing.get(name, "not measured since it began") if rout else "no rout"
        return replace(fresh, reading=None, value=None, fired=None, why=why)
    fired = outcome(row, part.value)
    return replace(
        fresh, reading=f"rout.{rout.asset}.{name}", value=part.value, fired=fired, why=""
    )


def shrunk(w: Weights, rout: Rout | None) -> Weights:
    """Return the weights with what the evidence of a young rout says pulled to the base rate.

    Notes
    -----
    The temperature is divided by the share that the rout's sessions are of ``full``, at most one,
    so that every log-likelihood counts by that much. A rout whose start is not known counts in
    full.
    """
    if rout is None or rout.sessions is None:
        return w
    share = min(1.0, max(1, rout.sessions) / w.rule_beneath["full"])
    return replace(w, calibration={"temperature": w.calibration["temperature"] / share})


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
    """Return the largest z of yields and spreads of five sessions, of ten and since the rout began.

    None unless the 2-year, the 10-year and investment grade were all measured over five and ten.
    """
    moves = {m.asset: m for m in case.picture.moves}
    found = [z for a in CALM_BENEATH if a in moves for z in (moves[a].z5, moves[a].z10)]
    z = [abs(value) for value in found if value is not None]
    if len(z) < 2 * len(CALM_BENEATH):
        return None
    return max([*z, *(abs(own) for a in CALM_BENEATH if (own := own_z(case, a)) is not None)])
