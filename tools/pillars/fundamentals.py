"""Fundamentals: earnings estimates as they were known, and what the index costs."""

from __future__ import annotations

from tools.metrics.earnings import (
    earnings_growth,
    earnings_share,
    excess_cape_yield,
    forward_pe,
    revision_3m,
    revision_since_peak,
)
from tools.metrics.levels import level
from tools.pillars.spec import MetricSpec, Obs, Peak, Table

_VINTAGES = "S&P Dow Jones Indices, bottom-up operating earnings by vintage"
_SHILLER = "Shiller, monthly S&P 500 data"
_REVISIONS = "Chan, Jegadeesh and Lakonishok (1996), Journal of Finance"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="fundamentals.eps_forward_revision",
        label="Forward earnings estimates since the peak",
        gap="no set of earnings estimates on each side of the peak",
        unit="ratio",
        function=revision_since_peak,
        inputs=(Table("eps_vintages"), Peak()),
        window="two vintages of estimates around the peak",
        stress="low",
        definition=(
            "Change in the operating earnings expected for the next four quarters, the same "
            "quarters in both, between the last set of estimates known at the S&P 500's peak and "
            "the latest one since, whose date is given."
        ),
        citation=_REVISIONS,
        source=_VINTAGES,
        display="percent",
        frequency="irregular",
    ),
    MetricSpec(
        id="fundamentals.eps_forward_revision_3m",
        label="Forward earnings estimates over three months",
        gap="no two recent sets of earnings estimates about three months apart",
        unit="ratio",
        function=revision_3m,
        inputs=(Table("eps_vintages"),),
        window="two vintages of estimates about 91 days apart",
        stress="low",
        definition=(
            "Change in the operating earnings expected for the next four quarters, the same "
            "quarters in both, between the latest set of estimates and the one closest to three "
            "months older."
        ),
        citation=_REVISIONS,
        source=_VINTAGES,
        display="percent",
        frequency="irregular",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.earnings_share",
        label="Share of the move that estimates account for",
        gap="no set of earnings estimates on each side of the peak",
        unit="ratio",
        function=earnings_share,
        inputs=(Obs("SPX"), Table("eps_vintages"), Peak()),
        window="two vintages of estimates around the peak",
        stress="none",
        definition=(
            "Log change in expected earnings over the log change in the index since its peak; "
            "the rest is the multiple. Negative when estimates rose as the index fell."
        ),
        citation="Bogle (1991), Journal of Portfolio Management",
        source=f"S&P 500 close; {_VINTAGES}",
        display="percent",
        frequency="irregular",
    ),
    MetricSpec(
        id="fundamentals.forward_pe",
        label="Forward price/earnings",
        gap="no set of earnings estimates of the last 100 days",
        unit="ratio",
        function=forward_pe,
        inputs=(Obs("SPX"), Table("eps_vintages")),
        window="vintages of estimates at most 100 days old",
        stress="high",
        definition=(
            "S&P 500 over the operating earnings expected for the next four quarters, as the "
            "latest published estimates had them."
        ),
        citation=_VINTAGES,
        source=f"S&P 500 close; {_VINTAGES}",
        display="plain",
    ),
    MetricSpec(
        id="fundamentals.cape",
        label="CAPE",
        unit="ratio",
        function=level,
        inputs=(Obs("SHILLER", "cape"),),
        window="120 months",
        stress="high",
        definition="Real S&P 500 price over the ten-year mean of real earnings.",
        citation="Campbell and Shiller (1988), Journal of Finance",
        source=_SHILLER,
        display="plain",
        frequency="monthly",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.excess_cape_yield",
        label="Excess CAPE yield",
        unit="ratio",
        function=excess_cape_yield,
        inputs=(Obs("SHILLER", "cape"), Obs("SHILLER", "long_rate"), Obs("SHILLER", "cpi")),
        window="120 months",
        stress="low",
        definition=(
            "One over CAPE less the ten-year Treasury yield net of the last ten years' inflation; "
            "low when stocks are dear against bonds."
        ),
        citation="Shiller, Black and Jivraj (2020), SSRN 3714737",
        source=_SHILLER,
        display="percent",
        frequency="monthly",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.trailing_eps_growth",
        label="Trailing earnings, growth over a year",
        unit="ratio",
        function=earnings_growth,
        inputs=(Obs("SHILLER_EARNINGS"),),
        window="12 months",
        stress="low",
        definition=(
            "As-reported S&P 500 earnings of the last twelve months over those of a year before, "
            "less one; about four months late."
        ),
        citation=_SHILLER,
        source=_SHILLER,
        display="percent",
        frequency="monthly",
        max_age=150,
    ),
)
