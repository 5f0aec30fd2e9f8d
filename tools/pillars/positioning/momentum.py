"""Momentum: drawdowns by construction, crowding and legs, from stocks and the French factor."""

from __future__ import annotations

from functools import partial

from tools.metrics.crowding import comomentum, high_beta_winners
from tools.metrics.drawdown import series_drawdown
from tools.metrics.momentum import (
    neutral_drawdown,
    neutral_extension,
    neutral_index,
    raw_drawdown,
    raw_index,
)
from tools.metrics.momentum_legs import degrossing, relative_return
from tools.pillars.spec import Members, MetricSpec, Obs, Panel

_STOCKS = (Panel("adj_close", masked=False), Members())
_SOURCE = "stock panel, index members at each month end"
_NEUTRAL = (
    "Winners minus losers (12-1 deciles, equal weights, monthly) less its lagged 126-day beta "
    "times the S&P 500, scaled to 10 % volatility with at most threefold leverage"
)
_SCALED = "Barroso and Santa-Clara (2015), JFE; Daniel and Moskowitz (2016), JFE"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.momentum_raw_drawdown_21d",
        label="Momentum drawdown, unscaled",
        unit="ratio",
        function=partial(raw_drawdown, window=21),
        inputs=_STOCKS,
        window="21 sessions",
        stress="low",
        definition="Twelve-minus-one winners minus losers (top and bottom tenth of the members, "
        "equal weights, monthly), cumulated daily, against its highest of 21 sessions.",
        citation="Jegadeesh and Titman (1993), Journal of Finance",
        source=_SOURCE,
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_drawdown_21d",
        label="Momentum drawdown, market-neutral",
        unit="ratio",
        function=partial(neutral_drawdown, window=21),
        inputs=(*_STOCKS, Obs("SPX")),
        window="21 sessions",
        stress="low",
        definition=f"{_NEUTRAL}; cumulated, against its highest of 21 sessions.",
        citation=_SCALED,
        source=f"{_SOURCE}; S&P 500 close",
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_drawdown_63d",
        label="Momentum drawdown, market-neutral, three months",
        unit="ratio",
        function=partial(neutral_drawdown, window=63),
        inputs=(*_STOCKS, Obs("SPX")),
        window="63 sessions",
        stress="low",
        definition=f"{_NEUTRAL}; cumulated, against its highest of 63 sessions.",
        citation=_SCALED,
        source=f"{_SOURCE}; S&P 500 close",
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_drawdown_all",
        label="Momentum drawdown, market-neutral, from its high",
        unit="ratio",
        function=partial(neutral_drawdown, window=None),
        inputs=(*_STOCKS, Obs("SPX")),
        window="since the panel's start",
        stress="low",
        definition=f"{_NEUTRAL}; cumulated, against its highest so far.",
        citation=_SCALED,
        source=f"{_SOURCE}; S&P 500 close",
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_index",
        label="Momentum index, market-neutral",
        unit="points",
        function=neutral_index,
        inputs=(*_STOCKS, Obs("SPX")),
        window="since the panel's start",
        stress="none",
        definition=f"{_NEUTRAL}; cumulated from 100.",
        citation=_SCALED,
        source=f"{_SOURCE}; S&P 500 close",
        display="points",
    ),
    MetricSpec(
        id="positioning.momentum_raw_index",
        label="Momentum index, unscaled",
        unit="points",
        function=raw_index,
        inputs=_STOCKS,
        window="since the panel's start",
        stress="none",
        definition="Twelve-minus-one winners minus losers (top and bottom tenth of the members, "
        "equal weights, monthly), cumulated daily from 100.",
        citation="Jegadeesh and Titman (1993), Journal of Finance",
        source=_SOURCE,
        display="points",
    ),
    MetricSpec(
        id="positioning.momentum_extension",
        label="Momentum above its 200-day average",
        unit="ratio",
        function=neutral_extension,
        inputs=(*_STOCKS, Obs("SPX")),
        window="200 sessions",
        stress="high",
        definition=f"{_NEUTRAL}; cumulated, against its mean of 200 sessions: how stretched the "
        "winners' run is.",
        citation="Brock, Lakonishok and LeBaron (1992), Journal of Finance",
        source=f"{_SOURCE}; S&P 500 close",
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_french_drawdown_21d",
        label="Momentum factor drawdown (UMD)",
        unit="ratio",
        function=partial(series_drawdown, window=21),
        inputs=(Obs("FRENCH", "mom"),),
        window="21 sessions",
        stress="low",
        definition="The published daily momentum factor (two by three sorts on size and 12-1 "
        "return, all US stocks), cumulated, against its highest of 21 sessions; as late as it is "
        "published.",
        citation="Kenneth French data library; Carhart (1997), Journal of Finance",
        source="Kenneth French daily momentum factor",
        max_age=70,
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_winners_21d",
        label="Winners against the average stock",
        unit="ratio",
        function=partial(relative_return, leg="winners", sessions=21),
        inputs=_STOCKS,
        window="21 sessions",
        stress="low",
        definition="Return of the top momentum tenth over 21 sessions less that of all ranked "
        "members, equally weighted: negative when what had led falls behind.",
        citation="Daniel and Moskowitz (2016), JFE",
        source=_SOURCE,
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_losers_21d",
        label="Losers against the average stock",
        unit="ratio",
        function=partial(relative_return, leg="losers", sessions=21),
        inputs=_STOCKS,
        window="21 sessions",
        stress="high",
        definition="Return of the bottom momentum tenth over 21 sessions less that of all ranked "
        "members, equally weighted: positive when what had lagged is bought back.",
        citation="Daniel and Moskowitz (2016), JFE",
        source=_SOURCE,
        display="percent",
    ),
    MetricSpec(
        id="positioning.momentum_high_beta_winners_21d",
        label="High-beta, high-volatility winners against other winners",
        unit="ratio",
        function=partial(high_beta_winners, sessions=21),
        inputs=_STOCKS,
        window="21 sessions",
        stress="low",
        definition="Return over 21 sessions of the winners in the top third by beta and by "
        "volatility, less that of the other winners.",
        citation="Grundy and Martin (2001), Review of Financial Studies",
        source=_SOURCE,
        display="percent",
    ),
    MetricSpec(
        id="positioning.degrossing_5d",
        label="De-grossing of momentum books",
        unit="sigma",
        function=partial(degrossing, sessions=5),
        inputs=_STOCKS,
        window="5 sessions",
        stress="high",
        definition="The smaller of the winners' loss and the losers' gain over five sessions, each "
        "hedged against the average ranked stock and in its own standard deviations: positive only "
        "if long and short book lost together.",
        citation="Khandani and Lo (2011), Journal of Financial Markets",
        source=_SOURCE,
        display="sigma",
        estimate="read from prices of a model portfolio; nobody's positions are observed, and "
        "sectors are not taken out",
    ),
    MetricSpec(
        id="positioning.comomentum",
        label="Comomentum",
        unit="ratio",
        function=comomentum,
        inputs=_STOCKS,
        window="52 weeks",
        stress="high",
        definition="Mean pairwise correlation of weekly returns within the winners and within the "
        "losers, after the average ranked stock, renewed at each month end.",
        citation="Lou and Polk (2022), Review of Financial Studies",
        source=_SOURCE,
        frequency="monthly",
        max_age=25,
        display="plain",
        estimate="one factor is taken out where the published measure takes three",
    ),
)
