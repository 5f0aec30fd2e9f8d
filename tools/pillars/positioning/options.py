"""Options: dealers' gamma under stated assumptions, and the skew."""

from __future__ import annotations

from functools import partial

from tools.metrics.dealer_gamma import dealer_gamma
from tools.metrics.gamma_exposure import RULES
from tools.metrics.gamma_flip import Sticky, gamma_flip_distance, gamma_flip_level
from tools.metrics.levels import level
from tools.metrics.options import put_slope, skew_25d
from tools.pillars.positioning.chain_use import SPECS as USE
from tools.pillars.positioning.chain_use import chain_row
from tools.pillars.spec import MetricSpec, Obs
from tools.records import Display

_RULE = "Baltussen, Da, Lammers and Martens (2021), JFE"
_RULES = f"{_RULE}; Bollen and Whaley (2004), JF; Garleanu, Pedersen and Poteshman (2009), RFS"
_FLIP = f"{_RULE}; Derman (1999), Risk"
_QUOTES = "Cboe quotes, S&P 500 options"
_SIGNS = "open interest does not say who is long: dealers taken as long calls and short puts"
_SKEW = "Bates (1991), Journal of Finance; Xing, Zhang and Zhao (2010), JFQA"
_SLOPE = "Bollen and Whaley (2004), Journal of Finance"
_SMILES: tuple[tuple[str, str, Sticky, str], ...] = (
    ("", "", "strike", "each strike keeping its volatility"),
    ("_sticky_delta", ", moving smile", "delta", "the smile moving with the index"),
)
_SCALES: tuple[tuple[str, str, str, str, Display], ...] = (
    ("", "", "points", "", "points"),
    ("_relative", ", over volatility", "ratio", ", over the volatility at the forward", "plain"),
)
_GAMMA = (
    chain_row(
        "dealer_gamma_chain",
        "Dealer gamma, calls less puts",
        "USD per 1 %",
        dealer_gamma,
        "What dealers would trade to stay hedged if the index moved by 1 %: below 0 they sell "
        "into a fall. Contracts left out of the chain are counted by reason in readings of their "
        "own.",
        display="usd",
        reads="difference",
        citation=_RULE,
        estimate=_SIGNS,
    ),
    *(
        chain_row(
            f"dealer_gamma_chain_{name}",
            f"Dealer gamma, {name}est of three sign rules",
            "USD per 1 %",
            partial(dealer_gamma, rules=RULES, pick=pick),
            f"The {name}est dealer gamma under three rules of who is long: calls less puts; "
            "strikes above the index less those below it; customers long of every contract.",
            display="usd",
            reads="difference",
            citation=_RULES,
            estimate=f"the {name}est of three assumptions about who is long",
        )
        for name, pick in (("low", min), ("high", max))
    ),
    *(
        chain_row(
            f"dealer_gamma_down_{name}",
            f"Dealer gamma after {label}",
            "USD per 1 %",
            partial(dealer_gamma, move=move, sigmas=sigmas),
            f"Calls-less-puts dealer gamma if the index stood {words} lower and each strike kept "
            "its volatility: how hard hedging would push a fall that goes on.",
            display="usd",
            reads="difference",
            citation=_RULE,
            estimate=f"{_SIGNS}; each strike keeps its volatility",
        )
        for name, label, words, move, sigmas in (
            ("5pct", "a further fall", "5 %", -0.05, 0.0),
            ("2sigma", "a sharp fall in a day", "two daily standard deviations", 0.0, -2.0),
        )
    ),
)
_FLIPS = (
    *(
        chain_row(
            f"gamma_flip_distance{suffix}",
            f"Distance to the gamma flip{words}",
            "daily sigma",
            partial(gamma_flip_distance, sticky=sticky),
            "How many daily standard deviations the index stands above the level at which "
            f"calls-less-puts gamma changes sign, {held}; within 1 either way is close.",
            display="sigma",
            reads="difference",
            citation=_FLIP,
            estimate=_SIGNS,
        )
        for suffix, words, sticky, held in _SMILES
    ),
    chain_row(
        "gamma_flip_level",
        "Index level of the gamma flip",
        "index points",
        gamma_flip_level,
        "The index level nearest to the spot at which calls-less-puts gamma changes sign, each "
        "strike keeping its volatility: below it hedging adds to moves.",
        display="points",
        citation=_FLIP,
        stress="none",
        estimate=_SIGNS,
    ),
)
_WINGS = tuple(
    chain_row(
        f"{name}{suffix}",
        f"{label}{words}",
        unit,
        partial(function, relative=bool(suffix)),
        f"{what}{more}.",
        display=display,
        reads="difference",
        citation=citation,
        source=_QUOTES,
        stress="high",
        window="30 days to expiry",
    )
    for name, label, function, what, citation in (
        (
            "skew_25d",
            "25-delta skew, one month out",
            skew_25d,
            "Implied volatility of the 25-delta put less that of the 25-delta call",
            _SKEW,
        ),
        (
            "put_slope",
            "Slope of far puts, one month out",
            put_slope,
            "Implied volatility of the 10-delta put less that of the 25-delta put, the price of "
            "crash protection beside ordinary protection",
            _SLOPE,
        ),
    )
    for suffix, words, unit, more, display in _SCALES
)
_VENDOR = MetricSpec(
    id="positioning.dealer_gamma_vendor",
    label="Dealer gamma, a vendor's estimate",
    unit="USD",
    function=level,
    inputs=(Obs("DIX", "gex"),),
    window="1 day",
    stress="low",
    definition=(
        "SqueezeMetrics' gamma exposure of S&P 500 options on its own scale; below 0 hedging adds "
        "to moves."
    ),
    citation="SqueezeMetrics (2016), Gamma Exposure white paper",
    source="SqueezeMetrics GEX",
    display="usd",
    reads="difference",
    estimate="the vendor's own assumption about who is long; method not published in full",
)

SPECS: tuple[MetricSpec, ...] = (*_GAMMA, *_FLIPS, *USE, _VENDOR, *_WINGS)
