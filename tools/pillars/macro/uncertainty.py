"""Uncertainty: economic policy and geopolitical risk, as newspapers tell it."""

from __future__ import annotations

from tools.metrics.conditions import (
    over_trailing_year,
    trailing_mean,
)
from tools.metrics.levels import level
from tools.metrics.uncertainty import geopolitical_accelerant
from tools.pillars.macro.since_peak import LEG
from tools.pillars.spec import Known, MetricSpec, Obs, Peak, Rank

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.epu",
        label="Policy uncertainty",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("EPU"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the US daily index of economic policy uncertainty in news.",
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
        overlap=7,
    ),
    MetricSpec(
        id="macro.epu_ratio",
        label="Policy uncertainty against its mean of a year",
        unit="ratio",
        function=over_trailing_year,
        inputs=(Obs("EPU"),),
        window="7 days over 365",
        stress="high",
        definition=(
            "Seven-day mean of the US daily index of economic policy uncertainty over its mean of "
            "the trailing year; above 1 when policy is more in doubt than it was."
        ),
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
        overlap=7,
    ),
    MetricSpec(
        id="macro.gpr",
        label="Geopolitical risk",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("GPR", "gprd"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the daily index of geopolitical risk in newspapers.",
        citation="Caldara and Iacoviello (2022), American Economic Review",
        source="Caldara and Iacoviello, daily GPR",
        display="plain",
        overlap=7,
        max_age=10,
    ),
    MetricSpec(
        id="macro.gpr_accelerant",
        label="Geopolitical risk as an accelerant",
        unit="indicator",
        function=geopolitical_accelerant,
        inputs=(
            Rank("macro.gpr"),
            Obs("SPX"),
            Peak(),
            Known("WTI_FUT"),
            Obs("WTI_FUT"),
            Known("GOLD_FUT"),
            Obs("GOLD_FUT"),
        ),
        window="since the peak, and 21 days up to it",
        stress="high",
        definition=(
            "1 when geopolitical risk stands above its own 90th percentile, the S&P 500 was "
            "already 3 % below its peak before that began, and neither oil nor gold had run up "
            "by more than one sigma into the peak: the news came on top of a fall that had begun "
            "without it. Else 0."
        ),
        citation="Caldara and Iacoviello (2022), American Economic Review",
        source="Caldara and Iacoviello, daily GPR; S&P 500 close; oil and gold, front futures",
        display="plain",
        overlap=LEG,
    ),
    MetricSpec(
        id="macro.news_sentiment",
        label="News sentiment on the economy",
        unit="index",
        function=level,
        inputs=(Obs("NEWS_SENTIMENT"),),
        window="level",
        stress="low",
        definition=(
            "Tone of economic news in US newspapers, zero on average since 1980 and below it when "
            "news is worse than usual. A smoothed index, a week late."
        ),
        citation="Shapiro, Sudhof and Wilson (2022), Journal of Econometrics",
        source="San Francisco Fed, daily news sentiment (as revised at each release)",
        display="plain",
        max_age=10,
    ),
)
