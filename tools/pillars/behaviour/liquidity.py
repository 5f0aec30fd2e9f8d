"""Liquidity: price impact and spreads, with and without what volatility explains."""

from __future__ import annotations

from tools.metrics.liquidity import amihud, amihud_residual, spread_estimate, spread_residual
from tools.pillars.behaviour.inputs import BARS, PANEL, TRADES
from tools.pillars.spec import MetricSpec, Obs

_EDGE = "Ardia, Guidotti and Kroencke (2024), JFE"
_NOISE = "inferred from one fund's daily bars, not quoted; mostly noise in calm markets"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.amihud",
        label="Price impact",
        unit="ratio",
        function=amihud,
        inputs=TRADES,
        window="21 over 252 sessions",
        stress="high",
        definition="Absolute return per dollar traded of the median member, a month's mean over "
        "its median of the past year.",
        citation="Amihud (2002), Journal of Financial Markets",
        source=PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.amihud_residual",
        label="Price impact beyond volatility",
        unit="sigma",
        function=amihud_residual,
        inputs=(*TRADES, Obs("SPX")),
        window="504 sessions",
        stress="high",
        definition="Price impact less what the S&P 500's 21-day volatility explains, by a line "
        "through the 504 days before, in its residual standard deviations.",
        citation="Amihud (2002); Chordia, Sarkar and Subrahmanyam (2005), RFS",
        source=f"{PANEL}; S&P 500 close",
        display="sigma",
    ),
    MetricSpec(
        id="behaviour.spread_estimate",
        label="Estimated bid-ask spread",
        unit="bp",
        function=spread_estimate,
        inputs=BARS,
        window="21 sessions",
        stress="high",
        definition="Bid-ask spread that a month of opens, highs, lows and closes of the S&P 500 "
        "fund implies; zero where none stands out from noise.",
        citation=_EDGE,
        source="SPY daily bars",
        display="bp",
        estimate=_NOISE,
    ),
    MetricSpec(
        id="behaviour.spread_residual",
        label="Estimated spread beyond volatility",
        unit="sigma",
        function=spread_residual,
        inputs=BARS,
        window="504 sessions",
        stress="high",
        definition="The signed spread estimate less what the fund's 21-day volatility explains, by "
        "a line through the 504 days before, in its residual standard deviations.",
        citation=f"{_EDGE}; Chordia, Sarkar and Subrahmanyam (2005), RFS",
        source="SPY daily bars",
        display="sigma",
        estimate=_NOISE,
    ),
)
