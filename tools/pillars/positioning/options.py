"""Options: dealers' gamma under stated assumptions, and the skew."""

from __future__ import annotations

from functools import partial

from tools.metrics.dealer_gamma import (
    RULES,
    Sticky,
    dealer_gamma,
    gamma_flip_distance,
    open_interest_covered,
)
from tools.metrics.levels import level
from tools.metrics.options import skew_25d
from tools.pillars.spec import Chains, MetricSpec, Obs
from tools.records import Display

_CBOE = "Cboe, Volatility Index methodology"
_RULE = "Baltussen, Da, Lammers and Martens (2021), JFE"
_RULES = f"{_RULE}; Bollen and Whaley (2004), JF; Garleanu, Pedersen and Poteshman (2009), RFS"
_CHAIN = "Cboe quotes and the prior night's open interest, S&P 500 options"
_SIGNS = "open interest does not say who is long: dealers taken as long calls and short puts"
_SMILES: tuple[tuple[str, str, Sticky, str], ...] = (
    ("", "", "strike", "each strike keeping its volatility"),
    ("_sticky_delta", ", moving smile", "delta", "the smile moving with the index"),
)
_SKEWS: tuple[tuple[str, str, str, str, Display], ...] = (
    ("", "", "points", "", "points"),
    ("_relative", ", scaled", "ratio", ", over the one at the forward", "plain"),
)

SPECS: tuple[MetricSpec, ...] = (
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
