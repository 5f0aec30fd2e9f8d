"""Signs of a joint cut in risk, and the volatility of rates and oil."""

from __future__ import annotations

from tools.metrics.crossasset import risk_budget_margin, risk_budget_reset
from tools.metrics.levels import level, ratio
from tools.metrics.risk_budget import assets_down_share, risk_budget_analogs
from tools.pillars.crossasset.inputs import DOLLAR, EMERGING, GOLD, HIGH_YIELD, SPX
from tools.pillars.spec import Known, MetricSpec, Obs, Peak

_CALM = (Peak(), Known("BAMLC0A0CM"), Obs("BAMLC0A0CM"), Obs("DGS2"), Obs("DGS10"), DOLLAR)
_RISKY = (SPX, GOLD, Obs("COPPER_FUT"))
_RISKY_SOURCE = "S&P 500, gold and copper futures, dollar index, Treasury yields, ICE BofA spread"
_CONTAGION = "Kyle and Xiong (2001), Journal of Finance"
_WINDOW = "21 days, volatility: 504 days before them"
_BTC = Obs("BTC")
_VARIANTS = (("", "", (_BTC,)), ("_ex_btc", " without bitcoin", ()))
_FAMILIES = (
    SPX,
    EMERGING,
    HIGH_YIELD,
    GOLD,
    Obs("COPPER_FUT"),
    Obs("WTI_FUT"),
    Obs("AUDUSD"),
)
_FAMILIES_WORDS = "the S&P 500, emerging-market stocks, high-yield bonds, gold, copper, oil"

SPECS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"crossasset.assets_down_share{suffix}",
            label=f"Risk families{words} that fell over a month",
            unit="ratio",
            function=assets_down_share,
            inputs=(Peak(), *_FAMILIES, *more),
            window=_WINDOW,
            stress="high",
            definition=(
                "Share of the risk families that can be measured which lost more than one sigma "
                f"over 21 of their own days: {_FAMILIES_WORDS}"
                f"{', the Australian dollar and bitcoin' if more else ' and the Australian dollar'}"
                ". One asset stands for each family, at least five must be measured."
            ),
            citation=_CONTAGION,
            source="S&P 500, EEM, HYG, gold, copper and WTI futures, AUDUSD"
            + (", bitcoin" if more else ""),
            display="share",
            overlap=21,
        )
        for suffix, words, more in _VARIANTS
    ),
    MetricSpec(
        id="crossasset.risk_budget_reset",
        label="Risk-budget reset",
        unit="indicator",
        function=risk_budget_reset,
        inputs=(*_CALM, *_RISKY, _BTC),
        window=_WINDOW,
        stress="high",
        definition=(
            "1 when the S&P 500, bitcoin, gold and copper each lost more than one sigma in 21 "
            "days while the dollar, the 2- and 10-year yields and the investment-grade spread "
            "stayed within one; else 0."
        ),
        citation=_CONTAGION,
        source=f"{_RISKY_SOURCE}, bitcoin",
        display="plain",
        overlap=21,
    ),
    *(
        MetricSpec(
            id=f"crossasset.risk_budget_margin{suffix}",
            label=f"Distance to a risk-budget reset{words}",
            unit="sigma",
            function=risk_budget_margin,
            inputs=(*_CALM, *_RISKY, *more),
            window=_WINDOW,
            stress="high",
            definition=(
                f"By how much the weakest condition of a risk-budget reset{words} is met: above "
                "zero every risk asset lost more than one sigma in 21 days and no macro price "
                "moved by one."
            ),
            citation=_CONTAGION,
            source=_RISKY_SOURCE + (", bitcoin" if more else ""),
            display="sigma",
            reads="difference",
            overlap=21,
        )
        for suffix, words, more in _VARIANTS
    ),
    *(
        MetricSpec(
            id=f"crossasset.risk_budget_analogs{suffix}",
            label=f"Earlier risk-budget resets{words}",
            unit="count",
            function=risk_budget_analogs,
            inputs=(*_CALM, *_RISKY, *more),
            window="whole history",
            stress="none",
            definition=(
                f"How often all conditions of a risk-budget reset{words} have held before, as far "
                "as the data go back; sessions fewer than 63 apart count once and the present case "
                "does not. With none or two there is nothing to infer from what followed."
            ),
            citation=_CONTAGION,
            source=_RISKY_SOURCE + (", bitcoin" if more else ""),
            display="plain",
        )
        for suffix, words, more in _VARIANTS
    ),
    MetricSpec(
        id="crossasset.move_index",
        label="MOVE, implied volatility of Treasuries",
        unit="points",
        function=level,
        inputs=(Obs("MOVE"),),
        window="1 day",
        stress="high",
        definition="Implied volatility of one-month Treasury options, in basis points a year.",
        citation="ICE BofA MOVE index",
        source="ICE BofA MOVE close",
        display="points",
    ),
    MetricSpec(
        id="crossasset.move_vix",
        label="Volatility of Treasuries over that of stocks",
        unit="ratio",
        function=ratio,
        inputs=(Obs("MOVE"), Obs("VIX")),
        window="1 day",
        stress="none",
        definition="Implied volatility of Treasuries, in basis points a year, over that of the S&P "
        "500, in points. High against its history the stress lies in rates, low it lies in stocks.",
        citation="ICE BofA MOVE index; Cboe, Volatility Index methodology",
        source="ICE BofA MOVE and Cboe VIX closes",
        display="plain",
    ),
    MetricSpec(
        id="crossasset.oil_volatility",
        label="OVX, implied volatility of oil",
        unit="points",
        function=level,
        inputs=(Obs("OVX"),),
        window="1 day",
        stress="high",
        definition="The 30-day volatility that oil fund option prices imply, annualised.",
        citation="Cboe, Volatility Index methodology",
        source="Cboe OVX, FRED OVXCLS",
        display="points",
    ),
)
