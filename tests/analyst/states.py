"""Briefs whose verdict a test sets field by field, and random ones that keep its promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from assistant.narrative import render
from assistant.writing.pen import Pen
from assistant.writing.why import why
from tests.narrative.factory import PEAK, WORST, make_brief, make_reading
from tests.verdict.cases import VALUES
from tools.fall import Fall
from tools.pillars.registry import specs
from tools.records import Brief, Contribution, Falsifier, Reading, Said, Verdict, WorstDay
from tools.verdict import FIRED
from tools.weights import CLASSES, TRIGGERS, weights

KINDS = (*TRIGGERS, "unidentified")
ABSTAINED = (
    "no engine reaches an even chance",
    "the two likeliest engines are too close to call",
    "the evidence hardly moves the base rate",
    "positioning is likeliest, yet short of what its claim takes",
    "too little was measured",
    "an outside shock met heavy amplification",
    "forward estimates were not measured",
    "forward estimates were not cut",
)
IDS = tuple(specs())
PEAKS = (
    "positioning.cta_spx",
    "positioning.vol_target_21d",
    "positioning.am_net_share",
    "positioning.naaim",
    "positioning.margin_debt_from_peak",
    "positioning.dealer_gamma_vendor",
)


# A fall in which nothing was out of order, its last session a small fall.
QUIET = Fall(
    since=PEAK,
    day=-0.004,
    day_rank=0.3,
    worst=-0.012,
    worst_at=WORST,
    worst_rank=0.1,
    heaviest=0,
    overshoot=1.0,
    overshoot_at=WORST,
)


def reading(name: str, value: float | None, percentile: float | None = 0.5) -> Reading:
    """Return a reading as its table prints it; None is not measured."""
    spec = specs()[name]
    fields: dict[str, Any] = {"label": spec.label, "unit": spec.unit, "display": spec.display}
    if value is not None and percentile is not None:
        fields["percentile"] = percentile
    found = make_reading(name, value, **fields)
    if value is not None and name == "positioning.vix_overshoot":
        found = replace(found, at=WORST)
    return found


def outcome(fired: Iterable[str] = (), null: Iterable[str] = ()) -> tuple[Falsifier, ...]:
    """Return every registered test, unfired but for those that are named."""
    fired, null = set(fired), set(null)
    out = []
    for row in weights().falsifiers:
        state = None if row.id in null else row.id in fired
        why_ = "its history is too short for a percentile" if state is None else ""
        value = None if state is None else row.threshold * (1.5 if state else 0.5)
        out.append(
            Falsifier(row.id, row.claim, row.test, row.reading, row.threshold, value, state, why_)
        )
    return tuple(out)


def said(odds: Mapping[str, float]) -> tuple[Said, ...]:
    """Return what readings said, by what each multiplied the odds of the likeliest engine by."""
    when = {row.reading: row.when for row in weights().evidence}
    order = sorted(odds.items(), key=lambda pair: -pair[1])
    return tuple(Said(name, when[name], 0.5, {}, value) for name, value in order)


def state(engine: str = "positioning", **fields: Any) -> Brief:
    """Return a brief with a verdict for an engine, every reading ordinary unless it is set.

    ``readings`` maps an id to a value and percentile, ``leads`` names the likeliest engine where
    none is claimed, ``odds`` maps a reading to what it does to the odds; what is left over are
    fields of the verdict or, if it has none of that name, of the brief.
    """
    changed: Mapping[str, tuple[float | None, float | None]] = fields.pop("readings", {})
    readings = {i: reading(i, *changed.get(i, (VALUES.get(i, 0.0), 0.5))) for i in IDS}
    leads = fields.pop("leads", "macro" if engine in ("mixed", "none") else engine)
    odds = fields.pop("odds", {"macro.rates_10y_z": 0.8, "positioning.vix_overshoot": 1.6})
    evidence = said(odds)
    rest = [c for c in CLASSES if c != leads]
    known: dict[str, Any] = {
        "engine": engine,
        "engine_probability": {leads: 0.6, rest[0]: 0.3, rest[1]: 0.1},
        "trigger": dict.fromkeys(KINDS, 0.05) | {"rates": 0.5, "unidentified": 0.35},
        "amplification": 85.0,
        "vulnerability": 84.0,
        "coverage": 0.9,
        "for_": tuple(s.reading for s in evidence if s.odds >= 1.08),
        "against": tuple(s.reading for s in reversed(evidence) if s.odds <= 1 / 1.08)[:3],
        "flips_without": (),
        "falsifiers": outcome(),
        "contributions": (Contribution("rates", -0.02), Contribution("dollar", -0.01)),
        "unexplained": -0.07,
        "abstained": (ABSTAINED[2],) if engine == "mixed" else (),
        "evidence": evidence,
    }
    verdict = {k: fields.pop(k) for k in list(fields) if k in Verdict.__dataclass_fields__}
    brief: dict[str, Any] = {
        "selloff": "none" if engine == "none" else "broad",
        "verdict": Verdict(**(known | verdict)),
        "at_peak": tuple(reading(i, 1.0, 0.7) for i in PEAKS),
        "worst_days": (WorstDay(WORST, -0.041, -13.0),),
        "fall": QUIET,
        "analogs": (),
        "base_rates": (),
        "notes": (),
        "watch": (),
    }
    made = make_brief(**(brief | fields))
    # Only what is set here: the factory's own readings would make a state of their own.
    return replace(made, readings=tuple(readings.values()))


def told(brief: Brief) -> str:
    """Return the answer to "what is driving this?" as it is read."""
    return "\n".join(render(text, brief).text.replace("**", "") for text in why(Pen(brief)))


def random_state(seed: int, engines: tuple[str, ...] = (*CLASSES, "mixed")) -> Brief:
    """Return a brief of a falling index with any verdict that keeps the record's promises."""
    dice = Random(seed)
    engine = dice.choice(engines)
    order = dice.sample(CLASSES, 3)
    if engine != "mixed":
        order = [engine, *(c for c in order if c != engine)]
    shares = sorted((dice.uniform(0.01, 1.0) for _ in CLASSES), reverse=True)
    kinds = [dice.choice([0.0, dice.random()]) for _ in KINDS]
    kinds[-1] += 0.01
    outcomes = {r.id: dice.choice([True, False, False, None]) for r in weights().falsifiers}
    if dice.random() < 0.5:
        outcomes |= {r.id: False for r in weights().falsifiers if r.claim == "macro_unchanged"}
    fired = [i for i, o in outcomes.items() if o]
    stood = [i for i in PEAKS if dice.random() < 0.7]
    rows = dice.sample(weights().evidence, dice.randint(0, len(weights().evidence)))
    reasons = dice.sample(ABSTAINED, dice.randint(1, 4))
    reasons += [FIRED + dice.choice(fired)] if fired and dice.random() < 0.5 else []
    parts = [Contribution(n, dice.uniform(-0.2, 0.2)) for n in ("rates", "dollar")]
    score = [None if dice.random() < 0.1 else dice.uniform(0.0, 100.0) for _ in range(2)]
    return state(
        engine,
        readings={i: _random(dice, i) for i in IDS},
        leads=order[0],
        odds={
            r.reading: dice.uniform(0.4, 2.5) for r in rows if r.when == "now" or r.reading in stood
        },
        engine_probability={c: p / sum(shares) for c, p in zip(order, shares, strict=True)},
        trigger={k: v / sum(kinds) for k, v in zip(KINDS, kinds, strict=True)},
        amplification=score[0],
        vulnerability=score[1],
        falsifiers=outcome(fired, [i for i, o in outcomes.items() if o is None]),
        abstained=tuple(reasons) if engine == "mixed" else (),
        contributions=tuple(parts[: dice.randint(0, 2)]),
        unexplained=dice.uniform(-0.3, 0.1),
        quiet_amplifiers=dice.random() < 0.3,
        at_peak=tuple(reading(i, dice.uniform(-6.0, 6.0), dice.random()) for i in stood),
        selloff=dice.choice(["broad", "index"]),
        fall=_fall(dice),
    )


def _fall(dice: Random) -> Fall | None:
    """Return any fall and last session, or none."""
    if dice.random() < 0.1:
        return None
    heaviest, overshoot = dice.choice([None, 0, 1, 2, 4]), dice.choice([None, 1.0, 5.0, 6.0, 12.0])
    rank = dice.choice([None, dice.random(), 0.005])
    return Fall(
        since=dice.choice([PEAK, PEAK.replace(year=2017)]),
        deeper=dice.random() < 0.3,
        day=dice.uniform(-0.05, 0.05),
        day_rank=dice.choice([None, dice.random()]),
        worst=-dice.uniform(0.001, 0.09),
        worst_at=WORST,
        worst_rank=rank,
        heaviest=heaviest,
        heaviest_at=WORST if heaviest else None,
        overshoot=overshoot,
        overshoot_at=None if overshoot is None else WORST,
    )


def _random(dice: Random, name: str) -> tuple[float | None, float | None]:
    if dice.random() < 0.1:
        return None, None
    value = dice.choice([0.0, dice.uniform(-6.0, 6.0)])
    value = -abs(value) if "drawdown" in name else value
    return value, None if dice.random() < 0.1 else dice.random()
