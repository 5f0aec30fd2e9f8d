"""Earnings: estimates as they were known, and what their revision did to the index."""

from __future__ import annotations

from tools.metrics.earnings import revision_3m, revision_since_peak
from tools.metrics.return_identity import (
    earnings_contribution,
    earnings_share,
    multiple_contribution,
)
from tools.metrics.valuation import earnings_growth
from tools.pillars.spec import MetricSpec, Obs, Peak, Table

VINTAGES = "S&P Dow Jones Indices, bottom-up operating earnings by vintage"
SHILLER = "Shiller, monthly S&P 500 data"
REVISIONS = "Chan, Jegadeesh and Lakonishok (1996), Journal of Finance"
_GAP = "no set of earnings estimates on each side of the peak"
_IDENTITY = (
    (
        "earnings",
        "Move since the peak from earnings estimates",
        earnings_contribution,
        (Table("eps_vintages"), Peak()),
        "Log change in the operating earnings expected for the same four quarters since the "
        "S&P 500's peak: what revised estimates alone would have done to the index. With the "
        "multiple's part it adds up to the index's log return. Estimates come a few times a year "
        "and trail prices.",
        VINTAGES,
    ),
    (
        "multiple",
        "Move since the peak from the price/earnings multiple",
        multiple_contribution,
        (Obs("SPX"), Table("eps_vintages"), Peak()),
        "The S&P 500's log return since its peak less the log change in expected earnings: what "
        "a lower or higher price for the same earnings did to the index.",
        f"S&P 500 close; {VINTAGES}",
    ),
)

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="fundamentals.eps_forward_revision",
        label="Forward earnings estimates since the peak",
        gap=_GAP,
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
        citation=REVISIONS,
        source=VINTAGES,
        display="percent",
        reads="change",
        frequency="irregular",
        max_age=75,
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
        citation=REVISIONS,
        source=VINTAGES,
        display="percent",
        reads="change",
        frequency="irregular",
        max_age=70,
    ),
    *(
        MetricSpec(
            id=f"fundamentals.{stem}_contribution",
            label=label,
            gap=_GAP,
            unit="ratio",
            function=function,
            inputs=inputs,
            window="two vintages of estimates around the peak",
            stress="low",
            definition=definition,
            citation="Bogle (1991), Journal of Portfolio Management",
            source=source,
            display="percent",
            reads="change",
            verb="added",
            frequency="irregular",
            max_age=75,
        )
        for stem, label, function, inputs, definition, source in _IDENTITY
    ),
    MetricSpec(
        id="fundamentals.earnings_share",
        label="Share of the move that estimates account for",
        gap=_GAP,
        unit="ratio",
        function=earnings_share,
        inputs=(Obs("SPX"), Table("eps_vintages"), Peak()),
        window="two vintages of estimates around the peak",
        stress="none",
        definition=(
            "Log change in expected earnings over the log change in the index since its peak; "
            "the rest is the multiple. Negative when estimates rose as the index fell; it says "
            "nothing where the index has hardly moved."
        ),
        citation="Bogle (1991), Journal of Portfolio Management",
        source=f"S&P 500 close; {VINTAGES}",
        display="share",
        frequency="irregular",
        max_age=75,
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
        citation=SHILLER,
        source=SHILLER,
        display="percent",
        reads="change",
        frequency="monthly",
        max_age=150,
        overlap=12,
    ),
)
