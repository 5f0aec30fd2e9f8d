"""What kinds of news could have made the move: the range that signs and maturities allow."""

from __future__ import annotations

from functools import partial

from tools.metrics.shocks import Shock, Side, shock_contribution
from tools.pillars.macro.since_peak import LEG
from tools.pillars.spec import MetricSpec, Obs, Peak

_INPUTS = (Obs("SPX"), Obs("DGS2"), Obs("DGS5"), Obs("DGS10"), Peak())
_SHOCKS: tuple[tuple[Shock, str, str], ...] = (
    (
        "growth",
        "Growth news in the move",
        "growth news, which moves yields and stocks the same way, short yields most",
    ),
    (
        "monetary",
        "Monetary news in the move",
        "monetary news, which lifts short yields most and lowers stocks",
    ),
    (
        "common",
        "Common risk premium in the move",
        "a higher premium on stocks and bonds alike, which lifts long yields most and lowers "
        "stocks",
    ),
    (
        "hedging",
        "Hedging premium in the move",
        "a higher premium against which bonds hedge, which lowers long yields most and stocks",
    ),
    (
        "rates",
        "Monetary news and common premium in the move",
        "monetary news and the common premium together: all that lowers stocks as yields rise",
    ),
)
_SIDES: tuple[tuple[Side, str, str], ...] = (
    ("low", "low end", "Most negative"),
    ("high", "high end", "Most positive"),
)


def _row(shock: Shock, label: str, what: str, side: Side, bound: str, end: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.shock_{shock}_{side}",
        label=f"{label}, {bound}",
        unit="ratio",
        function=partial(shock_contribution, shock=shock, side=side),
        inputs=_INPUTS,
        window="504 days up to the last quarter's end",
        stress="low",
        definition=(
            f"{end} contribution to the S&P 500's log return since its peak that can be given to "
            f"{what}. It is one end of the range over all splits that obey the restrictions. The "
            "four kinds add up to the move by construction; they tell rates from growth and say "
            "nothing of positioning."
        ),
        citation="Cieslak and Pang (2021), Journal of Financial Economics",
        source="S&P 500 close, 2-, 5- and 10-year Treasury yields",
        display="percent",
        reads="change",
        verb="added",
        overlap=LEG,
        gap="stocks and yields of the last two years allow too few splits into the four kinds, or "
        "the index stands at its peak",
        estimate="an identified set by signs on a vector autoregression, not a measurement",
    )


SPECS: tuple[MetricSpec, ...] = tuple(_row(*shock, *side) for shock in _SHOCKS for side in _SIDES)
