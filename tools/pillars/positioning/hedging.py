"""Demand for hedges: against crashes, and in technology stocks."""

from __future__ import annotations

from tools.metrics.levels import ratio, spread
from tools.metrics.tail_hedging import tail_hedging
from tools.pillars.spec import MetricSpec, Obs, Rank

_PARK = "Park (2015), Journal of Financial Markets"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.tail_hedging",
        label="Demand for tail hedges",
        unit="ratio",
        function=tail_hedging,
        inputs=(Rank("positioning.vvix"), Rank("positioning.put_call")),
        window="1 day",
        stress="high",
        definition=(
            "Mean percentile, from 0 to 1, of VVIX and of the put/call ratio: high when protection "
            "against a crash is dear and sought. The slope of far puts would belong to it, but an "
            "option chain without a daily history has no percentile."
        ),
        citation=f"{_PARK}; Pan and Poteshman (2006), Review of Financial Studies",
        source="Cboe VVIX close, Cboe total put/call ratio",
        display="share",
        estimate="two of three signs: the slope of far puts is not among them",
    ),
    MetricSpec(
        id="positioning.vvix_vix",
        label="VVIX over VIX",
        unit="ratio",
        function=ratio,
        inputs=(Obs("VVIX"), Obs("VIX")),
        window="1 day",
        stress="none",
        definition=(
            "The volatility of the VIX over the VIX. High when crash protection is dear while the "
            "market is calm; it falls in a crash, when the VIX itself has risen most."
        ),
        citation=_PARK,
        source="Cboe VVIX and VIX closes",
        display="plain",
    ),
    MetricSpec(
        id="positioning.vxn_minus_vix",
        label="Implied volatility, Nasdaq-100 less S&P 500",
        unit="points",
        function=spread,
        inputs=(Obs("VXN"), Obs("VIX")),
        window="1 day",
        stress="high",
        definition=(
            "Implied volatility of the Nasdaq-100 less that of the S&P 500: wide when the fear is "
            "about technology stocks."
        ),
        citation="Cboe, Volatility Index methodology",
        source="Cboe VXN and VIX closes",
        display="points",
        reads="difference",
    ),
)
