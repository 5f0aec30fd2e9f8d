"""Monetary policy: the path that is priced, and what announcements did to it."""

from __future__ import annotations

from functools import partial

from tools.metrics.policy import (
    News,
    last_surprise,
    policy_news_since_peak,
    surprises_since_peak,
)
from tools.metrics.rates import spread_since_peak
from tools.pillars.macro.since_peak import LEG
from tools.pillars.spec import Known, MetricSpec, Obs, Peak, Table

_TABLE = Table("fomc_shocks")
_NONE = "no policy announcement with measured rates futures since the peak"
_UNMEASURED = "no policy announcement since the peak, or one without measured rates futures"
_FUTURES = "Jarociński and Karadi, high-frequency surprises around FOMC announcements"
_JK = "Jarociński and Karadi (2020), AEJ Macroeconomics"
_SPLIT = (
    "each announcement counts whole as one kind, by whether stocks and rates moved apart or "
    "together in its half hour"
)
_KINDS: tuple[tuple[News, str, str, str], ...] = (
    (
        "policy",
        "Policy shocks at announcements since the peak",
        "apart: policy tighter, or easier, than was expected. Positive when tighter",
        "high",
    ),
    (
        "information",
        "Information shocks at announcements since the peak",
        "together: taken as news about the economy. Negative when the Fed sounded gloomier",
        "low",
    ),
)


def _news(kind: News, label: str, what: str, stress: str) -> MetricSpec:
    return MetricSpec(
        id=f"macro.fomc_{kind}_shock_bp",
        label=label,
        unit="bp",
        function=partial(policy_news_since_peak, news=kind),
        inputs=(_TABLE, Peak()),
        window="since the peak",
        stress="high" if stress == "high" else "low",
        definition=(
            "Sum of the changes in the coming year's rates over the half hours around policy "
            f"announcements since the S&P 500's peak on which stocks and rates moved {what}."
        ),
        citation=_JK,
        source=_FUTURES,
        display="bp",
        reads="change",
        overlap=LEG,
        gap=_UNMEASURED,
        estimate=_SPLIT,
    )


SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="macro.policy_path_bp",
        label="Priced path of policy since the peak",
        unit="bp",
        function=spread_since_peak,
        inputs=(Known("DGS2"), Obs("DGS2"), Known("DFF"), Obs("DFF"), Peak()),
        window="since the peak",
        stress="high",
        definition=(
            "Change since the S&P 500's peak in the two-year Treasury yield less the effective "
            "federal funds rate: how much more tightening, or less easing, is priced beyond "
            "today's rate. A rise that was priced and then delivered lowers it."
        ),
        citation="Hanson and Stein (2015), Journal of Financial Economics",
        source="2-year Treasury yield and effective federal funds rate, FRED DGS2 and DFF",
        display="bp",
        reads="change",
        overlap=LEG,
        estimate=(
            "the two-year yield also holds a term premium, so its change is not that of expected "
            "rates alone (Piazzesi and Swanson 2008)"
        ),
    ),
    MetricSpec(
        id="macro.fomc_surprise_bp",
        label="Last policy surprise since the peak",
        unit="bp",
        function=last_surprise,
        inputs=(_TABLE, Peak()),
        window="30 minutes around the announcement",
        stress="high",
        definition=(
            "Change in the rate that fed funds futures priced for the current meeting over the "
            "half hour around the last measured policy announcement since the S&P 500's peak, "
            "whose day is given; positive when it was tighter than expected. It is blind to what "
            "was said of later meetings."
        ),
        citation="Kuttner (2001), Journal of Monetary Economics; Gürkaynak, Sack and Swanson "
        "(2005), IJCB",
        source=_FUTURES,
        display="bp",
        reads="change",
        overlap=LEG,
        gap=_NONE,
    ),
    MetricSpec(
        id="macro.fomc_surprises_bp",
        label="Policy surprises since the peak",
        unit="bp",
        function=surprises_since_peak,
        inputs=(_TABLE, Peak()),
        window="since the peak",
        stress="high",
        definition=(
            "Sum of the surprises in the current meeting's rate over all policy announcements "
            "since the S&P 500's peak; positive when they were tighter than expected."
        ),
        citation="Kuttner (2001), Journal of Monetary Economics; Gürkaynak, Sack and Swanson "
        "(2005), IJCB",
        source=_FUTURES,
        display="bp",
        reads="change",
        overlap=LEG,
        gap=_UNMEASURED,
    ),
    *(_news(*kind) for kind in _KINDS),
)
