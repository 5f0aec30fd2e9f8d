"""What started a move: a distribution, *unidentified* among it."""

from __future__ import annotations

from tools.records import WorstDay
from tools.scoring import standing, turned
from tools.verdict.case import Case
from tools.weights import TRIGGERS, weights

NEWS = frozenset({"fomc", "policy", "payrolls", "cpi"})


def trigger(case: Case) -> dict[str, float]:
    """Return a distribution over what started the move.

    A reading counts by how far its percentile stands above the table's floor; a scheduled release
    on one of the worst days, with yields higher on it, counts for rates.
    """
    w = weights()
    floor = w.trigger["from_percentile"]
    strength = dict.fromkeys(TRIGGERS, 0.0)
    for row in w.trigger_evidence:
        source = case.at_start if row.led else case.readings
        reading = source.get(row.reading)
        place = None if reading is None else standing(reading, row.levels)
        if place is None:
            continue
        excess = max(0.0, (turned(place, row.side) - floor) / (1.0 - floor))
        strength[row.kind] = max(strength[row.kind], row.weight * excess)
    open_ = max(w.trigger["unidentified_least"], 1.0 - max(strength.values()))
    if any(_news(day) for day in case.days):
        strength["rates"] += w.trigger["event_weight"]
    total = open_ + sum(strength.values())
    return {**{k: v / total for k, v in strength.items()}, "unidentified": open_ / total}


def _news(day: WorstDay) -> bool:
    rose = day.rates_10y_bp is not None and day.rates_10y_bp > 0
    return rose and any(event.kind in NEWS for event in day.events)
