"""Momentum: its drawdowns by construction, its level, and how many members it is ranked on."""

from __future__ import annotations

from functools import partial

from tools.metrics.drawdown import series_drawdown
from tools.metrics.momentum import (
    neutral_drawdown,
    neutral_extension,
    neutral_index,
    raw_drawdown,
    raw_index,
)
from tools.metrics.panel_defects import ranked_share
from tools.pillars.positioning.inputs import INDEX, RANKED, STOCKS
from tools.pillars.spec import MetricSpec, Obs, Table

_RAW = (
    "Twelve-minus-one winners minus losers (top and bottom tenth of the members, equal weights, "
    "monthly), cumulated daily"
)
_NEUTRAL = (
    "Winners minus losers (12-1 deciles, equal weights, monthly) less its lagged 126-day beta "
    "times the S&P 500, scaled to 10 % volatility with at most threefold leverage"
)
_DECILES = "Jegadeesh and Titman (1993), Journal of Finance"
_SCALED = "Barroso and Santa-Clara (2015), JFE; Daniel and Moskowitz (2016), JFE"
# Suffix of the id and of the label, sessions, window and what the level is held against.
_WINDOWS = (
    ("21d", "", 21, "21 sessions", "its highest of 21 sessions"),
    ("63d", ", over a quarter", 63, "63 sessions", "its highest of 63 sessions"),
    ("all", ", from its high", None, "since the panel's start", "its highest so far"),
)

SPECS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.momentum_raw_drawdown_{name}",
            label=f"Momentum drawdown, unscaled{words}",
            unit="ratio",
            function=partial(raw_drawdown, window=sessions),
            inputs=STOCKS,
            window=window,
            stress="low",
            definition=f"{_RAW}, against {against}.",
            citation=_DECILES,
            source=RANKED,
            display="percent",
            reads="change",
            overlap=sessions or 1,
        )
        for name, words, sessions, window, against in _WINDOWS
    ),
    *(
        MetricSpec(
            id=f"positioning.momentum_drawdown_{name}",
            label=f"Momentum drawdown, market-neutral{words}",
            unit="ratio",
            function=partial(neutral_drawdown, window=sessions),
            inputs=(*STOCKS, Obs("SPX")),
            window=window,
            stress="low",
            definition=f"{_NEUTRAL}; cumulated, against {against}.",
            citation=_SCALED,
            source=f"{RANKED}; {INDEX}",
            display="percent",
            reads="change",
            overlap=sessions or 1,
        )
        for name, words, sessions, window, against in _WINDOWS
    ),
    MetricSpec(
        id="positioning.momentum_index",
        label="Momentum index, market-neutral",
        unit="points",
        function=neutral_index,
        inputs=(*STOCKS, Obs("SPX")),
        window="since the panel's start",
        stress="none",
        definition=f"{_NEUTRAL}; cumulated from 100.",
        citation=_SCALED,
        source=f"{RANKED}; {INDEX}",
        display="points",
    ),
    MetricSpec(
        id="positioning.momentum_raw_index",
        label="Momentum index, unscaled",
        unit="points",
        function=raw_index,
        inputs=STOCKS,
        window="since the panel's start",
        stress="none",
        definition=f"{_RAW} from 100.",
        citation=_DECILES,
        source=RANKED,
        display="points",
    ),
    MetricSpec(
        id="positioning.momentum_extension",
        label="Momentum against its 200-day average",
        unit="ratio",
        function=neutral_extension,
        inputs=(*STOCKS, Obs("SPX")),
        window="200 sessions",
        stress="high",
        definition=f"{_NEUTRAL}; cumulated, over its mean of 200 sessions, less one: how stretched "
        "the winners' run is.",
        citation="Brock, Lakonishok and LeBaron (1992), Journal of Finance",
        source=f"{RANKED}; {INDEX}",
        display="percent",
        reads="difference",
    ),
    *(
        MetricSpec(
            id=f"positioning.momentum_french_drawdown_{name}",
            label=f"Momentum drawdown, published factor{words}",
            unit="ratio",
            function=partial(series_drawdown, window=sessions),
            inputs=(Obs("FRENCH", "mom"),),
            window=window,
            stress="low",
            definition="The published daily momentum factor (two by three sorts on size and 12-1 "
            f"return, all US stocks), cumulated, against {against}; as late as it is published.",
            citation="Kenneth French data library; Carhart (1997), Journal of Finance",
            source="Kenneth French daily momentum factor",
            max_age=70,
            display="percent",
            reads="change",
            overlap=sessions or 1,
        )
        for name, words, sessions, window, against in _WINDOWS[:2]
    ),
    MetricSpec(
        id="positioning.momentum_ranked_share",
        label="Index members that momentum is ranked on",
        unit="ratio",
        function=ranked_share,
        inputs=(*STOCKS, Table("membership")),
        window="252 sessions",
        stress="none",
        definition="Stocks sorted at the last month end as a share of the index's members. The "
        "rest have no prices in the panel, as a rule because they failed or were bought later.",
        citation="Shumway (1997), Journal of Finance",
        source=f"{RANKED}; table of members",
        display="share",
    ),
)
