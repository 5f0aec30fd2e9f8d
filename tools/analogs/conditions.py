"""The named conditions whose aftermath is counted: one row each, data and no code.

Thresholds are the ones that desks quote, or percentiles as they were known at the time. The same
cool-off of a quarter holds for all, so that one fall counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tools import precedents
from tools.records import Selloff

COOL_OFF = 63  # sessions from one event to the next
INDEX_HORIZONS, FACTOR_HORIZONS = (21, 63), (21, 63, 126)
Asset = Literal["SPX", "MOMENTUM", "MOMENTUM_NEUTRAL"]
NAMES: dict[Asset, str] = {
    "SPX": precedents.INDEX,
    "MOMENTUM": "unscaled momentum",
    "MOMENTUM_NEUTRAL": "market-neutral momentum",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One test that holds on a session or does not.

    ``of`` is a reading's id or one of the series of ``tools.analogs.series``; its value, or with
    ``rank`` its percentile as it was known, stands at or beyond ``above`` or ``below``. ``within``
    lets it have held on any of the last sessions.
    """

    of: str
    above: float | None = None
    below: float | None = None
    rank: bool = False
    within: int = 1
    label: Selloff | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: all of its clauses hold. An event is its first session, after a cool-off.

    ``given`` are clauses that must hold on the event's day as well, but do not make the event.
    ``label`` completes "after ...". ``asset`` is what its aftermath is measured in, ``family`` that
    whose peak says since when it counts today. ``now`` tells it today where its own clauses rest on
    what is published late; ``published`` dates its events by what they refer to, not by when that
    was published, since a desk saw the move itself.
    """

    id: str
    label: str
    clauses: tuple[Clause, ...]
    given: tuple[Clause, ...] = ()
    asset: Asset = "SPX"
    horizons: tuple[int, ...] = INDEX_HORIZONS
    family: str = "SPX"
    now: tuple[Clause, ...] = ()
    published: bool = False


_MOMENTUM_LOSS = Clause("positioning.momentum_french_drawdown_21d", below=-0.10)
_MOMENTUM_NOW = (Clause("positioning.momentum_raw_drawdown_21d", below=-0.10),)
_DOWN_5 = Clause("market.drawdown_252d", below=-0.05)

CONDITIONS: tuple[Condition, ...] = (
    Condition("first_5pct", "a first close 5 % below the year's high", (_DOWN_5,)),
    Condition(
        "first_10pct",
        "a first close 10 % below the year's high",
        (Clause("market.drawdown_252d", below=-0.10),),
    ),
    # Whether yields rose or fell with stocks parts a rates scare from a flight to quality.
    Condition(
        "first_5pct_yields_up",
        "a first close 5 % below the year's high with the 10-year yield up since the peak",
        (_DOWN_5,),
        given=(Clause("macro.rates_10y_bp", above=1.0),),
    ),
    Condition(
        "first_5pct_yields_down",
        "a first close 5 % below the year's high with the 10-year yield down since the peak",
        (_DOWN_5,),
        given=(Clause("macro.rates_10y_bp", below=-1.0),),
    ),
    Condition("broad", "the first day of a broad sell-off", (Clause("selloff", label="broad"),)),
    Condition(
        "beneath",
        "the first day of a rout beneath a calm index",
        (Clause("selloff", label="beneath"),),
    ),
    Condition(
        "overshoot_90",
        "a VIX overshoot above its 90th percentile on a down day",
        (
            Clause("positioning.vix_overshoot_today", above=0.90, rank=True),
            Clause("return_1d", below=0.0),
        ),
    ),
    Condition("vix_30", "a first VIX close at 30", (Clause("positioning.vix", above=30.0),)),
    Condition(
        "vix_inverted",
        "a first close of the VIX above VIX3M",
        (Clause("positioning.vix_vix3m", above=1.0),),
    ),
    # The signal that desks wait for: the term structure slopes up again after a scare.
    Condition(
        "vix_normal",
        "a VIX back 5 % under VIX3M within a month of standing above it",
        (
            Clause("positioning.vix_vix3m", above=1.0, within=21),
            Clause("positioning.vix_vix3m", below=0.95),
        ),
    ),
    Condition(
        "gamma_negative",
        "a first day of negative dealer gamma by the vendor's sign",
        (Clause("positioning.dealer_gamma_vendor", below=0.0),),
    ),
    Condition(
        "deleveraged",
        "vol-target exposure in the lowest tenth of its history",
        (Clause("positioning.vol_target_21d", below=0.10, rank=True),),
    ),
    Condition(
        "hy_100bp",
        "high-yield spreads 100 bp wider since the index's peak",
        (Clause("macro.hy_oas_bp", above=100.0),),
    ),
    Condition(
        "heavy_selling",
        "a day on which nine in ten issues declined",
        (Clause("behaviour.decliners_share", above=0.90),),
    ),
    Condition(
        "bears_90",
        "a share of bears in the AAII survey above its 90th percentile",
        (Clause("positioning.aaii_bears", above=0.90, rank=True),),
    ),
    # Momentum unscaled, which the published factor lets reach back to 1990.
    Condition(
        "momentum_10pct",
        "a loss of 10 % in unscaled momentum within a month",
        (_MOMENTUM_LOSS,),
        asset="MOMENTUM",
        horizons=FACTOR_HORIZONS,
        family="MOMENTUM_RAW",
        now=_MOMENTUM_NOW,
        published=True,
    ),
    # "Once excess risk is cleared", by the volatility that momentum is scaled by (Barroso and
    # Santa-Clara 2015). Other ways to say it give other figures: a VIX under 20 looks better.
    Condition(
        "momentum_cleared",
        "momentum's volatility back under its two-year median within half a year of such a loss",
        (
            Clause("positioning.momentum_french_drawdown_21d", below=-0.10, within=126),
            Clause("momentum_volatility", below=1.0),
        ),
        asset="MOMENTUM",
        horizons=FACTOR_HORIZONS,
        family="MOMENTUM_RAW",
        published=True,
    ),
    Condition(
        "momentum_10pct_index",
        "a loss of 10 % in unscaled momentum within a month",
        (_MOMENTUM_LOSS,),
        family="MOMENTUM_RAW",
        now=_MOMENTUM_NOW,
        published=True,
    ),
    # Hedged and scaled to 10 % volatility, a loss as rare is about half as large.
    Condition(
        "momentum_neutral_5pct",
        "a loss of 5 % in market-neutral momentum within a month",
        (Clause("positioning.momentum_drawdown_21d", below=-0.05),),
        asset="MOMENTUM_NEUTRAL",
        horizons=FACTOR_HORIZONS,
        family="MOMENTUM",
    ),
)

# What followed the nearest dates is told in the same form.
NEAREST = Condition(precedents.NEAREST, "the past dates nearest to today", ())
