"""Breadth: how many stocks take part."""

from __future__ import annotations

from functools import partial

from tools.metrics.advances import (
    breadth_thrust,
    decliners_share,
    highs_minus_lows,
    net_advances,
    new_lows_share,
    zweig_thrust,
)
from tools.metrics.breadth import (
    above_average,
    down_since_peak,
    equal_minus_cap,
    excess_compression,
    healthy_breadth,
    share_of_percent,
)
from tools.pillars.behaviour.inputs import LEG, NYSE, PANEL, SPY, STOCKS, STOCKS_AND_PEAK
from tools.pillars.spec import MetricSpec, Obs

_ZWEIG = "Zweig (1986), Winning on Wall Street"
_RSP = Obs("RSP", "adj_close")

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.above_50d",
        label="Members above their 50-day average",
        unit="ratio",
        function=partial(above_average, window=50),
        inputs=STOCKS,
        window="50 sessions",
        stress="low",
        definition="Share of index members whose dividend-adjusted close stands above its own "
        "50-day average.",
        citation="Zakamulin (2017), Market timing with moving averages",
        source=PANEL,
        display="share",
        overlap=50,
    ),
    MetricSpec(
        id="behaviour.above_200d",
        label="Members above their 200-day average",
        unit="ratio",
        function=share_of_percent,
        inputs=(Obs("SPX_PCT_GT_200D"),),
        window="200 sessions",
        stress="low",
        definition="Share of S&P 500 members whose close stands above its own 200-day average.",
        citation="published breadth series",
        source="vendor's S&P 500 share above 200-day average",
        display="share",
        overlap=200,
    ),
    MetricSpec(
        id="behaviour.above_200d_panel",
        label="Members above their 200-day average, own count",
        unit="ratio",
        function=partial(above_average, window=200),
        inputs=STOCKS,
        window="200 sessions",
        stress="low",
        definition="Share of the index members in the stock panel whose dividend-adjusted close "
        "stands above its own 200-day average: a check on the published figure, a few points above "
        "it because dividends put back lower past prices and because failed firms are absent.",
        citation="Zakamulin (2017), Market timing with moving averages",
        source=PANEL,
        display="share",
        overlap=200,
    ),
    MetricSpec(
        id="behaviour.equal_minus_cap_21d",
        label="Equal weight against capitalisation weight, one month",
        unit="ratio",
        function=partial(equal_minus_cap, sessions=21),
        inputs=(_RSP, SPY),
        window="21 sessions",
        stress="low",
        definition="Return of the equal-weight S&P 500 fund over 21 sessions less that of the "
        "ordinary one; in a fall of the largest stocks it rises by arithmetic alone.",
        citation="S&P 500 Equal Weight Index methodology",
        source="RSP and SPY, dividend-adjusted",
        display="percent",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.healthy_breadth",
        label="Healthy breadth",
        unit="indicator",
        function=healthy_breadth,
        inputs=(Obs("SPX_PCT_GT_200D"), _RSP, SPY),
        window="200 and 21 sessions",
        stress="low",
        definition="1 when more than half of the S&P 500's members stand above their 200-day "
        "average and equal weight has beaten capitalisation weight over 21 sessions, else 0. When "
        "the largest stocks are what is being sold, equal weight wins by arithmetic alone, so the "
        "second condition by itself shows no health; and a 200-day average turns late.",
        citation="Zakamulin (2017), Market timing with moving averages",
        source="vendor's S&P 500 share above 200-day average; RSP and SPY, dividend-adjusted",
        display="plain",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.members_down_since_peak",
        label="Members down since the peak",
        unit="ratio",
        function=down_since_peak,
        inputs=STOCKS_AND_PEAK,
        window="since the peak",
        stress="high",
        definition="Share of index members that stand lower than on the day of the S&P 500's peak. "
        "Near one the fall is broad; near a half it is a rotation or a few large stocks.",
        citation="Zakamulin (2017), Market timing with moving averages",
        source=PANEL,
        display="share",
        overlap=LEG,
    ),
    MetricSpec(
        id="behaviour.excess_compression",
        label="Correlation of stretch at the peak with the return since",
        unit="correlation",
        function=excess_compression,
        inputs=STOCKS_AND_PEAK,
        window="since the peak",
        gap="no session since the peak",
        max_age=0,
        stress="none",
        definition="Rank correlation across members of how far each stood above its 200-day "
        "average on the day of the S&P 500's peak with its return since. Negative: what had run "
        "furthest was sold most, and excess is being let out; near zero or positive: the selling "
        "is about something else. Betas are not taken out.",
        citation="De Bondt and Thaler (1985), Journal of Finance",
        source=PANEL,
        display="plain",
        overlap=LEG,
    ),
    MetricSpec(
        id="behaviour.decliners_share",
        label="Declining issues",
        unit="ratio",
        function=decliners_share,
        inputs=NYSE,
        window="1 day",
        stress="high",
        definition="Falling NYSE issues as a share of those that rose or fell.",
        citation="NYSE advances and declines",
        source="NYSE advances and declines",
        display="share",
    ),
    MetricSpec(
        id="behaviour.net_advances_21d",
        label="Net advances over a month",
        unit="ratio",
        function=net_advances,
        inputs=NYSE,
        window="21 sessions",
        stress="low",
        definition="Rising less falling NYSE issues added up over 21 sessions, as a share of all "
        "that moved: the month's change of the advance-decline line.",
        citation="NYSE advances and declines",
        source="NYSE advances and declines",
        display="percent",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.breadth_thrust",
        label="Smoothed share of advancing issues",
        unit="ratio",
        function=breadth_thrust,
        inputs=NYSE,
        window="10 sessions",
        stress="low",
        definition="Ten-session exponential average of advancing NYSE issues as a share of those "
        "that rose or fell. Under 40 % is washed out; from there to above 61.5 % within ten "
        "sessions is a Zweig thrust.",
        citation=_ZWEIG,
        source="NYSE advances and declines",
        display="share",
        overlap=10,
    ),
    MetricSpec(
        id="behaviour.zweig_thrust",
        label="Breadth thrust by Zweig's rule",
        unit="indicator",
        function=zweig_thrust,
        inputs=NYSE,
        window="10 sessions",
        stress="none",
        definition="1 when within the last ten sessions the ten-session average of advancing "
        "issues has completed a rise from under 40 % to above 61.5 % within ten sessions, else 0; "
        "the date is that of the last one. A handful since 1990, so that what followed them "
        "proves little.",
        citation=_ZWEIG,
        source="NYSE advances and declines",
        display="plain",
        overlap=10,
    ),
    MetricSpec(
        id="behaviour.new_lows",
        label="New 52-week lows",
        unit="ratio",
        function=new_lows_share,
        inputs=(Obs("NYSE_NEWLO"), Obs("NYSE_ADV"), Obs("NYSE_DECL"), Obs("NYSE_UNCH")),
        window="1 day",
        stress="high",
        definition="NYSE issues at a new 52-week low as a share of all issues traded.",
        citation="NYSE new highs and lows",
        source="NYSE new lows, advances, declines and unchanged",
        display="share",
    ),
    MetricSpec(
        id="behaviour.highs_minus_lows",
        label="New highs less new lows",
        unit="ratio",
        function=highs_minus_lows,
        inputs=(
            Obs("NYSE_NEWHI"),
            Obs("NYSE_NEWLO"),
            Obs("NYSE_ADV"),
            Obs("NYSE_DECL"),
            Obs("NYSE_UNCH"),
        ),
        window="1 day",
        stress="low",
        definition="NYSE issues at a new 52-week high less those at a new low, as a share of all "
        "issues traded; negative where new lows prevail.",
        citation="NYSE new highs and lows",
        source="NYSE new highs and lows, advances, declines and unchanged",
        display="percent",
        reads="difference",
    ),
)
