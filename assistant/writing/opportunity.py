"""Whether momentum drawdowns have been opportunities: as they are, cleared, and hedged."""

from __future__ import annotations

from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.rates import MONTH, at, better, figure, longest, noise, rows
from tools.precedents import BaseRate

# What a momentum drawdown may be bought as, and the condition that tells of it.
FORMS = {
    "unscaled": "momentum_10pct",
    "once its volatility has eased": "momentum_cleared",
    "hedged and scaled": "momentum_neutral_5pct",
}


def fits(pen: Pen) -> bool:
    """Tell whether momentum is in such a drawdown now."""
    return any(rate.applies for condition in FORMS.values() for rate in rows(pen, condition))


def opportunity(pen: Pen) -> str:
    """Say what followed losses of momentum, in each form in which they may be bought."""
    found = _found(pen)
    if not found:
        return "**Momentum drawdowns as opportunities: no rate,** too few of them so far."
    lines = [_lead(found), *(f"- {_aftermath(rate)}" for rate in found.values())]
    first = at(pen, FORMS["unscaled"], MONTH)
    if first is not None and first.differs and (first.mean or 0.0) < 0:
        lines.append(f"- At first such a loss has gone on: {figure(first)}.")
    return "\n".join(lines)


def in_a_line(pen: Pen) -> str:
    """Return the finding with the figure of the unscaled form alone, empty where it has none."""
    found = _found(pen)
    raw = found.get("unscaled")
    return "" if raw is None else f"{_lead(found)} {_aftermath(raw)}"


def _found(pen: Pen) -> dict[str, BaseRate]:
    rates = {word: longest(pen, condition) for word, condition in FORMS.items()}
    return {word: rate for word, rate in rates.items() if rate is not None}


def _lead(found: dict[str, BaseRate]) -> str:
    paid = [word for word, rate in found.items() if better(rate)]
    others = [word for word in found if word not in paid]
    edge = "no edge in the record"
    if paid:
        edge = f"an edge {listed(paid, 'or')}" + (
            f", none {listed(others, 'or')}" if others else ""
        )
    return f"**Momentum drawdowns as opportunities: {edge}.**"


def _aftermath(rate: BaseRate) -> str:
    name = f"base.{rate.id}"
    apart = f", [[{name}.effective_n]] apart" if rate.effective_n < rate.n else ""
    return sentence(
        f"after [[{name}.label]] ([[{name}.n:size]]{apart}) {rate.asset} [[{name}.mean:moved]] "
        f"over [[{name}.horizon:size]] ([[{name}.low]] to [[{name}.high]]), against "
        f"[[{name}.unconditional_mean]] after any day: {noise(rate)}"
    )
