"""Macro: rates, credit, conditions outside equities, uncertainty, and what they would explain."""

from __future__ import annotations

from functools import partial

from tools.metrics.conditions import (
    change_over,
    conditions_ex_equity,
    mean_change,
    over_trailing_year,
    trailing_mean,
)
from tools.metrics.credit import spread_residual_since_peak
from tools.metrics.crossasset import rates_beta_flipped
from tools.metrics.mimicking import (
    Factor,
    mimicking_placebo,
    mimicking_r_squared,
    mimicking_return,
    mimicking_share,
)
from tools.metrics.rates import (
    change_before_peak,
    change_before_peak_z,
    change_since_peak,
    change_since_peak_z,
    spread_since_peak,
)
from tools.pillars.spec import Known, MetricSpec, Obs, Peak, Stress

_TREASURY = "Federal Reserve H.15, US Treasury par yields"
_ICE = "ICE BofA US corporate option-adjusted spreads"
_SIGMA = "volatility: 504 days up to the peak"
_SCALING = "over the standard deviation of its 504 daily changes up to the peak, per root day"
_FACTORS = (Obs("SPX"), Obs("DGS2"), Obs("DGS10"), Obs("DXY"), Peak())
_FACTOR_SOURCE = "S&P 500 close, 2- and 10-year Treasury yields, dollar index (DXY)"
_TRACKING = "Lamont (2001), Journal of Econometrics"
_PARTS: tuple[tuple[str, Factor, str], ...] = (
    ("return", "all", "rates and the dollar"),
    ("return_rates", "rates", "rates"),
    ("return_dollar", "dollar", "the dollar"),
)
_REGRESSION = "regression: 504 days up to the peak"
_ESTIMATE = "a regression on past co-movement, not a cause"


def _moved(series: str) -> tuple[Known, Obs, Peak]:
    return Known(series), Obs(series), Peak()


def _since_peak(
    stem: str, label: str, what: str, series: str, citation: str, source: str, stress: Stress
) -> tuple[MetricSpec, MetricSpec]:
    """Return the rows of a yield's or spread's change since the peak, in bp and in sigmas."""
    return (
        MetricSpec(
            id=f"macro.{stem}_bp",
            label=f"{label} since the peak",
            unit="bp",
            function=change_since_peak,
            inputs=_moved(series),
            window="since the peak",
            stress=stress,
            definition=(
                f"Change in {what} from the day of the S&P 500's peak to the last one published."
            ),
            citation=citation,
            source=source,
            display="bp",
        ),
        MetricSpec(
            id=f"macro.{stem}_z",
            label=f"{label} since the peak, scaled",
            unit="sigma",
            function=change_since_peak_z,
            inputs=_moved(series),
            window=_SIGMA,
            stress=stress,
            definition=f"Change in {what} since the S&P 500's peak {_SCALING}.",
            citation=citation,
            source=source,
            display="sigma",
        ),
    )


def _before_peak(tenor: str, series: str) -> tuple[MetricSpec, MetricSpec]:
    """Return the rows of a yield's change over the 21 sessions into the peak."""
    source = f"{tenor}-year Treasury yield, FRED {series}"
    return (
        MetricSpec(
            id=f"macro.rates_{tenor}y_before_peak_bp",
            label=f"{tenor}-year yield before the peak",
            unit="bp",
            function=change_before_peak,
            inputs=_moved(series),
            window="21 days up to the peak",
            stress="high",
            definition=(
                f"Change in the {tenor}-year Treasury yield over the 21 sessions that led up to "
                "the S&P 500's peak: a rise that came first can have started the fall."
            ),
            citation=_TREASURY,
            source=source,
            display="bp",
        ),
        MetricSpec(
            id=f"macro.rates_{tenor}y_before_peak_z",
            label=f"{tenor}-year yield before the peak, scaled",
            unit="sigma",
            function=change_before_peak_z,
            inputs=_moved(series),
            window="21 days up to the peak, volatility: 504 days before them",
            stress="high",
            definition=(
                f"Change in the {tenor}-year Treasury yield over the 21 sessions up to the S&P "
                "500's peak, over the standard deviation of its 504 daily changes before them, "
                "per root day."
            ),
            citation=_TREASURY,
            source=source,
            display="sigma",
        ),
    )


RATES: tuple[MetricSpec, ...] = (
    *(
        row
        for tenor in ("2", "10", "30")
        for row in _since_peak(
            f"rates_{tenor}y",
            f"{tenor}-year yield",
            f"the {tenor}-year Treasury yield",
            f"DGS{tenor}",
            _TREASURY,
            f"{tenor}-year Treasury yield, FRED DGS{tenor}",
            "high",
        )
    ),
    *_before_peak("2", "DGS2"),
    *_before_peak("10", "DGS10"),
    *_since_peak(
        "breakeven_10y",
        "10-year breakeven",
        "ten-year breakeven inflation",
        "T10YIE",
        "Gürkaynak, Sack and Wright (2010), AEJ Macroeconomics",
        "10-year breakeven inflation, FRED T10YIE",
        "both",
    ),
    MetricSpec(
        id="macro.real_10y_bp",
        label="10-year real yield since the peak",
        unit="bp",
        function=spread_since_peak,
        inputs=(Known("DGS10"), Obs("DGS10"), Known("T10YIE"), Obs("T10YIE"), Peak()),
        window="since the peak",
        stress="high",
        definition=(
            "Change since the S&P 500's peak in the ten-year Treasury yield less ten-year "
            "breakeven inflation."
        ),
        citation="Gürkaynak, Sack and Wright (2010), AEJ Macroeconomics",
        source="10-year Treasury yield and breakeven, FRED DGS10 and T10YIE",
        display="bp",
    ),
    MetricSpec(
        id="macro.curve_2s10s_bp",
        label="2s10s since the peak",
        unit="bp",
        function=spread_since_peak,
        inputs=(Known("DGS10"), Obs("DGS10"), Known("DGS2"), Obs("DGS2"), Peak()),
        window="since the peak",
        stress="none",
        definition=(
            "Change since the S&P 500's peak in the ten-year less the two-year Treasury yield; "
            "positive when the curve steepened."
        ),
        citation=_TREASURY,
        source="10- and 2-year Treasury yields, FRED DGS10 and DGS2",
        display="bp",
    ),
)

CREDIT: tuple[MetricSpec, ...] = (
    *_since_peak(
        "hy_oas",
        "High-yield spread",
        "the US high-yield option-adjusted spread",
        "BAMLH0A0HYM2",
        _ICE,
        "ICE BofA US high-yield spread, FRED BAMLH0A0HYM2",
        "high",
    ),
    *_since_peak(
        "ig_oas",
        "Investment-grade spread",
        "the US investment-grade option-adjusted spread",
        "BAMLC0A0CM",
        _ICE,
        "ICE BofA US corporate spread, FRED BAMLC0A0CM",
        "high",
    ),
    MetricSpec(
        id="macro.hy_residual_bp",
        label="High-yield spread beyond stocks",
        unit="bp",
        function=spread_residual_since_peak,
        inputs=(Known("BAMLH0A0HYM2"), Obs("BAMLH0A0HYM2"), Obs("SPX"), Peak()),
        window="regression: 504 five-day changes up to the peak",
        stress="high",
        definition=(
            "Widening of the high-yield spread since the S&P 500's peak beyond what the index's "
            "return explains; the slope is that of five-day changes before the peak. Below zero "
            "credit widened less than usual for such a fall."
        ),
        citation="Collin-Dufresne, Goldstein and Martin (2001), Journal of Finance",
        source="ICE BofA US high-yield spread, FRED BAMLH0A0HYM2; S&P 500 close",
        display="bp",
        estimate=_ESTIMATE,
    ),
)


def _conditions(stem: str, window: int) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{stem}",
        label=f"Conditions without equities, {window} days",
        unit="sigma",
        function=partial(conditions_ex_equity, window=window),
        inputs=(
            Known("DGS10"),
            Known("T10YIE"),
            Known("BAMLC0A0CM"),
            Known("DTWEXBGS"),
            Known("DFF"),
            Known("DFEDTARU"),
        ),
        window=f"{window} days, volatility: 504 days before them",
        stress="high",
        definition=(
            f"Mean of four {window}-day changes, each over its own volatility before: ten-year "
            "real yield, investment-grade spread, broad dollar, and federal funds over the "
            "ceiling of the target range. Positive when conditions tightened. No stock price and "
            "no implied volatility goes into it."
        ),
        citation="Hatzius, Hooper, Mishkin, Schoenholtz and Watson (2010), NBER 16150",
        source="FRED DGS10, T10YIE, BAMLC0A0CM, DTWEXBGS, DFF and DFEDTARU",
        display="sigma",
        max_age=7,
    )


def _fed_index(series: str, label: str, definition: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{series.lower()}_change_4w",
        label=label,
        unit="index",
        function=partial(change_over, observations=4),
        inputs=(Obs(series),),
        window="4 weeks",
        stress="high",
        definition=definition,
        citation="Brave and Butters (2011), Economic Perspectives, Chicago Fed",
        source=f"Chicago Fed, FRED {series}",
        display="plain",
        frequency="weekly",
        max_age=10,
    )


CONDITIONS: tuple[MetricSpec, ...] = (
    _conditions("conditions_ex_equity", 21),
    _conditions("conditions_ex_equity_5d", 5),
    _fed_index(
        "NFCI",
        "NFCI, four-week change",
        "Four-week change in the Chicago Fed's national financial conditions index; positive when "
        "conditions tightened. It contains equity prices and volatility, and its history is "
        "re-estimated every week.",
    ),
    _fed_index(
        "ANFCI",
        "ANFCI, four-week change",
        "Four-week change in the Chicago Fed's conditions index net of growth and inflation; "
        "positive when conditions tightened.",
    ),
    MetricSpec(
        id="macro.dollar_z",
        label="Dollar since the peak, scaled",
        unit="sigma",
        function=partial(change_since_peak_z, scale="log"),
        inputs=_moved("DXY"),
        window=_SIGMA,
        stress="high",
        definition=f"Log change in the dollar index since the S&P 500's peak {_SCALING}.",
        citation="ICE US Dollar Index",
        source="Dollar index (DXY)",
        display="sigma",
    ),
    MetricSpec(
        id="macro.claims_change_4w",
        label="Initial claims, four weeks on four",
        unit="ratio",
        function=partial(mean_change, observations=4),
        inputs=(Obs("ICSA"),),
        window="8 weeks",
        stress="high",
        definition=(
            "Mean weekly initial claims for unemployment insurance of the last four weeks over "
            "that of the four weeks before, less one."
        ),
        citation="US Department of Labor, Unemployment Insurance Weekly Claims",
        source="Initial claims, FRED ICSA (as revised)",
        display="percent",
        frequency="weekly",
        max_age=10,
    ),
)

UNCERTAINTY: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.epu",
        label="Policy uncertainty",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("EPU"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the US daily index of economic policy uncertainty in news.",
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
    ),
    MetricSpec(
        id="macro.epu_ratio",
        label="Policy uncertainty over its year",
        unit="ratio",
        function=over_trailing_year,
        inputs=(Obs("EPU"),),
        window="7 days over 365",
        stress="high",
        definition=(
            "Seven-day mean of the US daily index of economic policy uncertainty over its mean of "
            "the trailing year; above 1 when policy is more in doubt than it was."
        ),
        citation="Baker, Bloom and Davis (2016), Quarterly Journal of Economics",
        source="policyuncertainty.com, US daily index",
        display="plain",
    ),
    MetricSpec(
        id="macro.gpr",
        label="Geopolitical risk",
        unit="index",
        function=trailing_mean,
        inputs=(Obs("GPR", "gprd"),),
        window="7 days",
        stress="high",
        definition="Seven-day mean of the daily index of geopolitical risk in newspapers.",
        citation="Caldara and Iacoviello (2022), American Economic Review",
        source="Caldara and Iacoviello, daily GPR",
        display="plain",
        max_age=10,
    ),
)

MIMICKING: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.mimicking_share",
        label="Share of the move that rates and the dollar imply",
        unit="ratio",
        function=mimicking_share,
        inputs=_FACTORS,
        window=_REGRESSION,
        stress="none",
        definition=(
            "What the index's betas to the 2-year yield, the 10-year yield and the dollar imply "
            "for its return since the peak, over its actual return. Negative when they imply a "
            "move the other way."
        ),
        citation=_TRACKING,
        source=_FACTOR_SOURCE,
        display="percent",
        estimate=_ESTIMATE,
    ),
    MetricSpec(
        id="macro.mimicking_placebo",
        label="That share among earlier windows",
        unit="ratio",
        function=mimicking_placebo,
        inputs=_FACTORS,
        window="all earlier windows of the same length, at least 1,260",
        stress="none",
        definition=(
            "Rank of the share that rates and the dollar imply among the shares of every earlier "
            "window of the same length. Only above .95 does it set the move apart."
        ),
        citation=_TRACKING,
        source=_FACTOR_SOURCE,
        display="share",
        estimate=_ESTIMATE,
    ),
    *(
        MetricSpec(
            id=f"macro.mimicking_{stem}",
            label=f"Return implied by {what}",
            unit="ratio",
            function=partial(mimicking_return, factor=factor),
            inputs=_FACTORS,
            window=_REGRESSION,
            stress="low",
            definition=(
                "Index return since the peak that follows from the moves of "
                f"{what} and the index's betas to the 2-year yield, the 10-year yield and the "
                "dollar before the peak."
            ),
            citation=_TRACKING,
            source=_FACTOR_SOURCE,
            display="percent",
            estimate=_ESTIMATE,
        )
        for stem, factor, what in _PARTS
    ),
    MetricSpec(
        id="macro.mimicking_r2",
        label="Variance that rates and the dollar explained",
        unit="ratio",
        function=mimicking_r_squared,
        inputs=_FACTORS,
        window=_REGRESSION,
        stress="none",
        definition=(
            "R-squared of the index's daily returns on the changes in the 2-year yield, the "
            "10-year yield and the dollar up to the peak."
        ),
        citation=_TRACKING,
        source=_FACTOR_SOURCE,
        display="share",
    ),
    MetricSpec(
        id="macro.rates_beta_flipped",
        label="Stocks' reaction to yields changed sign",
        unit="indicator",
        function=rates_beta_flipped,
        inputs=(Obs("SPX"), Obs("DGS10"), Peak()),
        window="63 days, and 504 days up to the peak",
        stress="none",
        definition=(
            "1 when the index's correlation with the 10-year yield over the last 63 days has the "
            "other sign than over the 504 days up to the peak, so that shares built on the older "
            "betas are not to be trusted; else 0."
        ),
        citation="Campbell, Sunderam and Viceira (2017), Critical Finance Review",
        source="S&P 500 close, 10-year Treasury yield",
        display="plain",
    ),
)

SPECS: tuple[MetricSpec, ...] = (*RATES, *CREDIT, *CONDITIONS, *UNCERTAINTY, *MIMICKING)
