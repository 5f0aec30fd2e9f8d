"""Reports and surveys: futures by trader class, managers, private investors, options traded."""

from __future__ import annotations

from tools.metrics.levels import level, spread
from tools.metrics.surveys import net_share, stacking
from tools.pillars.spec import MetricSpec, Obs, Peak, Rank, Stress

_TREND = "Carver (2015), Systematic Trading; Moskowitz, Ooi and Pedersen (2012), JFE"
_CFTC = "CFTC, Traders in Financial Futures"
_SPX = "S&P 500 close"
_TRADERS: tuple[tuple[str, str, Stress, str], ...] = (
    ("am", "Asset managers", "low", ""),
    ("lev", "Leveraged funds", "none", " Part of it hedges other holdings."),
)

SPECS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.{key}_net_share",
            label=f"{who}, net S&P 500 futures",
            unit="share of open interest",
            function=net_share,
            inputs=tuple(Obs("TFF_SP500", f) for f in (f"{key}_long", f"{key}_short", "oi")),
            window="1 report",
            stress=stress,
            definition=f"{who}' long less short S&P 500 futures over all open interest.{more}",
            citation=_CFTC,
            source="CFTC Traders in Financial Futures, S&P 500, Tuesday's positions",
            display="percent",
            frequency="weekly",
            max_age=10,
        )
        for key, who, stress, more in _TRADERS
    ),
    MetricSpec(
        id="positioning.naaim",
        label="NAAIM exposure",
        unit="exposure",
        function=level,
        inputs=(Obs("NAAIM"),),
        window="1 survey",
        stress="low",
        definition="Mean equity exposure that active managers report: 100 is fully invested.",
        citation="National Association of Active Investment Managers",
        source="NAAIM exposure index",
        display="plain",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.aaii_spread",
        label="AAII bulls less bears",
        unit="points",
        function=spread,
        inputs=(Obs("AAII", "bullish"), Obs("AAII", "bearish")),
        window="1 survey",
        stress="low",
        definition="Percent of individual investors who are bullish less those who are bearish.",
        citation="American Association of Individual Investors",
        source="AAII sentiment survey",
        display="points",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.put_call",
        label="Put/call ratio",
        unit="ratio",
        function=level,
        inputs=(Obs("PUT_CALL", "total"),),
        window="1 day",
        stress="high",
        definition="Puts over calls traded on Cboe in the day, all products.",
        citation="Cboe daily market statistics",
        source="Cboe total put/call ratio",
        display="plain",
    ),
    MetricSpec(
        id="positioning.stacking",
        label="Stacking of positions at the peak",
        unit="ratio",
        function=stacking,
        inputs=(
            Rank("positioning.cta_spx"),
            Rank("positioning.vol_target_21d"),
            Rank("positioning.am_net_share"),
            Rank("positioning.naaim"),
            Peak(),
        ),
        window="at the peak",
        stress="high",
        definition=(
            "Mean percentile, from 0 to 1, of trend followers' forecast, volatility targeters' "
            "weight, asset managers' futures and active managers' exposure on the day of the "
            "peak, as known then; above 0.90 positions were stacked."
        ),
        citation=f"{_TREND}; {_CFTC}; NAAIM",
        source=f"{_SPX}, CFTC Traders in Financial Futures, NAAIM",
        display="share",
        estimate="two of the four parts are models of traders, not their positions",
    ),
)
