"""What started a move: a distribution, *unidentified* among it."""

from __future__ import annotations

from tools.records import WorstDay
from tools.scoring import standing, turned
from tools.verdict.beneath import own_z
from tools.verdict.case import Case
from tools.weights import TRIGGERS, weights

NEWS = frozenset({"fomc", "policy", "payrolls", "cpi"})


def trigger(case: Case) -> dict[str, float]:
    """Return a distribution over what started the move.

    A reading counts by how far its percentile stands above the table's floor; a scheduled release
    on one of the index's worst days, with yields higher on it, counts for rates. Under a rout
    beneath the index what yields and spreads did in the same days counts instead.
    """
    w = weights()
    floor = w.trigger["from_percentile"]
    strength = _moved(case) if case.beneath else dict.fromkeys(TRIGGERS, 0.0)
    for row in w.trigger_evidence:
        if case.beneath and row.scope == "index":
            continue
        source = case.at_start if row.led else case.readings
        reading = source.get(row.reading)
        place = None if reading is None else standing(reading, row.levels)
        if place is None:
            continue
        excess = max(0.0, (turned(place, row.side) - floor) / (1.0 - floor))
        strength[row.kind] = max(strength[row.kind], row.weight * excess)
    open_ = max(w.trigger["unidentified_least"], 1.0 - max(strength.values()))
    if not case.beneath and any(_news(day) for day in case.days):
        strength["rates"] += w.trigger["event_weight"]
    total = open_ + sum(strength.values())
    return {**{k: v / total for k, v in strength.items()}, "unidentified": open_ / total}


def _news(day: WorstDay) -> bool:
    rose = day.rates_10y_bp is not None and day.rates_10y_bp > 0
    return rose and any(event.kind in NEWS for event in day.events)


def _moved(case: Case) -> dict[str, float]:
    """Return how strongly the table's assets moved with a rout, by the kind of trigger.

    What counts is the largest z of five sessions, of ten and since the rout began.
    """
    moves = {m.asset: m for m in case.picture.moves}
    strength = dict.fromkeys(TRIGGERS, 0.0)
    for row in weights().trigger_moves:
        move = moves.get(row.asset)
        fast = (own_z(case, row.asset), *((move.z5, move.z10) if move else ()))
        found = (z for z in fast if z is not None)
        size = max((z if row.side == "up" else -z for z in found), default=0.0)
        part = min(1.0, max(0.0, (size - row.least) / (row.most - row.least)))
        strength[row.kind] = max(strength[row.kind], row.weight * part)
    return strength
