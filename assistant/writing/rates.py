"""Base rates in words: one figure with its interval and the unconditional rate beside it."""

from __future__ import annotations

from collections.abc import Container

from assistant.writing.pen import Pen
from tools.precedents import BaseRate

MONTH, QUARTER, HALF = 21, 63, 126


def rows(pen: Pen, condition: str) -> list[BaseRate]:
    """Return a condition's rates, the shortest horizon first."""
    return [rate for rate in pen.brief.base_rates if rate.condition == condition]


def at(pen: Pen, condition: str, horizon: int) -> BaseRate | None:
    """Return a condition's rate at one horizon."""
    return next((rate for rate in rows(pen, condition) if rate.horizon == horizon), None)


def longest(pen: Pen, condition: str) -> BaseRate | None:
    """Return a condition's rate at the longest horizon that has a figure."""
    return next((rate for rate in rows(pen, condition)[::-1] if rate.mean is not None), None)


def sessions(pen: Pen, assets: Container[str]) -> dict[int, str]:
    """Return the horizons that are counted, the shortest first, each with the path to it."""
    found = {r.horizon: f"base.{r.id}.horizon" for r in pen.brief.base_rates if r.asset in assets}
    return dict(sorted(found.items()))


def told(found: list[BaseRate]) -> bool:
    """Tell whether any horizon of a condition has a figure."""
    return any(rate.mean is not None for rate in found)


def better(rate: BaseRate) -> bool:
    """Tell whether a return was higher than after any day by more than noise."""
    return rate.differs and (rate.mean or 0.0) > (rate.unconditional_mean or 0.0)


def figure(rate: BaseRate) -> str:
    """Say the mean, its interval and what any day gives, and whether they differ."""
    name = f"base.{rate.id}"
    return (
        f"[[{name}.mean]] over [[{name}.horizon:size]] ([[{name}.low]] to [[{name}.high]]) against "
        f"[[{name}.unconditional_mean]] after any day, {noise(rate)}"
    )


def noise(rate: BaseRate) -> str:
    """Say whether a rate stands apart from the unconditional one."""
    return "more than noise" if rate.differs else "within noise"
