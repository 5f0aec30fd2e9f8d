"""Volatility targeters and risk parity, as models: the weights that they hold."""

from __future__ import annotations

from functools import partial

from tools.metrics.risk_parity import (
    risk_parity_equity,
    risk_parity_equity_since_peak,
    risk_parity_leverage,
)
from tools.metrics.volatility_targeting import (
    Side,
    vol_target_bound,
    vol_target_ewma,
    vol_target_leverage,
    vol_target_since_peak,
)
from tools.pillars.spec import Either, MetricSpec, Obs, Peak

TARGETING = "Moreira and Muir (2017), Journal of Finance; Harvey et al. (2018), JPM"
MODEL = "a model fund with a 10 % target and a 1.5 cap, not any fund's position"
RANGE = (
    "twelve model funds with a 10 % target and a 1.5 cap (four estimates of volatility, traded "
    "over one, two or three sessions), not any fund's position"
)
_SPX = "S&P 500 close"
_ERC = "Maillard, Roncalli and Teiletche (2010), JPM; Asness, Frazzini and Pedersen (2012), FAJ"
_PARITY = (
    "a model fund with a 10 % target, no cap and daily rebalancing, not any fund's position; real "
    "ones trade more slowly"
)
_ASSETS = (
    Obs("SPY", "adj_close"),
    Obs("IEF", "adj_close"),
    Either(Obs("DBC", "adj_close"), Obs("GLD", "adj_close")),
)
_FUNDS = "SPY, IEF and DBC (GLD where there is none), dividend-adjusted"
SIDES: tuple[tuple[Side, str, str], ...] = (
    ("low", "lowest", "the fund that sold most"),
    ("high", "highest", "the fund that sold least or bought most"),
)

SINGLE: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.vol_target_{days}d",
            label=f"Volatility targeter's weight, {words}",
            unit="leverage",
            function=partial(vol_target_leverage, window=days),
            inputs=(Obs("SPX"),),
            window=f"{days} days",
            stress="low",
            definition=(
                f"Equity weight that holds volatility at 10 %, estimated over {days} sessions and "
                "capped at 1.5."
            ),
            citation=TARGETING,
            source=_SPX,
            display="leverage",
            overlap=days,
            estimate=MODEL,
        )
        for days, words in ((21, "a month's volatility"), (63, "a quarter's volatility"))
    ),
    MetricSpec(
        id="positioning.vol_target_ewma",
        label="Volatility targeter's weight, exponential volatility",
        unit="leverage",
        function=vol_target_ewma,
        inputs=(Obs("SPX"),),
        window="decay 0.94",
        stress="low",
        definition="Equity weight that holds volatility at 10 %, estimated with weights that fade "
        "by 6 % a day, and capped at 1.5.",
        citation=f"{TARGETING}; RiskMetrics (1996)",
        source=_SPX,
        display="leverage",
        overlap=32,  # (1 + decay) / (1 - decay), the days that an equal window would have
        estimate=MODEL,
    ),
)

BOUNDS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.vol_target_{side}",
            label=f"Volatility targeters' weight, {words}",
            unit="leverage",
            function=partial(vol_target_bound, side=side),
            inputs=(Obs("SPX"),),
            window="21 to 63 days",
            stress="low",
            definition=(
                f"The {words} equity weight today among funds that hold volatility at 10 % but "
                "measure it over 21 sessions, 63, the larger of both or with decaying weights, and "
                "trade over one to three sessions. 0.10 is 10 billion dollars for each 100 billion "
                "under management."
            ),
            citation=f"{TARGETING}; RiskMetrics (1996)",
            source=_SPX,
            display="leverage",
            overlap=63,
            estimate=RANGE,
        )
        for side, words, _ in SIDES
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_since_peak_{side}",
            label=f"Volatility targeters' weight since the peak, {words}",
            unit="leverage",
            function=partial(vol_target_since_peak, side=side),
            inputs=(Obs("SPX"), Peak()),
            window="since the peak of the leg",
            stress="low",
            definition=(
                f"Change of the weight since the peak of the leg for {whose}, each of the twelve "
                "model funds compared with itself; below 0 is what it has sold."
            ),
            citation=f"{TARGETING}; RiskMetrics (1996)",
            source=_SPX,
            display="leverage",
            reads="change",
            overlap=21,
            estimate=RANGE,
        )
        for side, words, whose in SIDES
    ),
)

PARITY: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.risk_parity_leverage",
        label="Risk parity, leverage",
        unit="leverage",
        function=risk_parity_leverage,
        inputs=_ASSETS,
        window="126 days",
        stress="low",
        definition=(
            "Stocks, Treasuries and commodities at weights that give each the same risk, levered "
            "to a volatility of 10 %: the sum of the three positions over capital."
        ),
        citation=_ERC,
        source=_FUNDS,
        display="leverage",
        overlap=126,
        estimate=_PARITY,
    ),
    MetricSpec(
        id="positioning.risk_parity_equity",
        label="Risk parity, weight of stocks",
        unit="leverage",
        function=risk_parity_equity,
        inputs=_ASSETS,
        window="126 days",
        stress="low",
        definition=(
            "Weight of stocks, as a multiple of capital, in a portfolio of stocks, Treasuries and "
            "commodities that gives each the same risk and is levered to a volatility of 10 %."
        ),
        citation=_ERC,
        source=_FUNDS,
        display="leverage",
        overlap=126,
        estimate=_PARITY,
    ),
    MetricSpec(
        id="positioning.risk_parity_since_peak",
        label="Risk parity, weight of stocks since the peak",
        unit="leverage",
        function=risk_parity_equity_since_peak,
        inputs=(Peak(), *_ASSETS),
        window="since the peak of the leg, 126 days",
        stress="low",
        definition=(
            "Change of the risk-parity portfolio's weight of stocks since the peak of the S&P "
            "500's leg; below 0 is what it has sold."
        ),
        citation=_ERC,
        source=f"{_FUNDS}; {_SPX}",
        display="leverage",
        reads="change",
        overlap=21,
        estimate=_PARITY,
    ),
)

SPECS: tuple[MetricSpec, ...] = (*SINGLE, *BOUNDS, *PARITY)
