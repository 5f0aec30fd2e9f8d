"""Styles and long-short proxies from traded funds, which are known at every close."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from tools.metrics.performance import relative_since_peak
from tools.metrics.style import pair_return
from tools.pillars.positioning.inputs import LEG
from tools.pillars.spec import MetricSpec, Obs, Peak, Stress

_DECILES = "Jegadeesh and Titman (1993), Journal of Finance"
_BETA = "Frazzini and Pedersen (2014), JFE"
_QUALITY = "Asness, Frazzini and Pedersen (2019), Review of Accounting Studies"
_LOW_RISK = "Ang, Hodrick, Xing and Zhang (2006), Journal of Finance"
_SIZE_VALUE = "Fama and French (1993), JFE"
_INDUSTRY = "Moskowitz and Grinblatt (1999), Journal of Finance"


class _Pair(NamedTuple):
    """One fund against another; ``names`` are the words for the two in a definition."""

    id: str
    label: str
    long: str
    short: str
    names: tuple[str, str]
    stress: Stress
    says: str
    citation: str
    windows: tuple[str, ...] = ("21d", "since_peak")


_PAIRS = (
    _Pair(
        "momentum",
        "Momentum fund against the S&P 500",
        "MTUM",
        "SPY",
        ("momentum fund", "S&P 500 fund"),
        "low",
        "negative when leaders fall behind; the fund holds no shorts and changes a few times a "
        "year",
        _DECILES,
    ),
    _Pair(
        "high_beta",
        "High beta against low volatility",
        "SPHB",
        "SPLV",
        ("high-beta fund", "low-volatility fund"),
        "low",
        "negative when risk is cut within equities",
        _BETA,
    ),
    _Pair(
        "quality",
        "Quality against the S&P 500",
        "QUAL",
        "SPY",
        ("quality fund", "S&P 500 fund"),
        "high",
        "positive when investors seek sound balance sheets",
        _QUALITY,
    ),
    _Pair(
        "low_volatility",
        "Low volatility against the S&P 500",
        "USMV",
        "SPY",
        ("minimum-volatility fund", "S&P 500 fund"),
        "high",
        "positive when investors seek shelter within equities, which a fall brings about by beta "
        "alone",
        _LOW_RISK,
    ),
    _Pair(
        "small",
        "Small against large stocks",
        "IWM",
        "SPY",
        ("Russell 2000 fund", "S&P 500 fund"),
        "low",
        "negative when the smaller and more indebted lead a fall",
        _SIZE_VALUE,
    ),
    _Pair(
        "semiconductors",
        "Semiconductors against the S&P 500",
        "SMH",
        "SPY",
        ("semiconductor fund", "S&P 500 fund"),
        "low",
        "negative when the leaders of the technology cycle are sold",
        _INDUSTRY,
    ),
    _Pair(
        "value",
        "Value against the S&P 500",
        "VLUE",
        "SPY",
        ("sector-neutral value fund", "S&P 500 fund"),
        "both",
        "far from zero when leadership changes",
        _SIZE_VALUE,
    ),
    _Pair(
        "value_growth",
        "Value against growth",
        "IWD",
        "IWF",
        ("Russell 1000 value fund", "Russell 1000 growth fund"),
        "both",
        "far from zero when leadership changes",
        _SIZE_VALUE,
        ("since_peak",),
    ),
)


def _rows(pair: _Pair) -> tuple[MetricSpec, ...]:
    """Return a pair's rows: over a month and since the S&P 500's peak."""
    first, second = pair.names
    funds = (Obs(pair.long, "adj_close"), Obs(pair.short, "adj_close"))
    source = f"{pair.long} and {pair.short}, dividend-adjusted"
    month = MetricSpec(
        id=f"positioning.style_{pair.id}_21d",
        label=f"{pair.label}, one month",
        unit="ratio",
        function=partial(pair_return, sessions=21),
        inputs=funds,
        window="21 sessions",
        stress=pair.stress,
        definition=f"Return of the {first} over 21 sessions less that of the {second}: "
        f"{pair.says}.",
        citation=pair.citation,
        source=source,
        display="percent",
        reads="difference",
        overlap=21,
    )
    leg = MetricSpec(
        id=f"positioning.style_{pair.id}_since_peak",
        label=f"{pair.label} since the peak",
        unit="ratio",
        function=relative_since_peak,
        inputs=(*funds, Peak()),
        window="since the peak",
        stress=pair.stress,
        definition=f"Return of the {first} since the S&P 500's peak less that of the {second}: "
        f"{pair.says}.",
        citation=pair.citation,
        source=source,
        display="percent",
        reads="difference",
        overlap=LEG,
    )
    return tuple(row for row in (month, leg) if row.id.endswith(pair.windows))


SPECS: tuple[MetricSpec, ...] = tuple(row for pair in _PAIRS for row in _rows(pair))
