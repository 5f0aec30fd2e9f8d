"""Trend followers, as a model: their signals in several markets and what they hold."""

from __future__ import annotations

from functools import partial

from tools.metrics.trend_following import (
    cta_forecast,
    cta_notional,
    cta_since_peak,
    trends_turned,
    twelve_month_sign,
)
from tools.metrics.trend_state import SPEEDS
from tools.pillars.spec import Either, MetricSpec, Obs, Peak

TREND = "Carver (2015), Systematic Trading; Moskowitz, Ooi and Pedersen (2012), JFE"
MODEL = "a model of trend followers, not their positions"
SLEEVE = f"{MODEL}; capital set aside for this market, run at 10 % volatility"
MOSKOWITZ = "Moskowitz, Ooi and Pedersen (2012), Journal of Financial Economics"
_HURST = "Hurst, Ooi and Pedersen (2013), Journal of Investment Management"
SPX = "S&P 500 close"
_TREASURIES = Either(Obs("IEF", "adj_close"), Obs("TLT", "adj_close"))
_GOLD = Either(Obs("GOLD_FUT"), Obs("GLD"))
_MONTH = 21

_MARKETS: tuple[tuple[str, str, Obs | Either, str], ...] = (
    ("ndx", "the Nasdaq-100", Obs("NDX"), "Nasdaq-100 close"),
    ("treasuries", "Treasuries", _TREASURIES, "IEF, dividend-adjusted (TLT where there is none)"),
    ("gold", "gold", _GOLD, "Gold, front future (GLD where there is none)"),
    ("copper", "copper", Obs("COPPER_FUT"), "Copper, front future"),
    ("oil", "oil", Obs("WTI_FUT"), "WTI crude, front future"),
    ("dollar", "the dollar", Obs("DXY"), "Dollar index (DXY)"),
    ("btc", "bitcoin", Obs("BTC"), "Bitcoin in dollars"),
)
FORECASTS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.cta_spx",
        label="Trend followers' forecast, S&P 500",
        unit="forecast in [-2, 2]",
        function=cta_forecast,
        inputs=(Obs("SPX"),),
        window="16 to 256 days",
        stress="low",
        definition=(
            "Mean of three moving-average crossovers of the S&P 500, scaled by the volatility of "
            "price changes: 2 is the most that the model holds, 1 an average long, below 0 a short."
        ),
        citation=TREND,
        source=SPX,
        display="plain",
        overlap=256,
        estimate=MODEL,
    ),
    MetricSpec(
        id="positioning.cta_fast",
        label="Trend followers' fast signal, S&P 500",
        unit="forecast in [-2, 2]",
        function=partial(cta_forecast, speeds=SPEEDS[:1]),
        inputs=(Obs("SPX"),),
        window="16 and 64 days",
        stress="low",
        definition=(
            "The fastest of three moving-average crossovers of the S&P 500, the first to turn: "
            "above 0 it is long, below 0 short, and 2 either way is its most."
        ),
        citation=TREND,
        source=SPX,
        display="plain",
        overlap=64,
        estimate=MODEL,
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_{key}",
            label=f"Trend followers' forecast, {name.removeprefix('the ')}",
            unit="forecast in [-2, 2]",
            function=cta_forecast,
            inputs=(token,),
            window="16 to 256 days",
            stress="none",
            definition=(
                f"Mean of three moving-average crossovers of {name}, scaled by the volatility of "
                "price changes: 2 is the most that the model holds, below 0 it is short."
                + (" Futures are not adjusted for their rolls." if "future" in source else "")
            ),
            citation=TREND,
            source=source,
            display="plain",
            overlap=256,
            estimate=MODEL,
        )
        for key, name, token, source in _MARKETS
    ),
    MetricSpec(
        id="positioning.cta_turned",
        label="Markets whose fast trend turned short",
        unit="ratio",
        function=trends_turned,
        inputs=(Obs("SPX"), *(token for _, _, token, _ in _MARKETS), Obs("SILVER_FUT")),
        window="21 days",
        stress="high",
        definition=(
            "Share of nine markets (two stock indices, Treasuries, gold, silver, copper, oil, the "
            "dollar and bitcoin) whose fast crossover is short now and was long a month ago."
        ),
        citation=TREND,
        source=f"{SPX}; " + "; ".join(source for *_, source in _MARKETS) + "; silver future",
        display="share",
        overlap=_MONTH,
        estimate=MODEL,
    ),
    MetricSpec(
        id="positioning.cta_12m_sign",
        label="Sign of the S&P 500's return over a year",
        unit="sign",
        function=twelve_month_sign,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="low",
        definition="Positive where the S&P 500 stands above its close of 252 sessions ago, "
        "negative below it: the simplest trend rule is long or short by it.",
        citation=MOSKOWITZ,
        source=SPX,
        display="plain",
        overlap=252,
        estimate=MODEL,
    ),
)

HOLDINGS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.cta_notional",
        label="Trend followers' position, S&P 500",
        unit="leverage",
        function=cta_notional,
        inputs=(Obs("SPX"),),
        window="16 to 256 days",
        stress="low",
        definition=(
            "The trend forecast at a volatility target: forecast times 10 % over the index's "
            "volatility, as a multiple of the capital set aside for it; below 0 a short. 0.10 is "
            "10 billion dollars for each 100 billion of such capital."
        ),
        citation=f"{TREND}; {_HURST}",
        source=SPX,
        display="leverage",
        overlap=256,
        estimate=SLEEVE,
    ),
    MetricSpec(
        id="positioning.cta_sold_since_peak",
        label="Trend followers' position, S&P 500, since the peak",
        unit="leverage",
        function=cta_since_peak,
        inputs=(Obs("SPX"), Peak()),
        window="since the peak of the leg",
        stress="low",
        definition=(
            "Change of the trend model's position in the S&P 500 since the peak of the leg; below "
            "0 is what it has sold."
        ),
        citation=f"{TREND}; {_HURST}",
        source=SPX,
        display="leverage",
        reads="change",
        overlap=_MONTH,
        estimate=SLEEVE,
    ),
)

SPECS: tuple[MetricSpec, ...] = (*FORECASTS, *HOLDINGS)
