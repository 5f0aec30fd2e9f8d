"""Capitulation: heavy days, volume, and how many of its signs are there."""

from __future__ import annotations

from functools import partial

from tools.metrics.capitulation import (
    capitulation_signs,
    down_volume_share,
    heavy_day_count,
    sessions_since_heavy_day,
    volume_ratio,
)
from tools.pillars.behaviour.inputs import PANEL, TRADES
from tools.pillars.spec import MetricSpec, Obs, Rank

_DESMOND = "Desmond (2002), Journal of Technical Analysis"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="behaviour.down_volume_share",
        label="Down volume",
        unit="ratio",
        function=down_volume_share,
        inputs=TRADES,
        window="1 day",
        stress="high",
        definition="Dollars traded in falling index members as a share of those traded in all that "
        "moved.",
        citation=_DESMOND,
        source=PANEL,
        display="share",
    ),
    MetricSpec(
        id="behaviour.heavy_down_days_21d",
        label="90 % down days in a month",
        unit="count",
        function=partial(heavy_day_count, window=21),
        inputs=TRADES,
        window="21 sessions",
        stress="high",
        definition="Sessions of the last 21 on which falling members took at least nine tenths "
        "both of the dollars traded and of all ground covered.",
        citation=_DESMOND,
        source=PANEL,
        display="plain",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.heavy_down_days_5d",
        label="90 % down days in a week",
        unit="count",
        function=partial(heavy_day_count, window=5),
        inputs=TRADES,
        window="5 sessions",
        stress="high",
        definition="Sessions of the last five on which falling members took at least nine tenths "
        "both of the dollars traded and of all ground covered.",
        citation=_DESMOND,
        source=PANEL,
        display="plain",
        overlap=5,
    ),
    MetricSpec(
        id="behaviour.sessions_since_heavy_down_day",
        label="Sessions since the last 90 % down day",
        unit="count",
        function=sessions_since_heavy_day,
        inputs=TRADES,
        window="whole history",
        stress="low",
        definition="Sessions since falling members last took at least nine tenths both of the "
        "dollars traded and of all ground covered, 0 on such a day. A decline often has several; "
        "the first is no sign of a low.",
        citation=_DESMOND,
        source=PANEL,
        display="plain",
    ),
    MetricSpec(
        id="behaviour.heavy_up_days_21d",
        label="90 % up days in a month",
        unit="count",
        function=partial(heavy_day_count, window=21, side="up"),
        inputs=TRADES,
        window="21 sessions",
        stress="none",
        definition="Sessions of the last 21 on which rising members took at least nine tenths both "
        "of the dollars traded and of all ground covered. After heavy down days they speak of "
        "demand coming back; in the middle of a fall they are a sign of high volatility.",
        citation=_DESMOND,
        source=PANEL,
        display="plain",
        overlap=21,
    ),
    MetricSpec(
        id="behaviour.capitulation_signs",
        label="Signs of capitulation present",
        unit="ratio",
        function=capitulation_signs,
        inputs=(
            *TRADES,
            Obs("VIX"),
            Obs("VIX3M"),
            Rank("positioning.aaii_spread"),
            Rank("positioning.put_call"),
            Rank("positioning.vix_minus_rv21"),
        ),
        window="three signs or more",
        stress="high",
        definition="Share of five signs that are present, of those that can be measured: a 90 % "
        "down day within five sessions, private investors' sentiment in the lowest 5 % of its "
        "history, put/call in its highest 5 %, VIX over realised volatility in its highest 5 %, an "
        "inverted VIX curve. None of this proves a low, and closing data cannot show whether "
        "anybody was forced to sell.",
        citation=f"{_DESMOND}; Baker and Wurgler (2006), Journal of Finance",
        source=f"{PANEL}; Cboe VIX, VIX3M and put/call; AAII; S&P 500 close",
        display="share",
    ),
    MetricSpec(
        id="behaviour.volume_ratio",
        label="S&P 500 fund's volume against normal",
        unit="ratio",
        function=volume_ratio,
        inputs=(Obs("SPY", "volume"),),
        window="1 over 63 sessions",
        stress="high",
        definition="Shares of the S&P 500 fund traded in the day over their mean of the 63 "
        "sessions before. Well above 1 in a fall: selling without much choice of what to sell.",
        citation="Karpoff (1987), Journal of Financial and Quantitative Analysis",
        source="SPY volume",
        display="plain",
    ),
)
