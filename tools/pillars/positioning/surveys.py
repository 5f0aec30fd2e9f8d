"""Reports and surveys: futures by trader class, managers, private investors, and stacking."""

from __future__ import annotations

from tools.metrics.breadth import share_of_percent
from tools.metrics.levels import level, spread
from tools.metrics.surveys import net_share, net_share_change, stacking, survey_change
from tools.pillars.spec import MetricSpec, Obs, Peak, Rank, Stress

_CFTC = "CFTC, Traders in Financial Futures"
_LAG = "Tuesday's positions, public on Friday"
_STACKED = "Carver (2015), Systematic Trading; Moreira and Muir (2017), Journal of Finance"
_NETS: tuple[tuple[str, str, str, str, str, Stress, str], ...] = (
    ("am_net_share", "Asset managers", "am", "SP500", "S&P 500", "low", ""),
    (
        "lev_net_share",
        "Leveraged funds",
        "lev",
        "SP500",
        "S&P 500",
        "none",
        " Part of it hedges other holdings.",
    ),
    (
        "dealer_net_share",
        "Dealers",
        "dealer",
        "SP500",
        "S&P 500",
        "none",
        " They take the other side of customers, so they are short when those are long.",
    ),
    ("am_net_share_nasdaq", "Asset managers", "am", "NASDAQ", "Nasdaq-100", "low", ""),
    (
        "lev_net_share_vix",
        "Leveraged funds",
        "lev",
        "VIX",
        "VIX",
        "low",
        " Far below 0 they are short volatility and have to buy when it jumps.",
    ),
)
_CHANGES: tuple[tuple[str, str, str, Stress], ...] = (
    ("am", "Asset managers", "long-only investors", "low"),
    ("lev", "Leveraged funds", "hedge funds", "none"),
)


def _fields(series: str, trader: str) -> tuple[Obs, ...]:
    return tuple(Obs(series, field) for field in (f"{trader}_long", f"{trader}_short", "oi"))


SPECS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.{key}",
            label=f"{who}, net {future} futures",
            unit="share of open interest",
            function=net_share,
            inputs=tuple(
                Obs(f"TFF_{code}", f) for f in (f"{trader}_long", f"{trader}_short", "oi")
            ),
            window="1 report",
            stress=stress,
            definition=f"{who}' long less short {future} futures over all open interest.{more}",
            citation=_CFTC,
            source=f"CFTC Traders in Financial Futures, {future}, {_LAG}",
            display="percent",
            reads="difference",
            frequency="weekly",
            max_age=10,
        )
        for key, who, trader, code, future, stress, more in _NETS
    ),
    *(
        MetricSpec(
            id=f"positioning.{trader}_net_share_change_4w",
            label=f"{who}, net S&P 500 futures, four-week change",
            unit="share of open interest",
            function=net_share_change,
            inputs=_fields("TFF_SP500", trader),
            window="4 weeks",
            stress=stress,
            definition=(
                f"Change in {who.lower()}' net share of S&P 500 futures over four weekly reports; "
                f"below 0 they cut. A weekly proxy for {cohort}, whose selling is not seen day by "
                "day: one future, one class of trader, three days late."
            ),
            citation=_CFTC,
            source=f"CFTC Traders in Financial Futures, S&P 500, {_LAG}",
            display="percent",
            reads="change",
            frequency="weekly",
            max_age=10,
            overlap=4,
            estimate=f"a proxy for {cohort}: S&P 500 futures alone, as reported",
        )
        for trader, who, cohort, stress in _CHANGES
    ),
    MetricSpec(
        id="positioning.naaim",
        label="Active managers' exposure (NAAIM)",
        unit="exposure",
        function=level,
        inputs=(Obs("NAAIM"),),
        window="1 survey",
        stress="low",
        definition="Mean exposure to US stocks that active managers report, in percent of capital: "
        "100 is fully invested, 0 is none.",
        citation="National Association of Active Investment Managers",
        source="NAAIM exposure index",
        display="plain",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.naaim_change_4w",
        label="Active managers' exposure (NAAIM), four-week change",
        unit="points",
        function=survey_change,
        inputs=(Obs("NAAIM"),),
        window="4 weeks",
        stress="low",
        definition="Change in the exposure that active managers report over four weeks; below 0 "
        "they cut.",
        citation="National Association of Active Investment Managers",
        source="NAAIM exposure index",
        display="points",
        reads="change",
        frequency="weekly",
        max_age=10,
        overlap=4,
    ),
    MetricSpec(
        id="positioning.aaii_spread",
        label="Private investors, bulls less bears (AAII)",
        unit="points",
        function=spread,
        inputs=(Obs("AAII", "bullish"), Obs("AAII", "bearish")),
        window="1 survey",
        stress="low",
        definition="Percent of private investors who expect stocks to rise over six months less "
        "those who expect them to fall.",
        citation="American Association of Individual Investors",
        source="AAII sentiment survey",
        display="points",
        reads="difference",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.aaii_bears",
        label="Private investors who are bearish (AAII)",
        unit="ratio",
        function=share_of_percent,
        inputs=(Obs("AAII", "bearish"),),
        window="1 survey",
        stress="high",
        definition="Share of private investors who expect stocks to fall over six months.",
        citation="American Association of Individual Investors",
        source="AAII sentiment survey",
        display="share",
        frequency="weekly",
        max_age=10,
        version=2,
    ),
    MetricSpec(
        id="positioning.stacking",
        label="Stacking of positions at the peak",
        unit="ratio",
        function=stacking,
        inputs=(
            Rank("positioning.cta_notional"),
            Rank("positioning.vol_target_21d"),
            Rank("positioning.am_net_share"),
            Rank("positioning.naaim"),
            Peak(),
        ),
        window="at the peak",
        stress="high",
        definition=(
            "Mean percentile, from 0 to 1, of trend followers' position, volatility targeters' "
            "weight, asset managers' futures and active managers' exposure on the day of the "
            "peak, as known then; above 0.90 positions were stacked."
        ),
        citation=f"{_STACKED}; {_CFTC}; NAAIM",
        source="S&P 500 close, CFTC Traders in Financial Futures, NAAIM",
        display="share",
        overlap=63,
        estimate="two of the four parts are models of traders, not their positions",
        version=2,
    ),
)
