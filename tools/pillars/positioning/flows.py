"""Flows: money into a fund, money borrowed to hold stocks, and options traded."""

from __future__ import annotations

from functools import partial

from tools.metrics.conditions import trailing_mean
from tools.metrics.drawdown import drawdown
from tools.metrics.flows import fund_flow, growth_over_year
from tools.metrics.levels import level
from tools.pillars.spec import MetricSpec, Obs

_CBOE = "Cboe daily market statistics"
_RATIOS = (
    ("put_call", "Put/call ratio", "total", "all products", ""),
    (
        "put_call_index",
        "Put/call ratio, index options",
        "index",
        "index options",
        " Most of it is institutions' hedging.",
    ),
    (
        "put_call_equity",
        "Put/call ratio, single stocks",
        "equity",
        "options on single stocks",
        " It stood lower in 2020 and 2021, when private investors bought calls.",
    ),
)
_MEANS = (
    ("put_call", "Put/call ratio, mean of a fortnight", "total", "all products"),
    (
        "put_call_equity",
        "Put/call ratio, single stocks, mean of a fortnight",
        "equity",
        "options on single stocks",
    ),
)
_MARGIN = "FINRA margin debit balances, month's end, known three weeks later"
_BORROWED = "Fortune (2001), New England Economic Review; FINRA margin statistics"

SPECS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.{key}",
            label=label,
            unit="ratio",
            function=level,
            inputs=(Obs("PUT_CALL", field),),
            window="1 day",
            stress="high",
            definition=f"Puts over calls traded on Cboe in the day, {words}.{more}",
            citation=_CBOE,
            source=f"Cboe {field} put/call ratio",
            display="plain",
        )
        for key, label, field, words, more in _RATIOS
    ),
    *(
        MetricSpec(
            id=f"positioning.{key}_10d",
            label=label,
            unit="ratio",
            function=partial(trailing_mean, window=10),
            inputs=(Obs("PUT_CALL", field),),
            window="10 days",
            stress="high",
            definition=f"Mean over ten days of puts over calls traded on Cboe in the day, {words}.",
            citation=_CBOE,
            source=f"Cboe {field} put/call ratio",
            display="plain",
            overlap=10,
        )
        for key, label, field, words in _MEANS
    ),
    MetricSpec(
        id="positioning.qqq_flow_21d",
        label="Flow into one Nasdaq fund (QQQ) over a month",
        unit="ratio",
        function=fund_flow,
        inputs=(Obs("QQQ_FLOW", "flow_usd"), Obs("QQQ_FLOW", "aum_usd")),
        window="21 days",
        stress="low",
        definition=(
            "Creations less redemptions of the Invesco QQQ fund over 21 days, over its mean assets "
            "in them; below 0 money left. One fund on the Nasdaq-100 among many, and a day without "
            "a reported flow counts as none."
        ),
        citation="Frazzini and Lamont (2008), Journal of Financial Economics",
        source="QQQ fund data, the next business day",
        display="percent",
        reads="change",
        verb="took in",
        overlap=21,
        estimate="one fund stands for flows, of which most are not published by the day",
    ),
    MetricSpec(
        id="positioning.margin_debt_growth",
        label="Margin debt, growth over a year",
        unit="ratio",
        function=growth_over_year,
        inputs=(Obs("MARGIN_DEBT"),),
        window="12 months",
        stress="low",
        definition=(
            "Money borrowed against securities over what it was a year before, less one: high when "
            "leverage has been built, below 0 when it is cut."
        ),
        citation=_BORROWED,
        source=_MARGIN,
        display="percent",
        reads="change",
        frequency="monthly",
        max_age=70,
        overlap=12,
    ),
    MetricSpec(
        id="positioning.margin_debt_from_peak",
        label="Margin debt since its high of a year",
        unit="ratio",
        function=partial(drawdown, window=12),
        inputs=(Obs("MARGIN_DEBT"),),
        window="12 months",
        stress="low",
        definition=(
            "Money borrowed against securities over its highest of the last twelve months' ends, "
            "less one."
        ),
        citation=_BORROWED,
        source=_MARGIN,
        display="percent",
        reads="change",
        frequency="monthly",
        max_age=70,
        overlap=12,
    ),
)
