"""Sectors and banks as groups: since the peak and over a month, alone and against the S&P 500."""

from __future__ import annotations

from functools import partial

from tools.metrics.performance import relative_since_peak, return_since_peak, trailing_return
from tools.metrics.sectors import (
    extreme_since_peak,
    industry_relative_since_peak,
    industry_since_peak,
)
from tools.pillars.behaviour.inputs import LEG, PANEL, SECTORS, SPY, STOCKS
from tools.pillars.spec import MetricSpec, Obs, Peak, Table

_INDUSTRIES = "Moskowitz and Grinblatt (1999), Journal of Finance"
_FUNDS = (
    ("XLB", "Materials"),
    ("XLC", "Communication services"),
    ("XLE", "Energy"),
    ("XLF", "Financials"),
    ("XLI", "Industrials"),
    ("XLK", "Technology"),
    ("XLP", "Consumer staples"),
    ("XLRE", "Real estate"),
    ("XLU", "Utilities"),
    ("XLV", "Health care"),
    ("XLY", "Consumer discretionary"),
)
_BANKS = "banks by today's industry map and among stocks still listed; failed banks are absent"


def _fund(series: str, name: str) -> tuple[MetricSpec, MetricSpec, MetricSpec]:
    """Return a sector's rows: since the peak, beyond the S&P 500 since then, and over a month."""
    stem, price = f"behaviour.sector_{series.lower()}", Obs(series, "adj_close")
    return (
        MetricSpec(
            id=f"{stem}_since_peak",
            label=f"{name} since the peak",
            unit="ratio",
            function=return_since_peak,
            inputs=(price, Peak()),
            window="since the peak",
            stress="low",
            definition=f"Return of the {name.lower()} sector fund since the S&P 500's peak.",
            citation=_INDUSTRIES,
            source=f"{series}, dividend-adjusted",
            display="percent",
            reads="change",
            overlap=LEG,
        ),
        MetricSpec(
            id=f"{stem}_relative_since_peak",
            label=f"{name} against the S&P 500 since the peak",
            unit="ratio",
            function=relative_since_peak,
            inputs=(price, SPY, Peak()),
            window="since the peak",
            stress="none",
            definition=f"Return of the {name.lower()} sector fund since the S&P 500's peak less "
            "that of the S&P 500 fund; positive where it has held up better.",
            citation=_INDUSTRIES,
            source=f"{series} and SPY, dividend-adjusted",
            display="percent",
            reads="difference",
            overlap=LEG,
        ),
        MetricSpec(
            id=f"{stem}_21d",
            label=f"{name}, one month",
            unit="ratio",
            function=trailing_return,
            inputs=(price,),
            window="21 sessions",
            stress="low",
            definition=f"Return of the {name.lower()} sector fund over 21 sessions.",
            citation=_INDUSTRIES,
            source=f"{series}, dividend-adjusted",
            display="percent",
            reads="change",
            overlap=21,
        ),
    )


SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.sector_best_since_peak",
        label="Best sector since the peak",
        unit="ratio",
        function=partial(extreme_since_peak, side="best", least=9),
        inputs=(SECTORS, Peak()),
        window="since the peak",
        stress="low",
        definition="Return since the S&P 500's peak of the sector fund that did best; clearly "
        "negative when no sector was spared.",
        citation=_INDUSTRIES,
        source="nine sector funds, dividend-adjusted",
        display="percent",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="behaviour.sector_worst_since_peak",
        label="Worst sector since the peak",
        unit="ratio",
        function=partial(extreme_since_peak, side="worst", least=9),
        inputs=(SECTORS, Peak()),
        window="since the peak",
        stress="low",
        definition="Return since the S&P 500's peak of the sector fund that did worst.",
        citation=_INDUSTRIES,
        source="nine sector funds, dividend-adjusted",
        display="percent",
        reads="change",
        overlap=LEG,
    ),
    MetricSpec(
        id="behaviour.equal_weight_since_peak",
        label="Equal weight since the peak",
        unit="ratio",
        function=return_since_peak,
        inputs=(Obs("RSP", "adj_close"), Peak()),
        window="since the peak",
        stress="low",
        definition="Return of the equal-weighted S&P 500 fund since the index's peak.",
        citation="DeMiguel, Garlappi and Uppal (2009), Review of Financial Studies",
        source="RSP, dividend-adjusted",
        display="percent",
        reads="change",
        overlap=LEG,
    ),
    *(row for series, name in _FUNDS for row in _fund(series, name)),
    MetricSpec(
        id="behaviour.banks_since_peak",
        label="Banks since the peak",
        unit="ratio",
        function=industry_since_peak,
        inputs=(*STOCKS, Table("sectors"), Peak()),
        window="since the peak",
        stress="low",
        definition="Mean return since the S&P 500's peak, each counting alike, of the diversified "
        "and regional banks that were index members on that day.",
        citation=_INDUSTRIES,
        source=f"{PANEL}; today's GICS sub-industries",
        display="percent",
        reads="change",
        overlap=LEG,
        estimate=_BANKS,
    ),
    MetricSpec(
        id="behaviour.banks_relative_since_peak",
        label="Banks against the S&P 500 since the peak",
        unit="ratio",
        function=industry_relative_since_peak,
        inputs=(*STOCKS, Table("sectors"), SPY, Peak()),
        window="since the peak",
        stress="low",
        definition="Mean return since the S&P 500's peak of the banks that were index members on "
        "that day, less that of the S&P 500 fund. Clearly negative: the worry is about banks, or "
        "about the rates and credit that they live on.",
        citation=_INDUSTRIES,
        source=f"{PANEL}; today's GICS sub-industries; SPY, dividend-adjusted",
        display="percent",
        reads="difference",
        overlap=LEG,
        estimate=_BANKS,
    ),
)
