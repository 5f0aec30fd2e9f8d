"""Behaviour and microstructure: correlation, liquidity, breadth and order."""

from __future__ import annotations

from functools import partial

from tools.metrics.breadth import (
    above_average,
    decliners_share,
    down_volume_share,
    equal_minus_cap,
    heavy_down_days,
    new_lows_share,
    share_of_percent,
)
from tools.metrics.correlation import dispersion, mean_correlation
from tools.metrics.fragility import absorption_shift, turbulence
from tools.metrics.levels import level
from tools.metrics.liquidity import amihud, amihud_residual, spread_estimate, spread_residual
from tools.metrics.orderliness import gap_share, orderliness, range_ratio
from tools.metrics.sectors import extreme_since_peak
from tools.pillars.spec import Frame, Members, MetricSpec, Obs, Panel, Peak, Rank

_PRICES = Panel("adj_close", masked=False)
_VOLUMES = Panel("volume", masked=False)
_STOCKS = (_PRICES, Members())
_TRADES = (_PRICES, _VOLUMES, Members())
_PANEL = "stock panel, index members at the date"
_SECTORS = Frame(("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY"), "adj_close")
_BARS = (Obs("SPY", "open"), Obs("SPY", "high"), Obs("SPY", "low"), Obs("SPY"))
_EDGE = "Ardia, Guidotti and Kroencke (2024), JFE"
_NOISE = "inferred from one fund's daily bars, not quoted; mostly noise in calm markets"

CORRELATION: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.correlation_63d",
        label="Average stock correlation",
        unit="ratio",
        function=mean_correlation,
        inputs=_STOCKS,
        window="63 sessions",
        stress="high",
        definition="Mean correlation of daily returns between any two index members over 63 "
        "sessions; it also rises when only the market's volatility does.",
        citation="Pollet and Wilson (2010), JFE",
        source=_PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.implied_correlation",
        label="Implied correlation",
        unit="points",
        function=level,
        inputs=(Obs("COR1M"),),
        window="1 day",
        stress="high",
        definition="The average correlation of large stocks over the next month that index and "
        "single-stock option prices imply, in percent.",
        citation="Cboe Implied Correlation Index methodology",
        source="Cboe COR1M close",
        display="points",
    ),
    MetricSpec(
        id="behaviour.dispersion",
        label="Stock dispersion",
        unit="points",
        function=dispersion,
        inputs=_STOCKS,
        window="21 sessions",
        stress="high",
        definition="Spread of members' daily returns around their mean over 21 sessions, equally "
        "weighted, as annualised volatility.",
        citation="Solnik and Roulet (2000), Financial Analysts Journal",
        source=_PANEL,
        display="points",
    ),
    MetricSpec(
        id="behaviour.absorption_shift",
        label="Absorption ratio shift",
        unit="sigma",
        function=absorption_shift,
        inputs=(_SECTORS,),
        window="500, 252 and 15 sessions",
        stress="high",
        definition="Share of sector variance in the two largest components, its 15-day mean less "
        "its 252-day mean in standard deviations: positive when fewer forces drive the market.",
        citation="Kritzman, Li, Page and Rigobon (2011), Journal of Portfolio Management",
        source="nine sector funds, dividend-adjusted",
        display="sigma",
    ),
    MetricSpec(
        id="behaviour.turbulence",
        label="Turbulence",
        unit="ratio",
        function=turbulence,
        inputs=(_SECTORS,),
        window="500 sessions",
        stress="high",
        definition="How unusual the day's sector returns are in size and in combination, by the "
        "mean and shrunk covariance of the 500 days before; an ordinary day is near 1.",
        citation="Kritzman and Li (2010), Financial Analysts Journal",
        source="nine sector funds, dividend-adjusted",
        display="plain",
    ),
)

LIQUIDITY: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.amihud",
        label="Price impact",
        unit="ratio",
        function=amihud,
        inputs=_TRADES,
        window="21 over 252 sessions",
        stress="high",
        definition="Absolute return per dollar traded of the median member, a month's mean over "
        "its median of the past year.",
        citation="Amihud (2002), Journal of Financial Markets",
        source=_PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.amihud_residual",
        label="Price impact beyond volatility",
        unit="sigma",
        function=amihud_residual,
        inputs=(*_TRADES, Obs("SPX")),
        window="504 sessions",
        stress="high",
        definition="Price impact less what the S&P 500's 21-day volatility explains, by a line "
        "through the 504 days before, in its residual standard deviations.",
        citation="Amihud (2002); Chordia, Sarkar and Subrahmanyam (2005), RFS",
        source=f"{_PANEL}; S&P 500 close",
        display="sigma",
    ),
    MetricSpec(
        id="behaviour.spread_estimate",
        label="Estimated bid-ask spread",
        unit="bp",
        function=spread_estimate,
        inputs=_BARS,
        window="21 sessions",
        stress="high",
        definition="Bid-ask spread that a month of opens, highs, lows and closes of the S&P 500 "
        "fund implies; zero where none stands out from noise.",
        citation=_EDGE,
        source="SPY daily bars",
        display="bp",
        estimate=_NOISE,
    ),
    MetricSpec(
        id="behaviour.spread_residual",
        label="Estimated spread beyond volatility",
        unit="sigma",
        function=spread_residual,
        inputs=_BARS,
        window="504 sessions",
        stress="high",
        definition="The signed spread estimate less what the fund's 21-day volatility explains, by "
        "a line through the 504 days before, in its residual standard deviations.",
        citation=f"{_EDGE}; Chordia, Sarkar and Subrahmanyam (2005), RFS",
        source="SPY daily bars",
        display="sigma",
        estimate=_NOISE,
    ),
)

BREADTH: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.above_50d",
        label="Members above their 50-day average",
        unit="ratio",
        function=partial(above_average, window=50),
        inputs=_STOCKS,
        window="50 sessions",
        stress="low",
        definition="Share of index members whose close stands above its own 50-day average.",
        citation="Zakamulin (2017), Market timing with moving averages",
        source=_PANEL,
        display="share",
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
    ),
    MetricSpec(
        id="behaviour.equal_minus_cap_21d",
        label="Equal weight minus capitalisation weight",
        unit="ratio",
        function=partial(equal_minus_cap, sessions=21),
        inputs=(Obs("RSP", "adj_close"), Obs("SPY", "adj_close")),
        window="21 sessions",
        stress="low",
        definition="Return of the equal-weight S&P 500 fund over 21 sessions less that of the "
        "ordinary one; in a fall of the largest stocks it rises by arithmetic alone.",
        citation="S&P 500 Equal Weight Index methodology",
        source="RSP and SPY, dividend-adjusted",
        display="percent",
    ),
    MetricSpec(
        id="behaviour.sector_best_since_peak",
        label="Best sector since the peak",
        unit="ratio",
        function=partial(extreme_since_peak, side="best", least=9),
        inputs=(_SECTORS, Peak()),
        window="since the peak",
        stress="low",
        definition="Return since the S&P 500's peak of the sector fund that did best; clearly "
        "negative when no sector was spared.",
        citation="Moskowitz and Grinblatt (1999), Journal of Finance",
        source="nine sector funds, dividend-adjusted",
        display="percent",
    ),
    MetricSpec(
        id="behaviour.sector_worst_since_peak",
        label="Worst sector since the peak",
        unit="ratio",
        function=partial(extreme_since_peak, side="worst", least=9),
        inputs=(_SECTORS, Peak()),
        window="since the peak",
        stress="low",
        definition="Return since the S&P 500's peak of the sector fund that did worst.",
        citation="Moskowitz and Grinblatt (1999), Journal of Finance",
        source="nine sector funds, dividend-adjusted",
        display="percent",
    ),
    MetricSpec(
        id="behaviour.equal_weight_since_peak",
        label="Equal weight since the peak",
        unit="ratio",
        function=partial(extreme_since_peak, side="best", least=1),
        inputs=(Frame(("RSP",), "adj_close"), Peak()),
        window="since the peak",
        stress="low",
        definition="Return of the equal-weighted S&P 500 fund since the index's peak.",
        citation="DeMiguel, Garlappi and Uppal (2009), Review of Financial Studies",
        source="RSP, dividend-adjusted",
        display="percent",
    ),
    MetricSpec(
        id="behaviour.decliners_share",
        label="Declining issues",
        unit="ratio",
        function=decliners_share,
        inputs=(Obs("NYSE_DECL"), Obs("NYSE_ADV")),
        window="1 day",
        stress="high",
        definition="Falling NYSE issues as a share of those that rose or fell.",
        citation="NYSE advances and declines",
        source="NYSE advances and declines",
        display="share",
    ),
    MetricSpec(
        id="behaviour.down_volume_share",
        label="Down volume",
        unit="ratio",
        function=down_volume_share,
        inputs=_TRADES,
        window="1 day",
        stress="high",
        definition="Dollars traded in falling index members as a share of those traded in all that "
        "moved.",
        citation="Desmond (2002), Journal of Technical Analysis",
        source=_PANEL,
        display="share",
    ),
    MetricSpec(
        id="behaviour.heavy_down_days_21d",
        label="90 % down days in a month",
        unit="count",
        function=partial(heavy_down_days, window=21),
        inputs=_TRADES,
        window="21 sessions",
        stress="high",
        definition="Sessions of the last 21 on which falling members took at least nine tenths "
        "both of the dollars traded and of all ground covered.",
        citation="Desmond (2002), Journal of Technical Analysis",
        source=_PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.heavy_down_days_5d",
        label="90 % down days in a week",
        unit="count",
        function=partial(heavy_down_days, window=5),
        inputs=_TRADES,
        window="5 sessions",
        stress="high",
        definition="Sessions of the last five on which falling members took at least nine tenths "
        "both of the dollars traded and of all ground covered.",
        citation="Desmond (2002), Journal of Technical Analysis",
        source=_PANEL,
        display="plain",
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
)

ORDER: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.range_ratio",
        label="Daily ranges against normal",
        unit="ratio",
        function=range_ratio,
        inputs=(Obs("SPX", "high"), Obs("SPX", "low"), Obs("SPX")),
        window="5 over 63 sessions",
        stress="high",
        definition="Mean true range of the S&P 500 over five sessions against the 63 before.",
        citation="Wilder (1978), New concepts in technical trading systems",
        source="S&P 500 high, low and close",
        display="plain",
    ),
    MetricSpec(
        id="behaviour.gap_share",
        label="Overnight share of the path",
        unit="ratio",
        function=gap_share,
        inputs=(Obs("SPY", "open"), Obs("SPY"), Obs("SPY", "adj_close")),
        window="21 sessions",
        stress="high",
        definition="Absolute overnight moves of the S&P 500 fund as a share of all its overnight "
        "and intraday moves.",
        citation="Lou, Polk and Skouras (2019), JFE",
        source="SPY open and close",
        display="share",
    ),
    MetricSpec(
        id="behaviour.orderliness",
        label="Orderliness",
        unit="ratio",
        function=orderliness,
        inputs=(
            Rank("behaviour.range_ratio"),
            Rank("positioning.vix_overshoot"),
            Rank("behaviour.gap_share"),
            Rank("behaviour.spread_residual"),
            Rank("behaviour.absorption_shift"),
            Rank("behaviour.heavy_down_days_21d"),
        ),
        window="ranks of three parts or more",
        stress="low",
        definition="One less the mean percentile of daily ranges, VIX overshoot, overnight gaps, "
        "spreads beyond volatility, the absorption shift and 90 % down days: high is orderly.",
        citation="composite of the readings it names",
        source="this market's own readings",
        display="share",
    ),
)

SPECS: tuple[MetricSpec, ...] = (*CORRELATION, *LIQUIDITY, *BREADTH, *ORDER)
