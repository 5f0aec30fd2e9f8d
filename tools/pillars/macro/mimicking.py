"""What rates and the dollar imply for the index, by its past betas to them."""

from __future__ import annotations

from functools import partial

from tools.metrics.crossasset import rates_beta_flipped
from tools.metrics.mimicking import (
    Factor,
    mimicking_placebo,
    mimicking_r_squared,
    mimicking_return,
    mimicking_share,
)
from tools.pillars.macro.since_peak import LEG, REGRESSION_ESTIMATE
from tools.pillars.spec import MetricSpec, Obs, Peak

_FACTORS = (Obs("SPX"), Obs("DGS2"), Obs("DGS10"), Obs("DXY"), Peak())
_FACTOR_SOURCE = "S&P 500 close, 2- and 10-year Treasury yields, dollar index (DXY)"
_TRACKING = "Lamont (2001), Journal of Econometrics"
_PARTS: tuple[tuple[str, Factor, str], ...] = (
    ("return", "all", "rates and the dollar"),
    ("return_rates", "rates", "rates"),
    ("return_dollar", "dollar", "the dollar"),
)
_REGRESSION = "regression: 504 days up to the peak"

SPECS: tuple[MetricSpec, ...] = (
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
            "move the other way; it says nothing where the index has hardly moved."
        ),
        citation=_TRACKING,
        source=_FACTOR_SOURCE,
        display="share",
        overlap=LEG,
        estimate=REGRESSION_ESTIMATE,
    ),
    MetricSpec(
        id="macro.mimicking_placebo",
        label="Rank of what rates and the dollar imply",
        unit="ratio",
        function=mimicking_placebo,
        inputs=_FACTORS,
        window="all earlier windows of the same length, at least 1,260",
        stress="none",
        definition=(
            "Rank of the share that rates and the dollar imply among the shares of every earlier "
            "window of the same length. Only above 0.95 does it set the move apart."
        ),
        citation=_TRACKING,
        source=_FACTOR_SOURCE,
        display="share",
        overlap=LEG,
        estimate=REGRESSION_ESTIMATE,
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
            reads="change",
            verb="added",
            overlap=LEG,
            estimate=REGRESSION_ESTIMATE,
        )
        for stem, factor, what in _PARTS
    ),
    MetricSpec(
        id="macro.mimicking_r2",
        label="Share of variance that rates and the dollar explain",
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
        overlap=LEG,
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
        overlap=63,
    ),
)
