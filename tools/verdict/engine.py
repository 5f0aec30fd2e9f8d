"""The verdict: trigger, amplification, vulnerability and engine, and when it abstains.

The rules are those of the attribution notes and their weights stand in ``attribution.toml``: a
label is only given when its probability, its margin and the coverage suffice and no falsifier of
its claim has fired; otherwise the engine is *mixed* and ``abstained`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tools.falsifiers import run
from tools.records import (
    Contribution,
    Engine,
    Falsifier,
    Move,
    Reading,
    Verdict,
    WorstDay,
)
from tools.scoring import Evidence, Score, coverage, leaning, score, standing, turned
from tools.selloff import Picture
from tools.weights import CLASSES, TRIGGERS, EvidenceRow, weights

AGAINST = 3
FIRED = "a test fired: "
NEWS = frozenset({"fomc", "policy", "payrolls", "cpi"})
CALM_BENEATH = ("UST2Y", "UST10Y", "IG")
EXTENSION = {
    "MOMENTUM_RAW": "positioning.momentum_extension",
    "MOMENTUM": "positioning.momentum_extension",
    "BTC": "crossasset.btc_extension",
    "GOLD": "crossasset.gold_extension",
    "SILVER": "crossasset.silver_extension",
    "COPPER": "crossasset.copper_extension",
    "OIL": "crossasset.oil_extension",
}


@dataclass(frozen=True, slots=True)
class Case:
    """All that the verdict is reached from.

    ``move`` is the one that is reported and ``contributions`` are parts of it. ``at_peak`` holds
    readings as they were known at the peak, ``worst`` the highest percentile of a reading since,
    ``at_start`` those that must have led the fall, as they stood in its first days.
    """

    picture: Picture
    move: Move
    readings: Mapping[str, Reading]
    at_peak: Mapping[str, Reading]
    worst: Mapping[str, float]
    at_start: Mapping[str, Reading]
    days: tuple[WorstDay, ...]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """An engine, what it was reached from and why it is not a firmer one."""

    engine: Engine
    score: Score
    evidence: tuple[Evidence, ...]
    falsifiers: tuple[Falsifier, ...]
    abstained: tuple[str, ...] = ()

    @property
    def leader(self) -> str:
        """The likeliest engine, also where it is not claimed."""
        return max(CLASSES, key=lambda c: self.score.probability[c])


def verdict(case: Case) -> Verdict:
    """Return the verdict on a case; nothing that was not measured speaks for either side."""
    label = decide(case)
    none = label.engine == "none"
    found = [] if none else [e.row.reading for e in label.evidence if e.percentile is not None]
    by_lean = sorted(found, key=lambda r: _lean(label, r))
    return Verdict(
        engine=label.engine,
        engine_probability=label.score.probability,
        trigger=dict.fromkeys(TRIGGERS, 0.0) | {"unidentified": 1.0} if none else trigger(case),
        amplification=_amplification(case),
        vulnerability=_vulnerability(case),
        coverage=coverage(label.evidence, label.falsifiers),
        for_=tuple(r for r in reversed(by_lean) if _lean(label, r) > 0),
        against=() if none else _against(by_lean, label, case),
        flips_without=() if none else flips(case, label),
        falsifiers=label.falsifiers,
        contributions=() if none else case.contributions,
        unexplained=None
        if none
        else case.move.return_ - sum(c.return_ for c in case.contributions),
        abstained=label.abstained,
        quiet_amplifiers=_quiet(case),
    )


def gather(case: Case) -> tuple[Evidence, ...]:
    """Return every row of the evidence table with the percentile that was found for it."""
    return tuple(_evidence(row, case) for row in weights().evidence)


def _evidence(row: EvidenceRow, case: Case) -> Evidence:
    source = case.at_peak if row.when == "peak" else case.readings
    reading = source.get(row.reading)
    if reading is None:
        return Evidence(row, None)
    return Evidence(row, standing(reading, row.levels), reading.percentile_weight)


def decide(case: Case) -> Label:
    """Return the engine, or *mixed* with every reason that stood against a label."""
    w = weights()
    beneath = case.picture.selloff == "beneath"
    priors = w.priors_beneath if beneath else w.priors
    evidence, falsifiers = gather(case), run(case.readings)
    if case.picture.selloff == "none":
        return Label("none", Score(priors, {}), evidence, falsifiers)
    raw = score(evidence, w, priors, _calm_rule(case) if beneath else _rule(case))
    probability = _capped(raw.probability, falsifiers, w.abstain["null_cap"])
    mixed = Label("mixed", Score(probability, raw.said), evidence, falsifiers)
    first, second = sorted(probability.values(), reverse=True)[:2]
    why = []
    if first < w.abstain["least_probability"]:
        why.append("no engine reaches an even chance")
    if first - second < w.abstain["least_margin"]:
        why.append("the two likeliest engines are too close to call")
    if coverage(evidence, falsifiers) < w.abstain["least_coverage"]:
        why.append("too little was measured")
    why += _void(mixed.leader, falsifiers, case)
    if mixed.leader == "macro" and _heavy_shock(case):
        why.append("an outside shock met heavy amplification")
    if why:
        return replace(mixed, abstained=tuple(why))
    names: dict[str, Engine] = {c: c for c in ("macro", "fundamental", "positioning")}
    return replace(mixed, engine=names[mixed.leader])


def _heavy_shock(case: Case) -> bool:
    """Whether what likeliest started the move came from outside and was amplified heavily."""
    kinds, amplification = trigger(case), _amplification(case)
    outside = max(kinds, key=lambda k: kinds[k]) == "exogenous"
    heavy = weights().abstain["heavy_amplification"]
    return outside and amplification is not None and amplification >= heavy


def _refuting(leader: str, falsifiers: Sequence[Falsifier], case: Case) -> list[Falsifier]:
    """Return the fired tests that refute the leading engine."""
    if leader != "positioning":
        return []
    claims, rows = {"macro_unchanged", "fundamental_intact", "positioning"}, weights().falsifiers
    beneath = case.picture.selloff == "beneath"
    if beneath and "MOMENTUM" in case.picture.routed:
        claims.add("crowding")
    apart = {row.id for row in rows if beneath and row.since_index_peak}
    return [f for f in falsifiers if f.fired and f.claim in claims and f.id not in apart]


def _void(leader: str, falsifiers: Sequence[Falsifier], case: Case) -> list[str]:
    """Return why the leading engine cannot be claimed, from the tests of its claims."""
    beneath = case.picture.selloff == "beneath"
    if leader == "positioning":
        why = [f"{FIRED}{f.id}" for f in _refuting(leader, falsifiers, case)]
        return [*why, *_void_beneath(case)] if beneath else why
    macro = [f.fired for f in falsifiers if f.claim == "macro_unchanged"]
    if leader == "macro" and not beneath and not any(macro):
        return ["no macro test has fired"]
    estimates = [f.fired for f in falsifiers if f.claim == "fundamental_intact"]
    if leader == "fundamental" and not any(estimates):
        null = None in estimates
        return [f"forward estimates were not {'measured' if null else 'cut'}"]
    return []


def _void_beneath(case: Case) -> list[str]:
    """Return why a rout beneath the index cannot be laid to positions."""
    rule, z, stretched = weights().rule_beneath, _macro_z(case), _vulnerability(case)
    why = []
    if z is not None and z >= rule["moved_z"]:
        why.append("yields or spreads moved with it")
    if stretched is None or stretched < rule["vulnerability"]:
        why.append("what sells off is not known to have been stretched")
    return why


def _capped(
    probability: Mapping[str, float], falsifiers: Sequence[Falsifier], cap: float
) -> dict[str, float]:
    """Return the probabilities with an engine held to ``cap`` while a guard of it is null."""
    guards = {
        "positioning": ("macro_unchanged", "positioning", "fundamental_intact"),
        "fundamental": ("fundamental_intact",),
    }
    out = dict(probability)
    for engine, claims in guards.items():
        null = any(f.fired is None for f in falsifiers if f.claim in claims)
        if null and out[engine] > cap:
            rest = 1.0 - out[engine]
            others = [c for c in CLASSES if c != engine]
            spread = {c: (out[c] / rest if rest else 0.5) * (1.0 - cap) for c in others}
            out = {engine: cap, **spread}
    return {c: out[c] for c in CLASSES}


def _rule(case: Case) -> float:
    """Return the log-likelihood of the rule that held to 2022, zero where it was not measured."""
    rule = weights().rule
    overshoot = case.readings.get("positioning.vix_overshoot")
    rates = case.readings.get("macro.rates_2y_z")
    since = case.readings.get("market.sessions_since_high_63d")
    uncertainty = case.worst.get("macro.epu_ratio")
    if overshoot is None or overshoot.value is None or overshoot.at is None:
        return 0.0
    if rates is None or rates.value is None or uncertainty is None:
        return 0.0
    if since is None or since.value is None:
        return 0.0
    since_extreme = (overshoot.observed or overshoot.at) - overshoot.at
    hit = (
        overshoot.value >= rule["overshoot"]
        and since_extreme.days <= rule["overshoot_days"]
        and since.value <= rule["sessions"]
        and rates.value < rule["rates_z"]
        and uncertainty <= rule["epu_percentile"]
    )
    return rule["hit"] if hit else rule["miss"]


def _calm_rule(case: Case) -> float:
    """Return the log-likelihood that a rout beneath the index met unchanged macro.

    Zero where macro was not measured, and for a rout of one family that is not momentum.
    """
    rule, z = weights().rule_beneath, _macro_z(case)
    if z is None:
        return 0.0
    if z >= rule["moved_z"]:
        return -rule["hit"]
    routed = case.picture.routed
    groups = {m.group for m in case.picture.moves if m.asset in routed}
    wide = len(groups) >= rule["families"] or "MOMENTUM" in routed or "MOMENTUM_RAW" in routed
    return rule["hit"] if wide and z <= rule["calm_z"] else 0.0


def _macro_z(case: Case) -> float | None:
    """Return the largest five- or ten-day z of the yields and spreads of a rout beneath.

    None unless the 2-year, the 10-year and investment grade were all measured.
    """
    moves = {m.asset: m for m in case.picture.moves}
    found = [z for a in CALM_BENEATH if a in moves for z in (moves[a].z5, moves[a].z10)]
    z = [abs(value) for value in found if value is not None]
    return max(z) if len(z) == 2 * len(CALM_BENEATH) else None


def trigger(case: Case) -> dict[str, float]:
    """Return a distribution over what started the move, *unidentified* among it.

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


def _amplification(case: Case) -> float | None:
    """Return 0 to 100: how much larger and faster the move was than its news, by group means."""
    if case.picture.selloff == "beneath":
        return _mean([m.fast for m in case.picture.moves if m.asset in case.picture.routed])
    groups = []
    for members in weights().amplification.values():
        found = [case.readings[m].stress for m in members if m in case.readings]
        groups.append(_mean(found))
    return _mean([g / 100.0 for g in groups if g is not None])


def _vulnerability(case: Case) -> float | None:
    """Return 0 to 100: how stacked positions stood at the peak."""
    if case.picture.selloff == "beneath":
        names = {EXTENSION[a] for a in case.picture.routed if a in EXTENSION}
        return _mean([case.at_peak[n].percentile for n in sorted(names) if n in case.at_peak])
    groups = []
    for members in weights().vulnerability.values():
        groups.append(_mean([case.at_peak[m].percentile for m in members if m in case.at_peak]))
    return _mean([g / 100.0 for g in groups if g is not None])


def _mean(values: Sequence[float | None]) -> float | None:
    found = [v for v in values if v is not None]
    return 100.0 * sum(found) / len(found) if found else None


def _quiet(case: Case) -> bool:
    """Whether the index's own amplifiers all stand in their normal range."""
    names = [m for members in weights().amplification.values() for m in members]
    found = [case.readings[n].stress for n in names if n in case.readings]
    stresses = [s for s in found if s is not None]
    return bool(stresses) and max(stresses) < weights().abstain["quiet_amplifiers"]


def _lean(label: Label, reading: str) -> float:
    """Return how much a reading speaks for the leading engine, below zero if against it."""
    return leaning(label.score.said[reading], label.leader)


def _against(by_lean: Sequence[str], label: Label, case: Case) -> tuple[str, ...]:
    """Return the strongest readings against the leading engine, those of fired tests first."""
    tests = _refuting(label.leader, label.falsifiers, case)
    fired = [f.reading for f in tests if f.reading]
    weak = [r for r in by_lean if _lean(label, r) < 0]
    return tuple(dict.fromkeys([*fired, *weak]))[:AGAINST]


def flips(case: Case, label: Label) -> tuple[str, ...]:
    """Return a smallest set of readings without which the label would differ.

    Single readings are tried first, then pairs, those that lean on the label the most first. Where
    no pair decides it, readings are taken out one after the other, those for the leading engine
    first or, where none is claimed, those against it first, until the label falls; those that are
    not needed are put back one by one. Empty where nothing decides it.
    """
    found = [e.row.reading for e in label.evidence if e.percentile is not None]
    found.sort(key=lambda r: abs(_lean(label, r)), reverse=True)

    def other(names: Sequence[str]) -> bool:
        return decide(_without(case, frozenset(names))).engine != label.engine

    for size in (1, 2):
        for names in combinations(found, size):
            if other(names):
                return names
    order = sorted(found, key=lambda r: _lean(label, r), reverse=label.engine != "mixed")
    size = next((n for n in range(1, len(order) + 1) if other(order[:n])), 0)
    chosen = order[:size]
    while spare := next((r for r in chosen if other([c for c in chosen if c != r])), None):
        chosen.remove(spare)
    return tuple(chosen)


def _without(case: Case, names: frozenset[str]) -> Case:
    return replace(
        case,
        readings={k: v for k, v in case.readings.items() if k not in names},
        at_peak={k: v for k, v in case.at_peak.items() if k not in names},
        worst={k: v for k, v in case.worst.items() if k not in names},
        at_start={k: v for k, v in case.at_start.items() if k not in names},
    )
