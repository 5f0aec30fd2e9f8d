"""Cases made by hand for the verdict: every reading ordinary but for those that a test sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.narrative.factory import make_group, make_reading
from tools.records import Contribution, DatedEvent, GroupMove, Move, Reading, WorstDay
from tools.selloff import Picture
from tools.verdict import Case
from tools.weights import weights

TODAY, PEAK, WORST = date(2018, 2, 8), date(2018, 1, 26), date(2018, 2, 5)
Figure = tuple[float | None, float | None]

ORDINARY: Figure = (0.0, 0.5)
VALUES: Mapping[str, float] = {
    "market.sessions_since_high_63d": 9.0,
    "market.sessions_below_peak": 3.0,
    "positioning.momentum_losers_21d": 0.01,
    "positioning.vix_overshoot": 1.0,
    "macro.payrolls_3m": 100_000.0,
}
THEN: Mapping[str, float] = {"positioning.margin_debt_from_peak": -0.075}
FORCED: Mapping[str, Figure] = {
    "positioning.vix_overshoot": (16.2, 0.999),
    "macro.payrolls_3m": (220_000.0, 0.7),
    "macro.claims_change_4w": (-0.05, 0.02),
    "macro.epu_ratio": (0.6, 0.02),
    "macro.rates_2y_z": (-1.0, 0.1),
    "macro.rates_10y_z": (-1.0, 0.1),
    "macro.dollar_z": (-1.0, 0.1),
    "macro.hy_residual_bp": (-10.0, 0.2),
}
STACKED: Mapping[str, float] = {
    "positioning.cta_spx": 0.999,
    "positioning.vol_target_21d": 0.995,
    "positioning.am_net_share": 0.98,
    "positioning.naaim": 0.98,
}
YIELDS_UP: Mapping[str, Figure] = {
    "macro.rates_2y_z": (5.0, 0.995),
    "macro.rates_10y_z": (4.0, 0.99),
    "macro.rates_30y_z": (3.0, 0.97),
    "macro.rates_10y_before_peak_bp": (40.0, 0.95),
    "macro.conditions_ex_equity": (1.5, 0.97),
}


def needed() -> list[str]:
    """Return the ids of every reading that the weights name."""
    w = weights()
    rows = [*w.evidence, *w.trigger_evidence, *w.falsifiers]
    names = [row.reading for row in rows]
    for table in (w.amplification, w.vulnerability):
        names += [metric for members in table.values() for metric in members]
    return list(dict.fromkeys([*names, *VALUES]))


def figures(changed: Mapping[str, Figure]) -> dict[str, Reading]:
    """Return a reading for every id, ordinary unless changed; a value of None is missing."""
    out = {}
    for name in needed():
        value, percentile = changed.get(name, (VALUES.get(name, 0.0), 0.5))
        fields: dict[str, Any] = {} if value is None else {"percentile": percentile}
        if name == "positioning.vix_overshoot" and value is not None:
            fields |= {"at": WORST, "observed": TODAY}
        out[name] = make_reading(name, value, **fields)
    return out


def make_case(
    changed: Mapping[str, Figure] = {},
    *,
    peak: Mapping[str, float] = {},
    selloff: str = "broad",
    moves: Sequence[GroupMove] = (),
    routed: Sequence[str] = (),
    days: Sequence[WorstDay] = (),
    contributions: Sequence[Contribution] = (),
    fell: float = -0.10,
) -> Case:
    """Return a case of a sell-off whose readings are all ordinary unless they are changed."""
    move = Move("SPX", PEAK, 9, fell, -5.0)
    then = {name: make_reading(name, THEN.get(name, 1.0), percentile=0.5) for name in needed()}
    then |= {name: make_reading(name, 1.0, percentile=p) for name, p in peak.items()}
    return Case(
        picture=Picture(
            selloff=selloff,  # type: ignore[arg-type]
            why="made by hand",
            share=0.1,
            sessions=1000,
            move=move,
            moves=tuple(moves),
            routed=tuple(routed),
            missing={},
        ),
        move=move,
        readings=figures(changed),
        at_start=figures(changed),
        at_peak=then,
        days=tuple(days),
        contributions=tuple(contributions),
    )


def calm(z: float = 0.3) -> tuple[GroupMove, ...]:
    """Return rates and investment grade that moved by ``z`` over five and ten sessions."""
    return tuple(
        make_group(a, 3.0, z, unit="bp", group="rates", z5=z, z10=z)
        for a in ("UST2Y", "UST10Y", "IG")
    )


def payrolls_day(rates_bp: float) -> WorstDay:
    """Return a bad payrolls day on which the 10-year yield moved."""
    day = date(2018, 2, 2)
    return WorstDay(day, -0.021, rates_bp, (DatedEvent(day, "payrolls", "payrolls"),))
