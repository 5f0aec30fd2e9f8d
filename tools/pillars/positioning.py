"""Positioning and flows: volatility, systematic strategies, surveys, options and momentum."""

from __future__ import annotations

from functools import partial

from tools.metrics.dealer_gamma import (
    RULES,
    Sticky,
    dealer_gamma,
    gamma_flip_distance,
    open_interest_covered,
)
from tools.metrics.levels import level, ratio, spread
from tools.metrics.options import skew_25d
from tools.metrics.surveys import net_share, stacking
from tools.metrics.systematic import (
    cta_change,
    cta_forecast,
    cta_trigger,
    twelve_month_sign,
    vol_target_change,
    vol_target_ewma,
    vol_target_leverage,
)
from tools.metrics.volatility import (
    realised_volatility,
    variance_premium,
    vix_minus_realised,
    vix_overshoot,
    vix_overshoot_today,
)
from tools.pillars import momentum
from tools.pillars.spec import Chains, MetricSpec, Obs, Peak, Rank, Stress
from tools.records import Display

_CBOE = "Cboe, Volatility Index methodology"
_OVERSHOOT = "Whaley (2009), Journal of Portfolio Management"
_TREND = "Carver (2015), Systematic Trading; Moskowitz, Ooi and Pedersen (2012), JFE"
_TARGETING = "Moreira and Muir (2017), Journal of Finance; Harvey et al. (2018), JPM"
_CFTC = "CFTC, Traders in Financial Futures"
_RULE = "Baltussen, Da, Lammers and Martens (2021), JFE"
_RULES = f"{_RULE}; Bollen and Whaley (2004), JF; Garleanu, Pedersen and Poteshman (2009), RFS"
_SPX = "S&P 500 close"
_CHAIN = "Cboe quotes and the prior night's open interest, S&P 500 options"
_MODEL_CTA = "a model of trend followers, not their positions"
_MODEL_TARGET = "a model fund with a 10 % target and a 1.5 cap, not any fund's position"
_SIGNS = "open interest does not say who is long: dealers taken as long calls and short puts"

_STEPS = (
    ("flat", "index unchanged", "closes unchanged", 0.0),
    ("down", "index down two sigma", "falls by two daily standard deviations", -2.0),
    ("up", "index up two sigma", "rises by two daily standard deviations", 2.0),
)
_TRADERS: tuple[tuple[str, str, Stress, str], ...] = (
    ("am", "Asset managers", "low", ""),
    ("lev", "Leveraged funds", "none", " Part of it hedges other holdings."),
)
_SMILES: tuple[tuple[str, str, Sticky, str], ...] = (
    ("", "", "strike", "each strike keeping its volatility"),
    ("_sticky_delta", ", moving smile", "delta", "the smile moving with the index"),
)
_SKEWS: tuple[tuple[str, str, str, str, Display], ...] = (
    ("", "", "points", "", "points"),
    ("_relative", ", scaled", "ratio", ", over the one at the forward", "plain"),
)

VOLATILITY: tuple[MetricSpec, ...] = (
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
    ),
    MetricSpec(
        id="positioning.vix_overshoot_today",
        label="VIX overshoot of the day",
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
        label="Realised volatility, 21 days",
        unit="points",
        function=realised_volatility,
        inputs=(Obs("SPX"),),
        window="21 days",
        stress="high",
        definition="Annualised root mean square of the index's last 21 daily log returns.",
        citation="Andersen and Bollerslev (1998), International Economic Review",
        source=_SPX,
        display="points",
    ),
    MetricSpec(
        id="positioning.vix_minus_rv21",
        label="VIX less realised volatility",
        unit="points",
        function=vix_minus_realised,
        inputs=(Obs("VIX"), Obs("SPX")),
        window="21 days",
        stress="high",
        definition="Implied volatility less what the index has realised over the last 21 sessions.",
        citation="Bollerslev, Tauchen and Zhou (2009), Review of Financial Studies",
        source=f"Cboe VIX close, {_SPX}",
        display="points",
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
        estimate="expected variance is a forecast from daily returns, refitted each day",
    ),
    MetricSpec(
        id="positioning.skew_index",
        label="Cboe SKEW",
        unit="points",
        function=level,
        inputs=(Obs("SKEW"),),
        window="1 day",
        stress="none",
        definition=(
            "How much option prices fear a tail: 100 would be none. It often falls in a crash, "
            "when the level of volatility rises faster than its slope."
        ),
        citation="Cboe SKEW Index white paper (2011)",
        source="Cboe SKEW close",
        display="points",
    ),
    MetricSpec(
        id="positioning.vvix",
        label="VVIX",
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

SYSTEMATIC: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.cta_spx",
        label="Trend followers' forecast, S&P 500",
        unit="forecast in [-2, 2]",
        function=cta_forecast,
        inputs=(Obs("SPX"),),
        window="16 to 256 days",
        stress="low",
        definition=(
            "Mean of three moving-average crossovers scaled by the volatility of price changes: 2 "
            "is the most that the model holds, 1 an average long, below 0 a short."
        ),
        citation=_TREND,
        source=_SPX,
        display="plain",
        estimate=_MODEL_CTA,
    ),
    MetricSpec(
        id="positioning.cta_12m_sign",
        label="Sign of the 12-month return",
        unit="sign",
        function=twelve_month_sign,
        inputs=(Obs("SPX"),),
        window="252 days",
        stress="low",
        definition="1 where the index stands above its close of 252 sessions ago, -1 below it.",
        citation="Moskowitz, Ooi and Pedersen (2012), Journal of Financial Economics",
        source=_SPX,
        display="plain",
        estimate=_MODEL_CTA,
    ),
    MetricSpec(
        id="positioning.cta_trigger",
        label="Move to the fast trend signal's turn",
        unit="ratio",
        function=cta_trigger,
        inputs=(Obs("SPX"),),
        window="16 and 64 days",
        stress="none",
        definition=(
            "How far the next close would have to move for the 16/64 crossover to change sign: "
            "below 0 while it is long."
        ),
        citation=_TREND,
        source=_SPX,
        display="percent",
        estimate=_MODEL_CTA,
    ),
    *(
        MetricSpec(
            id=f"positioning.cta_change_{name}",
            label=f"Trend followers' next step, {words}",
            unit="forecast",
            function=partial(cta_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="16 to 256 days",
            stress="low",
            definition=(
                f"Change of the trend forecast over the next session if the index {what}; below 0 "
                "the model sells."
            ),
            citation=_TREND,
            source=_SPX,
            display="plain",
            estimate=f"{_MODEL_CTA}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_{days}d",
            label=f"Volatility targeter's weight, {days} days",
            unit="leverage",
            function=partial(vol_target_leverage, window=days),
            inputs=(Obs("SPX"),),
            window=f"{days} days",
            stress="low",
            definition=(
                f"Equity weight that holds volatility at 10 %, estimated over {days} sessions and "
                "capped at 1.5."
            ),
            citation=_TARGETING,
            source=_SPX,
            display="leverage",
            estimate=_MODEL_TARGET,
        )
        for days in (21, 63)
    ),
    MetricSpec(
        id="positioning.vol_target_ewma",
        label="Volatility targeter's weight, exponential",
        unit="leverage",
        function=vol_target_ewma,
        inputs=(Obs("SPX"),),
        window="decay 0.94",
        stress="low",
        definition="As the 21-day weight, with a volatility that weighs recent days more.",
        citation=f"{_TARGETING}; RiskMetrics (1996)",
        source=_SPX,
        display="leverage",
        estimate=_MODEL_TARGET,
    ),
    *(
        MetricSpec(
            id=f"positioning.vol_target_change_{name}",
            label=f"Volatility targeter's next step, {words}",
            unit="leverage",
            function=partial(vol_target_change, sigmas=sigmas),
            inputs=(Obs("SPX"),),
            window="21 days",
            stress="low",
            definition=(
                f"Change of the 21-day weight over the next session if the index {what}; below 0 "
                "the model sells."
            ),
            citation=_TARGETING,
            source=_SPX,
            display="leverage",
            estimate=f"{_MODEL_TARGET}; the move is assumed",
        )
        for name, words, what, sigmas in _STEPS
    ),
)

SURVEYS: tuple[MetricSpec, ...] = (
    *(
        MetricSpec(
            id=f"positioning.{key}_net_share",
            label=f"{who}, net S&P 500 futures",
            unit="share of open interest",
            function=net_share,
            inputs=tuple(Obs("TFF_SP500", f) for f in (f"{key}_long", f"{key}_short", "oi")),
            window="1 report",
            stress=stress,
            definition=f"{who}' long less short S&P 500 futures over all open interest.{more}",
            citation=_CFTC,
            source="CFTC Traders in Financial Futures, S&P 500, Tuesday's positions",
            display="percent",
            frequency="weekly",
            max_age=10,
        )
        for key, who, stress, more in _TRADERS
    ),
    MetricSpec(
        id="positioning.naaim",
        label="NAAIM exposure",
        unit="exposure",
        function=level,
        inputs=(Obs("NAAIM"),),
        window="1 survey",
        stress="low",
        definition="Mean equity exposure that active managers report: 100 is fully invested.",
        citation="National Association of Active Investment Managers",
        source="NAAIM exposure index",
        display="plain",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.aaii_spread",
        label="AAII bulls less bears",
        unit="points",
        function=spread,
        inputs=(Obs("AAII", "bullish"), Obs("AAII", "bearish")),
        window="1 survey",
        stress="low",
        definition="Percent of individual investors who are bullish less those who are bearish.",
        citation="American Association of Individual Investors",
        source="AAII sentiment survey",
        display="points",
        frequency="weekly",
        max_age=10,
    ),
    MetricSpec(
        id="positioning.put_call",
        label="Put/call ratio",
        unit="ratio",
        function=level,
        inputs=(Obs("PUT_CALL", "total"),),
        window="1 day",
        stress="high",
        definition="Puts over calls traded on Cboe in the day, all products.",
        citation="Cboe daily market statistics",
        source="Cboe total put/call ratio",
        display="plain",
    ),
    MetricSpec(
        id="positioning.stacking",
        label="Stacking of positions at the peak",
        unit="ratio",
        function=stacking,
        inputs=(
            Rank("positioning.cta_spx"),
            Rank("positioning.vol_target_21d"),
            Rank("positioning.am_net_share"),
            Rank("positioning.naaim"),
            Peak(),
        ),
        window="at the peak",
        stress="high",
        definition=(
            "Mean percentile, from 0 to 1, of trend followers' forecast, volatility targeters' "
            "weight, asset managers' futures and active managers' exposure on the day of the "
            "peak, as known then; above 0.90 positions were stacked."
        ),
        citation=f"{_TREND}; {_CFTC}; NAAIM",
        source=f"{_SPX}, CFTC Traders in Financial Futures, NAAIM",
        display="share",
        estimate="two of the four parts are models of traders, not their positions",
    ),
)

OPTIONS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="positioning.dealer_gamma_chain",
        label="Dealer gamma, calls less puts",
        unit="USD per 1 %",
        function=dealer_gamma,
        inputs=(Chains("SPX"),),
        window="1 chain",
        stress="low",
        definition=(
            "What dealers would trade to stay hedged if the index moved by 1 %: below 0 they sell "
            "into a fall."
        ),
        citation=_RULE,
        source=_CHAIN,
        display="usd",
        frequency="irregular",
        max_age=3,
        estimate=_SIGNS,
    ),
    *(
        MetricSpec(
            id=f"positioning.dealer_gamma_chain_{name}",
            label=f"Dealer gamma, {words} of three sign rules",
            unit="USD per 1 %",
            function=partial(dealer_gamma, rules=RULES, pick=pick),
            inputs=(Chains("SPX"),),
            window="1 chain",
            stress="low",
            definition=(
                f"The {words} dealer gamma under three rules of who is long: calls less puts; "
                "strikes above the index less those below it; customers long of every contract."
            ),
            citation=_RULES,
            source=_CHAIN,
            display="usd",
            frequency="irregular",
            max_age=3,
            estimate=f"the {words} of three assumptions about who is long",
        )
        for name, words, pick in (("low", "lowest", min), ("high", "highest", max))
    ),
    *(
        MetricSpec(
            id=f"positioning.gamma_flip_distance{suffix}",
            label=f"Distance to the gamma flip{words}",
            unit="daily sigma",
            function=partial(gamma_flip_distance, sticky=sticky),
            inputs=(Chains("SPX"),),
            window="1 chain",
            stress="low",
            definition=(
                "How many daily standard deviations the index stands above the level at which "
                f"calls-less-puts gamma changes sign, {held}; within 1 either way is close."
            ),
            citation=f"{_RULE}; Derman (1999), Risk",
            source=_CHAIN,
            display="sigma",
            frequency="irregular",
            max_age=3,
            estimate=_SIGNS,
        )
        for suffix, words, sticky, held in _SMILES
    ),
    MetricSpec(
        id="positioning.dealer_gamma_coverage",
        label="Open interest in the gamma figure",
        unit="ratio",
        function=open_interest_covered,
        inputs=(Chains("SPX"),),
        window="1 chain",
        stress="none",
        definition="Share of the chain's open interest that could be valued and is not expired.",
        citation=_CBOE,
        source=_CHAIN,
        display="share",
        frequency="irregular",
        max_age=3,
    ),
    MetricSpec(
        id="positioning.dealer_gamma_vendor",
        label="Dealer gamma, vendor's",
        unit="USD",
        function=level,
        inputs=(Obs("DIX", "gex"),),
        window="1 day",
        stress="low",
        definition=(
            "SqueezeMetrics' gamma exposure of S&P 500 options on its own scale; below 0 hedging "
            "adds to moves."
        ),
        citation="SqueezeMetrics (2016), Gamma Exposure white paper",
        source="SqueezeMetrics GEX",
        display="usd",
        estimate="the vendor's own assumption about who is long; method not published in full",
    ),
    *(
        MetricSpec(
            id=f"positioning.skew_25d{suffix}",
            label=f"25-delta skew, 30 days{words}",
            unit=unit,
            function=partial(skew_25d, relative=bool(suffix)),
            inputs=(Chains("SPX"),),
            window="30 days to expiry",
            stress="high",
            definition=(
                f"Implied volatility of the 25-delta put less that of the 25-delta call{more}."
            ),
            citation="Bates (1991), Journal of Finance; Xing, Zhang and Zhao (2010), JFQA",
            source="Cboe quotes, S&P 500 options",
            display=display,
            frequency="irregular",
            max_age=3,
        )
        for suffix, words, unit, more, display in _SKEWS
    ),
)

# ---------------------------------------------------------------------- momentum: rows go here
MOMENTUM: tuple[MetricSpec, ...] = momentum.SPECS
# ------------------------------------------------------------------------------ end of momentum

SPECS: tuple[MetricSpec, ...] = (*VOLATILITY, *MOMENTUM, *SYSTEMATIC, *SURVEYS, *OPTIONS)
