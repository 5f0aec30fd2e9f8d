"""Rates: yields, the curve and breakevens, since the peak and before it."""

from __future__ import annotations

from tools.metrics.rates import (
    change_before_peak,
    change_before_peak_z,
    spread_since_peak,
)
from tools.metrics.stability import largest_rates_z, spread_since_peak_z
from tools.pillars.macro.since_peak import LEG, SCALING, SIGMA, moved, since_peak
from tools.pillars.spec import Known, MetricSpec, Obs, Peak

_REAL = (Known("DGS10"), Obs("DGS10"), Known("T10YIE"), Obs("T10YIE"), Peak())
_TREASURY = "Federal Reserve H.15, US Treasury par yields"


def _before_peak(tenor: str, series: str) -> tuple[MetricSpec, MetricSpec]:
    """Return the rows of a yield's change over the 21 sessions into the peak."""
    source = f"{tenor}-year Treasury yield, FRED {series}"
    return (
        MetricSpec(
            id=f"macro.rates_{tenor}y_before_peak_bp",
            label=f"{tenor}-year yield before the peak",
            unit="bp",
            function=change_before_peak,
            inputs=moved(series),
            window="21 days up to the peak",
            stress="high",
            definition=(
                f"Change in the {tenor}-year Treasury yield over the 21 sessions that led up to "
                "the S&P 500's peak: a rise that came first can have started the fall."
            ),
            citation=_TREASURY,
            source=source,
            display="bp",
            reads="change",
            overlap=LEG,
        ),
        MetricSpec(
            id=f"macro.rates_{tenor}y_before_peak_z",
            label=f"{tenor}-year yield before the peak, against its volatility",
            unit="sigma",
            function=change_before_peak_z,
            inputs=moved(series),
            window="21 days up to the peak, volatility: 504 days before them",
            stress="high",
            definition=(
                f"Change in the {tenor}-year Treasury yield over the 21 sessions up to the S&P "
                "500's peak, over the standard deviation of its 504 daily changes before them, "
                "per root day."
            ),
            citation=_TREASURY,
            source=source,
            display="sigma",
            reads="change",
            overlap=LEG,
        ),
    )


SPECS: tuple[MetricSpec, ...] = (
    *(
        row
        for tenor in ("2", "10", "30")
        for row in since_peak(
            f"rates_{tenor}y",
            f"{tenor}-year yield",
            f"the {tenor}-year Treasury yield",
            f"DGS{tenor}",
            _TREASURY,
            f"{tenor}-year Treasury yield, FRED DGS{tenor}",
            "high",
        )
    ),
    *_before_peak("2", "DGS2"),
    *_before_peak("10", "DGS10"),
    *since_peak(
        "breakeven_10y",
        "10-year breakeven",
        "ten-year breakeven inflation",
        "T10YIE",
        "Gürkaynak, Sack and Wright (2010), AEJ Macroeconomics",
        "10-year breakeven inflation, FRED T10YIE",
        "both",
    ),
    MetricSpec(
        id="macro.real_10y_bp",
        label="10-year real yield since the peak",
        unit="bp",
        function=spread_since_peak,
        inputs=_REAL,
        window="since the peak",
        stress="high",
        definition=(
            "Change since the S&P 500's peak in the ten-year Treasury yield less ten-year "
            "breakeven inflation."
        ),
        citation="Gürkaynak, Sack and Wright (2010), AEJ Macroeconomics",
        source="10-year Treasury yield and breakeven, FRED DGS10 and T10YIE",
        display="bp",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="macro.real_10y_z",
        label="10-year real yield since the peak, against its volatility",
        unit="sigma",
        function=spread_since_peak_z,
        inputs=_REAL,
        window=SIGMA,
        stress="high",
        definition=f"Change in the ten-year real yield since the S&P 500's peak {SCALING}.",
        citation="Gürkaynak, Sack and Wright (2010), AEJ Macroeconomics",
        source="10-year Treasury yield and breakeven, FRED DGS10 and T10YIE",
        display="sigma",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="macro.rates_largest_z",
        label="Largest move in rates since the peak",
        unit="sigma",
        function=largest_rates_z,
        inputs=(*moved("DGS2")[:2], *moved("DGS10")[:2], *moved("T10YIE")),
        window=SIGMA,
        stress="both",
        definition=(
            "Of the two-year yield, the ten-year yield, the ten-year real yield and ten-year "
            "breakeven inflation, the one whose change since the S&P 500's peak is largest in "
            "sigmas, with its sign. Rates were stable when its size is at most 1."
        ),
        citation=_TREASURY,
        source="2- and 10-year Treasury yields and 10-year breakeven, FRED DGS2, DGS10 and T10YIE",
        display="sigma",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="macro.curve_2s10s_bp",
        label="Slope of the yield curve since the peak",
        unit="bp",
        function=spread_since_peak,
        inputs=(Known("DGS10"), Obs("DGS10"), Known("DGS2"), Obs("DGS2"), Peak()),
        window="since the peak",
        stress="none",
        definition=(
            "Change since the S&P 500's peak in the ten-year less the two-year Treasury yield; "
            "positive when the curve steepened."
        ),
        citation=_TREASURY,
        source="10- and 2-year Treasury yields, FRED DGS10 and DGS2",
        display="bp",
        reads="change",
        verb="steepened",
        overlap=LEG,
    ),
)
