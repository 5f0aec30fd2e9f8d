"""Correlation: how much stocks and sectors move as one."""

from __future__ import annotations

from tools.metrics.correlation import dispersion, mean_correlation
from tools.metrics.fragility import absorption_shift, turbulence
from tools.metrics.levels import level
from tools.pillars.behaviour.inputs import PANEL, SECTORS, STOCKS
from tools.pillars.spec import MetricSpec, Obs

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.correlation_63d",
        label="Average stock correlation",
        unit="ratio",
        function=mean_correlation,
        inputs=STOCKS,
        window="63 sessions",
        stress="high",
        definition="Mean correlation of daily returns between any two index members over 63 "
        "sessions; it also rises when only the market's volatility does.",
        citation="Pollet and Wilson (2010), JFE",
        source=PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.implied_correlation",
        label="Implied correlation",
        unit="points",
        function=level,
        inputs=(Obs("COR1M"),),
        window="1 day",
        stress="high",
        definition="The average correlation of large stocks over the next month that index and "
        "single-stock option prices imply, in percent.",
        citation="Cboe Implied Correlation Index methodology",
        source="Cboe COR1M close",
        display="points",
    ),
    MetricSpec(
        id="behaviour.dispersion",
        label="Stock dispersion",
        unit="points",
        function=dispersion,
        inputs=STOCKS,
        window="21 sessions",
        stress="high",
        definition="Spread of members' daily returns around their mean over 21 sessions, equally "
        "weighted, as annualised volatility.",
        citation="Solnik and Roulet (2000), Financial Analysts Journal",
        source=PANEL,
        display="points",
    ),
    MetricSpec(
        id="behaviour.absorption_shift",
        label="Absorption ratio shift",
        unit="sigma",
        function=absorption_shift,
        inputs=(SECTORS,),
        window="500, 252 and 15 sessions",
        stress="high",
        definition="Share of sector variance in the two largest components, its 15-day mean less "
        "its 252-day mean in standard deviations: positive when fewer forces drive the market.",
        citation="Kritzman, Li, Page and Rigobon (2011), Journal of Portfolio Management",
        source="nine sector funds, dividend-adjusted",
        display="sigma",
    ),
    MetricSpec(
        id="behaviour.turbulence",
        label="Turbulence",
        unit="ratio",
        function=turbulence,
        inputs=(SECTORS,),
        window="500 sessions",
        stress="high",
        definition="How unusual the day's sector returns are in size and in combination, by the "
        "mean and shrunk covariance of the 500 days before; an ordinary day is near 1.",
        citation="Kritzman and Li (2010), Financial Analysts Journal",
        source="nine sector funds, dividend-adjusted",
        display="plain",
    ),
)
