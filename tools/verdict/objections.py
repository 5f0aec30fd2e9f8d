"""What stands against an engine: the registered tests that fired, and what was not measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.records import Falsifier
from tools.verdict.beneath import macro_z
from tools.verdict.case import Case
from tools.verdict.size import vulnerability
from tools.weights import CLASSES, weights

FIRED = "a test fired: "


def refuting(leader: str, falsifiers: Sequence[Falsifier], case: Case) -> list[Falsifier]:
    """Return the fired tests that refute the leading engine."""
    if leader != "positioning":
        return []
    claims = {"macro_unchanged", "fundamental_intact", "positioning"}
    if case.beneath and "MOMENTUM" in case.picture.routed:
        claims.add("crowding")
    return [f for f in falsifiers if f.fired and f.claim in claims]


def objections(leader: str, falsifiers: Sequence[Falsifier], case: Case) -> list[str]:
    """Return why the leading engine cannot be claimed, from the tests of its claims."""
    if leader == "positioning":
        tests = refuting(leader, falsifiers, case)
        why = [f"{FIRED}{f.id}" for f in tests]
        told = any(f.claim == "macro_unchanged" for f in tests)
        return [*why, *_beneath(case, told)] if case.beneath else why
    estimates = [f.fired for f in falsifiers if f.claim == "fundamental_intact"]
    if leader == "fundamental" and not any(estimates):
        null = None in estimates
        return [f"forward estimates were not {'measured' if null else 'cut'}"]
    return []


def _beneath(case: Case, told: bool) -> list[str]:
    """Return why a rout beneath the index cannot be laid to positions.

    That macro prices moved is left out where a test of them has been told to have fired.
    """
    rule, z, stretched = weights().rule_beneath, macro_z(case), vulnerability(case)
    why = []
    if not told and z is not None and z >= rule["moved_z"]:
        why.append("yields or spreads moved with it")
    if stretched is None or stretched < rule["vulnerability"]:
        why.append("what sells off is not known to have been stretched")
    return why


def capped(
    probability: Mapping[str, float], falsifiers: Sequence[Falsifier], cap: float
) -> dict[str, float]:
    """Return the probabilities with an engine held to ``cap`` while a guard of it is null."""
    guards = {
        "positioning": ("macro_unchanged", "positioning", "fundamental_intact"),
        "fundamental": ("fundamental_intact",),
    }
    out = dict(probability)
    for engine, claims in guards.items():
        null = any(f.fired is None for f in falsifiers if f.claim in claims)
        if null and out[engine] > cap:
            rest = 1.0 - out[engine]
            others = [c for c in CLASSES if c != engine]
            spread = {c: (out[c] / rest if rest else 0.5) * (1.0 - cap) for c in others}
            out = {engine: cap, **spread}
    return {c: out[c] for c in CLASSES}
