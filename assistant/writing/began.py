"""How a rout beneath the index began: its window, its worst day, what was dated, what macro did."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writing.pen import CALM_Z, Pen, listed, sentence
from assistant.writing.rout import named
from tools.formatting import rounds_to_zero
from tools.routed import Part, Rout
from tools.timeline import NEWS
from tools.weights import weights

PRICES = {
    "rates_2y": "the 2-year yield",
    "rates_10y": "the 10-year yield",
    "rates_30y": "the 30-year yield",
    "dollar": "the dollar",
    "hy_oas": "the high-yield spread",
    "ig_oas": "the investment-grade spread",
}


def window(pen: Pen) -> Rout | None:
    """Return the rout whose window is that of the verdict: the one that lies furthest out."""
    return next(iter(pen.brief.routs), None)


def farthest(pen: Pen) -> list[Rout]:
    """Return the rout of each family that lies furthest out, whose course is measured."""
    by_group: dict[str, Rout] = {}
    for rout in pen.brief.routs:
        by_group.setdefault(rout.group, rout)
    return list(by_group.values())


def since(pen: Pen) -> str:
    """Say what macro prices did since the rout began; empty where none of them was measured."""
    rout = window(pen)
    found = _measured(rout)
    if rout is None or not found:
        return ""
    far = moved(pen)
    calm = [_stood(rout, name) for name, z in found.items() if abs(z.value) <= CALM_Z]
    begun = f"since {pen.day(rout.since)}, where it began"
    if far:
        rest = f"; {listed(calm)} {_kept(calm)}" if calm else ""
        text = f"Macro prices moved with it: {begun}, {listed(far)}{rest}."
    else:
        text = f"Macro prices have not moved with it: {begun}, {listed(calm)}."
    gone = [f"of {name}" for key, name in PRICES.items() if f"{key}_z" in rout.missing]
    return f"{text} Nothing later is known {listed(gone, 'or')}." if gone and _fresh(rout) else text


def _fresh(rout: Rout) -> bool:
    """Whether what is missing is missing for the lag of its publication alone."""
    why = {v for k, v in rout.missing.items() if k.removesuffix("_z") in PRICES}
    return all(text.startswith("nothing known") for text in why)


def moved(pen: Pen, *, tested: bool = True) -> list[str]:
    """Return the macro prices that left their usual range since the rout began, as clauses.

    Those of which a registered test has fired are left out where they are told as that.
    """
    rout = window(pen)
    fired = {f.reading for f in pen.brief.verdict.falsifiers if f.fired}
    if rout is None:
        return []
    far = {name: z for name, z in _measured(rout).items() if abs(z.value) > CALM_Z}
    if not tested:
        far = {n: z for n, z in far.items() if f"rout.{rout.asset}.{n}_z" not in fired}
    order = sorted(far, key=lambda name: -abs(far[name].value))
    return [_rose(rout, name) for name in order]


def _measured(rout: Rout | None) -> dict[str, Part]:
    if rout is None:
        return {}
    return {name: z for name in PRICES if (z := rout.part(f"{name}_z")) is not None}


def _rose(rout: Rout, name: str) -> str:
    """Return a price's change with its z, the direction in words."""
    path, change = f"rout.{rout.asset}.{name}", rout.part(f"{name}_change")
    verb = _verb(name, change.value if change else 0.0)
    return f"{PRICES[name]} {verb} [[{path}_change:size]] ([[{path}_z:size]])"


def _verb(name: str, change: float) -> str:
    if name.endswith("oas"):
        return "widened" if change > 0 else "tightened"
    return "rose" if change > 0 else "fell"


def _stood(rout: Rout, name: str) -> str:
    return f"{PRICES[name]} ([[rout.{rout.asset}.{name}_z]])"


def _kept(calm: Sequence[str]) -> str:
    return f"kept within {'their' if len(calm) > 1 else 'its'} usual range"


def young(pen: Pen) -> str:
    """Say that the rout is too young for its evidence to count in full, where it is."""
    rout = window(pen) if pen.brief.selloff == "beneath" else None
    if rout is None or rout.sessions is None or rout.sessions >= weights().rule_beneath["full"]:
        return ""
    age = "only a few sessions"
    if rout.since == rout.peak:
        age = f"[[rout.{rout.asset}.trading_days:size]]"
    return (
        f"The rout is {age} old, too young for its evidence to count in full, which holds the "
        "probabilities near their base rates."
    )


def course(pen: Pen, routs: Sequence[Rout]) -> str:
    """Say of each rout when it began, which was its worst day and what was dated on it."""
    return " ".join(sentence(_went(pen, rout)) for rout in routs)


def _went(pen: Pen, rout: Rout) -> str:
    path, day = f"rout.{rout.asset}", rout.part("worst_day")
    began = f"{named(rout)} fell from its close of {pen.day(rout.since)}"
    if rout.unit == "bp":
        began = f"{named(rout)} widened from its close of {pen.day(rout.since)}"
    if day is None:
        return began
    first = rout.sessions == 1
    text = f"{began}; its worst day was {pen.day(day.observed)}"
    text = f"{began}, all of it on {pen.day(day.observed)}" if first else text
    z = f", [[{path}.worst_day_z:size]] in a day" if rout.part("worst_day_z") else ""
    text += f" ([[{path}.worst_day]]{z})"
    yields = rout.part("worst_day_rates_10y")
    if yields and not rounds_to_zero(yields.value, "bp"):
        way = "rose" if yields.value > 0 else "fell"
        text += f", when the 10-year yield {way} [[{path}.worst_day_rates_10y:size]]"
    return f"{text}, {_on(rout, day)}"


def _on(rout: Rout, day: Part) -> str:
    """Return what was dated on the worst day or, besides, on the first one."""
    dated = [e.label for e in rout.events if e.kind in NEWS and e.date == day.observed]
    other = [e.label for e in rout.events if e.kind in NEWS and e.date != day.observed]
    if dated:
        return f"on {listed(dated)}"
    if other:
        return f"with {listed(other)} beside it"
    return "with no decision, speech or release in our calendar on it"
