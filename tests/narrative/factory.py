"""Briefs made by hand for tests: small, typed, and each figure chosen by the test that needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tools.pillars.registry import specs
from tools.precedents import Analog, BaseRate, Compared, Deepening
from tools.records import (
    Brief,
    Contribution,
    DatedEvent,
    Falsifier,
    GroupMove,
    MarketRef,
    Move,
    NoteRef,
    PillarName,
    Reading,
    Verdict,
    Watch,
    WorstDay,
)

AS_OF = date(2018, 2, 8)
PEAK = date(2018, 1, 26)
WORST = date(2018, 2, 5)
PAYROLLS = date(2018, 2, 2)


def make_reading(
    reading_id: str = "positioning.vix", value: float | None = 33.5, **fields: Any
) -> Reading:
    """Return a reading; ``percentile=`` alone makes a high value mean stress.

    What its sign means is as in the tables, where the id stands there.
    """
    pillar: PillarName = reading_id.partition(".")[0]  # type: ignore[assignment]
    known: dict[str, Any] = {
        "label": reading_id.partition(".")[2].replace("_", " "),
        "unit": "ratio",
        "window": "level",
        "source": "a test",
        "definition": "A figure made for a test.",
        "citation": "Test (2018)",
        "display": "plain",
        "missing": "no data in this market" if value is None else None,
    }
    if reading_id in specs():
        known |= {name: getattr(specs()[reading_id], name) for name in ("reads", "verb")}
    if value is not None:
        known |= {"observed": AS_OF, "known": AS_OF, "age": 0}
    if fields.get("percentile") is not None:
        known |= {"percentile_n": 5000, "percentile_since": date(1990, 1, 2)}
        known |= {"stress": fields["percentile"]}
    return Reading(id=reading_id, pillar=pillar, value=value, **(known | fields))


READINGS: tuple[Reading, ...] = (
    make_reading(
        "market.drawdown_252d",
        -0.1016,
        display="percent",
        percentile=0.08,
        stress=0.92,
        label="S&P 500 drawdown",
    ),
    make_reading("macro.rates_2y_bp", 0.0, display="bp", unit="bp", label="2y yield, move"),
    make_reading(
        "macro.rates_10y_bp",
        19.0,
        display="bp",
        unit="bp",
        percentile=0.88,
        label="10y yield, move",
    ),
    make_reading(
        "macro.rates_10y_z",
        1.6,
        display="sigma",
        unit="sigma",
        percentile=0.93,
        label="10y yield, z",
    ),
    make_reading(
        "macro.hy_oas_bp", 36.0, display="bp", unit="bp", percentile=0.9, label="HY spread, move"
    ),
    make_reading(
        "macro.ig_oas_bp", 0.3, display="bp", unit="bp", percentile=0.5, label="IG spread, move"
    ),
    make_reading(
        "positioning.momentum_drawdown_21d",
        -0.012,
        display="percent",
        percentile=0.6,
        stress=0.4,
        label="Momentum drawdown",
    ),
    make_reading(
        "positioning.vix", 33.46, display="points", unit="points", percentile=0.97, label="VIX"
    ),
    make_reading(
        "positioning.vix_overshoot",
        16.17,
        display="sigma",
        unit="sigma",
        percentile=0.9998,
        label="VIX overshoot",
        at=WORST,
    ),
    make_reading("positioning.vix_vix3m", 1.22, percentile=0.98, label="VIX/VIX3M"),
    make_reading(
        "positioning.vix_minus_rv21",
        10.2,
        display="points",
        unit="points",
        percentile=0.85,
        label="VIX less realised",
    ),
    make_reading(
        "positioning.vol_target_21d",
        0.42,
        display="leverage",
        unit="leverage",
        percentile=0.03,
        label="Vol-target leverage",
    ),
    make_reading(
        "positioning.dealer_gamma_vendor",
        -1.62e9,
        display="usd",
        unit="usd",
        percentile=0.01,
        stress=0.99,
        label="Vendor gamma",
        estimate="the vendor's sign",
    ),
    make_reading("positioning.naaim", 94.0, percentile=0.94, stress=None, label="NAAIM exposure"),
    make_reading(
        "behaviour.above_200d",
        0.64,
        display="share",
        percentile=0.4,
        stress=0.6,
        label="Members above 200-day",
    ),
    make_reading(
        "fundamentals.eps_forward_revision",
        None,
        display="percent",
        label="Forward EPS revision",
        missing="one vintage since the peak",
    ),
    make_reading(
        "crossasset.gold_z_21d",
        -0.4,
        display="sigma",
        unit="sigma",
        percentile=0.4,
        label="Gold, z",
    ),
)


def make_group(asset: str, return_: float, z: float, **fields: Any) -> GroupMove:
    """Return one risk family's move since late January."""
    known: dict[str, Any] = {
        "group": "test",
        "label": asset,
        "peak": date(2018, 1, 25),
        "trading_days": 10,
        "unit": "ratio",
        "z5": None,
        "z10": z / 2,
        "fast": 0.93,
        "hurts": True,
        "observed": AS_OF,
    }
    return GroupMove(asset=asset, return_=return_, z=z, **(known | fields))


def make_verdict(**fields: Any) -> Verdict:
    """Return a verdict for positioning."""
    known: dict[str, Any] = {
        "engine": "positioning",
        "engine_probability": {"macro": 0.2, "fundamental": 0.08, "positioning": 0.72},
        "trigger": {
            "growth": 0.1,
            "rates": 0.5,
            "fundamental": 0.05,
            "exogenous": 0.05,
            "unidentified": 0.3,
        },
        "amplification": 88.0,
        "vulnerability": 91.0,
        "coverage": 0.86,
        "for_": ("positioning.vix_overshoot",),
        "against": ("macro.hy_oas_bp",),
        "flips_without": ("positioning.vix_overshoot",),
        "falsifiers": (
            Falsifier(
                "rates_2y",
                "macro_unchanged",
                "z of the 2y above 2",
                "macro.rates_10y_z",
                2.0,
                1.6,
                False,
                "Yields did not lead.",
            ),
            Falsifier(
                "revisions",
                "fundamental_intact",
                "breadth under its 10th percentile",
                None,
                0.1,
                None,
                None,
                "No vintages.",
            ),
        ),
        "contributions": (Contribution("rates and dollar", 0.009, "macro.rates_10y_bp"),),
        "unexplained": -0.1106,
    }
    return Verdict(**(known | fields))


ANALOG = Analog(
    session=date(2011, 8, 8),
    distance=0.8,
    percentile=0.26,
    selloff="broad",
    return_21d=0.041,
    return_63d=None,
    readings=(Compared("positioning.vix", "positioning.vix", 48.0, 0.99, 33.46, 0.97),),
)


def make_rate(**fields: Any) -> BaseRate:
    """Return what followed a condition; one with ``missing`` has no figures."""
    known: dict[str, Any] = {
        "id": "first_10pct_63d",
        "condition": "first_10pct",
        "label": "a first close 10 % below the year's high",
        "asset": "the S&P 500",
        "horizon": 63,
        "n": 25,
        "effective_n": 24,
        "applies": True,
        "last": AS_OF,
        "since": date(1990, 12, 28),
    }
    if fields.get("missing") is None:
        known |= {"mean": 0.048, "low": 0.019, "high": 0.076, "median": 0.05, "worst": -0.12}
        known |= {"share_positive": 0.76, "unconditional_mean": 0.024, "unconditional_share": 0.66}
        known |= {"began": AS_OF, "moved": 0.0}
    return BaseRate(**(known | fields))


def make_brief(*extra: Reading, **fields: Any) -> Brief:
    """Return a brief of February 2018; ``extra`` readings replace those of the same id."""
    readings = {reading.id: reading for reading in (*READINGS, *extra)}
    known: dict[str, Any] = {
        "as_of": AS_OF,
        "session": AS_OF,
        "market": MarketRef("test", True, "0" * 8),
        "selloff": "broad",
        "selloff_why": "The index and three groups fell.",
        "move": Move("SPX", PEAK, 9, -0.1016, -5.9),
        "moves": (
            make_group("BTC", -0.55, -3.1, group="crypto", label="bitcoin"),
            make_group("GOLD_FUT", -0.03, -0.9, group="precious", label="gold", hurts=False),
            make_group("HY", 36.0, 1.7, group="credit", label="high-yield spread", unit="bp"),
        ),
        "moves_missing": {"ETH": "no data in this market"},
        "selloff_share": 0.034,
        "readings": tuple(readings.values()),
        "verdict": make_verdict(),
        "watch": (
            Watch("positioning.vix_vix3m", 1.0, None, 1.22, True, 0.09, "An inverted curve."),
            Watch("macro.hy_oas_bp", 120.0, None, 36.0, False, 0.004, "Credit would follow."),
        ),
        "worst_days": (
            WorstDay(WORST, -0.041, -13.0),
            WorstDay(
                PAYROLLS, -0.0212, 6.0, (DatedEvent(PAYROLLS, "payrolls", "payrolls", 4.0, "bp"),)
            ),
        ),
        "analogs": (ANALOG,),
        "base_rates": (make_rate(), make_rate(id="first_10pct_21d", horizon=21, missing="too few")),
        "deepenings": (
            Deepening(
                "10_20",
                "first_10pct",
                "a first close 10 % below the year's high",
                -0.2,
                19,
                True,
                0.316,
                0.154,
                0.54,
            ),
        ),
        "notes": (NoteRef("2018-01-31-desk", date(2018, 1, 31), "Calm before"),),
    }
    return Brief(**(known | fields))


def history(reading_id: str, at: date) -> Reading | None:
    """Return the past of VIX and its overshoot in this brief."""
    past = {
        ("positioning.vix", WORST): 37.32,
        ("positioning.vix", PEAK): 11.08,
        ("positioning.vix", date(2018, 1, 31)): 13.54,
        ("macro.hy_oas_bp", date(2018, 1, 31)): -4.0,
    }
    value = past.get((reading_id, at))
    if value is None:
        return None
    today = make_brief().reading(reading_id)
    return replace(today, value=value, observed=at, known=at)
