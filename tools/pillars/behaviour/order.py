"""Order: ranges, gaps and how orderly the market is on the whole."""

from __future__ import annotations

from tools.metrics.orderliness import gap_share, orderliness, range_ratio
from tools.pillars.spec import MetricSpec, Obs, Rank

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.range_ratio",
        label="Daily ranges against normal",
        unit="ratio",
        function=range_ratio,
        inputs=(Obs("SPX", "high"), Obs("SPX", "low"), Obs("SPX")),
        window="5 over 63 sessions",
        stress="high",
        definition="Mean true range of the S&P 500 over five sessions against the 63 before.",
        citation="Wilder (1978), New concepts in technical trading systems",
        source="S&P 500 high, low and close",
        display="plain",
        overlap=5,
    ),
    MetricSpec(
        id="behaviour.gap_share",
        label="Overnight share of the path",
        unit="ratio",
        function=gap_share,
        inputs=(Obs("SPY", "open"), Obs("SPY"), Obs("SPY", "adj_close")),
        window="21 sessions",
        stress="high",
        definition="Absolute overnight moves of the S&P 500 fund as a share of all its overnight "
        "and intraday moves.",
        citation="Lou, Polk and Skouras (2019), JFE",
        source="SPY open and close",
        display="share",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.orderliness",
        label="Orderliness",
        unit="ratio",
        function=orderliness,
        inputs=(
            Rank("behaviour.range_ratio"),
            Rank("positioning.vix_overshoot"),
            Rank("behaviour.gap_share"),
            Rank("behaviour.spread_residual"),
            Rank("behaviour.absorption_shift"),
            Rank("behaviour.heavy_down_days_21d"),
        ),
        window="ranks of three parts or more",
        stress="low",
        definition="One less the mean percentile of daily ranges, VIX overshoot, overnight gaps, "
        "spreads beyond volatility, the absorption shift and 90 % down days: high is orderly.",
        citation="composite of the readings it names",
        source="this market's own readings",
        display="share",
        overlap=21,
    ),
)
