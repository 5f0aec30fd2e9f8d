"""Credit: corporate spreads since the peak, and what stocks do not explain of them."""

from __future__ import annotations

from tools.metrics.credit import spread_residual_since_peak
from tools.pillars.macro.since_peak import LEG, REGRESSION_ESTIMATE, since_peak
from tools.pillars.spec import Known, MetricSpec, Obs, Peak

_ICE = "ICE BofA US corporate option-adjusted spreads"


def _residual(stem: str, label: str, grade: str, series: str, vendors: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.{stem}_residual_bp",
        label=f"{label} spread beyond stocks",
        unit="bp",
        function=spread_residual_since_peak,
        inputs=(Known(series), Obs(series), Obs("SPX"), Peak()),
        window="regression: 504 five-day changes up to the peak",
        stress="high",
        definition=(
            f"Widening of the {grade} spread since the S&P 500's peak beyond what the index's "
            "return explains; the slope is that of five-day changes before the peak. Below zero "
            "credit widened less than usual for such a fall."
        ),
        citation="Collin-Dufresne, Goldstein and Martin (2001), Journal of Finance",
        source=f"ICE BofA {vendors} spread, FRED {series}; S&P 500 close",
        display="bp",
        reads="difference",
        overlap=LEG,
        estimate=REGRESSION_ESTIMATE,
    )


SPECS: tuple[MetricSpec, ...] = (
    *since_peak(
        "hy_oas",
        "High-yield spread",
        "the US high-yield option-adjusted spread",
        "BAMLH0A0HYM2",
        _ICE,
        "ICE BofA US high-yield spread, FRED BAMLH0A0HYM2",
        "high",
        "widened",
    ),
    *since_peak(
        "ig_oas",
        "Investment-grade spread",
        "the US investment-grade option-adjusted spread",
        "BAMLC0A0CM",
        _ICE,
        "ICE BofA US corporate spread, FRED BAMLC0A0CM",
        "high",
        "widened",
    ),
    _residual("hy", "High-yield", "high-yield", "BAMLH0A0HYM2", "US high-yield"),
    _residual("ig", "Investment-grade", "investment-grade", "BAMLC0A0CM", "US corporate"),
)
