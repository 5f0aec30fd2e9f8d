"""Valuation: what the index costs, and whether the move was one of discount rates."""

from __future__ import annotations

from tools.metrics.earnings import forward_pe
from tools.metrics.levels import level
from tools.metrics.rate_sensitivity import duration_slope
from tools.metrics.style import pair_return
from tools.metrics.valuation import excess_cape_yield
from tools.pillars.fundamentals.earnings import SHILLER, VINTAGES
from tools.pillars.spec import Members, MetricSpec, Obs, Panel, Peak, Table

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="fundamentals.forward_pe",
        label="Forward price/earnings",
        gap="no set of earnings estimates of the last 100 days",
        unit="ratio",
        function=forward_pe,
        inputs=(Obs("SPX"), Table("eps_vintages")),
        window="vintages of estimates at most 100 days old",
        stress="high",
        definition=(
            "S&P 500 over the operating earnings expected for the next four quarters, as the "
            "latest published estimates had them."
        ),
        citation=VINTAGES,
        source=f"S&P 500 close; {VINTAGES}",
        display="plain",
    ),
    MetricSpec(
        id="fundamentals.cape",
        label="Cyclically adjusted price/earnings (CAPE)",
        unit="ratio",
        function=level,
        inputs=(Obs("SHILLER", "cape"),),
        window="120 months",
        stress="high",
        definition="Real S&P 500 price over the ten-year mean of real earnings.",
        citation="Campbell and Shiller (1988), Journal of Finance",
        source=SHILLER,
        display="plain",
        frequency="monthly",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.excess_cape_yield",
        label="Excess yield of stocks over real bonds (CAPE)",
        unit="ratio",
        function=excess_cape_yield,
        inputs=(Obs("SHILLER", "cape"), Obs("SHILLER", "long_rate"), Obs("SHILLER", "cpi")),
        window="120 months",
        stress="low",
        definition=(
            "One over CAPE less the ten-year Treasury yield net of the last ten years' inflation; "
            "low when stocks are dear against bonds."
        ),
        citation="Shiller, Black and Jivraj (2020), SSRN 3714737",
        source=SHILLER,
        display="percent",
        reads="difference",
        frequency="monthly",
        max_age=70,
    ),
    MetricSpec(
        id="fundamentals.duration_slope",
        label="Long-duration stocks since the peak, beyond beta",
        gap="no fall since the peak, or fewer than 50 stocks with two years of returns before it",
        unit="ratio",
        function=duration_slope,
        inputs=(Panel(masked=False), Members(), Obs("SPX"), Obs("DGS10"), Peak()),
        window="durations: 504 days up to the peak",
        stress="none",
        definition=(
            "Log return since the S&P 500's peak, beyond market beta, per standard deviation of "
            "members' duration: how much a stock loses when the ten-year yield rises, given the "
            "market. Negative when the stocks most sensitive to yields fell most, as when "
            "discount rates drive a fall; positive when they held up best."
        ),
        citation="Weber (2018), Journal of Financial Economics",
        source="adjusted closes of S&P 500 members, S&P 500 close, 10-year Treasury yield",
        display="percent",
        reads="difference",
        overlap=21,
        estimate="durations are slopes of past returns on yields, and carry their noise",
    ),
    MetricSpec(
        id="fundamentals.value_minus_growth_21d",
        label="Value against growth, one month",
        unit="ratio",
        function=pair_return,
        inputs=(Obs("IWD", "adj_close"), Obs("IWF", "adj_close")),
        window="21 days",
        overlap=21,
        stress="none",
        definition=(
            "Return of the Russell 1000 value fund over 21 days less that of the growth fund: "
            "positive when dear stocks with distant earnings lagged."
        ),
        citation="Fama and French (1993), Journal of Financial Economics",
        source="IWD and IWF adjusted closes",
        display="percent",
        reads="difference",
    ),
)
