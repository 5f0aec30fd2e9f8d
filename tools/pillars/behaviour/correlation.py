"""Correlation: how much stocks and sectors move as one."""

from __future__ import annotations

from functools import partial

from tools.metrics.correlation import (
    correlation_change,
    correlation_residual,
    dispersion,
    implied_minus_realised,
    mean_correlation,
)
from tools.metrics.fragility import absorption_shift, turbulence
from tools.metrics.levels import level, positive
from tools.pillars.behaviour.inputs import LEG, PANEL, SECTORS, STOCKS, STOCKS_AND_PEAK
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
        overlap=63,
    ),
    MetricSpec(
        id="behaviour.correlation_21d",
        label="Average stock correlation, one month",
        unit="ratio",
        function=partial(mean_correlation, window=21),
        inputs=STOCKS,
        window="21 sessions",
        stress="high",
        definition="Mean correlation of daily returns between any two index members over 21 "
        "sessions: faster than the quarter's figure and noisier.",
        citation="Pollet and Wilson (2010), JFE",
        source=PANEL,
        display="plain",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.correlation_residual",
        label="Average stock correlation beyond volatility",
        unit="sigma",
        function=correlation_residual,
        inputs=(*STOCKS, Obs("SPX")),
        window="504 sessions",
        stress="high",
        definition="Average stock correlation less what the S&P 500's own volatility over the same "
        "63 sessions explains, by a line through the 504 sessions before, in its residual standard "
        "deviations. Positive: stocks move together more than a volatile index alone makes them.",
        citation="Forbes and Rigobon (2002), Journal of Finance",
        source=f"{PANEL}; S&P 500 close",
        display="sigma",
        reads="difference",
        overlap=63,
        estimate="a line through overlapping windows, of which about eight are independent",
    ),
    MetricSpec(
        id="behaviour.correlation_change_since_peak",
        label="Average stock correlation, change since the peak",
        unit="ratio",
        function=correlation_change,
        inputs=STOCKS_AND_PEAK,
        window="63 sessions now less those up to the peak",
        stress="high",
        definition="Average stock correlation of the last 63 sessions less that of the 63 up to "
        "the S&P 500's peak. In a fall of less than 63 sessions the two share days, so that only "
        "part of a rise shows.",
        citation="Forbes and Rigobon (2002), Journal of Finance",
        source=PANEL,
        display="plain",
        reads="change",
        overlap=LEG,
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
        id="behaviour.implied_minus_realised_correlation",
        label="Implied less realised correlation",
        unit="points",
        function=implied_minus_realised,
        inputs=(Obs("COR1M"), *STOCKS),
        window="21 sessions",
        stress="high",
        definition="Implied one-month correlation less the average correlation of the last 21 "
        "sessions, in percentage points: what is paid for protection against stocks falling as "
        "one, beyond what has happened. The implied figure is that of the largest stocks by "
        "weight, the realised one of all members alike, so read it against its own history.",
        citation="Driessen, Maenhout and Vilkov (2009), Journal of Finance",
        source=f"Cboe COR1M close; {PANEL}",
        display="points",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.implied_dispersion",
        label="Implied dispersion",
        unit="points",
        function=positive,
        inputs=(Obs("DSPX"),),
        window="1 day",
        stress="high",
        definition="The spread of S&P 500 stocks' returns around the index over the next month "
        "that option prices imply, annualised. High where stock-picking is expected to matter, "
        "whether or not the index is.",
        citation="Cboe S&P 500 Dispersion Index methodology",
        source="Cboe DSPX close",
        display="points",
    ),
    MetricSpec(
        id="behaviour.stock_implied_vol",
        label="Single-stock implied volatility",
        unit="points",
        function=positive,
        inputs=(Obs("VIXEQ"),),
        window="1 day",
        stress="high",
        definition="The 30-day volatility that options on S&P 500 stocks imply, averaged by "
        "weight: what VIX would be if stocks moved as one.",
        citation="Cboe S&P 500 Constituent Volatility Index methodology",
        source="Cboe VIXEQ close",
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
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.absorption_shift",
        label="Shift of the absorption ratio",
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
        reads="difference",
        overlap=252,
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
