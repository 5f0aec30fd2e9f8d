"""Economic reports: the trends in them, and how they came in against what was expected."""

from __future__ import annotations

from functools import partial

from tools.metrics.levels import level
from tools.metrics.releases import annualised_growth, monthly_change, sahm_gap
from tools.metrics.surprises import GROWTH, INFLATION, surprise_index
from tools.pillars.spec import MetricSpec, Obs, Table

_BLS = "US Bureau of Labor Statistics"
_NO_CALENDAR = (
    "too few releases with a consensus in the economic calendar: a report needs eight earlier "
    "ones, and several reports must have come out over the last quarter"
)


def _prices(stem: str, label: str, what: str, series: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{stem}_3m",
        label=label,
        unit="ratio",
        function=annualised_growth,
        inputs=(Obs(series),),
        window="3 months",
        stress="high",
        definition=(
            f"Growth of {what} over the last three months at a yearly rate, known from the day "
            "of the report."
        ),
        citation=f"{_BLS}, Consumer Price Index",
        source=f"FRED {series} (as revised)",
        display="percent",
        reads="change",
        frequency="monthly",
        max_age=65,
        overlap=3,
    )


def _surprises(stem: str, label: str, kind: str, sign: str, least: int) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{stem}",
        label=label,
        unit="sum of sigmas",
        function=partial(
            surprise_index, signs=GROWTH if stem == "surprises" else INFLATION, least_reports=least
        ),
        inputs=(Table("econ_calendar"), Obs("SPX")),
        window="half-life 63 days",
        stress="low" if stem == "surprises" else "high",
        definition=(
            f"Sum over the US reports on {kind} of how far each came in above consensus, in units "
            f"of its own earlier surprises and fading by half over 63 sessions. {sign} A sum of "
            "many reports: read it against its own history."
        ),
        citation="Scotti (2016), Journal of Monetary Economics",
        source="economic calendar, actual figures and consensus",
        display="plain",
        reads="difference",
        overlap=63,
        gap=_NO_CALENDAR,
    )


SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.payrolls_3m",
        label="Payrolls, mean monthly change over three months",
        unit="jobs",
        function=partial(monthly_change, scale=1000.0),
        inputs=(Obs("PAYEMS"),),
        window="3 months",
        stress="low",
        definition=(
            "Mean monthly change in nonfarm jobs over the last three months, as known from the "
            "day of the employment report."
        ),
        citation=f"{_BLS}, Employment Situation",
        source="FRED PAYEMS (as revised)",
        display="large",
        reads="change",
        frequency="monthly",
        max_age=65,
        overlap=3,
    ),
    MetricSpec(
        id="macro.sahm",
        label="Unemployment rate above its low of a year",
        unit="points",
        function=sahm_gap,
        inputs=(Obs("UNRATE"),),
        window="3 months against the 12 before",
        stress="high",
        definition=(
            "Three-month mean of the unemployment rate less its lowest of the twelve months "
            "before, in percentage points. A rise of 0.5 came early in each US recession since "
            "1970."
        ),
        citation="Sahm (2019), Recession Ready, The Hamilton Project",
        source="FRED UNRATE (as revised)",
        display="points",
        reads="difference",
        frequency="monthly",
        max_age=65,
        overlap=3,
    ),
    MetricSpec(
        id="macro.ism_manufacturing",
        label="ISM manufacturing",
        unit="index",
        function=level,
        inputs=(Obs("ISM_PMI"),),
        window="level",
        stress="low",
        definition=(
            "Purchasing managers' index of US manufacturing; below 50 more firms contract than "
            "expand."
        ),
        citation="Institute for Supply Management, Report on Business",
        source="ISM manufacturing PMI (as revised)",
        display="points",
        frequency="monthly",
        max_age=55,
    ),
    _prices("cpi", "Consumer prices, yearly rate of a quarter", "consumer prices", "CPIAUCSL"),
    _prices(
        "core_cpi",
        "Core consumer prices, yearly rate of a quarter",
        "consumer prices without food and energy",
        "CPILFESL",
    ),
    _surprises(
        "surprises",
        "Growth reports against consensus",
        "activity and jobs",
        "Positive when the economy beat what was expected.",
        10,
    ),
    _surprises(
        "inflation_surprises",
        "Inflation reports against consensus",
        "prices and wages",
        "Positive when inflation beat what was expected.",
        3,
    ),
)
