"""Credit: corporate spreads since the peak, and what stocks do not explain of them."""

from __future__ import annotations

from tools.metrics.credit import spread_residual_since_peak
from tools.pillars.macro.since_peak import REGRESSION_ESTIMATE, since_peak
from tools.pillars.spec import Known, MetricSpec, Obs, Peak

_ICE = "ICE BofA US corporate option-adjusted spreads"

SPECS: tuple[MetricSpec, ...] = (
    *since_peak(
        "hy_oas",
        "High-yield spread",
        "the US high-yield option-adjusted spread",
        "BAMLH0A0HYM2",
        _ICE,
        "ICE BofA US high-yield spread, FRED BAMLH0A0HYM2",
        "high",
    ),
    *since_peak(
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
        estimate=REGRESSION_ESTIMATE,
    ),
)
