"""What a desk reads from its own feeds: revisions by company, capital spending, earnings days."""

from __future__ import annotations

from tools.metrics.levels import level
from tools.metrics.revisions import downgrade_cycle
from tools.pillars.fundamentals.earnings import REVISIONS
from tools.pillars.spec import MetricSpec, Obs

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="fundamentals.revision_breadth",
        label="Breadth of earnings revisions",
        unit="ratio",
        function=level,
        inputs=(Obs("REVISION_BREADTH"),),
        window="as the feed has it",
        stress="low",
        definition=(
            "Share of earnings estimates that were raised less the share that were cut; below "
            "zero when cuts prevail. From a feed of the user's own."
        ),
        citation=REVISIONS,
        source="a feed of revisions by company, series REVISION_BREADTH",
        display="percent",
        reads="difference",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="fundamentals.downgrade_cycle",
        label="Downgrade cycle",
        unit="indicator",
        function=downgrade_cycle,
        inputs=(Obs("REVISION_BREADTH"),),
        window="8 weeks, ranks of at least 156",
        stress="high",
        definition=(
            "1 when the breadth of earnings revisions has stood below its own 10th percentile for "
            "eight weeks in a row, else 0."
        ),
        citation=REVISIONS,
        source="a feed of revisions by company, series REVISION_BREADTH",
        display="plain",
        frequency="weekly",
        max_age=10,
        overlap=8,
    ),
    MetricSpec(
        id="fundamentals.capex_uncertainty",
        label="Uncertainty about capital spending",
        unit="index",
        function=level,
        inputs=(Obs("CAPEX_UNCERTAINTY"),),
        window="as the feed has it",
        stress="high",
        definition=(
            "How much companies doubt their own capital spending, from a survey or a count over "
            "their calls; high when plans are in doubt. From a feed of the user's own."
        ),
        citation="Hassan, Hollander, van Lent and Tahoun (2019), Quarterly Journal of Economics",
        source="a survey or a count over earnings calls, series CAPEX_UNCERTAINTY",
        display="plain",
        frequency="monthly",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.earnings_event_share",
        label="Share of the fall on earnings days",
        unit="ratio",
        function=level,
        inputs=(Obs("EARNINGS_EVENT_SHARE"),),
        window="as the feed has it",
        stress="none",
        definition=(
            "Share of the index's fall that came from members on the day after their own earnings "
            "report: high when results are what moves prices. From a feed of the user's own."
        ),
        citation="Beaver (1968), Journal of Accounting Research",
        source="a feed of earnings dates and returns, series EARNINGS_EVENT_SHARE",
        display="share",
        frequency="daily",
    ),
)
