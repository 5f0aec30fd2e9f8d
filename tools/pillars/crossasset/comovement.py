"""Connected or coincident: correlation with the S&P 500, and what other assets share without it."""

from __future__ import annotations

from functools import partial

from tools.metrics.comovement import (
    asset_correlation,
    common_residual,
    common_residual_since_peak,
    correlation_since_peak,
)
from tools.metrics.crossasset import stock_bond_correlation, stock_bond_correlation_since_peak
from tools.pillars.crossasset.inputs import DOLLAR, EMERGING, GOLD, GOLD_SOURCE, HIGH_YIELD, SPX
from tools.pillars.spec import Either, MetricSpec, Obs, Peak

_NONSYNCHRONOUS = "Forbes and Rigobon (2002), Journal of Finance"
_COMOVEMENT = "Barberis, Shleifer and Wurgler (2005), JFE"
_BONDS = "Campbell, Sunderam and Viceira (2017), Critical Finance Review"
_YIELD = Obs("DGS10")
_UTC = "its day ends at midnight UTC, hours after New York's close"
_PIT = "its future settles before New York's close"
_MIXED = (
    "closing times differ: bitcoin ends its day at midnight UTC, futures settle before New York's "
    "close; two-day returns bridge most of it"
)
_ASSETS: tuple[tuple[str, str, Obs | Either, str, str | None], ...] = (
    ("btc", "Bitcoin", Obs("BTC"), "Bitcoin in dollars", _UTC),
    ("silver", "Silver", Obs("SILVER_FUT"), "Silver, front future", _PIT),
    ("gold", "Gold", GOLD, GOLD_SOURCE, _PIT),
    ("oil", "Oil", Obs("WTI_FUT"), "WTI crude, front future", _PIT),
    ("hyg", "High-yield bonds", HIGH_YIELD, "HYG, dividend-adjusted", None),
    ("emerging", "Emerging-market stocks", EMERGING, "EEM, dividend-adjusted", None),
)
_FOUR = (Obs("BTC"), GOLD, Obs("SILVER_FUT"), Obs("COPPER_FUT"))
_FOUR_SOURCE = "Bitcoin; gold, silver and copper futures; S&P 500; dollar index"


def _with_index(
    stem: str, label: str, token: Obs | Either, source: str, hours: str | None
) -> tuple[MetricSpec, MetricSpec, MetricSpec]:
    """Return an asset's rows: daily and two-day correlation, and the daily one since the peak."""
    late = f" Daily figures understate the tie, because {hours}." if hours else ""
    estimate = f"{hours}; on days that both trade" if hours else None
    daily = partial(asset_correlation, horizon=1)
    return (
        MetricSpec(
            id=f"crossasset.{stem}_spx_correlation",
            label=f"{label}: correlation with the S&P 500",
            unit="correlation",
            function=daily,
            inputs=(token, SPX),
            window="63 days",
            stress="high",
            definition=f"{label}: correlation of daily returns with the S&P 500's over the last "
            f"63 days on which both trade.{late} It also rises when only the S&P 500's volatility "
            "does.",
            citation=_NONSYNCHRONOUS,
            source=f"{source}; S&P 500 close",
            display="plain",
            overlap=63,
            estimate=estimate,
        ),
        MetricSpec(
            id=f"crossasset.{stem}_spx_correlation_2d",
            label=f"{label}: correlation with the S&P 500 across closing times",
            unit="correlation",
            function=partial(asset_correlation, horizon=2),
            inputs=(token, SPX),
            window="63 days",
            stress="high",
            definition=f"{label}: correlation of overlapping two-day returns with the S&P 500's "
            "over the last 63 days on which both trade, which allows for closes at different "
            "hours. Well above the daily figure, the tie is closer than daily closes show.",
            citation=_NONSYNCHRONOUS,
            source=f"{source}; S&P 500 close",
            display="plain",
            overlap=63,
            estimate=estimate,
        ),
        MetricSpec(
            id=f"crossasset.{stem}_spx_correlation_change",
            label=f"{label}: change of correlation since the peak",
            unit="correlation",
            function=correlation_since_peak,
            inputs=(token, SPX, Peak()),
            window="63 days now less those up to the peak",
            stress="high",
            definition=f"{label}: correlation of daily returns with the S&P 500's over the last "
            "63 days less that over the 63 up to its peak; positive where the asset has become "
            "more of an equity. In a short fall the two share most of their days.",
            citation=_NONSYNCHRONOUS,
            source=f"{source}; S&P 500 close",
            display="plain",
            reads="change",
            overlap=21,
            estimate=estimate,
        ),
    )


SPECS: tuple[MetricSpec, ...] = (
    *(row for asset in _ASSETS for row in _with_index(*asset)),
    MetricSpec(
        id="crossasset.common_residual",
        label="What crypto and metals share beyond stocks and the dollar",
        unit="correlation",
        function=common_residual,
        inputs=(SPX, DOLLAR, *_FOUR),
        window="63 days",
        stress="high",
        definition="Mean pairwise correlation of two-day returns of bitcoin, gold, silver and "
        "copper over 63 days, once the S&P 500 and the dollar are taken out of each. High: the "
        "same hands, or the same news, move them; near the level that gold and silver always "
        "have: their falls coincide.",
        citation=f"{_COMOVEMENT}; Tang and Xiong (2012), Financial Analysts Journal",
        source=_FOUR_SOURCE,
        display="plain",
        overlap=63,
        estimate=_MIXED,
    ),
    MetricSpec(
        id="crossasset.common_residual_change",
        label="What crypto and metals share, change since the peak",
        unit="correlation",
        function=common_residual_since_peak,
        inputs=(Peak(), SPX, DOLLAR, *_FOUR),
        window="63 days now less those up to the peak",
        stress="high",
        definition="Mean correlation of bitcoin, gold, silver and copper beyond the S&P 500 and "
        "the dollar over 63 days, less that of the 63 up to the S&P 500's peak.",
        citation=_COMOVEMENT,
        source=_FOUR_SOURCE,
        display="plain",
        reads="change",
        overlap=21,
        estimate=_MIXED,
    ),
    MetricSpec(
        id="crossasset.btc_silver_residual",
        label="Bitcoin with silver beyond stocks and the dollar",
        unit="correlation",
        function=common_residual,
        inputs=(SPX, DOLLAR, Obs("BTC"), Obs("SILVER_FUT")),
        window="63 days",
        stress="high",
        definition="Correlation of two-day returns of bitcoin and silver over 63 days once the S&P "
        "500 and the dollar are taken out of both. Near zero, what they have in common is stocks "
        "and the dollar, or chance.",
        citation=_COMOVEMENT,
        source="Bitcoin; silver future; S&P 500; dollar index",
        display="plain",
        overlap=63,
        estimate=_MIXED,
    ),
    MetricSpec(
        id="crossasset.stock_bond_correlation",
        label="Stock-bond correlation",
        unit="correlation",
        function=stock_bond_correlation,
        inputs=(SPX, _YIELD),
        window="63 days",
        stress="high",
        definition=(
            "Correlation of the S&P 500's daily returns with minus the change in the ten-year "
            "yield, which stands for the note's return. Positive where bonds fall with stocks, "
            "below zero where they shelter."
        ),
        citation=_BONDS,
        source="S&P 500 close, 10-year Treasury yield",
        display="plain",
        overlap=63,
    ),
    MetricSpec(
        id="crossasset.stock_bond_correlation_change",
        label="Stock-bond correlation, change since the peak",
        unit="correlation",
        function=stock_bond_correlation_since_peak,
        inputs=(SPX, _YIELD, Peak()),
        window="63 days now less those up to the peak",
        stress="high",
        definition="Stock-bond correlation over the last 63 days less that over the 63 up to the "
        "S&P 500's peak; positive where bonds shelter less than they did.",
        citation=_BONDS,
        source="S&P 500 close, 10-year Treasury yield",
        display="plain",
        reads="change",
        overlap=21,
    ),
)
