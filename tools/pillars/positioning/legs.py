"""Which side of momentum lost, in what kind of market, and whether books were being closed."""

from __future__ import annotations

from functools import partial

from tools.metrics.book_losses import (
    book_loss,
    quiet_index_loss,
    quiet_index_unwind,
    sector_degrossing,
)
from tools.metrics.crowding import high_beta_winners
from tools.metrics.momentum_legs import degrossing, factor_loss, relative_return
from tools.metrics.panic import market_return, market_volatility, panic_state, winners_led_down
from tools.metrics.winners_risk import risky_share_of_drawdown
from tools.pillars.positioning.inputs import INDEX, RANKED, SECTORS, STOCKS
from tools.pillars.spec import MetricSpec, Obs

_CRASHES = "Daniel and Moskowitz (2016), JFE"
_QUANTS = "Khandani and Lo (2011), Journal of Financial Markets"
_RISKS = "Grundy and Martin (2001), Review of Financial Studies"
_STATES = "Cooper, Gutierrez and Hameed (2004), Journal of Finance"
_BOOKS = (*STOCKS, SECTORS)
_BOOKS_SOURCE = f"{RANKED}; nine sector funds, dividend-adjusted"
_MODEL = "read from prices of a model portfolio; nobody's positions are observed"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.momentum_winners_21d",
        label="Winners against the average stock",
        unit="ratio",
        function=partial(relative_return, leg="winners", sessions=21),
        inputs=STOCKS,
        window="21 sessions",
        stress="low",
        definition="Return of the top momentum tenth over 21 sessions less that of all ranked "
        "members, equally weighted: negative when what had led falls behind.",
        citation=_CRASHES,
        source=RANKED,
        display="percent",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.momentum_losers_21d",
        label="Losers against the average stock",
        unit="ratio",
        function=partial(relative_return, leg="losers", sessions=21),
        inputs=STOCKS,
        window="21 sessions",
        stress="high",
        definition="Return of the bottom momentum tenth over 21 sessions less that of all ranked "
        "members, equally weighted: positive when what had lagged is bought back.",
        citation=_CRASHES,
        source=RANKED,
        display="percent",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.momentum_high_beta_winners_21d",
        label="High-beta, volatile winners against other winners",
        unit="ratio",
        function=partial(high_beta_winners, sessions=21),
        inputs=STOCKS,
        window="21 sessions",
        stress="low",
        definition="Return over 21 sessions of the winners in the top third by beta and by "
        "volatility, less that of the other winners.",
        citation=_RISKS,
        source=RANKED,
        display="percent",
        reads="difference",
        overlap=21,
        gap="fewer than three winners of high beta and high volatility in the last month",
    ),
    MetricSpec(
        id="positioning.momentum_drawdown_high_beta_share",
        label="High-beta, volatile winners' part of momentum's drawdown",
        unit="ratio",
        function=risky_share_of_drawdown,
        inputs=STOCKS,
        window="21 sessions",
        stress="high",
        definition="Of what unscaled momentum has lost since its highest of 21 sessions, the part "
        "lost by the winners in the top third by beta and by volatility; the other winners and the "
        "losers account for the rest. All parts are against the average ranked stock, so that the "
        "part may be negative or above one.",
        citation=_RISKS,
        source=RANKED,
        max_age=1,
        display="share",
        overlap=21,
        gap="momentum stands less than 2 % below its highest of 21 sessions",
    ),
    MetricSpec(
        id="positioning.panic_state",
        label="Panic state of momentum",
        unit="indicator",
        function=panic_state,
        inputs=(Obs("SPX"),),
        window="504 and 126 sessions",
        stress="high",
        definition="1 where the S&P 500 stands below its close of 24 months ago and its 126-day "
        "volatility is above the 80th percentile of its own history so far: the market in which "
        "rebounding losers break momentum. Else 0.",
        citation=_CRASHES,
        source=INDEX,
        display="plain",
        overlap=126,
    ),
    MetricSpec(
        id="positioning.winners_led_down",
        label="Winners lead momentum down in an up market",
        unit="indicator",
        function=winners_led_down,
        inputs=(*STOCKS, Obs("SPX")),
        window="21 and 504 sessions",
        stress="high",
        definition="1 where unscaled momentum lost at least one standard deviation over 21 "
        "sessions, the winners fell and were the larger part of it, and the S&P 500 stands above "
        "its close of 24 months ago: long books are sold, which is not the panic state. Else 0.",
        citation=f"{_CRASHES}; {_STATES}",
        source=f"{RANKED}; {INDEX}",
        display="plain",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.market_return_24m",
        label="Long-term return of the S&P 500",
        unit="ratio",
        function=market_return,
        inputs=(Obs("SPX"),),
        window="504 sessions",
        stress="low",
        definition="Change of the S&P 500 over 504 sessions, dividends left out; below zero it is "
        "one half of momentum's panic state.",
        citation=_STATES,
        source=INDEX,
        display="percent",
        reads="change",
        overlap=504,
    ),
    MetricSpec(
        id="positioning.market_volatility_126d",
        label="Realised volatility over half a year",
        unit="points",
        function=market_volatility,
        inputs=(Obs("SPX"),),
        window="126 sessions",
        stress="high",
        definition="Standard deviation of the S&P 500's daily log returns over 126 sessions, "
        "annualised; above its 80th percentile it is the other half of momentum's panic state.",
        citation=_CRASHES,
        source=INDEX,
        display="points",
        overlap=126,
    ),
    MetricSpec(
        id="positioning.degrossing_5d",
        label="De-grossing of momentum books",
        unit="sigma",
        function=partial(degrossing, sessions=5),
        inputs=STOCKS,
        window="5 sessions",
        stress="high",
        definition="The smaller of the winners' loss and the losers' gain over five sessions, each "
        "hedged against the average ranked stock and in its own standard deviations: positive only "
        "if long and short book lost together.",
        citation=_QUANTS,
        source=RANKED,
        display="sigma",
        overlap=5,
        estimate=f"{_MODEL}, and sectors are not taken out",
    ),
    MetricSpec(
        id="positioning.degrossing_beyond_sectors_5d",
        label="De-grossing of momentum books beyond sectors",
        unit="sigma",
        function=partial(sector_degrossing, sessions=5),
        inputs=_BOOKS,
        window="5 sessions, betas: 252 sessions up to the month end",
        stress="high",
        definition="The smaller of the winners' loss and the losers' gain over five sessions, "
        "each after the average ranked stock and nine sector funds and in its own standard "
        "deviations: positive only if long and short book lost together whatever their sectors.",
        citation=_QUANTS,
        source=_BOOKS_SOURCE,
        display="sigma",
        overlap=5,
        estimate=_MODEL,
    ),
    MetricSpec(
        id="positioning.momentum_loss_beyond_sectors_5d",
        label="Momentum's loss beyond market and sectors",
        unit="sigma",
        function=partial(book_loss, sessions=5),
        inputs=_BOOKS,
        window="5 sessions, betas: 252 sessions up to the month end",
        stress="high",
        definition="What winners minus losers lost over five sessions after the average ranked "
        "stock and nine sector funds, in its own standard deviations; positive for a loss.",
        citation=_QUANTS,
        source=_BOOKS_SOURCE,
        display="sigma",
        overlap=5,
        estimate=_MODEL,
    ),
    MetricSpec(
        id="positioning.momentum_french_loss_5d",
        label="Momentum's loss beyond the market, published factor",
        unit="sigma",
        function=partial(factor_loss, sessions=5),
        inputs=(Obs("FRENCH", "mom"), Obs("FRENCH", "mkt_rf")),
        window="5 sessions",
        stress="high",
        definition="What the published momentum factor lost over five sessions after its beta to "
        "the market, in its own standard deviations, positive for a loss; as late as it is "
        "published. It reaches back to August 2007 and beyond, which the stock panel does not.",
        citation="Khandani and Lo (2007), Journal of Investment Management",
        source="Kenneth French daily factors",
        max_age=70,
        display="sigma",
        overlap=5,
    ),
    MetricSpec(
        id="positioning.quiet_index_loss_5d",
        label="Momentum's loss beyond the index's move",
        unit="sigma",
        function=partial(quiet_index_loss, sessions=5),
        inputs=(*_BOOKS, Obs("SPX")),
        window="5 sessions, betas: 252 sessions up to the month end",
        stress="high",
        definition="Momentum's loss beyond market and sectors over five sessions less the size of "
        "the S&P 500's own move, each in its own standard deviations: high where books lose much "
        "while the index stands still, which is what closing them looks like.",
        citation=_QUANTS,
        source=f"{_BOOKS_SOURCE}; {INDEX}",
        display="sigma",
        reads="difference",
        overlap=5,
        estimate=_MODEL,
    ),
    MetricSpec(
        id="positioning.quiet_index_unwind",
        label="Books closed under a quiet index",
        unit="indicator",
        function=quiet_index_unwind,
        inputs=(*_BOOKS, Obs("SPX")),
        window="5 sessions, betas: 252 sessions up to the month end",
        stress="high",
        definition="1 where over five sessions momentum's loss beyond market and sectors is above "
        "the 95th percentile of its own history so far, long and short book both lost, and the S&P "
        "500 moved by less than one standard deviation; else 0.",
        citation=_QUANTS,
        source=f"{_BOOKS_SOURCE}; {INDEX}",
        display="plain",
        overlap=5,
        estimate=_MODEL,
    ),
)
