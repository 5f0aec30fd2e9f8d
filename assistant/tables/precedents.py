"""What history says of a day: base rates of the conditions that apply, and the nearest dates."""

from __future__ import annotations

from assistant.facets import say
from assistant.precedents import of_analog, of_base_rate, of_deepening
from assistant.tables.grid import DASH, Column, Grid, folded, titled
from tools.formatting import plural
from tools.precedents import INDEX, NEAREST, Analog, BaseRate, Deepening
from tools.records import Brief

RATES = (
    Column("  sessions", right=True),
    Column("mean", right=True),
    Column("95 % interval", right=True),
    Column("any day", right=True),
    Column("up", right=True),
    Column("any", right=True),
    Column("worst", right=True, spare=2),
    Column("cases", right=True),
    Column("apart", right=True, spare=1),
    Column("noise", wraps=True),
)
DATES = (
    Column("date"),
    Column("label", wraps=True),
    Column("distance", right=True, spare=1),
    Column("rank", right=True),
    Column("21 sessions", right=True),
    Column("63 sessions", right=True),
)


def precedents_text(brief: Brief) -> list[str]:
    """Return the lines of the base rates that apply and of the nearest dates."""
    return [*_rates(brief), *_dates(brief)]


def _rates(brief: Brief) -> list[str]:
    found: dict[str, list[BaseRate]] = {}
    for rate in brief.base_rates:
        if rate.applies and rate.condition != NEAREST:
            found.setdefault(rate.condition, []).append(rate)
    if not brief.base_rates:
        return []
    note = "what followed conditions that hold or held since the peak"
    out = titled("Base rates", note)
    grid = Grid(RATES, [_rate(rate) for rates in found.values() for rate in rates])
    if any(rate.mean is not None for rates in found.values() for rate in rates):
        out += grid.head()
    for rates in found.values():
        told = [rate for rate in rates if rate.mean is not None]
        asset = "" if rates[0].asset == INDEX else f": {rates[0].asset}"
        if not told:
            out += folded(f"After {rates[0].label}{asset}: not measured: {rates[0].missing}.")
            continue
        out += folded(f"After {rates[0].label}{asset}")
        out += grid.lines(_rate(rate) for rate in told)
    others = len({r.condition for r in brief.base_rates} - {*found, NEAREST})
    out += [line for row in brief.deepenings if row.applies for line in folded(_deeper(row))]
    rest = f"{plural(others, 'further condition')} counted that do not hold or cannot be told now."
    return [*out, *folded(rest)]


def _rate(rate: BaseRate) -> tuple[str, ...]:
    def cell(field: str) -> str:
        evidence = of_base_rate(rate, field)
        return DASH if evidence is None or evidence.missing else say(evidence)

    return (
        str(rate.horizon),
        cell("mean"),
        f"{cell('low')} to {cell('high')}",
        cell("unconditional_mean"),
        cell("share_positive"),
        cell("unconditional_share"),
        cell("worst"),
        str(rate.n),
        str(rate.effective_n),
        "beyond" if rate.differs else "within",
    )


def _deeper(row: Deepening) -> str:
    def cell(field: str, facet: str = "value") -> str:
        evidence = of_deepening(row, field)
        return DASH if evidence is None or evidence.missing else say(evidence, facet)

    if row.share is None:
        return f"After {row.label}: on to {cell('depth', 'size')} not measured: {row.missing}."
    return (
        f"After {row.label}: {cell('share')} of {row.n} went on to {cell('depth', 'size')} before "
        f"the high was seen again ({cell('low')} to {cell('high')})."
    )


def _dates(brief: Brief) -> list[str]:
    note = "rank: share of past dates that had a nearer one before them"
    if brief.analogs_missing:
        return [*titled("Nearest dates", note), *folded(f"None: {brief.analogs_missing}.")]
    rows = [_date(analog, brief) for analog in brief.analogs]
    if not rows:
        return []
    grid = Grid(DATES, rows)
    return [*titled("Nearest dates", note), *grid.head(), *grid.lines(rows)]


def _date(analog: Analog, brief: Brief) -> tuple[str, ...]:
    def cell(field: str) -> str:
        evidence = of_analog(analog, field, brief)
        return DASH if evidence is None or evidence.missing else say(evidence)

    far = "" if analog.near else ", too far to count"
    return (
        analog.session.isoformat(),
        f"{analog.selloff or DASH}{far}",
        cell("distance"),
        cell("percentile").removesuffix(" percentile"),
        cell("return_21d"),
        cell("return_63d"),
    )
