"""Volatility: what options imply, beyond what falls explain and what was realised."""

from __future__ import annotations

from functools import partial

from tools.metrics.conditions import change_over
from tools.metrics.levels import level, ratio
from tools.metrics.since_peak import change_from_peak
from tools.metrics.volatility import (
    realised_volatility,
    variance_premium,
    vix_minus_realised,
    vix_overshoot,
    vix_overshoot_today,
)
from tools.pillars.spec import MetricSpec, Obs, Peak

_CBOE = "Cboe, Volatility Index methodology"
_OVERSHOOT = "Whaley (2009), Journal of Portfolio Management"
_SPX = "S&P 500 close"

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.vix",
        label="VIX",
        unit="points",
        function=level,
        inputs=(Obs("VIX"),),
        window="1 day",
        stress="high",
        definition="The 30-day volatility that S&P 500 option prices imply, annualised.",
        citation=f"{_CBOE}; Whaley (2009), Journal of Portfolio Management",
        source="Cboe VIX close",
        display="points",
    ),
    MetricSpec(
        id="positioning.vix_change_5d",
        label="VIX, change over a week",
        unit="points",
        function=partial(change_over, observations=5),
        inputs=(Obs("VIX"),),
        window="5 days",
        stress="high",
        definition="Change of the VIX over five of its closes, in points.",
        citation=f"{_CBOE}; Whaley (2009), Journal of Portfolio Management",
        source="Cboe VIX close",
        display="points",
        reads="change",
        overlap=5,
    ),
    MetricSpec(
        id="positioning.vix_overshoot",
        label="VIX overshoot since the peak",
        gap="no session with a falling index since the peak",
        unit="sigma",
        function=vix_overshoot,
        inputs=(Obs("VIX"), Obs("SPX"), Peak()),
        window="504 down days",
        stress="high",
        definition=(
            "The largest rise of the VIX beyond what the index's fall explained, over the down "
            "days since the peak of the leg, in standard deviations of such surprises."
        ),
        citation=_OVERSHOOT,
        source=f"Cboe VIX close, {_SPX}",
        display="sigma",
        reads="difference",
    ),
    MetricSpec(
        id="positioning.vix_overshoot_today",
        label="VIX overshoot of the last session",
        unit="sigma",
        function=vix_overshoot_today,
        inputs=(Obs("VIX"), Obs("SPX")),
        window="504 down days",
        stress="high",
        definition=(
            "The day's change in the VIX beyond what a regression on the index's return over the "
            "last 504 down days explains, in standard deviations of its residual."
        ),
        citation=_OVERSHOOT,
        source=f"Cboe VIX close, {_SPX}",
        display="sigma",
        reads="difference",
    ),
    MetricSpec(
        id="positioning.vix9d_vix",
        label="VIX9D over VIX",
        unit="ratio",
        function=ratio,
        inputs=(Obs("VIX9D"), Obs("VIX")),
        window="1 day",
        stress="high",
        definition="Nine-day over 30-day implied volatility; above 1 the front end is bid.",
        citation=_CBOE,
        source="Cboe VIX9D and VIX closes",
        display="plain",
    ),
    MetricSpec(
        id="positioning.vix_vix3m",
        label="VIX over VIX3M",
        unit="ratio",
        function=ratio,
        inputs=(Obs("VIX"), Obs("VIX3M")),
        window="1 day",
        stress="high",
        definition="One-month over three-month implied volatility; above 1 the curve is inverted.",
        citation=_CBOE,
        source="Cboe VIX and VIX3M closes",
        display="plain",
    ),
    MetricSpec(
        id="positioning.realised_vol_21d",
        label="Realised volatility over a month",
        unit="points",
        function=realised_volatility,
        inputs=(Obs("SPX"),),
        window="21 days",
        stress="high",
        definition="Root mean square of the S&P 500's last 21 daily log returns, annualised.",
        citation="Andersen and Bollerslev (1998), International Economic Review",
        source=_SPX,
        display="points",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.vix_minus_rv21",
        label="VIX less realised volatility",
        unit="points",
        function=vix_minus_realised,
        inputs=(Obs("VIX"), Obs("SPX")),
        window="21 days",
        stress="high",
        definition="The VIX less what the S&P 500 has realised over the last 21 sessions, both "
        "annualised: what protection costs beyond what has happened.",
        citation="Bollerslev, Tauchen and Zhou (2009), Review of Financial Studies",
        source=f"Cboe VIX close, {_SPX}",
        display="points",
        reads="difference",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.variance_premium",
        label="Variance risk premium",
        unit="squared percent a month",
        function=variance_premium,
        inputs=(Obs("VIX"), Obs("SPX")),
        window="22 days",
        stress="high",
        definition=(
            "The variance that options price for the coming month less a forecast of what will be "
            "realised, made from past realised variance alone."
        ),
        citation=(
            "Bollerslev, Tauchen and Zhou (2009), Review of Financial Studies; Corsi (2009), "
            "Journal of Financial Econometrics"
        ),
        source=f"Cboe VIX close, {_SPX}",
        display="plain",
        reads="difference",
        overlap=22,
        estimate="expected variance is a forecast from daily returns, refitted each day",
    ),
    MetricSpec(
        id="positioning.skew_index",
        label="SKEW index",
        unit="points",
        function=level,
        inputs=(Obs("SKEW"),),
        window="1 day",
        stress="none",
        definition=(
            "How far option prices lean towards a large fall of the S&P 500 over a month: 100 "
            "would be none, by a normal distribution. It often falls in a crash, "
            "when the level of volatility rises faster than its slope."
        ),
        citation="Cboe SKEW Index white paper (2011)",
        source="Cboe SKEW close",
        display="points",
    ),
    MetricSpec(
        id="positioning.skew_index_change",
        label="SKEW index since the peak",
        unit="points",
        function=change_from_peak,
        inputs=(Obs("SKEW"), Peak()),
        window="since the peak",
        stress="none",
        definition=(
            "Change of the SKEW index since the S&P 500's peak: positive when option prices have "
            "come to lean more towards a large fall."
        ),
        citation="Cboe SKEW Index white paper (2011)",
        source="Cboe SKEW close",
        display="points",
        reads="change",
        overlap=21,
    ),
    MetricSpec(
        id="positioning.vvix",
        label="VVIX, implied volatility of the VIX",
        unit="points",
        function=level,
        inputs=(Obs("VVIX"),),
        window="1 day",
        stress="high",
        definition="The volatility of the VIX that options on it imply, annualised.",
        citation="Cboe VVIX Index white paper (2012)",
        source="Cboe VVIX close",
        display="points",
    ),
)
