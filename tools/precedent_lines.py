"""The nearest dates and the base rates as lines for a model: paths to cite, plain numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tools.precedents import Analog, BaseRate, Deepening
from tools.records import Brief


def precedent_lines(brief: Brief) -> Iterator[str]:
    """Yield the nearest dates or why there are none, then every base rate, those that apply first.

    A condition applies if it holds now or held since the peak of what is falling.
    """
    if brief.analogs_missing:
        yield f"[[analogs.missing]] {brief.analogs_missing}"
    for number, analog in enumerate(brief.analogs, 1):
        yield analog_line(number, analog)
    yield from map(rate_line, sorted(brief.base_rates, key=lambda rate: not rate.applies))
    yield from map(deepening_line, brief.deepenings)


def analog_line(number: int, analog: Analog) -> str:
    """Return one of the nearest dates: how near it is, and what the index did after it."""
    name = f"analog.{number}"
    after = [
        f"[[{name}.return_{horizon}d]] {value:.4f}"
        for horizon, value in ((21, analog.return_21d), (63, analog.return_63d))
        if value is not None
    ]
    told = f"S&P after it {', '.join(after)}" if after else "what followed has not ended"
    then = "; ".join(
        f"[[{name}.then.{row.reading}]] {row.then:.4g}, now {row.now:.4g}"
        for row in analog.readings
    )
    return (
        f"[[{name}.session]] {analog.session}, [[{name}.percentile]] {analog.percentile:.2f} of "
        f"dates had a nearer one; {told}; {then}"
    )


def rate_line(rate: BaseRate) -> str:
    """Return one base rate with the unconditional one beside it."""
    name = f"base.{rate.id}"
    applies = {True: "applies", False: "does not apply", None: "not known today"}[rate.applies]
    lead = (
        f"{rate.asset} over {rate.horizon} sessions after [[{name}.label]] {rate.label} ({applies})"
    )
    if rate.mean is None or rate.low is None or rate.high is None:
        return f"{lead}: [[{name}.mean]] not measured: {rate.missing}"
    noise = "beyond noise" if rate.differs else "within noise"
    return (
        f"{lead}: [[{name}.mean]] {rate.mean:.4f}, 95 % [[{name}.low]] {rate.low:.4f} to "
        f"[[{name}.high]] {rate.high:.4f}, after any day [[{name}.unconditional_mean]] "
        f"{rate.unconditional_mean:.4f} ({noise}); up in [[{name}.share_positive]] "
        f"{rate.share_positive:.2f} of [[{name}.n]] {rate.n} cases, [[{name}.effective_n]] "
        f"{rate.effective_n} apart, any day [[{name}.unconditional_share]] "
        f"{rate.unconditional_share:.2f}"
    )


def deepening_line(row: Deepening) -> str:
    """Return how often falls of a kind went on."""
    name = f"deeper.{row.id}"
    lead = (
        f"S&P falls after [[{name}.label]] {row.label} that reached [[{name}.depth]] {row.depth} "
        "before their high was seen again"
    )
    if row.share is None:
        return f"{lead}: [[{name}.share]] not measured: {row.missing}"
    return (
        f"{lead}: [[{name}.share]] {row.share:.2f} of [[{name}.n]] {row.n}, 95 % "
        f"[[{name}.low]] {row.low:.2f} to [[{name}.high]] {row.high:.2f}"
    )
