"""Liquidity: price impact and spreads, with and without what volatility explains."""

from __future__ import annotations

from functools import partial

from tools.metrics.liquidity import amihud, amihud_residual
from tools.metrics.spreads import Estimator, spread_estimate, spread_residual
from tools.pillars.behaviour.inputs import BARS, PANEL, TRADES
from tools.pillars.spec import MetricSpec, Obs

_NOISE = "inferred from one fund's daily bars, not quoted; mostly noise in calm markets"
_ESTIMATORS: tuple[tuple[Estimator, str, str, str, str, str], ...] = (
    (
        "edge",
        "spread_estimate",
        "spread_residual",
        "",
        "a month of opens, highs, lows and closes of the S&P 500 fund implies",
        "Ardia, Guidotti and Kroencke (2024), JFE",
    ),
    (
        "corwin_schultz",
        "spread_corwin_schultz",
        "spread_corwin_schultz_residual",
        ", by ranges",
        "the S&P 500 fund's daily ranges over a month, against those of two days together, imply",
        "Corwin and Schultz (2012), Journal of Finance",
    ),
    (
        "abdi_ranaldo",
        "spread_abdi_ranaldo",
        "spread_abdi_ranaldo_residual",
        ", by closes and ranges",
        "the distance of the S&P 500 fund's closes from the middle of its daily ranges implies",
        "Abdi and Ranaldo (2017), RFS",
    ),
)


def _spread(
    estimator: Estimator, plain: str, residual: str, suffix: str, what: str, citation: str
) -> tuple[MetricSpec, MetricSpec]:
    """Return the rows of an estimator: the spread, and what volatility does not explain of it."""
    return (
        MetricSpec(
            id=f"behaviour.{plain}",
            label=f"Estimated bid-ask spread{suffix}",
            unit="bp",
            function=partial(spread_estimate, estimator=estimator),
            inputs=BARS,
            window="21 sessions",
            stress="high",
            definition=f"Bid-ask spread that {what}; zero where none stands out from noise.",
            citation=citation,
            source="SPY daily bars",
            display="width",
            overlap=21,
            estimate=_NOISE,
        ),
        MetricSpec(
            id=f"behaviour.{residual}",
            label=f"Estimated spread beyond volatility{suffix}",
            unit="sigma",
            function=partial(spread_residual, estimator=estimator),
            inputs=BARS,
            window="504 sessions",
            stress="high",
            definition=f"Bid-ask spread that {what}, with its sign, less what the fund's 21-day "
            "volatility explains, by a line through the 504 days before, in its residual standard "
            "deviations.",
            citation=f"{citation}; Chordia, Sarkar and Subrahmanyam (2005), RFS",
            source="SPY daily bars",
            display="sigma",
            reads="difference",
            overlap=21,
            estimate=_NOISE,
        ),
    )


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
        overlap=21,
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
        reads="difference",
        overlap=21,
    ),
    *(row for words in _ESTIMATORS for row in _spread(*words)),
)
