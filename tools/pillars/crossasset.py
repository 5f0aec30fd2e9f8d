"""Cross-asset: every market against its own volatility, and signs of a joint cut in risk."""

from __future__ import annotations

from tools.metrics.crossasset import (
    extension,
    risk_budget_margin,
    risk_budget_reset,
    stock_bond_correlation,
)
from tools.metrics.levels import level
from tools.metrics.scaling import window_z
from tools.pillars.spec import Either, Known, MetricSpec, Obs, Peak, Stress

_GOLD = Either(Obs("GOLD_FUT"), Obs("GLD"))
_CALM = (Peak(), Known("BAMLC0A0CM"), Obs("BAMLC0A0CM"), Obs("DGS2"), Obs("DGS10"), Obs("DXY"))
_RISKY = (Obs("SPX"), _GOLD, Obs("COPPER_FUT"))
_RISKY_SOURCE = "S&P 500, gold and copper futures, dollar index, Treasury yields, ICE BofA spread"
_CONTAGION = "Kyle and Xiong (2001), Journal of Finance"
_TRENDS = "Brock, Lakonishok and LeBaron (1992), Journal of Finance"
_ZSCORE = "RiskMetrics Technical Document (1996)"

_MOVES: tuple[tuple[str, str, Obs | Either, Stress, str], ...] = (
    ("gold", "Gold", _GOLD, "low", "Gold, front future (GLD where there is none)"),
    ("silver", "Silver", Obs("SILVER_FUT"), "low", "Silver, front future"),
    ("copper", "Copper", Obs("COPPER_FUT"), "low", "Copper, front future"),
    ("btc", "Bitcoin", Obs("BTC"), "low", "Bitcoin in dollars"),
    ("oil", "Oil", Obs("WTI_FUT"), "both", "WTI crude, front future"),
    ("dollar", "Dollar", Obs("DXY"), "high", "Dollar index (DXY)"),
    ("yen", "Dollar against the yen", Obs("USDJPY"), "low", "Yen per dollar"),
    ("treasury", "Long Treasuries", Obs("TLT", "adj_close"), "low", "TLT, dividend-adjusted"),
    ("hyg", "High-yield bonds", Obs("HYG", "adj_close"), "low", "HYG, dividend-adjusted"),
    ("emerging", "Emerging-market stocks", Obs("EEM", "adj_close"), "low", "EEM, adjusted"),
    ("move", "MOVE", Obs("MOVE"), "high", "ICE BofA MOVE close"),
)
_EXTENSIONS: tuple[tuple[str, str, Obs | Either, str], ...] = (
    ("spx", "S&P 500", Obs("SPX"), "S&P 500 close"),
    ("gold", "Gold", _GOLD, "Gold, front future (GLD where there is none)"),
    ("silver", "Silver", Obs("SILVER_FUT"), "Silver, front future"),
    ("copper", "Copper", Obs("COPPER_FUT"), "Copper, front future"),
    ("btc", "Bitcoin", Obs("BTC"), "Bitcoin in dollars"),
    ("oil", "Oil", Obs("WTI_FUT"), "WTI crude, front future"),
)

MOVES: tuple[MetricSpec, ...] = tuple(
    MetricSpec(
        id=f"crossasset.{stem}_z_21d",
        label=f"{label}, 21 days",
        unit="sigma",
        function=window_z,
        inputs=(token,),
        window="21 days, volatility: 504 days before them",
        stress=stress,
        definition=(
            f"{label}: log change over 21 of its own trading days, over the standard deviation of "
            "the 504 daily changes before them, per root day."
        ),
        citation=_ZSCORE,
        source=source,
        display="sigma",
    )
    for stem, label, token, stress, source in _MOVES
)

EXTENSIONS: tuple[MetricSpec, ...] = tuple(
    MetricSpec(
        id=f"crossasset.{stem}_extension",
        label=f"{label} against its 200-day average",
        unit="ratio",
        function=extension,
        inputs=(token,),
        window="200 days",
        stress="high",
        definition=(
            f"{label}: price over its 200-day average, less one. Far above it there is more to "
            "give back."
        ),
        citation=_TRENDS,
        source=source,
        display="percent",
    )
    for stem, label, token, source in _EXTENSIONS
)

JOINT: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="crossasset.stock_bond_correlation",
        label="Stock-bond correlation",
        unit="correlation",
        function=stock_bond_correlation,
        inputs=(Obs("SPX"), Obs("DGS10")),
        window="63 days",
        stress="high",
        definition=(
            "Correlation of the S&P 500's daily returns with minus the change in the ten-year "
            "yield, which stands for the note's return. Positive when bonds fell with stocks."
        ),
        citation="Campbell, Sunderam and Viceira (2017), Critical Finance Review",
        source="S&P 500 close, 10-year Treasury yield",
        display="plain",
    ),
    MetricSpec(
        id="crossasset.risk_budget_reset",
        label="Risk-budget reset",
        unit="indicator",
        function=risk_budget_reset,
        inputs=(*_CALM, *_RISKY, Obs("BTC")),
        window="21 days, volatility: 504 days before them",
        stress="high",
        definition=(
            "1 when the S&P 500, bitcoin, gold and copper each lost more than one sigma in 21 "
            "days while the dollar, the 2- and 10-year yields and the investment-grade spread "
            "stayed within one; else 0."
        ),
        citation=_CONTAGION,
        source=f"{_RISKY_SOURCE}, bitcoin",
        display="plain",
    ),
    *(
        MetricSpec(
            id=f"crossasset.risk_budget_margin{suffix}",
            label=f"Distance to a risk-budget reset{words}",
            unit="sigma",
            function=risk_budget_margin,
            inputs=(*_CALM, *_RISKY, *more),
            window="21 days, volatility: 504 days before them",
            stress="high",
            definition=(
                f"By how much the weakest condition of a risk-budget reset{words} is met: above "
                "zero every risk asset lost more than one sigma in 21 days and no macro price "
                "moved by one."
            ),
            citation=_CONTAGION,
            source=_RISKY_SOURCE + (", bitcoin" if more else ""),
            display="sigma",
        )
        for suffix, words, more in (("", "", (Obs("BTC"),)), ("_ex_btc", " without bitcoin", ()))
    ),
    MetricSpec(
        id="crossasset.move_index",
        label="MOVE",
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
        id="crossasset.oil_volatility",
        label="OVX",
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

SPECS: tuple[MetricSpec, ...] = (*MOVES, *EXTENSIONS, *JOINT)
