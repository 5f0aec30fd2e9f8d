"""Crowding: do the winners move as one, how risky are they, and do holders come back to them."""

from __future__ import annotations

from functools import partial

from tools.metrics.crowding import comomentum, comomentum_change, comomentum_style
from tools.metrics.prior_winners import prior_winners, prior_winners_off_low
from tools.metrics.residual_correlation import (
    winners_correlation_beyond_volatility,
    winners_correlation_change,
    winners_residual_correlation,
)
from tools.metrics.winners_risk import winners_trait, winners_trait_at_peak
from tools.pillars.positioning.inputs import INDEX, LEG, RANKED, STOCKS
from tools.pillars.spec import MetricSpec, Obs, Peak

_COMOMENTUM = "Lou and Polk (2022), Review of Financial Studies"
_RISKS = "Grundy and Martin (2001), Review of Financial Studies"
_LIQUIDATION = "Brunnermeier and Pedersen (2005), Journal of Finance"
_MONTH_END = "252 sessions up to the month end"
_FUNDS = tuple(Obs(fund, "adj_close") for fund in ("IWM", "SPY", "IWD", "IWF"))

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.comomentum",
        label="Crowding of momentum (comomentum)",
        unit="ratio",
        function=comomentum,
        inputs=STOCKS,
        window="52 weeks",
        stress="high",
        definition="Mean pairwise correlation of weekly returns within the winners and within the "
        "losers, after the average ranked stock, renewed at each month end: high when the same "
        "holders trade them as one.",
        citation=_COMOMENTUM,
        source=RANKED,
        frequency="monthly",
        max_age=25,
        display="plain",
        overlap=12,
        estimate="one factor is taken out where the published measure takes three",
    ),
    MetricSpec(
        id="positioning.comomentum_style",
        label="Crowding of momentum beyond size and value",
        unit="ratio",
        function=comomentum_style,
        inputs=(*STOCKS, *_FUNDS),
        window="52 weeks",
        stress="high",
        definition="Mean pairwise correlation of weekly returns within the winners and within the "
        "losers, after the average ranked stock, size (IWM less SPY) and value (IWD less IWF), "
        "renewed at each month end: high when stocks that have little else in common share "
        "their holders.",
        citation=_COMOMENTUM,
        source=f"{RANKED}; IWM, SPY, IWD and IWF, dividend-adjusted",
        frequency="monthly",
        max_age=25,
        display="plain",
        overlap=12,
        estimate="funds stand for the published factors, which are known a month or two late",
    ),
    MetricSpec(
        id="positioning.comomentum_change",
        label="Change in the crowding of momentum",
        unit="ratio",
        function=comomentum_change,
        inputs=STOCKS,
        window="one month end to the next",
        stress="high",
        definition="Comomentum of this month's portfolios less that of last month's: positive "
        "when holders crowd in again.",
        citation=_COMOMENTUM,
        source=RANKED,
        frequency="monthly",
        max_age=25,
        display="plain",
        reads="change",
        estimate="one factor is taken out where the published measure takes three",
    ),
    MetricSpec(
        id="positioning.winners_residual_correlation",
        label="Winners' correlation beyond the market",
        unit="ratio",
        function=winners_residual_correlation,
        inputs=STOCKS,
        window="63 sessions",
        stress="high",
        definition="Mean pairwise correlation of the winners' daily returns after the average "
        "ranked stock. Winners that share a sector raise it as shared holders do.",
        citation=_COMOMENTUM,
        source=RANKED,
        display="plain",
        overlap=63,
    ),
    MetricSpec(
        id="positioning.winners_correlation_beyond_volatility",
        label="Winners' correlation beyond market volatility",
        unit="sigma",
        function=winners_correlation_beyond_volatility,
        inputs=(*STOCKS, Obs("SPX")),
        window="63 sessions, regression: 504 sessions before",
        stress="high",
        definition="The winners' correlation beyond the market, less what the log of the S&P 500's "
        "realised volatility over the same sessions would have it be, in residual standard "
        "deviations: crowding that is not merely turmoil.",
        citation="Forbes and Rigobon (2002), Journal of Finance",
        source=f"{RANKED}; {INDEX}",
        display="sigma",
        reads="difference",
        overlap=63,
        estimate="a line through overlapping windows, of which about eight are independent",
    ),
    MetricSpec(
        id="positioning.winners_correlation_change_21d",
        label="Change in the winners' correlation",
        unit="ratio",
        function=partial(winners_correlation_change, sessions=21),
        inputs=STOCKS,
        window="21 sessions",
        stress="high",
        definition="The winners' correlation beyond the market less that of 21 sessions ago: "
        "positive when holders crowd in again. The portfolio changes with the month.",
        citation=_COMOMENTUM,
        source=RANKED,
        display="plain",
        reads="change",
        overlap=63,
    ),
    MetricSpec(
        id="positioning.winners_beta",
        label="Beta of the winners",
        unit="ratio",
        function=partial(winners_trait, trait="beta"),
        inputs=STOCKS,
        window=_MONTH_END,
        stress="high",
        definition="Mean beta of the winners to the average ranked stock, whose own is 1: above 1 "
        "a holder of winners owns more of the market than he may know.",
        citation=_RISKS,
        source=RANKED,
        frequency="monthly",
        max_age=25,
        display="plain",
        overlap=12,
    ),
    MetricSpec(
        id="positioning.winners_volatility",
        label="Volatility of the winners",
        unit="ratio",
        function=partial(winners_trait, trait="volatility"),
        inputs=STOCKS,
        window=_MONTH_END,
        stress="high",
        definition="Mean volatility of the winners over that of all ranked stocks.",
        citation=_RISKS,
        source=RANKED,
        frequency="monthly",
        max_age=25,
        display="plain",
        overlap=12,
    ),
    MetricSpec(
        id="positioning.winners_high_beta_share",
        label="High-beta, volatile stocks among the winners",
        unit="ratio",
        function=partial(winners_trait, trait="share"),
        inputs=STOCKS,
        window=_MONTH_END,
        stress="high",
        definition="Share of the winners in the top third of all ranked stocks both by beta and by "
        "volatility.",
        citation=_RISKS,
        source=RANKED,
        frequency="monthly",
        max_age=25,
        display="share",
        overlap=12,
    ),
    MetricSpec(
        id="positioning.winners_high_beta_share_at_peak",
        label="High-beta, volatile stocks among the winners at the peak",
        unit="ratio",
        function=partial(winners_trait_at_peak, trait="share"),
        inputs=(*STOCKS, Peak()),
        window=_MONTH_END,
        stress="high",
        definition="Share of the winners held at the S&P 500's peak that were in the top third of "
        "all ranked stocks both by beta and by volatility: how risky the crowd's longs were before "
        "the fall.",
        citation=_RISKS,
        source=RANKED,
        display="share",
        overlap=252,
    ),
    MetricSpec(
        id="positioning.prior_winners_5d",
        label="Winners of the peak over the last week",
        unit="ratio",
        function=partial(prior_winners, sessions=5),
        inputs=(*STOCKS, Peak()),
        window="5 sessions",
        stress="low",
        definition="Return over five sessions of the winners that were held at the S&P 500's peak, "
        "less that of all stocks ranked with them: above zero when the old leaders hold their own.",
        citation=_LIQUIDATION,
        source=RANKED,
        display="percent",
        reads="difference",
        overlap=5,
    ),
    MetricSpec(
        id="positioning.prior_winners_off_low",
        label="Winners of the peak since their low",
        unit="ratio",
        function=prior_winners_off_low,
        inputs=(*STOCKS, Peak()),
        window="since the peak",
        stress="low",
        definition="What the winners that were held at the S&P 500's peak have gained on all "
        "stocks ranked with them since their worst day after the peak, which is named; zero when "
        "that is today.",
        citation=_LIQUIDATION,
        source=RANKED,
        display="percent",
        reads="difference",
        overlap=LEG,
    ),
)
