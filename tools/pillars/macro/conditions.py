"""Financial conditions: indices without equities, those of the Chicago Fed, the dollar."""

from __future__ import annotations

from functools import partial

from tools.metrics.conditions import (
    change_over,
    conditions_ex_equity,
    disorderly_tightening,
    funding_spread,
    mean_change,
)
from tools.metrics.rates import (
    change_since_peak_z,
)
from tools.pillars.macro.since_peak import LEG, SCALING, SIGMA, moved
from tools.pillars.spec import Known, MetricSpec, Obs, Rank


def _conditions(stem: str, window: int, period: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{stem}",
        label=f"Financial conditions without equities, over a {period}",
        unit="sigma",
        function=partial(conditions_ex_equity, window=window),
        inputs=(
            Known("DGS10"),
            Known("T10YIE"),
            Known("BAMLC0A0CM"),
            Known("DTWEXBGS"),
            Known("DFF"),
            Known("DFEDTARU"),
        ),
        window=f"{window} days, volatility: 504 days before them",
        stress="high",
        definition=(
            f"Mean of four {window}-day changes, each over its own volatility before: ten-year "
            "real yield, investment-grade spread, broad dollar, and federal funds over the "
            "ceiling of the target range. Each runs to its own last published value; the date is "
            "that of the oldest, as a rule the broad dollar, which comes weekly. Positive when "
            "conditions tightened. No stock price and no implied volatility goes into it."
        ),
        citation="Hatzius, Hooper, Mishkin, Schoenholtz and Watson (2010), NBER 16150",
        source="FRED DGS10, T10YIE, BAMLC0A0CM, DTWEXBGS, DFF and DFEDTARU",
        display="sigma",
        reads="change",
        verb="tightened",
        max_age=7,
        overlap=window,
    )


def _fed_index(series: str, label: str, definition: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{series.lower()}_change_4w",
        label=label,
        unit="index",
        function=partial(change_over, observations=4),
        inputs=(Obs(series),),
        window="4 weeks",
        stress="high",
        definition=definition,
        citation="Brave and Butters (2011), Economic Perspectives, Chicago Fed",
        source=f"Chicago Fed, FRED {series}",
        display="plain",
        reads="change",
        verb="tightened",
        frequency="weekly",
        max_age=10,
        overlap=4,
    )


SPECS: tuple[MetricSpec, ...] = (
    _conditions("conditions_ex_equity", 21, "month"),
    _conditions("conditions_ex_equity_5d", 5, "week"),
    MetricSpec(
        id="macro.disorderly_tightening",
        label="Disorderly tightening of conditions",
        unit="ratio",
        function=disorderly_tightening,
        inputs=(Rank("macro.conditions_ex_equity"), Rank("macro.conditions_ex_equity_5d")),
        window="ranks of changes over 21 and over 5 days",
        stress="high",
        definition=(
            "The smaller of two percentiles: of how much conditions without equities tightened "
            "over a month, and over a week. Above 0.95 the tightening is large and fast at once, "
            "which is what disorderly means."
        ),
        citation="Hatzius, Hooper, Mishkin, Schoenholtz and Watson (2010), NBER 16150",
        source="this market's own readings of conditions without equities",
        display="share",
        max_age=7,
        overlap=21,
    ),
    MetricSpec(
        id="macro.funding_spread_bp",
        label="Repo rate less the target range's ceiling",
        unit="bp",
        function=funding_spread,
        inputs=(Obs("SOFR"), Obs("DFEDTARU")),
        window="level",
        stress="high",
        definition=(
            "Secured overnight financing rate less the ceiling of the federal funds target range. "
            "Usually below zero; well above it cash is short in the repo market. Quarter-ends lift "
            "it for a day or two without any strain."
        ),
        citation="Afonso, Cipriani, Copeland, Kovner, La Spada and Martin (2020), FRBNY Staff "
        "Report 918",
        source="SOFR and the federal funds target range, FRED SOFR and DFEDTARU",
        display="bp",
        reads="difference",
    ),
    _fed_index(
        "NFCI",
        "Financial conditions (NFCI), four-week change",
        "Four-week change in the Chicago Fed's national financial conditions index; positive when "
        "conditions tightened. It contains equity prices and volatility, and its history is "
        "re-estimated every week.",
    ),
    _fed_index(
        "ANFCI",
        "Financial conditions net of the economy (ANFCI), four-week change",
        "Four-week change in the Chicago Fed's conditions index net of growth and inflation; "
        "positive when conditions tightened.",
    ),
    MetricSpec(
        id="macro.dollar_z",
        label="Dollar since the peak, against its volatility",
        unit="sigma",
        function=partial(change_since_peak_z, scale="log"),
        inputs=moved("DXY"),
        window=SIGMA,
        stress="high",
        definition=f"Log change in the dollar index since the S&P 500's peak {SCALING}.",
        citation="ICE US Dollar Index",
        source="Dollar index (DXY)",
        display="sigma",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="macro.claims_change_4w",
        label="Jobless claims, four weeks on four",
        unit="ratio",
        function=partial(mean_change, observations=4),
        inputs=(Obs("ICSA"),),
        window="8 weeks",
        stress="high",
        definition=(
            "Mean weekly initial claims for unemployment insurance of the last four weeks over "
            "that of the four weeks before, less one."
        ),
        citation="US Department of Labor, Unemployment Insurance Weekly Claims",
        source="Initial claims, FRED ICSA (as revised)",
        display="percent",
        reads="change",
        frequency="weekly",
        max_age=10,
        overlap=8,
    ),
)
